//! The tree of a document, and the way through it.
//!
//! A [`Node`] is a value with its place in the text. An [`At`] is a node and the pointer to it;
//! it is what the stages after `parse` hold, and it reports what is not of the expected kind.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::diag::{Level, Sink, codes};
use crate::source::{Origin, Pointer, Span};

/// A value and its place in the text.
///
/// A value that an alias repeats has the place where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its text.
    pub span: Span,
}

impl Node {
    /// Moves all places to a text that begins at an offset.
    pub(super) fn move_behind(&mut self, offset: u32) {
        self.span = self.span.behind(offset);
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.move_behind(offset)),
            Value::Object(members) => {
                for member in members.map_mut().values_mut() {
                    member.key_span = member.key_span.behind(offset);
                    member.node.move_behind(offset);
                }
            }
            _ => {}
        }
    }
}

/// A value as JSON knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is spelled, so that no digit is lost; always a spelling of JSON.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// Named members.
    Object(Object),
}

impl Value {
    /// Returns what this is, for messages: "a string".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Members by name, in the order of the text.
///
/// The hasher is a quick one that no document can prepare for: its seed differs from run to run.
pub(crate) type Members = IndexMap<String, Member, RandomState>;

/// Members in the order of the text.
// Boxed, because the map is four times as large as any other value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Box<Members>);

/// A value and the place of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The text of the name.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Object {
    /// Returns the member of this name.
    pub fn get(&self, key: &str) -> Option<&Member> {
        self.0.get(key)
    }

    /// Returns the members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Member)> {
        self.0.iter().map(|(key, member)| (key.as_str(), member))
    }

    /// Returns their number.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn map(&self) -> &Members {
        &self.0
    }

    pub(super) fn map_mut(&mut self) -> &mut Members {
        &mut self.0
    }

    pub(super) fn into_map(self) -> Members {
        *self.0
    }
}

impl From<Members> for Object {
    fn from(members: Members) -> Self {
        Self(Box::new(members))
    }
}

impl FromIterator<(String, Member)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Member)>>(members: I) -> Self {
        Self(Box::new(members.into_iter().collect()))
    }
}

/// A node and the way to it.
#[derive(Clone, Debug)]
pub struct At<'a> {
    /// The node.
    pub node: &'a Node,
    /// The way to it.
    pub pointer: Pointer,
    /// The text of its name, if it is a member of an object.
    pub key_span: Option<Span>,
}

impl<'a> At<'a> {
    /// Returns the way to a whole document: none.
    pub(crate) fn root(node: &'a Node) -> Self {
        Self {
            node,
            pointer: Pointer::root(),
            key_span: None,
        }
    }

    /// Returns where the value stands.
    pub fn origin(&self) -> Origin {
        Origin {
            pointer: self.pointer.clone(),
            span: self.node.span,
        }
    }

    /// Returns where the name of the value stands, or the value itself if it has no name.
    pub fn key_origin(&self) -> Origin {
        Origin {
            pointer: self.pointer.clone(),
            span: self.key_span.unwrap_or(self.node.span),
        }
    }

