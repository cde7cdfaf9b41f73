//! The table of formats: what texts and numbers of each become.
//!
//! In: the `format` of a schema, and what a caller chose for it. Out: a type.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::krate::Type;
use crate::diag::{Sink, codes};
use crate::ir::{Api, FloatFormat, IntegerFormat, SchemaKind, StringFormat};
use crate::parse::At;

/// What the values of a format become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Texts: `String`.
    String,
    /// Numbers: `f64`, `i64` and the like.
    Primitive,
    /// Texts: the `Decimal` of the support sources. Numbers: their `Number`.
    Decimal,
    /// Texts: the `Timestamp` of the support sources.
    Timestamp,
    /// Texts: the `Date` of the support sources.
    Date,
    /// Texts: the `Base64` of the support sources.
    Base64,
    /// Texts: `uuid::Uuid`.
    Uuid,
    /// Texts: `url::Url`.
    Url,
    /// Texts: `std::net::Ipv4Addr`.
    Ipv4,
    /// Texts: `std::net::Ipv6Addr`.
    Ipv6,
}

/// All choices by the names that the configuration has for them.
const CHOICES: [(&str, Choice); 10] = [
    ("string", Choice::String),
    ("primitive", Choice::Primitive),
    ("decimal", Choice::Decimal),
    ("timestamp", Choice::Timestamp),
    ("date", Choice::Date),
    ("base64", Choice::Base64),
    ("uuid", Choice::Uuid),
    ("url", Choice::Url),
    ("ipv4", Choice::Ipv4),
    ("ipv6", Choice::Ipv6),
];

/// The formats that are known, each with what it becomes where nothing is chosen.
///
/// All others become what the type alone does. `password` is not among them: a secret stays one.
const KNOWN: [(&str, Choice); 27] = [
    ("base64url", Choice::String),
    ("binary", Choice::String),
    ("byte", Choice::Base64),
    ("date", Choice::Date),
    ("date-time", Choice::Timestamp),
    ("dateTime", Choice::Timestamp),
    ("datetime", Choice::Timestamp),
    ("bigdecimal", Choice::Decimal),
    ("bigint", Choice::Decimal),
    ("decimal", Choice::Decimal),
    ("decimal128", Choice::Decimal),
    ("double", Choice::Primitive),
    ("duration", Choice::String),
    ("email", Choice::String),
    ("float", Choice::Primitive),
    ("hostname", Choice::String),
    ("int128", Choice::Decimal),
    ("int32", Choice::Primitive),
    ("int64", Choice::Primitive),
    ("ipv4", Choice::String),
    ("ipv6", Choice::String),
    ("time", Choice::String),
    ("uint128", Choice::Decimal),
    ("uint32", Choice::Primitive),
    ("uint64", Choice::Primitive),
    ("uri", Choice::String),
    ("uuid", Choice::String),
];

/// Formats of integers on what the document calls a number: an `f64` has no place for their digits, and a fraction
/// may come all the same.
const WIDE: [&str; 4] = ["int64", "long", "uint64", "ulong"];

impl Choice {
    /// The choice of a name, and no other.
    pub fn find(name: &str) -> Option<Self> {
        let found = CHOICES.iter().find(|(known, _)| *known == name);
        found.map(|(_, choice)| *choice)
    }

    /// What a text becomes; `None` if the choice is about numbers alone.
    fn of_texts(self) -> Option<Type> {
        let scalar = match self {
            Self::String => return Some(Type::String),
            Self::Primitive => return None,
            Self::Decimal => Scalar::Decimal,
            Self::Timestamp => Scalar::Timestamp,
            Self::Date => Scalar::Date,
            Self::Base64 => Scalar::Base64,
            Self::Uuid => Scalar::Uuid,
            Self::Url => Scalar::Url,
            Self::Ipv4 => Scalar::Ipv4,
            Self::Ipv6 => Scalar::Ipv6,
        };
        Some(Type::Scalar(scalar))
    }

