//! What the document asks of values, looked at on request before they are sent.
//!
//! Each type that is sent and of which something is asked has a table of its members; all of them stand in
//! `checks.rs`. A value is written as JSON, as it would be sent, and held against the table.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// A type of which the document asks more than Rust can tell: lengths, bounds, numbers of items.
///
/// Patterns and formats are not looked at, and neither are the alternatives of a choice.
pub trait Check: Serialize + Sized {
    /// The members of which something is asked.
    #[doc(hidden)]
    const MEMBERS: &'static [Member];

    /// Looks at the value.
    ///
    /// # Errors
    ///
    /// Something in it is not as the document asks.
    fn check(&self) -> Result<(), Violation> {
        // What cannot be written is refused with its reason when it is sent.
        let value = serde_json::to_value(self).unwrap_or_default();
        look(Self::MEMBERS, &value, &mut String::new())
    }

    /// Gives the value back if it is as the document asks.
    ///
    /// # Errors
    ///
    /// Something in it is not as the document asks.
    fn checked(self) -> Result<Self, Violation> {
        self.check().map(|()| self)
    }
}

/// What is wrong with a value: where, and what the document asks. The value itself is not told, it may be secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{at}`: {rule}")]
pub struct Violation {
    at: String,
    rule: Rule,
}

impl Violation {
    /// Where, as a path of names and places: `items/0/price`.
    pub fn at(&self) -> &str {
        &self.at
    }
}

/// A member, and what is asked of it.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub(crate) name: &'static str,
    /// What holds for it.
    pub(crate) rules: &'static [Rule],
    /// What holds for each item of it, if it is a list or a map.
    pub(crate) items: &'static [Rule],
    /// Whether it is a map.
    pub(crate) is_map: bool,
    /// The members of the objects that it holds.
    pub(crate) inside: Option<fn() -> &'static [Member]>,
}

impl Member {
    /// A member of which nothing is asked.
    pub(crate) const NONE: Self = Self {
        name: "",
        rules: &[],
        items: &[],
        is_map: false,
        inside: None,
    };
}

/// What the document asks (JSON Schema validation, draft 2020-12 §6).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    AtLeast(f64),
    MoreThan(f64),
    AtMost(f64),
    LessThan(f64),
    MultipleOf(f64),
    MinLength(usize),
    MaxLength(usize),
    MinItems(usize),
    MaxItems(usize),
    Unique,
    MinMembers(usize),
    MaxMembers(usize),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, "at least {bound}"),
            Self::MoreThan(bound) => write!(f, "more than {bound}"),
            Self::AtMost(bound) => write!(f, "at most {bound}"),
            Self::LessThan(bound) => write!(f, "less than {bound}"),
            Self::MultipleOf(step) => write!(f, "a multiple of {step}"),
            Self::MinLength(count) => write!(f, "at least {count} characters"),
            Self::MaxLength(count) => write!(f, "at most {count} characters"),
            Self::MinItems(count) => write!(f, "at least {count} items"),
            Self::MaxItems(count) => write!(f, "at most {count} items"),
            Self::Unique => f.write_str("no item twice"),
            Self::MinMembers(count) => write!(f, "at least {count} members"),
            Self::MaxMembers(count) => write!(f, "at most {count} members"),
        }
    }
}

impl Rule {
    /// Whether a value is as asked; a rule asks nothing of values of another type.
    fn holds(self, value: &Value) -> bool {
        let number = |holds: fn(f64, f64) -> bool, bound| {
            value.as_f64().is_none_or(|number| holds(number, bound))
        };
        let length = || value.as_str().map(|text| text.chars().count());
        let items = || value.as_array().map(Vec::len);
        let members = || value.as_object().map(serde_json::Map::len);
        match self {
            Self::AtLeast(bound) => number(|number, bound| number >= bound, bound),
            Self::MoreThan(bound) => number(|number, bound| number > bound, bound),
            Self::AtMost(bound) => number(|number, bound| number <= bound, bound),
            Self::LessThan(bound) => number(|number, bound| number < bound, bound),
            Self::MultipleOf(step) => number(is_multiple, step),
            Self::MinLength(count) => length().is_none_or(|it| it >= count),
            Self::MaxLength(count) => length().is_none_or(|it| it <= count),
            Self::MinItems(count) => items().is_none_or(|it| it >= count),
            Self::MaxItems(count) => items().is_none_or(|it| it <= count),
            Self::MinMembers(count) => members().is_none_or(|it| it >= count),
            Self::MaxMembers(count) => members().is_none_or(|it| it <= count),
            Self::Unique => value.as_array().is_none_or(|items| {
                let mut places = items.iter().enumerate();
                places.all(|(place, item)| !items[..place].contains(item))
            }),
        }
    }
}

/// Decimals such as `0.1` have no place in a float: a little beside is as good.
fn is_multiple(number: f64, step: f64) -> bool {
    let steps = number / step;
    (steps - steps.round()).abs() <= 4.0 * f64::EPSILON * steps.abs().max(1.0)
}

fn look(members: &[Member], value: &Value, at: &mut String) -> Result<(), Violation> {
    for member in members {
        if let Some(value) = value.get(member.name).filter(|value| !value.is_null()) {
            inside(at, member.name, |at| {
                all_hold(member.rules, value, at)?;
                look_into(member, value, at)
            })?;
        }
    }
    Ok(())
}

/// Looks at what a member holds.
fn look_into(member: &Member, value: &Value, at: &mut String) -> Result<(), Violation> {
    match value {
        Value::Array(items) => items.iter().enumerate().try_for_each(|(place, item)| {
            inside(at, &place.to_string(), |at| {
                all_hold(member.items, item, at)?;
                look_into(member, item, at)
            })
        }),
        Value::Object(values) if member.is_map => values.iter().try_for_each(|(name, value)| {
            inside(at, name, |at| {
                all_hold(member.items, value, at)?;
                member
                    .inside
                    .map_or(Ok(()), |members| look(members(), value, at))
            })
        }),
        Value::Object(_) => member
            .inside
            .map_or(Ok(()), |members| look(members(), value, at)),
        _ => Ok(()),
    }
}

fn all_hold(rules: &[Rule], value: &Value, at: &str) -> Result<(), Violation> {
    match rules
        .iter()
        .find(|rule| !value.is_null() && !rule.holds(value))
    {
        None => Ok(()),
        Some(rule) => Err(Violation {
            at: at.to_owned(),
            rule: *rule,
        }),
    }
}

/// Goes one step down the path for the time of a call.
fn inside<T>(at: &mut String, name: &str, look: impl FnOnce(&mut String) -> T) -> T {
    let length = at.len();
    if length > 0 {
        at.push('/');
    }
    at.push_str(name);
    let found = look(at);
    at.truncate(length);
    found
}
