//! What an API is, as plain data: operations, schemas, security, and nothing of Rust.
//!
//! In: what [`lower`](crate::lower) reads off a document.
//! Out: the input of [`analyze`](crate::analyze), [`plan`](crate::plan) and of the signature evaluator.
//! The types here have public fields and compute nothing; they know no identifiers, no modules and no files.

mod api;
mod choice;
mod hints;
mod ids;
mod operation;
mod pagination;
mod schema;
mod security;
pub mod signing;
pub mod vector;
mod webhook;

pub use api::{Api, Envelope, EnvelopeError, ExternalDocs, Info, Server, ServerVariable, Tag};
pub use choice::{Alternative, Choice, Shape};
pub use hints::{OperationHints, SchemaHints};
pub use ids::{Arena, SchemaId};
pub use operation::{
    Body, Content, Encoding, Framing, MediaType, Method, Operation, Parameter, ParameterPlace,
    ParameterShape, ParameterStyle, Response, Segment, StatusPattern, Stream,
};
pub use pagination::{PageInput, Pagination, Turn, Way};
pub use schema::{
    Additional, Constraints, Described, EnumValue, Field, FloatFormat, IntegerFormat, Presence,
    Schema, SchemaKind, StringFormat, Usage, ValueDocs,
};
pub use security::{Flow, FlowKind, Requirement, SecurityKind, SecurityScheme};
pub use webhook::{CallbackOf, Webhook};