    /// What a number becomes that is `primitive` in Rust; `None` if the choice is about texts alone.
    fn of_numbers(self, primitive: Type) -> Option<Type> {
        match self {
            Self::Primitive => Some(primitive),
            Self::Decimal => Some(Type::Scalar(Scalar::Number)),
            Self::String
            | Self::Timestamp
            | Self::Date
            | Self::Base64
            | Self::Uuid
            | Self::Url
            | Self::Ipv4
            | Self::Ipv6 => None,
        }
    }
}

/// What a caller chose for formats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats(BTreeMap<String, Choice>);

impl Formats {
    /// The table with one more choice. One that cannot hold what a schema is, such as
    /// [`Choice::Timestamp`] for numbers, leaves that schema as it was.
    #[must_use]
    pub fn with(mut self, format: impl Into<String>, choice: Choice) -> Self {
        self.0.insert(format.into(), choice);
        self
    }

    /// Reads the member `formats` of a configuration; reports names that are not known.
    pub fn read(at: &At<'_>, sink: &mut Sink) -> Self {
        let mut formats = Self::default();
        for (format, at) in at.members() {
            let name = at.as_str().unwrap_or_default();
            match Choice::find(name) {
                Some(choice) => formats = formats.with(format, choice),
                None => {
                    let message = format!(
                        "`formats.{format}` cannot be `{name}`: this is no type of formats"
                    );
                    let names = CHOICES.iter().map(|(name, _)| *name);
                    sink.report(&codes::CS0702, &at.origin(), message)
                        .help(meant(name, names));
                }
            }
        }
        formats
    }

    /// Reports choices that change nothing: for formats that are not known and that no schema has, and for secrets.
    pub(super) fn report_unused(&self, api: &Api, sink: &mut Sink) {
        let schemas = api.schemas.iter();
        let used = schemas.filter_map(|(_, schema)| name(&schema.kind));
        let names: BTreeSet<_> = used.chain(KNOWN.map(|(known, _)| known)).collect();
        for format in self.0.keys().map(String::as_str) {
            let (message, help) = match format {
                known if names.contains(known) => continue,
                "password" => (
                    "the configuration has a type for `password`".to_owned(),
                    "texts of this format are secrets and stay so".to_owned(),
                ),
                unknown => (
                    format!(
                        "the configuration has a type for the format `{unknown}`, which no schema has"
                    ),
                    meant(unknown, names.iter().copied()),
                ),
            };
            sink.report_unplaced(&codes::CS0704, message).help(help);
        }
    }

    /// The type of a text.
    pub(super) fn text(&self, format: &StringFormat) -> Type {
        let choice = match format {
            StringFormat::Secret => return Type::Secret,
            StringFormat::Plain => return Type::String,
            StringFormat::Other(name) => {
                let chosen = self.0.get(name).and_then(|choice| choice.of_texts());
                chosen.or_else(|| usual(name)?.of_texts())
            }
        };
        choice.unwrap_or(Type::String)
    }

    /// The type of a number.
    pub(super) fn number(&self, format: &FloatFormat) -> Type {
        let primitive = match format {
            FloatFormat::Other(name) if WIDE.contains(&name.as_str()) => {
                Type::Scalar(Scalar::Number)
            }
            FloatFormat::F32 => Type::F32,
            FloatFormat::F64 | FloatFormat::Other(_) => Type::F64,
        };
        self.numeric(number_name(format), primitive)
    }

    /// The type of an integer.
    pub(super) fn integer(&self, format: &IntegerFormat) -> Type {
        let primitive = match format {
            IntegerFormat::I32 => Type::I32,
            IntegerFormat::I64 | IntegerFormat::Other(_) => Type::I64,
            IntegerFormat::U32 => Type::U32,
            IntegerFormat::U64 => Type::U64,
        };
        self.numeric(integer_name(format), primitive)
    }

    fn numeric(&self, format: &str, primitive: Type) -> Type {
        let of = |choice: Choice| choice.of_numbers(primitive.clone());
        let chosen = self.0.get(format).and_then(|choice| of(*choice));
        chosen
            .or_else(|| usual(format).and_then(of))
            .unwrap_or(primitive)
    }
}

