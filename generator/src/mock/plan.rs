//! What each operation of the document is to a server: what it takes, and what it may answer.
//!
//! The IR knows one media type and one example of each; a server speaks all that are documented. So
//! methods, parameters, security and statuses come from the IR, bodies from the document itself.

use std::sync::{Arc, OnceLock};

use super::schema::{Bundle, Direction, Json, Validator, Wish, generate, spelled};
use super::stream;
use crate::ir::{
    Api, Method, Operation, ParameterPlace, ParameterStyle, SchemaKind, StatusPattern,
};
use crate::parse::{At, Document};

/// An operation, seen from the other side.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Its place among the operations of the API.
    pub(crate) index: usize,
    pub(crate) id: String,
    pub(crate) method: &'static str,
    /// Alternatives, of which one has to be met.
    pub(crate) security: Vec<Vec<String>>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// The response that is given if nobody asks for another.
    pub(crate) success: Option<usize>,
    pub(crate) enveloped: bool,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: ParameterPlace,
    pub(crate) required: bool,
    pub(crate) style: ParameterStyle,
    pub(crate) is_list: bool,
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
    pub(crate) headers: Vec<(String, Schema, Option<String>)>,
}

/// One media type.
#[derive(Debug)]
pub(crate) struct Content {
    /// As the document writes it.
    pub(crate) media_type: String,
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
    fn new(at: &At<'_>, direction: Direction) -> Self {
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
        method: method_name(operation.method),
        security: operation
            .security
            .iter()
            .map(|it| it.schemes.clone())
            .collect(),
        parameters: parameters(api, document, operation),
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

fn parameters(api: &Api, document: &Document, operation: &Operation) -> Vec<Parameter> {
    let one = |it: &crate::ir::Parameter| {
        let at = followed(document, document.resolve(&it.origin.pointer.to_string())?);
        Some(Parameter {
            name: it.name.clone(),
            place: it.place,
            required: it.required,
            style: it.style,
            is_list: matches!(api.schemas[it.usage.schema].kind, SchemaKind::Array(_)),
            schema: Schema::new(&at.get("schema")?, Direction::Request),
        })
    };
    operation.parameters.iter().filter_map(one).collect()
}

fn response(document: &Document, pointer: &str, status: StatusPattern) -> Response {
    let at = document.resolve(pointer).map(|at| followed(document, at));
    let headers = at.as_ref().and_then(|at| at.get("headers"));
    let header = |(name, at): (&str, At<'_>)| {
        let at = followed(document, at);
        let schema = at.get("schema")?;
        let example = at.get("example").map(|it| spelled(it.node).to_string());
        let own = name.eq_ignore_ascii_case("content-type");
        (!own).then(|| {
            let schema = Schema::new(&schema, Direction::Response);
            (name.to_owned(), schema, example)
        })
    };
    Response {
        status,
        contents: at
            .as_ref()
            .map(|at| contents(document, at, Direction::Response))
            .unwrap_or_default(),
        headers: headers
            .iter()
            .flat_map(At::members)
            .filter_map(header)
            .collect(),
    }
}

pub(crate) fn contents(document: &Document, at: &At<'_>, direction: Direction) -> Vec<Content> {
    let content = at.get("content");
    let entries = content.iter().flat_map(At::members);
    entries
        .map(|(media_type, at)| Content {
            media_type: media_type.to_owned(),
            schema: stream::schema(media_type, &at).map(|it| Schema::new(&it, direction)),
            examples: examples(document, &at),
        })
        .collect()
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

pub(crate) fn method_name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Put => "PUT",
        Method::Post => "POST",
        Method::Delete => "DELETE",
        Method::Options => "OPTIONS",
        Method::Head => "HEAD",
        Method::Patch => "PATCH",
        Method::Trace => "TRACE",
    }
}
