//! What is asked of values that are sent.

use serde::Serialize;

use super::ty::TypeName;

/// What is asked of a type.
#[derive(Debug, Serialize)]
pub struct CheckedType {
    /// Features of which one has to be on for it.
    pub features: Vec<String>,
    /// The type.
    pub name: TypeName,
    /// The members of which something is asked.
    pub members: Vec<CheckedMember>,
}

/// What is asked of a member.
#[derive(Debug, Serialize)]
pub struct CheckedMember {
    /// Its name on the wire.
    pub wire: String,
    /// What holds for it.
    pub rules: Vec<Rule>,
    /// What holds for each item of it.
    pub items: Vec<Rule>,
    /// Whether it is a map.
    pub is_map: bool,
    /// The type that it holds, if something is asked of that.
    pub inside: Option<TypeName>,
}

/// What can be looked at in a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Rule {
    /// `minimum`.
    AtLeast(f64),
    /// `exclusiveMinimum`.
    MoreThan(f64),
    /// `maximum`.
    AtMost(f64),
    /// `exclusiveMaximum`.
    LessThan(f64),
    /// `multipleOf`.
    MultipleOf(f64),
    /// `minLength`.
    MinLength(u64),
    /// `maxLength`.
    MaxLength(u64),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    Unique,
    /// `minProperties`.
    MinMembers(u64),
    /// `maxProperties`.
    MaxMembers(u64),
}
