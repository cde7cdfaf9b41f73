//! JSON on its way out: members in order, numbers as they are spelled.

use std::fmt;

use serde_json::Value;

use crate::parse::{Node, Value as Tree};

/// A value that is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// A whole value as text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Returns a value of a library as one of ours.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|(name, it)| (name.clone(), Self::of(it)))
                        .collect(),
                )
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Self::Text(value.to_string())
            }
        }
    }

    /// Returns what a pointer leads to.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Self> {
        let mut here = self;
        for name in names(pointer) {
            here = match here {
                Self::Text(_) => return None,
                Self::List(items) => items.get(name.parse::<usize>().ok()?)?,
                Self::Object(members) => members.iter().find(|it| it.0 == name).map(|it| &it.1)?,
            };
        }
        Some(here)
    }

    /// Returns what a pointer leads to, to be changed.
    pub(crate) fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut here = self;
        for name in names(pointer) {
            here = match here {
                Self::Text(_) => return None,
                Self::List(items) => items.get_mut(name.parse::<usize>().ok()?)?,
                Self::Object(members) => {
                    let member = members.iter_mut().find(|it| it.0 == name);
                    member.map(|it| &mut it.1)?
                }
            };
        }
        Some(here)
    }

    /// Puts a value where a pointer leads; nothing happens where the way there is not.
    pub(crate) fn put(&mut self, pointer: &str, value: Self) {
        if let Some(here) = self.at_mut(pointer) {
            *here = value;
        } else if let Some((parent, name)) = pointer.rsplit_once('/')
            && let Some(object) = self.at_mut(parent)
        {
            object.set(name, value);
        }
    }

    /// Returns the value over several lines.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.indented(&mut out, 0);
        out
    }

    fn indented(&self, out: &mut String, depth: usize) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match self {
            Self::Text(text) => out.push_str(text),
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    line(out, depth + 1);
                    item.indented(out, depth + 1);
                }
                line(out, depth);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    line(out, depth + 1);
                    out.push_str(&Value::from(name.as_str()).to_string());
                    out.push_str(": ");
                    member.indented(out, depth + 1);
                }
                line(out, depth);
                out.push('}');
            }
        }
    }

    /// Returns a string.
    pub(crate) fn string(text: &str) -> Self {
        Self::Text(Value::from(text).to_string())
    }

    /// Sets a member of an object, in its place or at the end.
    pub(crate) fn set(&mut self, name: &str, value: Self) {
        if let Self::Object(members) = self {
            match members.iter_mut().find(|(other, _)| other == name) {
                Some((_, member)) => *member = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, member)) in members.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{member}", Value::from(name.as_str()))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The names of a pointer (RFC 6901 §4).
fn names(pointer: &str) -> impl Iterator<Item = String> {
    let names = pointer.split('/').skip(1);
    names.map(|it| it.replace("~1", "/").replace("~0", "~"))
}

/// A value of the document as a library takes it; a number too large for it becomes null.
pub(super) fn plain(node: &Node) -> Value {
    match &node.value {
        Tree::Null => Value::Null,
        Tree::Bool(value) => (*value).into(),
        Tree::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        Tree::String(text) => text.as_str().into(),
        Tree::Array(items) => items.iter().map(plain).collect(),
        Tree::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, member)| (name.to_owned(), plain(&member.node)))
                    .collect(),
            )
        }
    }
}

/// A value of the document as it is spelled there, in order.
pub(crate) fn spelled(node: &Node) -> Json {
    match &node.value {
        Tree::Null => Json::Text("null".into()),
        Tree::Bool(value) => Json::Text(value.to_string()),
        Tree::Number(text) => Json::Text(text.clone()),
        Tree::String(text) => Json::string(text),
        Tree::Array(items) => Json::List(items.iter().map(spelled).collect()),
        Tree::Object(members) => {
            let members = members.iter();
            Json::Object(
                members
                    .map(|(name, member)| (name.to_owned(), spelled(&member.node)))
                    .collect(),
            )
        }
    }
}
