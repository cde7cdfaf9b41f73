//! The crate to be written, as data: nothing left to decide, nothing written yet.

use std::collections::BTreeSet;

use serde::Serialize;

use super::docs::Docs;
use super::formats::Scalar;
use super::names::Ident;
use super::paging::Paging;
use super::recipe::{HookKind, Recipe};
use super::stream::Streaming;
use crate::ir::vector::{Message, Outcome};
use crate::ir::{ParameterPlace, ParameterStyle, Shape, StatusPattern};

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

/// `src/servers.rs`: servers by name.
#[derive(Debug, Serialize)]
pub struct Servers {
    /// Name of the module.
    pub module: Ident,
    /// Base URLs without variables.
    pub constants: Vec<NamedServer>,
    /// Base URLs with variables.
    pub chosen: Vec<ChosenServer>,
    /// What variables can be.
    pub enums: Vec<ServerEnum>,
    /// Servers of single operations.
    pub own: Vec<NamedServer>,
}

/// A server with a name.
#[derive(Debug, Serialize)]
pub struct NamedServer {
    /// Its constant.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Its address.
    pub url: String,
}

/// A server with variables.
#[derive(Debug, Serialize)]
pub struct ChosenServer {
    /// Its type.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Its address, with names in braces.
    pub template: String,
    /// Its variables.
    pub fields: Vec<ServerField>,
}

/// A variable of a server.
#[derive(Debug, Serialize)]
pub struct ServerField {
    /// The field.
    pub ident: Ident,
    /// Its name in the address.
    pub wire: String,
    /// Its docs.
    pub docs: Docs,
    /// What stands there unless somebody chooses.
    pub default: String,
    /// What it holds.
    pub kind: ServerFieldKind,
}

/// What a variable of a server holds.
#[derive(Debug, Serialize)]
pub enum ServerFieldKind {
    /// Any text.
    Text,
    /// One of this type; the default variant.
    Enum(Ident, Ident),
}

/// What a variable of servers can be.
#[derive(Debug, Serialize)]
pub struct ServerEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The variable's name in addresses.
    pub variable: String,
    /// Name and text of each value.
    pub variants: Vec<(Ident, String)>,
}

