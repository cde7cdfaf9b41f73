//! The crate to be written, as data: nothing left to decide, nothing written yet.
//!
//! Here stand the crate and its manifest; a file each has what stands in its modules.

mod bodies;
mod checks;
mod operations;
mod responses;
mod root;
mod security;
mod servers;
mod ty;
mod types;
mod vectors;
mod webhooks;

use serde::Serialize;

pub use bodies::{BodyEnum, BodyVariant, Encode, Multipart, Part, PartForm, Style};
pub use checks::{CheckedMember, CheckedType, Rule};
pub use operations::{Info, Method, OperationFile, Request, RequestPart, TagModule};
pub use responses::{Decode, Reading, Refusals, StatusEnum, StatusVariant};
pub use root::{Example, ExampleRequest, ExampleScheme, ExampleValue, Root};
pub use security::{SchemeBody, SchemeFile, SchemeName, TokenOrigin, TokenScheme};
pub use servers::{ChosenServer, NamedServer, ServerEnum, ServerField, ServerFieldKind, Servers};
pub use ty::{Home, Repeated, Type, TypeName};
pub use types::{
    Alias, ChoiceEnum, Coding, Construct, Field, Presence, RepeatedFile, RepeatedType, Rest,
    Struct, TextEnum, TextVariant, TypeFile, TypeItem, Variant, When,
};
pub use vectors::{Call, VectorFile, VectorTest};
pub use webhooks::{AnyEvent, EventFile, EventPart, ReadEvent, ToldBy, Webhooks};

/// A crate: everything that will be in its folder.
#[derive(Debug, Serialize)]
pub struct Crate {
    /// What the manifest says.
    pub package: Package,
    /// `src/meta.rs`.
    pub meta: Meta,
    /// `src/lib.rs`.
    pub root: Root,
    /// One module a tag, in the order of the document.
    pub tags: Vec<TagModule>,
    /// The names of all security schemes, in the order of the document.
    pub scheme_names: Vec<SchemeName>,
    /// One file a security scheme that can be written, in the order of the document.
    pub schemes: Vec<SchemeFile>,
    /// Tests of schemes, one file a scheme that has any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vectors: Vec<VectorFile>,
    /// One file a component.
    pub types: Vec<TypeFile>,
    /// Types that stand in several places, one file a kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<RepeatedFile>,
    /// What is asked of values that are sent; `src/checks.rs`, if checks are wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckedType>,
    /// Servers by name, if there is something to choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub servers: Option<Servers>,
    /// What the service sends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<Webhooks>,
    /// The optional support modules that it carries.
    pub optional: Vec<&'static str>,
    /// The primitives that recipes are made of, by their module.
    pub primitives: Vec<&'static str>,
}

/// What the manifest says about the package.
#[derive(Debug, Serialize)]
pub struct Package {
    /// Name of the package.
    pub name: String,
    /// Name of the library: the package's with `_` for `-`.
    pub library: String,
    /// Version of the package.
    pub version: String,
    /// One line.
    pub description: String,
    /// SPDX expression.
    pub license: Option<String>,
    /// Address of the sources.
    pub repository: Option<String>,
    /// Address of the API's documentation.
    pub homepage: Option<String>,
    /// Whether Cargo looks for examples in its documentation.
    pub doctests: bool,
    /// Crates it needs, by their name in the registry of dependencies.
    pub dependencies: Vec<&'static str>,
    /// Features that bring conversions, each with the dependency of its name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<&'static str>,
}

/// `src/meta.rs`: what differs between crates and is no code.
#[derive(Debug, Serialize)]
pub struct Meta {
    /// The default base URL, if the document has an absolute one.
    pub base_url: Option<String>,
    /// SHA-256 of the document, in hexadecimal.
    pub document_sha256: String,
    /// Name and version of this program.
    pub generator: String,
    /// The envelope around responses.
    pub envelope: Option<EnvelopeMeta>,
}

/// The names of an envelope's members.
#[derive(Debug, Serialize)]
pub struct EnvelopeMeta {
    /// Whether something uses it whatever features are on.
    pub used: bool,
    /// The boolean member that tells success from failure.
    pub flag: String,
    /// The value that means success.
    pub success: bool,
    /// The member with the payload.
    pub payload: String,
    /// The member with the failure.
    pub error: String,
    /// In the failure: the code.
    pub code: Option<String>,
    /// In the failure: the name of the code.
    pub name: Option<String>,
    /// In the failure: the text for people.
    pub message: Option<String>,
    /// The member with the request's name.
    pub request_id: Option<String>,
}