/// What a known format becomes where nothing is chosen.
fn usual(format: &str) -> Option<Choice> {
    let found = KNOWN.iter().find(|(known, _)| *known == format);
    found.map(|(_, choice)| *choice)
}

/// The format that a schema has, or that its type stands for.
fn name(kind: &SchemaKind) -> Option<&str> {
    match kind {
        SchemaKind::String(StringFormat::Other(name)) => Some(name),
        SchemaKind::Number(format) => Some(number_name(format)),
        SchemaKind::Integer(format) => Some(integer_name(format)),
        _ => None,
    }
}

fn number_name(format: &FloatFormat) -> &str {
    match format {
        FloatFormat::F32 => "float",
        FloatFormat::F64 => "double",
        FloatFormat::Other(name) => name,
    }
}

fn integer_name(format: &IntegerFormat) -> &str {
    match format {
        IntegerFormat::I32 => "int32",
        IntegerFormat::I64 => "int64",
        IntegerFormat::U32 => "uint32",
        IntegerFormat::U64 => "uint64",
        IntegerFormat::Other(name) => name,
    }
}

/// The name that may have been meant, or all that there are.
fn meant<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let near = names.clone().filter_map(|known| {
        let distance = strsim::damerau_levenshtein(known, name);
        (distance <= 2).then_some((distance, known))
    });
    match near.min() {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => format!(
            "those that are known are `{}`",
            names.collect::<Vec<_>>().join("`, `")
        ),
    }
}

/// A type that values of some format have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Scalar {
    /// A text that is a decimal number.
    Decimal,
    /// A number of JSON with all its digits.
    Number,
    /// A text that is a point in time.
    Timestamp,
    /// A text that is a date.
    Date,
    /// A text that is bytes.
    Base64,
    /// `uuid::Uuid`.
    Uuid,
    /// `url::Url`.
    Url,
    /// `std::net::Ipv4Addr`.
    Ipv4,
    /// `std::net::Ipv6Addr`.
    Ipv6,
}

impl Scalar {
    /// All of them.
    #[cfg(test)]
    pub(super) const ALL: [Self; 9] = [
        Self::Decimal,
        Self::Number,
        Self::Timestamp,
        Self::Date,
        Self::Base64,
        Self::Uuid,
        Self::Url,
        Self::Ipv4,
        Self::Ipv6,
    ];

    /// The module that exports it, and its name there.
    pub fn import(self) -> (&'static str, &'static str) {
        match self {
            Self::Decimal => ("crate::support", "Decimal"),
            Self::Number => ("crate::support", "Number"),
            Self::Timestamp => ("crate::support", "Timestamp"),
            Self::Date => ("crate::support", "Date"),
            Self::Base64 => ("crate::support", "Base64"),
            Self::Uuid => ("uuid", "Uuid"),
            Self::Url => ("url", "Url"),
            Self::Ipv4 => ("std::net", "Ipv4Addr"),
            Self::Ipv6 => ("std::net", "Ipv6Addr"),
        }
    }

    /// The support sources that it asks for.
    pub fn modules(self) -> &'static [&'static str] {
        match self {
            Self::Decimal => &["decimal", "verbatim"],
            Self::Number => &["decimal", "number", "verbatim"],
            Self::Timestamp => &["civil", "timestamp", "verbatim"],
            Self::Date => &["civil", "date", "verbatim"],
            Self::Base64 => &["base64_text", "verbatim"],
            Self::Uuid => &["param_uuid"],
            Self::Url => &["param_url"],
            Self::Ipv4 | Self::Ipv6 => &["param_ip"],
        }
    }

    /// A text that becomes a value, for examples.
    pub fn example(self) -> &'static str {
        match self {
            Self::Decimal | Self::Number => "1.50",
            Self::Timestamp => "2024-03-09T05:06:07Z",
            Self::Date => "2024-03-09",
            Self::Base64 => "Zm9v",
            Self::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8",
            Self::Url => "https://example.com/",
            Self::Ipv4 => "192.0.2.1",
            Self::Ipv6 => "2001:db8::1",
        }
    }
}
