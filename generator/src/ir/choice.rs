//! Choices: values of one of several types.

use serde::Serialize;

use super::Usage;

/// One of several types (`oneOf`, `anyOf`, a list of types).
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// In the order of the document.
    pub alternatives: Vec<Alternative>,
    /// Whether a value may be of several alternatives at once (`anyOf`).
    pub is_any: bool,
    /// The alternatives in the order in which their shapes are tried; one that could never be reached is left out.
    pub order: Vec<usize>,
}

/// One of the types.
#[derive(Clone, Debug, Serialize)]
pub struct Alternative {
    /// What it holds; `null` belongs to the choice.
    pub usage: Usage,
    /// The member that is always written, and its text (`discriminator`).
    pub tag: Option<(String, String)>,
    /// Whether it stands for objects with another text in that member, or none (`defaultMapping`).
    pub is_default: bool,
    /// What the document calls it, where its schema has been made anew.
    pub name: Option<String>,
    /// What tells it from the others.
    pub shape: Shape,
    /// Members that it has and another does not which a value may look like as well, as paths; none if there is no
    /// such other.
    pub kept: Option<Vec<String>>,
}

/// What a value looks like at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Shape {
    /// Anything.
    Any,
    /// Anything but `null`.
    NotNull,
    /// `true` or `false`.
    Boolean,
    /// A number without fraction.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// One of these texts.
    Texts(Vec<String>),
    /// One of these numbers or booleans, as JSON.
    Values(Vec<String>),
    /// A list whose items look so.
    List(Box<Shape>),
    /// An object with these members.
    Object(Vec<(String, Shape)>),
    /// An object with one of these members at least that is not `null`.
    Knows(Vec<String>),
    /// A member that may be absent, and else is one of these texts or values.
    Maybe(Box<Shape>),
    /// One of these.
    Either(Vec<Shape>),
    /// All of these.
    All(Vec<Shape>),
}
