//! Test vectors of recipes as plain data: a message, and what it has to come to.

use serde::Serialize;

use super::signing::{Scheme, Target};
use crate::source::Origin;

/// One test vector.
#[derive(Clone, Debug, Serialize)]
pub struct Vector {
    /// Its name in the text.
    #[serde(skip)]
    pub origin: Origin,
    /// What reports and tests call it.
    pub id: String,
    /// What kind of message it is about.
    pub kind: VectorKind,
    /// The recipe, with the values of an operation.
    #[serde(skip)]
    pub recipe: Scheme,
    /// The same with the intermediate results that are looked at.
    #[serde(skip)]
    pub scheme: Scheme,
    /// What an operation changes, as JSON; empty if nothing.
    pub changes: String,
    /// The texts of the credentials: sample keys, yet never shown.
    #[serde(skip)]
    pub credentials: Vec<Given>,
    /// What stands in for clocks, counters, random numbers and configuration.
    pub values: Vec<Given>,
    /// The message, after fields are put in and before results are placed.
    #[serde(skip)]
    pub message: Message,
    /// What has to come out.
    #[serde(skip)]
    pub expected: Expected,
    /// What follows for code that signs or verifies; worked out by the evaluator.
    #[serde(skip)]
    pub outcome: Outcome,
}

/// What a vector is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VectorKind {
    /// A client signs: the signature must come out.
    Request,
    /// An incoming request: it must be accepted.
    Webhook,
    /// A signed response: it must be accepted.
    Response,
    /// The private key is unknown: the published signature must fit.
    VerifyOnly,
}

/// A text under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Its place.
    #[serde(skip)]
    pub origin: Origin,
    /// The name.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A whole message.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Its place.
    pub origin: Origin,
    /// As sent.
    pub method: String,
    /// Absolute, as on the wire.
    pub url: String,
    /// The place of the URL.
    pub url_origin: Origin,
    /// In order.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
    /// Path parameters, not encoded.
    pub params: Vec<Given>,
    /// Of a response.
    pub status: Option<u16>,
}

/// What a vector has to come to; what is absent is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The string to sign.
    pub message: Option<(Origin, Vec<u8>)>,
    /// The signature after `encode`.
    pub signature: Option<(Origin, String)>,
    /// What is placed somewhere, before the encoding that the place itself needs.
    pub placed: Vec<Placed>,
    /// Values on the way; the name is a template's, perhaps with filters.
    pub intermediate: Vec<Intermediate>,
}

/// What generated code has to do with a vector's message.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// All that is placed, made of the published signature; nothing for one that cannot be made again.
    pub placed: Vec<Placed>,
    /// What was made anew and is not given, as the evaluator had it.
    pub fresh: Vec<Given>,
    /// When an incoming message was signed, in seconds since 1970.
    pub received_at: u64,
    /// Messages that differ in one byte and have to be refused.
    pub refused: Vec<Message>,
}

/// Something that has to be in a place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its place in the text.
    pub origin: Origin,
    /// Where.
    pub target: Target,
    /// What.
    pub value: String,
}

/// A value on the way.
#[derive(Clone, Debug)]
pub struct Intermediate {
    /// What is looked at, and what it has to be.
    pub given: Given,
    /// The value of the vector's scheme that works it out.
    pub value: String,
}
