//! Tests of schemes, from what the document has published.

use serde::Serialize;

use crate::ir::vector::{Message, Outcome};
use crate::plan::names::Ident;
use crate::plan::recipe::HookKind;

/// `src/security/SCHEME/vectors.rs`.
#[derive(Debug, Serialize)]
pub struct VectorFile {
    /// Module of the scheme.
    pub module: Ident,
    /// The type with the credentials.
    pub scheme: Ident,
    /// Name in the document.
    pub wire: String,
    /// What the application works out: the trait, and its methods.
    pub hooks: Option<(Ident, Vec<(Ident, HookKind)>)>,
    /// One a vector, in order.
    pub tests: Vec<VectorTest>,
}

/// A test vector through the functions of its scheme.
#[derive(Debug, Serialize)]
pub struct VectorTest {
    /// Name of the test.
    pub ident: Ident,
    /// Name in the document.
    pub id: String,
    /// The arguments of `new`.
    #[serde(skip)]
    pub credentials: Vec<String>,
    /// What the application works out, in the order of the methods.
    #[serde(skip)]
    pub worked_out: Vec<Vec<u8>>,
    /// What is set then.
    #[serde(skip)]
    pub settings: Vec<(Ident, String)>,
    /// The function that is called.
    pub call: Call,
    /// What it is called with.
    #[serde(skip)]
    pub message: Message,
    /// The bytes that have to be signed.
    #[serde(skip)]
    pub string_to_sign: Option<Vec<u8>>,
    /// What else has to come out.
    #[serde(skip)]
    pub outcome: Outcome,
}

/// A function of a scheme, and what was made anew.
#[derive(Debug, Serialize)]
pub enum Call {
    /// `sign`.
    Sign {
        /// The arguments behind the request.
        fresh: Vec<String>,
        /// It is asynchronous.
        is_async: bool,
    },
    /// `verify`.
    Verify {
        /// The arguments behind the message.
        fresh: Vec<String>,
        /// The message is a response.
        of_response: bool,
        /// It is asynchronous.
        is_async: bool,
    },
}
