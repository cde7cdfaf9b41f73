//! A signing recipe as straight-line steps: what the one function of a scheme does, from top to bottom.

use serde::Serialize;

use super::docs::Docs;
use super::names::Ident;

/// What a scheme does to a request.
#[derive(Debug, Serialize)]
pub struct Recipe {
    /// The recipe in words.
    pub docs: Docs,
    /// What the crate's user supplies.
    pub credentials: Vec<Credential>,
    /// Counters that belong to the credentials.
    pub counters: Vec<Counter>,
    /// Whether a step reads the time of the attempt.
    pub is_fresh: bool,
    /// Done in this order for every attempt.
    pub steps: Vec<Step>,
}

/// Something that the crate's user supplies.
#[derive(Debug, Serialize)]
pub struct Credential {
    /// Name of the field and of the argument.
    pub ident: Ident,
    /// Name in the recipe.
    pub wire: String,
    /// Redacted and wiped.
    pub secret: bool,
    /// What it is checked for when a client is built.
    pub check: Check,
    /// The environment variable that holds it.
    pub variable: String,
    /// Its docs.
    pub docs: Docs,
}

/// What a credential is checked for when a client is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Check {
    /// Its text is used as a key, or encoded on its way.
    Text,
    /// Sent as it is, so that it must be something that can be sent.
    Sent,
    /// The user name of the scheme `basic`.
    UserName,
    /// The password of the scheme `basic`.
    Password,
}

/// A number that grows with every attempt.
#[derive(Debug, Serialize)]
pub struct Counter {
    /// Name of the field.
    pub ident: Ident,
    /// The credential that tells one counter from another.
    pub owner: Ident,
}

/// One line of the function.
#[derive(Debug, Serialize)]
pub enum Step {
    /// Binds a name.
    Let {
        /// The name.
        ident: Ident,
        /// What it is bound to.
        value: Expr,
    },
    /// Adds a member to the body before it is fixed.
    InjectBody {
        /// Name on the wire.
        name: String,
        /// What is added.
        value: Expr,
        /// As a number, not as a text.
        integer: bool,
    },
    /// Adds a header before headers are fixed.
    InjectHeader {
        /// Name on the wire.
        name: String,
        /// What is added.
        value: Expr,
    },
    /// Adds a cookie before headers are fixed.
    InjectCookie {
        /// Name on the wire.
        name: String,
        /// What is added.
        value: Expr,
    },
    /// Adds a pair to the query before it is fixed.
    InjectQuery {
        /// Name on the wire.
        name: String,
        /// What is added.
        value: Expr,
    },
    /// Fixes method, URL, headers and body.
    Freeze,
    /// Puts a result into the request.
    Place {
        /// Where to.
        place: PlaceKind,
        /// Name on the wire.
        name: String,
        /// What is put there.
        value: Expr,
    },
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PlaceKind {
    /// A header.
    Header,
    /// A pair of the query, after all others.
    Query,
    /// A cookie.
    Cookie,
}

/// Something that has a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Expr {
    /// A text of the recipe.
    Text(String),
    /// A credential, as text.
    Credential {
        /// The field.
        ident: Ident,
        /// Whether it has to be exposed.
        secret: bool,
    },
    /// A name that was bound before.
    Local {
        /// The name.
        ident: Ident,
        /// What it holds.
        kind: Kind,
    },
    /// The next number of a counter that goes with the time.
    Counter(Ident, Clock),
    /// The time of the attempt since 1970.
    Unix(Clock),
    /// A part of the fixed request.
    Wire(WirePart),
    /// HMAC-SHA256.
    HmacSha256 {
        /// The key.
        key: Box<Expr>,
        /// What it is computed over.
        message: Box<Expr>,
    },
    /// Lowercase hexadecimal.
    Hex(Box<Expr>),
    /// Base64 in the standard alphabet, padded.
    Base64(Box<Expr>),
    /// One after the other.
    Concat(Vec<Expr>),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Clock {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// A part of the fixed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum WirePart {
    /// Upper case.
    Method,
    /// As on the wire.
    Path,
    /// As on the wire, without its question mark.
    Query,
    /// The bytes that are sent.
    Body,
}

/// What a value is in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

impl Recipe {
    /// Whether the request is fixed before its end: something is computed from it.
    pub fn signs(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Freeze))
    }

    /// Whether something is put into the request before it is fixed.
    pub fn injects(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::InjectBody { .. }
            | Step::InjectHeader { .. }
            | Step::InjectCookie { .. }
            | Step::InjectQuery { .. } => true,
            Step::Let { .. } | Step::Freeze | Step::Place { .. } => false,
        })
    }

    /// Whether something is put into the request after it is fixed.
    pub fn places(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Place { .. }))
    }
}

impl Expr {
    /// What the value is in Rust.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::Credential { .. } | Self::Hex(_) | Self::Base64(_) => Kind::Text,
            Self::Local { kind, .. } => *kind,
            Self::Counter(..) | Self::Unix(_) => Kind::Number,
            Self::Wire(WirePart::Body) | Self::HmacSha256 { .. } => Kind::Bytes,
            Self::Wire(WirePart::Method | WirePart::Path | WirePart::Query) => Kind::Text,
            Self::Concat(parts) if parts.iter().any(|part| part.kind() == Kind::Bytes) => {
                Kind::Bytes
            }
            Self::Concat(_) => Kind::Text,
        }
    }
}