impl ServerEnum {
    /// Whether these are its values.
    pub fn has(&self, values: &[String]) -> bool {
        let texts = self.variants.iter().map(|(_, text)| text);
        texts.eq(values)
    }
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

/// A tag: its handle, its signposts, and the files of its operations.
#[derive(Debug, Serialize)]
pub struct TagModule {
    /// Name of the module and of the client's method.
    pub module: Ident,
    /// The handle with the methods.
    pub handle: Ident,
    /// Docs of the module.
    pub docs: Docs,
    /// In the order of the document.
    pub operations: Vec<OperationFile>,
    /// The components that its operations name, which it exports again; by name.
    pub shared_types: Vec<Ident>,
    /// The feature that brings it; always there without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
}

impl TagModule {
    /// The first line of the docs.
    pub fn summary(&self) -> &str {
        self.docs
            .lines
            .first()
            .map_or("Operations.", String::as_str)
    }
}

/// One operation: everything that varies with it.
#[derive(Debug, Serialize)]
pub struct OperationFile {
    /// Name of the file's module.
    pub module: Ident,
    /// The method of the tag's handle.
    pub method: Method,
    /// The type of the request.
    pub request: Request,
    /// What the service gives back.
    pub output: Type,
    /// How the response is read.
    pub reading: Reading,
    /// The route and what else is fixed.
    pub info: Info,
    /// Types that the operation describes itself, in reading order.
    pub types: Vec<TypeItem>,
    /// The type of a body that can be one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyEnum>,
    /// How its list comes in pages, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// What its refusals hold, if the document says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusals: Option<Refusals>,
    /// How its response is read while it comes, if it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<Streaming>,
}

/// A method of a handle.
#[derive(Debug, Serialize)]
pub struct Method {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Whether the document marks the operation as deprecated.
    pub deprecated: bool,
    /// What it says about that, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<String>,
}

/// The request of an operation.
#[derive(Debug, Serialize)]
pub struct Request {
    /// Its type.
    pub item: Struct,
    /// What is put where, in the order of the URL.
    pub parts: Vec<RequestPart>,
}

/// Something that is put into a request.
#[derive(Debug, Serialize)]
pub enum RequestPart {
    /// A part of the path.
    Path {
        /// Name in the template.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A pair of the query; lists joined by comma, or one pair an item.
    Query {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
        /// One pair an item.
        repeated: bool,
        /// Reserved characters are sent as they are.
        reserved: bool,
    },
    /// A header.
    Header {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A cookie.
    Cookie {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A list or an object in one of these places, or a value in another style than the usual one.
    Styled {
        /// Where.
        place: ParameterPlace,
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
        /// How it is written.
        style: ParameterStyle,
        /// Items and members each by itself.
        explode: bool,
        /// Reserved characters are sent as they are.
        reserved: bool,
    },
    /// A name in the query that stands alone, where the field is `true`.
    Flag {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// The body.
    Body {
        /// The field that holds it; the request itself without one.
        field: Option<Ident>,
        /// Whether the field may be `None`.
        optional: bool,
        /// How it is written.
        encode: Encode,
    },
}

/// How a body is written.
#[derive(Debug, Serialize)]
pub enum Encode {
    /// As JSON, under this media type.
    Json(String),
    /// As a form, under this media type; fields of these names have a style of their own.
    Form(String, Vec<(String, Style)>),
    /// In parts, under this media type.
    Multipart(String, Multipart),
    /// As text, under this media type.
    Text(String),
    /// As bytes, under this media type if the caller names no other.
    Binary(String),
    /// As the variant that is there, of the enumeration of this name.
    OneOf(Ident, Vec<(Ident, Encode)>),
}

/// How the field of a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Style {
    /// Which style.
    pub style: ParameterStyle,
    /// Each item and member by itself.
    pub explode: bool,
    /// Reserved characters are sent as they are.
    pub reserved: bool,
}

/// What the parts of a multipart body are.
#[derive(Debug, Serialize)]
pub enum Multipart {
    /// The fields of a structure.
    Fields {
        /// In the order of the document.
        parts: Vec<Part>,
        /// The field with all others.
        rest: Option<Ident>,
    },
    /// The entries of a map.
    Map,
    /// Those that the caller made.
    Whole,
}

/// A part of a multipart body, or several of one name.
#[derive(Debug, Serialize)]
pub struct Part {
    /// Name on the wire.
    pub wire: String,
    /// The field.
    pub field: Ident,
    /// What is made of it.
    pub form: PartForm,
    /// Its media type, where it is not the usual one.
    pub content_type: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// What is made of a value that is a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PartForm {
    /// Text, or one a item.
    Text,
    /// Text, or JSON if it is an object; one an item of a list.
    Value,
    /// JSON, whatever it is.
    Json,
    /// A file, or several.
    File,
    /// Text in a style.
    Styled(Style),
}

/// A body in one of several media types.
#[derive(Debug, Serialize)]
pub struct BodyEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The dearest first.
    pub variants: Vec<BodyVariant>,
    /// Whether a variant takes much more room than others.
    pub is_large: bool,
}

/// A body in one media type.
#[derive(Debug, Serialize)]
pub struct BodyVariant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// What it holds.
    pub ty: Type,
}

/// How what comes back becomes what a call gives.
#[derive(Debug, Serialize)]
pub enum Reading {
    /// In one way.
    Always(Decode),
    /// In one way if there is something, which becomes an `Option`.
    Sometimes(Decode),
    /// By status, as variants of this enumeration; the first one also stands for statuses that are none of theirs.
    ByStatus(Ident, Vec<StatusVariant>),
}

/// What refusals hold.
#[derive(Debug, Serialize)]
pub enum Refusals {
    /// One type, whatever the status.
    One(Type, Decode),
    /// By status, as variants of this enumeration.
    ByStatus(Ident, Vec<StatusVariant>),
}

impl Refusals {
    /// The types that it names.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::One(ty, _) => vec![ty],
            Self::ByStatus(_, variants) => {
                variants.iter().filter_map(|it| it.ty.as_ref()).collect()
            }
        }
    }
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Decode {
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As bytes.
    Bytes,
    /// Not at all.
    Empty,
}

/// What is fixed about an operation.
#[derive(Debug, Serialize)]
pub struct Info {
    /// Its id.
    pub id: String,
    /// HTTP method, as it is sent.
    pub method: String,
    /// Whether the method is one for which there is no constant, at least not in every release of the library.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_extension: bool,
    /// Module and constant of the server that it has beside the base URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<(Ident, Ident)>,
    /// Path template.
    pub path: String,
    /// The media type that is asked for.
    pub accept: String,
    /// Alternatives of schemes, each by its constant.
    pub security: Vec<Vec<Ident>>,
    /// Whether responses come in the envelope.
    pub enveloped: bool,
    /// Whether request or response holds a secret.
    pub sensitive: bool,
}

/// `src/types/NAME.rs`: a component, and the types that stand in it.
#[derive(Debug, Serialize)]
pub struct TypeFile {
    /// Name of the file's module.
    pub module: Ident,
    /// Features of which one has to be on; always there without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// In reading order.
    pub types: Vec<TypeItem>,
}

/// A type of the document.
#[derive(Debug, Serialize)]
pub enum TypeItem {
    /// An object.
    Struct(Struct),
    /// A list of texts.
    Enum(TextEnum),
    /// One of several types.
    Choice(ChoiceEnum),
    /// What a call gives back, by status.
    Status(StatusEnum),
}

/// A structure.
#[derive(Debug, Serialize)]
pub struct Struct {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// In the order of the document.
    pub fields: Vec<Field>,
    /// A map with the members that have no field.
    pub rest: Option<Rest>,
    /// When it is encoded and decoded.
    pub coding: Coding,
    /// How a caller makes one.
    pub construct: Construct,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// The members of an object that have no field.
#[derive(Debug, Serialize)]
pub struct Rest {
    /// The field's name.
    pub ident: Ident,
    /// What each holds.
    pub ty: Type,
}

/// How a caller makes a value of a structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Construct {
    /// By a literal with all fields.
    Literal,
    /// By `new` with these fields, the required ones; the optional ones are set after.
    New(Vec<Ident>),
    /// By `Default`.
    Default,
    /// Not at all: it is read from responses, and may grow.
    Read,
}

/// A field of a structure.
#[derive(Debug, Serialize)]
pub struct Field {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its type, `Option` and `Box` included.
    pub ty: Type,
    /// What may be on the wire.
    pub presence: Presence,
    /// Its docs.
    pub docs: Docs,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// What may be on the wire for a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// A value.
    Required,
    /// A value or `null`.
    Nullable,
    /// A value or nothing; `null` is read as nothing.
    Optional,
    /// A value, `null` or nothing, which are told apart.
    OptionalNullable,
}

/// An enumeration of texts, open: a text that is not listed is kept.
#[derive(Debug, Serialize)]
pub struct TextEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Name and text of each member.
    pub variants: Vec<(Ident, String)>,
    /// The variant for all other texts.
    pub other: Ident,
    /// When it is encoded and decoded.
    pub coding: Coding,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// One of several types, open: a value of none of them is kept as text.
#[derive(Debug, Serialize)]
pub struct ChoiceEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// In the order of the document.
    pub variants: Vec<Variant>,
    /// The variants in the order in which their shapes are tried; those that no value is read as are left out.
    pub order: Vec<usize>,
    /// The variant for all other values.
    pub other: Ident,
    /// The variants that are made of a value of their type by `From`.
    pub conversions: Vec<(Ident, Type)>,
    /// When it is encoded and decoded.
    pub coding: Coding,
    /// Whether it can stand in a path, a query or a header.
    pub is_parameter: bool,
    /// Whether a variant takes much more room than others.
    pub is_large: bool,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// What a call gives back, by status.
#[derive(Debug, Serialize)]
pub struct StatusEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The first one also stands for statuses that are none of theirs.
    pub variants: Vec<StatusVariant>,
    /// Whether a variant takes much more room than others.
    pub is_large: bool,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// What comes with a status.
#[derive(Clone, Debug, Serialize)]
pub struct StatusVariant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The status.
    pub status: StatusPattern,
    /// What it holds, if anything.
    pub ty: Option<Type>,
    /// How that is read.
    pub decode: Decode,
}

