//! Members that their object does not know, which nothing reads.
//!
//! Most are misspelled, or stand a level too high or too low. Extensions are known by their `x-`. A schema may have
//! keywords of anyone (JSON Schema 2020-12 §4.3.1), so there only those are told of that are nearly a known one.

use super::node::{Node, Value};
use super::places::{Place, Way, each};
use crate::diag::{Sink, codes};
use crate::source::Origin;

/// What a reference has beside `$ref`.
const BESIDE_REFERENCE: [&str; 2] = ["description", "summary"];

/// Reports the members of a whole document, in the one vocabulary.
pub(super) fn report_all(root: &mut Node, sink: &mut Sink) {
    each(root, &mut |node, place, way| {
        if let Some(kind) = kind(place)
            && !is_extension(place, way)
        {
            report(node, &kind, way, sink);
        }
    });
}

/// A kind of object.
struct Kind {
    /// As a sentence has it.
    name: &'static str,
    /// The names of its members, sorted.
    known: &'static [&'static str],
    /// Whether other members have a meaning to somebody.
    is_open: bool,
}

impl Kind {
    fn knows(&self, name: &str) -> bool {
        self.known.binary_search(&name).is_ok()
    }
}

/// What is known of the objects in a place; nothing where what is only referred to may stand as well. Path items are
/// judged where their operations are looked for.
fn kind(place: Place) -> Option<Kind> {
    let (name, known) = match place {
        Place::Operation => ("an operation", OPERATION),
        Place::Parameter => ("a parameter or a header", PARAMETER),
        Place::Body => ("a request body", BODY),
        Place::Response => ("a response", RESPONSE),
        Place::MediaType => ("a media type", MEDIA_TYPE),
        Place::Encoding => ("an encoding", ENCODING),
        Place::Schema => ("a schema", SCHEMA),
        Place::Document | Place::PathItem | Place::Components => return None,
    };
    let is_open = place == Place::Schema;
    Some(Kind {
        name,
        known,
        is_open,
    })
}

const OPERATION: &[&str] = &[
    "callbacks",
    "deprecated",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "summary",
    "tags",
];
const PARAMETER: &[&str] = &[
    "$ref",
    "allowEmptyValue",
    "allowReserved",
    "content",
    "deprecated",
    "description",
    "example",
    "examples",
    "explode",
    "in",
    "name",
    "required",
    "schema",
    "style",
];
const BODY: &[&str] = &["$ref", "content", "description", "required"];
const RESPONSE: &[&str] = &[
    "$ref",
    "content",
    "description",
    "headers",
    "links",
    "summary",
];
const MEDIA_TYPE: &[&str] = &[
    "$ref",
    "encoding",
    "example",
    "examples",
    "itemEncoding",
    "itemSchema",
    "prefixEncoding",
    "schema",
];
const ENCODING: &[&str] = &[
    "allowReserved",
    "contentType",
    "encoding",
    "explode",
    "headers",
    "itemEncoding",
    "prefixEncoding",
    "style",
];
const SCHEMA: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "id",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "summary",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Whether an object is an extension among the responses that it looks like.
fn is_extension(place: Place, way: &Way<'_>) -> bool {
    place == Place::Response && way.name().is_some_and(|name| name.starts_with("x-"))
}

fn report(node: &Node, kind: &Kind, way: &Way<'_>, sink: &mut Sink) {
    let Value::Object(object) = &node.value else {
        return;
    };
    let is_reference = kind.knows("$ref") && object.get("$ref").is_some();
    for (name, member) in object.iter() {
        let is_known = kind.knows(name)
            || name.starts_with("x-")
            || is_reference && BESIDE_REFERENCE.contains(&name);
        if is_known {
            continue;
        }
        let near = near(name, kind.known);
        if kind.is_open && near.is_none() {
            continue;
        }
        let origin = Origin {
            pointer: way.pointer().child(name),
            span: member.key_span,
        };
        let message = format!("`{name}` has no meaning in {}: left out", kind.name);
        let report = sink.report(&codes::CS0104, &origin, message);
        if let Some(near) = near {
            report.help(format!("did you mean `{near}`?"));
        }
    }
}

/// The known name that is likely to be meant.
fn near(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|known| {
        let most = if known.len() < 7 { 1 } else { 2 };
        // The lengths first: a name may be as long as a document.
        let is_about_as_long = known.len().abs_diff(name.len()) <= most;
        known.len() > 3 && is_about_as_long && strsim::damerau_levenshtein(known, name) <= most
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::source::Source;

    fn reported(text: &str) -> Vec<String> {
        let mut sink = Sink::new();
        parse(&Source::new("x", text), &mut sink).unwrap();
        let reports = sink.finish().reports.into_iter();
        reports.map(|it| it.message).collect()
    }

    #[test]
    fn lists_of_names_are_sorted() {
        for place in [
            Place::Operation,
            Place::Parameter,
            Place::Body,
            Place::Response,
            Place::MediaType,
            Place::Encoding,
            Place::Schema,
        ] {
            let kind = kind(place).unwrap();
            assert!(kind.known.is_sorted(), "{}", kind.name);
        }
    }

    #[test]
    fn what_swagger_knows_is_known() {
        let text = r##"
swagger: "2.0"
parameters:
  body: {name: b, in: body, required: true, description: d, schema: {$ref: "#/definitions/D"}}
  page: {name: page, in: query, type: integer, format: int32, minimum: 0, exclusiveMinimum: true, allowEmptyValue: true}
paths:
  /a:
    parameters: [{$ref: "#/parameters/page"}]
    post:
      consumes: [application/json]
      produces: [application/json]
      schemes: [https]
      parameters:
        - {$ref: "#/parameters/body"}
        - {name: l, in: query, type: array, items: {type: string}, collectionFormat: multi, uniqueItems: true}
      responses:
        x-r: {anything: fine}
        "200":
          description: d
          schema: {$ref: "#/definitions/D"}
          examples: {application/json: {a: b}}
          headers: {X-A: {type: array, items: {type: string}, collectionFormat: csv, default: [a]}}
    put:
      parameters: [{name: f, in: formData, type: file, required: true, description: d}]
definitions:
  D: {type: object, discriminator: t, required: [t], properties: {t: {type: string, xml: {name: x}, example: a}}}
"##;
        assert_eq!(reported(text), [""; 0]);
    }

    #[test]
    fn what_openapi_3_2_knows_is_known() {
        let text = r##"
openapi: 3.2.0
paths:
  /a:
    query:
      parameters:
        - {name: q, in: query, schema: true, examples: {e: {dataValue: a, serializedValue: a}}}
        - {$ref: "#/components/parameters/P", description: d, summary: s}
      requestBody:
        content:
          multipart/mixed: {itemSchema: {}, prefixEncoding: [{contentType: a/b}], itemEncoding: {encoding: {}}}
          application/json: {$ref: "#/components/mediaTypes/M"}
      responses:
        "200": {summary: s, links: {l: {operationId: o}}, headers: {X-A: {style: simple, explode: false, schema: {}}}}
components:
  parameters: {P: {name: p, in: query, allowReserved: true, schema: {$comment: c, keywordOfAnybody: true}}}
  mediaTypes: {M: {schema: {type: string}, examples: {e: {value: a}}}}
"##;
        assert_eq!(reported(text), [""; 0]);
    }
}
