//! Where in a document schemas stand.
//!
//! The same words mean different things in different places: `example` in a schema is not
//! `example` in a parameter, and a property may be called `nullable`. So whoever rewrites schemas
//! has to come to them on the ways that OpenAPI knows (3.0.4 and 3.1.1, §4.7).

use super::node::{Node, Value};
use crate::source::Pointer;

/// What an object in a document is.
#[derive(Clone, Copy)]
enum Place {
    Document,
    PathItem,
    Operation,
    /// Or a header, which has the same members.
    Parameter,
    Body,
    Response,
    MediaType,
    Encoding,
    Components,
    Schema,
}

/// What a member holds.
#[derive(Clone, Copy)]
enum Holds {
    One(Place),
    List(Place),
    Map(Place),
    /// Names to objects to what is meant, as callbacks are.
    MapOfMaps(Place),
}

/// The members of an object that lead to schemas.
fn ways(place: Place) -> &'static [(&'static str, Holds)] {
    use Holds::{List, Map, MapOfMaps, One};
    match place {
        Place::Document => &[
            ("paths", Map(Place::PathItem)),
            ("webhooks", Map(Place::PathItem)),
            ("x-webhooks", Map(Place::PathItem)),
            ("components", One(Place::Components)),
        ],
        Place::PathItem => &[
            ("parameters", List(Place::Parameter)),
            ("get", One(Place::Operation)),
            ("put", One(Place::Operation)),
            ("post", One(Place::Operation)),
            ("delete", One(Place::Operation)),
            ("options", One(Place::Operation)),
            ("head", One(Place::Operation)),
            ("patch", One(Place::Operation)),
            ("trace", One(Place::Operation)),
        ],
        Place::Operation => &[
            ("parameters", List(Place::Parameter)),
            ("requestBody", One(Place::Body)),
            ("responses", Map(Place::Response)),
            ("callbacks", MapOfMaps(Place::PathItem)),
        ],
        Place::Parameter => &[
            ("schema", One(Place::Schema)),
            ("content", Map(Place::MediaType)),
        ],
        Place::Body => &[("content", Map(Place::MediaType))],
        Place::Response => &[
            ("headers", Map(Place::Parameter)),
            ("content", Map(Place::MediaType)),
        ],
        Place::MediaType => &[
            ("schema", One(Place::Schema)),
            ("encoding", Map(Place::Encoding)),
        ],
        Place::Encoding => &[("headers", Map(Place::Parameter))],
        Place::Components => &[
            ("schemas", Map(Place::Schema)),
            ("responses", Map(Place::Response)),
            ("parameters", Map(Place::Parameter)),
            ("requestBodies", Map(Place::Body)),
            ("headers", Map(Place::Parameter)),
            ("callbacks", MapOfMaps(Place::PathItem)),
            ("pathItems", Map(Place::PathItem)),
        ],
        Place::Schema => &[
            ("allOf", List(Place::Schema)),
            ("anyOf", List(Place::Schema)),
            ("oneOf", List(Place::Schema)),
            ("not", One(Place::Schema)),
            ("if", One(Place::Schema)),
            ("then", One(Place::Schema)),
            ("else", One(Place::Schema)),
            ("items", One(Place::Schema)),
            ("prefixItems", List(Place::Schema)),
            ("contains", One(Place::Schema)),
            ("unevaluatedItems", One(Place::Schema)),
            ("properties", Map(Place::Schema)),
            ("patternProperties", Map(Place::Schema)),
            ("additionalProperties", One(Place::Schema)),
            ("propertyNames", One(Place::Schema)),
            ("unevaluatedProperties", One(Place::Schema)),
            ("dependentSchemas", Map(Place::Schema)),
            ("contentSchema", One(Place::Schema)),
            ("$defs", Map(Place::Schema)),
        ],
    }
}

/// The way to a schema; the pointer is only made when something is reported.
pub(super) struct Way<'a> {
    parent: Option<&'a Way<'a>>,
    segment: Segment<'a>,
}

enum Segment<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl Way<'_> {
    pub(super) fn pointer(&self) -> Pointer {
        let parent = self.parent.map(Way::pointer).unwrap_or_default();
        match self.segment {
            Segment::Root => parent,
            Segment::Name(name) => parent.child(name),
            Segment::Index(index) => parent.index(index),
        }
    }

    fn name<'b>(&'b self, name: &'b str) -> Way<'b> {
        Way {
            parent: Some(self),
            segment: Segment::Name(name),
        }
    }

    fn index(&self, index: usize) -> Way<'_> {
        Way {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }
}

/// What is done to a schema.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&mut Node, &Way<'_>);

/// Visits every schema, those within a schema before it.
pub(super) fn each_schema(root: &mut Node, visit: Visit<'_>) {
    let way = Way {
        parent: None,
        segment: Segment::Root,
    };
    walk(root, Place::Document, &way, visit);
}

// Recursion ends: the reader bounds the depth of a document.
fn walk(node: &mut Node, place: Place, way: &Way<'_>, visit: Visit<'_>) {
    if let Value::Object(object) = &mut node.value {
        for (name, holds) in ways(place) {
            if let Some(member) = object.map_mut().get_mut(*name) {
                walk_member(&mut member.node, *holds, &way.name(name), visit);
            }
        }
    }
    if matches!(place, Place::Schema) {
        visit(node, way);
    }
}

fn walk_member(node: &mut Node, holds: Holds, way: &Way<'_>, visit: Visit<'_>) {
    match (holds, &mut node.value) {
        (Holds::One(place), _) => walk(node, place, way, visit),
        (Holds::List(place), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, place, &way.index(index), visit);
            }
        }
        (Holds::Map(place), Value::Object(object)) => {
            for (name, member) in object.map_mut() {
                walk(&mut member.node, place, &way.name(name), visit);
            }
        }
        (Holds::MapOfMaps(place), Value::Object(object)) => {
            for (name, member) in object.map_mut() {
                walk_member(&mut member.node, Holds::Map(place), &way.name(name), visit);
            }
        }
        // Of the wrong kind, which `lower` reports where it reads it.
        _ => {}
    }
}