/// An alternative of a choice.
#[derive(Debug, Serialize)]
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// What it holds.
    pub ty: Type,
    /// The member that is always written, and its text.
    pub tag: Option<(String, String)>,
    /// What tells it from the others.
    pub shape: Shape,
    /// Members that it has and others which a value may look like as well do not, as paths.
    pub kept: Option<Vec<String>>,
}

/// When a type is encoded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coding {
    /// As JSON in requests.
    pub encode: When,
    /// From JSON in responses.
    pub decode: When,
}

/// When something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum When {
    /// Always: calls need it.
    Always,
    /// With the feature for those who store, log or test the types.
    Feature,
    /// From the whole body of a verified message, and from nothing else.
    Verified,
    /// Never: it is no JSON value.
    Never,
}

/// A type of Rust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Type {
    /// `()`.
    Unit,
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// The redacted text of the support sources.
    Secret,
    /// What a format has a type for.
    Scalar(Scalar),
    /// Any JSON value.
    Json,
    /// Any JSON value as its text.
    RawJson,
    /// What went wrong, in the words of RFC 9457.
    Problem,
    /// `Vec<u8>`.
    Bytes,
    /// Bytes that are sent, with a media type.
    BinaryBody,
    /// A file in a multipart body.
    FilePart,
    /// A multipart body that the caller makes.
    Multipart,
    /// `Vec<_>`.
    Vec(Box<Type>),
    /// `BTreeMap<String, _>`.
    Map(Box<Type>),
    /// `Option<_>`.
    Option(Box<Type>),
    /// `null` or a value, where absence is something else.
    Nullable(Box<Type>),
    /// `Box<_>`.
    Boxed(Box<Type>),
    /// A type of the document.
    Named(TypeName),
}

