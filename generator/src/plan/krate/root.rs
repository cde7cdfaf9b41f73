//! `src/lib.rs`, and the first call that its docs show.

use serde::Serialize;

use super::types::Construct;
use crate::plan::docs::Docs;
use crate::plan::names::Ident;

/// `src/lib.rs`.
#[derive(Debug, Serialize)]
pub struct Root {
    /// Docs of the crate, without the example.
    pub docs: Docs,
    /// The call that the docs show.
    pub example: Option<Example>,
    /// The docs of `src/overview.rs`, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<Docs>,
}

/// A first call, for the docs of the crate and its README.
#[derive(Debug, Serialize)]
pub struct Example {
    /// The scheme that is set up first, if the operation asks for one.
    pub scheme: Option<ExampleScheme>,
    /// The tag's method of the client.
    pub tag: Ident,
    /// The operation's method.
    pub method: Ident,
    /// The request, unless it is nothing but itself.
    pub request: Option<ExampleRequest>,
}

/// The request of a first call.
#[derive(Debug, Serialize)]
pub struct ExampleRequest {
    /// Its type.
    pub ident: Ident,
    /// How one is made.
    pub construct: Construct,
    /// What stands for each value that is given, in the order in which they are given.
    pub values: Vec<(Ident, ExampleValue)>,
}

/// Credentials that are set up for a first call.
#[derive(Debug, Serialize)]
pub struct ExampleScheme {
    /// The builder's method.
    pub method: Ident,
    /// The type with the credentials.
    pub ident: Ident,
    /// Its function that makes them; none where there is nothing to make.
    pub constructor: Option<&'static str>,
    /// What stands for each credential.
    pub credentials: Vec<String>,
}

/// What stands for a value in an example.
#[derive(Debug, Serialize)]
pub enum ExampleValue {
    /// A text of the document.
    Text(String),
    /// A text that is parsed.
    Parsed(String),
    /// Anything else, by its default.
    Default,
}
