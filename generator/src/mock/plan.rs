//! What each operation of the document is to a server: what it takes, and what it may answer.
//!
//! The IR knows one media type and one example of each; a server speaks all that are documented. So
//! methods, parameters, security and statuses come from the IR, bodies from the document itself.

use std::sync::{Arc, OnceLock};

use super::exchange::pairs;
use super::headers::Header;
use super::schema::{Bundle, Direction, Json, Validator, Wish, generate, spelled};
use super::stream;
use crate::ir::{
    Api, EnumValue, Operation, ParameterPlace, ParameterStyle, SchemaId, SchemaKind, StatusPattern,
};
use crate::parse::{At, Document};

/// An operation, seen from the other side.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Its place among the operations of the API.
    pub(crate) index: usize,
    pub(crate) id: String,
    pub(crate) method: String,
    /// Alternatives, of which one has to be met.
    pub(crate) security: Vec<Vec<String>>,
    pub(crate) parameters: Vec<Parameter>,
    /// What tells it from operations of the same path and method: parameters that have one value.
    pub(crate) marks: Vec<Mark>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// The response that is given if nobody asks for another.
    pub(crate) success: Option<usize>,
    pub(crate) enveloped: bool,
}

/// A parameter that has this value wherever the operation is meant.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) place: ParameterPlace,
    pub(crate) name: String,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: ParameterPlace,
    pub(crate) required: bool,
    pub(crate) style: ParameterStyle,
    pub(crate) explode: bool,
    /// Whether the name alone says `true`.
    pub(crate) flag: bool,
    /// What it holds, for taking it apart.
    pub(crate) holds: SchemaId,
    pub(crate) schema: Schema,
}

#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) contents: Vec<Content>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusPattern,
    pub(crate) contents: Vec<Content>,
    pub(crate) headers: Vec<Header>,
}

/// How a field of a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldStyle {
    /// Items with a character between them.
    Joined(char),
    /// Members in brackets after the name.
    Deep,
}

/// One media type.
#[derive(Debug)]
pub(crate) struct Content {
    /// As the document writes it.
    pub(crate) media_type: String,
    /// How fields of a form are written that are not written as usual.
    pub(crate) styles: Vec<(String, FieldStyle)>,
    pub(crate) schema: Option<Schema>,
    /// By name; the one without is that of `example`.
    pub(crate) examples: Vec<(String, Json)>,
}

/// A place with a schema, and what was made of it once it was asked for.
#[derive(Debug)]
pub(crate) struct Schema {
    /// The pointer to it.
    pub(crate) at: String,
    direction: Direction,
    ready: OnceLock<Option<Arc<(Bundle, Validator)>>>,
    /// Without and with the examples of its parts.
    made: [OnceLock<(Json, bool)>; 2],
}

impl Schema {
    pub(crate) fn new(at: &At<'_>, direction: Direction) -> Self {
        Self {
            at: at.pointer.to_string(),
            direction,
            ready: OnceLock::new(),
            made: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// Returns the schema and what checks values against it.
    pub(crate) fn ready(&self, document: &Document) -> Option<Arc<(Bundle, Validator)>> {
        let make = || {
            let at = document.resolve(&self.at)?;
            let bundle = Bundle::of(document, &at, self.direction);
            let validator = Validator::new(&bundle);
            Some(Arc::new((bundle, validator)))
        };
        self.ready.get_or_init(make).clone()
    }

    /// Returns a value, and whether it is valid.
    pub(crate) fn value(&self, document: &Document, seed: u64, examples: bool) -> &(Json, bool) {
        self.made[usize::from(examples)].get_or_init(|| match self.ready(document) {
            Some(ready) => {
                let wish = Wish {
                    seed,
                    name: &self.at,
                    examples,
                    wild: false,
                };
                generate(&ready.0, &ready.1, wish)
            }
            None => (Json::Text("null".into()), true),
        })
    }
}

/// Looks at all operations.
pub(crate) fn plans(api: &Api, document: &Document) -> Vec<Plan> {
    let operations = api.operations.iter().enumerate();
    operations
        .map(|(index, operation)| plan(api, document, index, operation))
        .collect()
}

fn plan(api: &Api, document: &Document, index: usize, operation: &Operation) -> Plan {
    let at = document.resolve(&operation.origin.pointer.to_string());
    let body = at.as_ref().and_then(|at| at.get("requestBody"));
    let body = body.map(|at| followed(document, at)).map(|at| Body {
        required: at.get("required").and_then(|it| it.as_bool()) == Some(true),
        contents: contents(document, &at, Direction::Request),
    });
    Plan {
        index,
        id: operation.id.clone(),
        method: operation.method.name().to_owned(),
        security: operation
            .security
            .iter()
            .map(|it| it.schemes.clone())
            .collect(),
        parameters: parameters(document, operation),
        marks: marks(api, operation),
        body: body.filter(|it| !it.contents.is_empty()),
        responses: operation
            .responses
            .iter()
            .map(|it| response(document, &it.origin.pointer.to_string(), it.status))
            .collect(),
        success: operation.success,
        enveloped: operation.enveloped,
    }
}

fn parameters(document: &Document, operation: &Operation) -> Vec<Parameter> {
    let one = |it: &crate::ir::Parameter| {
        let at = followed(document, document.resolve(&it.origin.pointer.to_string())?);
        Some(Parameter {
            name: it.name.clone(),
            place: it.place,
            required: it.required,
            style: it.style,
            explode: it.explode,
            flag: it.flag,
            holds: it.usage.schema,
            schema: Schema::new(&schema_of(&at)?, Direction::Request),
        })
    };
    operation.parameters.iter().filter_map(one).collect()
}

/// The query of the path, and what must be there with its only value.
fn marks(api: &Api, operation: &Operation) -> Vec<Mark> {
    let fixed = pairs(operation.query.as_bytes()).into_iter();
    let fixed = fixed.map(|(name, text)| Mark {
        place: ParameterPlace::Query,
        name,
        text,
    });
    let required = operation.parameters.iter().filter(|it| it.required);
    let constant = required.filter_map(|it| {
        let text = match &api.schemas[it.usage.schema].kind {
            SchemaKind::Enum(values) => match values.as_slice() {
                [EnumValue::String(text)] => text.clone(),
                _ => return None,
            },
            SchemaKind::Boolean if it.flag => String::new(),
            _ => return None,
        };
        Some(Mark {
            place: it.place,
            name: it.name.clone(),
            text,
        })
    });
    fixed.chain(constant).collect()
}

/// The schema of a parameter, which may stand below its media type.
pub(crate) fn schema_of<'d>(at: &At<'d>) -> Option<At<'d>> {
    let content = || at.get("content")?.members().next();
    at.get("schema").or_else(|| content()?.1.get("schema"))
}