impl Type {
    /// Whether values of JSON are kept as text in it.
    pub fn holds_raw(&self) -> bool {
        matches!(self.innermost(), Self::RawJson)
    }

    /// The type inside of all lists, maps, options and boxes.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.innermost(),
            plain => plain,
        }
    }

    /// The type with the home of each name changed by `home`.
    #[must_use]
    pub fn map_names(&self, home: &dyn Fn(&TypeName) -> Home) -> Self {
        let map = |inner: &Self| Box::new(inner.map_names(home));
        match self {
            Self::Vec(inner) => Self::Vec(map(inner)),
            Self::Map(inner) => Self::Map(map(inner)),
            Self::Option(inner) => Self::Option(map(inner)),
            Self::Nullable(inner) => Self::Nullable(map(inner)),
            Self::Boxed(inner) => Self::Boxed(map(inner)),
            Self::Named(name) => Self::Named(TypeName {
                home: home(name),
                ident: name.ident.clone(),
            }),
            plain => plain.clone(),
        }
    }
}

impl Type {
    /// The type as it is seen from `here`, the module of a tag, which exports what its operations name.
    #[must_use]
    pub fn seen_from(&self, here: &Home) -> Self {
        self.map_names(&|name| match (&name.home, here) {
            (Home::Operation { tag, .. }, Home::Operation { tag: ours, .. }) if tag == ours => {
                here.clone()
            }
            (Home::Types, Home::Operation { .. }) => here.clone(),
            (home, _) => home.clone(),
        })
    }

    /// The type of a value that is neither absent nor `null`.
    pub fn present(&self) -> &Self {
        match self {
            Self::Option(inner) | Self::Nullable(inner) => inner.present(),
            present => present,
        }
    }

    /// The type of the document in it, if there is one.
    pub fn name(&self) -> Option<&TypeName> {
        match self.innermost() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}

/// Where a type of the document stands, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TypeName {
    /// The module that exports it.
    pub home: Home,
    /// Its name.
    pub ident: Ident,
}

/// The module that exports a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Home {
    /// `crate::types`.
    Types,
    /// The module of a tag; the type stands in the file of an operation.
    Operation {
        /// Module of the tag.
        tag: Ident,
        /// Module of the operation.
        module: Ident,
    },
}

/// `src/webhooks.rs` and the files below it.
#[derive(Debug, Serialize)]
pub struct Webhooks {
    /// Name of the module.
    pub module: Ident,
    /// Whether it is a feature: where there is something else in the crate.
    pub is_feature: bool,
    /// In the order of the document.
    pub events: Vec<EventFile>,
    /// All of them as one type, where messages tell which event they are.
    pub any: Option<AnyEvent>,
    /// The credentials and the event that the docs show.
    pub example: Option<(Ident, Ident)>,
}

/// `src/webhooks/EVENT.rs`: one event.
#[derive(Debug, Serialize)]
pub struct EventFile {
    /// Name of the file's module.
    pub module: Ident,
    /// Name in the document.
    pub wire: String,
    /// Its type.
    pub item: Struct,
    /// How it is read.
    pub read: ReadEvent,
    /// Alternatives of schemes, each by its constant.
    pub security: Vec<Vec<Ident>>,
    /// Types that only this event uses, in reading order.
    pub types: Vec<TypeItem>,
}