    /// Returns the member of this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<At<'a>> {
        let Value::Object(object) = &self.node.value else {
            return None;
        };
        object.get(key).map(|member| self.member(key, member))
    }

    /// Returns what the member of this name is, without the way to it.
    fn value(&self, key: &str) -> Option<&'a Value> {
        let Value::Object(object) = &self.node.value else {
            return None;
        };
        object.get(key).map(|member| &member.node.value)
    }

    /// Returns whether this is an object that has a member of this name.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Returns the item at this place, if this is an array that has it.
    pub fn item(&self, index: usize) -> Option<At<'a>> {
        let Value::Array(items) = &self.node.value else {
            return None;
        };
        items.get(index).map(|node| self.at_index(index, node))
    }

    /// Returns the members in order; none if this is not an object.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, At<'a>)> {
        let object = match &self.node.value {
            Value::Object(object) => Some(object),
            _ => None,
        };
        object
            .into_iter()
            .flat_map(Object::iter)
            .map(|(key, member)| (key, self.member(key, member)))
    }

    /// Returns the items in order; none if this is not an array.
    pub fn items(&self) -> impl Iterator<Item = At<'a>> {
        let items = match &self.node.value {
            Value::Array(items) => items.as_slice(),
            _ => &[],
        };
        items
            .iter()
            .enumerate()
            .map(|(index, node)| self.at_index(index, node))
    }

    /// Returns the string that this is.
    pub fn as_str(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the boolean that this is.
    pub fn as_bool(&self) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the number as it is spelled.
    pub fn as_number(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Number(spelling) => Some(spelling),
            _ => None,
        }
    }

    /// Returns the number, if it is whole, not negative and spelled without a point.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.parse().ok()
    }

    /// Returns the number, if it is whole and spelled without a point.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    /// Returns the number, rounded as binary floating point asks for.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.parse().ok()
    }

    /// Returns whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.node.value == Value::Null
    }

    /// Returns whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.node.value, Value::Object(_))
    }

    /// Returns whether this is an array.
    pub fn is_array(&self) -> bool {
        matches!(self.node.value, Value::Array(_))
    }

    /// Returns what this is, for messages: "a string".
    pub fn kind(&self) -> &'static str {
        self.node.value.kind()
    }

    /// Returns the string that this is; reports anything else.
    pub fn expect_str(&self, sink: &mut Sink) -> Option<&'a str> {
        self.expect("a string", Self::as_str, sink)
    }

    /// Returns the boolean that this is; reports anything else.
    pub fn expect_bool(&self, sink: &mut Sink) -> Option<bool> {
        self.expect("a boolean", Self::as_bool, sink)
    }

    /// Returns the whole number that this is; reports anything else.
    pub fn expect_u64(&self, sink: &mut Sink) -> Option<u64> {
        self.expect("a whole number", Self::as_u64, sink)
    }

    /// Returns this if it is an object; reports anything else.
    pub fn expect_object(&self, sink: &mut Sink) -> Option<At<'a>> {
        self.expect("an object", |at| at.is_object().then(|| at.clone()), sink)
    }

    /// Returns this if it is an array; reports anything else.
    pub fn expect_array(&self, sink: &mut Sink) -> Option<At<'a>> {
        self.expect("an array", |at| at.is_array().then(|| at.clone()), sink)
    }

    /// Returns the string of this name; reports a member of another kind.
    pub fn str(&self, key: &str, sink: &mut Sink) -> Option<&'a str> {
        match self.value(key)? {
            Value::String(text) => Some(text),
            _ => self.get(key)?.expect_str(sink),
        }
    }

    /// Returns the boolean of this name; reports a member of another kind.
    pub fn bool(&self, key: &str, sink: &mut Sink) -> Option<bool> {
        match self.value(key)? {
            Value::Bool(value) => Some(*value),
            _ => self.get(key)?.expect_bool(sink),
        }
    }

    /// Returns the whole number of this name; reports a member of another kind.
    pub fn u64(&self, key: &str, sink: &mut Sink) -> Option<u64> {
        self.get(key)?.expect_u64(sink)
    }

    /// Returns the object of this name; reports a member of another kind.
    pub fn object(&self, key: &str, sink: &mut Sink) -> Option<At<'a>> {
        self.get(key)?.expect_object(sink)
    }

    /// Returns the array of this name; reports a member of another kind.
    pub fn array(&self, key: &str, sink: &mut Sink) -> Option<At<'a>> {
        self.get(key)?.expect_array(sink)
    }

    /// Returns the member of this name; reports it if it is missing, and a node that can have none.
    pub fn require(&self, key: &str, sink: &mut Sink) -> Option<At<'a>> {
        let level = if sink.is_exacting() {
            Level::Error
        } else {
            Level::Warning
        };
        self.member_or_report(key, level, sink)
    }

    /// Returns the member of this name; warns if it is missing, for members that a reader can do without.
    pub fn expected(&self, key: &str, sink: &mut Sink) -> Option<At<'a>> {
        self.member_or_report(key, Level::Warning, sink)
    }

    fn member_or_report(&self, key: &str, level: Level, sink: &mut Sink) -> Option<At<'a>> {
        self.expect_object(sink)?;
        let member = self.get(key);
        if member.is_none() {
            let message = format!("there is no `{key}`");
            sink.report(&codes::CS0111, &self.key_origin(), message)
                .label("belongs in here")
                .level(level);
        }
        member
    }

    fn expect<T>(
        &self,
        expected: &str,
        read: impl FnOnce(&Self) -> Option<T>,
        sink: &mut Sink,
    ) -> Option<T> {
        let value = read(self);
        if value.is_none() {
            let message = format!("expected {expected}, found {}", self.kind());
            let left_out = !sink.is_exacting();
            let report = sink.report(&codes::CS0110, &self.origin(), message);
            if left_out {
                report.label("left out");
            }
        }
        value
    }

    fn member(&self, key: &str, member: &'a Member) -> At<'a> {
        At {
            node: &member.node,
            pointer: self.pointer.child(key),
            key_span: Some(member.key_span),
        }
    }

    fn at_index(&self, index: usize, node: &'a Node) -> At<'a> {
        At {
            node,
            pointer: self.pointer.index(index),
            key_span: None,
        }
    }
}