fn response(document: &Document, pointer: &str, status: StatusPattern) -> Response {
    let at = document.resolve(pointer).map(|at| followed(document, at));
    let headers = at.as_ref().and_then(|at| at.get("headers"));
    Response {
        status,
        contents: at
            .as_ref()
            .map(|at| contents(document, at, Direction::Response))
            .unwrap_or_default(),
        headers: headers
            .iter()
            .flat_map(At::members)
            .filter_map(|(name, at)| Header::of(document, name, at))
            .collect(),
    }
}

pub(crate) fn contents(document: &Document, at: &At<'_>, direction: Direction) -> Vec<Content> {
    let content = at.get("content");
    let entries = content.iter().flat_map(At::members);
    entries
        .map(|(media_type, at)| Content {
            media_type: media_type.to_owned(),
            styles: styles(&at),
            schema: stream::schema(media_type, &at).map(|it| Schema::new(&it, direction)),
            examples: examples(document, &at),
        })
        .collect()
}

/// What `encoding` says of fields whose names or values it takes more than decoding to read.
fn styles(at: &At<'_>) -> Vec<(String, FieldStyle)> {
    let encoding = at.get("encoding");
    let fields = encoding.iter().flat_map(At::members);
    let style = |(name, at): (&str, At<'_>)| {
        let style = at.get("style").and_then(|it| it.as_str());
        let explode = at.get("explode").and_then(|it| it.as_bool());
        let style = match (style, explode) {
            (Some("deepObject"), _) => FieldStyle::Deep,
            (Some("spaceDelimited"), None | Some(false)) => FieldStyle::Joined(' '),
            (Some("pipeDelimited"), None | Some(false)) => FieldStyle::Joined('|'),
            (_, Some(false)) => FieldStyle::Joined(','),
            _ => return None,
        };
        Some((name.to_owned(), style))
    };
    fields.filter_map(style).collect()
}

/// The examples of a media type: its own, else those of the schema it refers to.
fn examples(document: &Document, at: &At<'_>) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    if let Some(example) = at.get("example") {
        found.push((String::new(), spelled(example.node)));
    }
    let named = at.get("examples");
    for (name, example) in named.iter().flat_map(At::members) {
        if let Some(value) = followed(document, example).get("value") {
            found.push((name.to_owned(), spelled(value.node)));
        }
    }
    if found.is_empty()
        && let Some(schema) = at.get("schema").map(|it| followed(document, it))
        && let Some(example) = schema.get("examples").and_then(|it| it.item(0))
    {
        found.push((String::new(), spelled(example.node)));
    }
    found
}

/// What a chain of references leads to; the last link where it leads nowhere.
pub(crate) fn followed<'d>(document: &'d Document, at: At<'d>) -> At<'d> {
    let mut at = at;
    for _ in 0..16 {
        let reference = at.get("$ref").and_then(|it| it.as_str());
        match reference.and_then(|it| document.resolve(it)) {
            Some(target) => at = target,
            None => break,
        }
    }
    at
}