/// How an event is read from a verified message.
#[derive(Debug, Serialize)]
pub enum ReadEvent {
    /// The body is the event.
    Whole,
    /// Field by field.
    Fields(Vec<(Ident, EventPart)>),
}

/// Where a field of an event is read from.
#[derive(Debug, Serialize)]
pub enum EventPart {
    /// A header.
    Header {
        /// Name on the wire.
        wire: String,
        /// It may be absent.
        optional: bool,
    },
    /// The body, in this form.
    Body(Decode),
}

/// The enumeration of all events.
#[derive(Debug, Serialize)]
pub struct AnyEvent {
    /// What tells them apart.
    pub told_by: ToldBy,
    /// Name, texts and type of each.
    pub variants: Vec<(Ident, Vec<String>, Ident)>,
    /// The variant for all other texts.
    pub other: Ident,
}

/// What tells events apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ToldBy {
    /// A member of the body.
    Member(String),
    /// A header.
    Header(String),
}

/// The name of a security scheme, by which operations ask for it.
#[derive(Debug, Serialize)]
pub struct SchemeName {
    /// The constant with the name.
    pub constant: Ident,
    /// Name in the document.
    pub wire: String,
    /// The type that implements the scheme; without one, callers have to.
    pub ident: Option<Ident>,
}

/// `src/security/NAME.rs`.
#[derive(Debug, Serialize)]
pub struct SchemeFile {
    /// Name of the file's module and of the builder's method.
    pub module: Ident,
    /// The constant with the scheme's name.
    pub constant: Ident,
    /// The type with the credentials.
    pub ident: Ident,
    /// Name in the document.
    pub wire: String,
    /// Docs of the type.
    pub docs: Docs,
    /// What it does to a request.
    pub body: SchemeBody,
}

impl SchemeFile {
    /// The recipe of a scheme that has one.
    pub fn recipe(&self) -> Option<&Recipe> {
        match &self.body {
            SchemeBody::Recipe(recipe) => Some(recipe),
            SchemeBody::Tokens(_) | SchemeBody::Certificate => None,
        }
    }

    /// Whether something is computed from the request.
    pub fn signs(&self) -> bool {
        self.recipe().is_some_and(Recipe::signs)
    }

    /// The functions and types of ours that the file uses.
    pub fn uses(&self) -> BTreeSet<&'static str> {
        match &self.body {
            SchemeBody::Recipe(recipe) => recipe.uses(),
            SchemeBody::Tokens(tokens) => tokens.uses(),
            SchemeBody::Certificate => BTreeSet::new(),
        }
    }
}

/// What a scheme does to a request.
#[derive(Debug, Serialize)]
pub enum SchemeBody {
    /// It follows a recipe.
    Recipe(Box<Recipe>),
    /// It sends a token, which is there or comes from somewhere.
    Tokens(TokenScheme),
    /// It does nothing: the transport has a certificate.
    Certificate,
}

/// A scheme that sends a token.
#[derive(Debug, Serialize)]
pub struct TokenScheme {
    /// How it is sent, and where it comes from.
    pub docs: Docs,
    /// Whether the crate has what fetches tokens for a client's id and secret.
    pub fetches: bool,
    /// The scopes that operations ask for, in the order of the document.
    pub scopes: Vec<String>,
    /// Where they come from unless the caller says otherwise.
    pub origin: TokenOrigin,
}

impl TokenScheme {
    /// The types of ours that the file uses, or that its callers need.
    fn uses(&self) -> BTreeSet<&'static str> {
        let fetches = self.fetches.then_some("ClientCredentials");
        ["TokenSource", "Tokens"]
            .into_iter()
            .chain(fetches)
            .collect()
    }
}

/// Where tokens come from.
#[derive(Debug, Serialize)]
pub enum TokenOrigin {
    /// They are fetched for a client's id and secret.
    Endpoint {
        /// Its address, absolute or relative to the base URL.
        url: String,
        /// The environment variable for the id.
        id_variable: String,
        /// The environment variable for the secret.
        secret_variable: String,
    },
    /// The caller has them.
    Caller {
        /// The environment variable for a token.
        variable: String,
    },
}

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
