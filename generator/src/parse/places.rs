//! Where in a document, and in the files beside it, schemas and other things stand.
//!
//! The same words mean different things in different places: `example` in a schema is not
//! `example` in a parameter, and a property may be called `nullable`. So whoever rewrites schemas
//! has to come to them on the ways that OpenAPI knows (3.0.4 and 3.1.1, §4.7).

use std::collections::BTreeSet;

use super::document::{find_mut, pointer_of};
use super::files::FILES;
use super::node::{Node, Value};
use crate::source::Pointer;

/// What an object in a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
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

/// Members of an object that can lead to schemas: as many as a schema has.
const MOST_WAYS: usize = ways(Place::Schema).len();

/// The members of an object that lead to schemas.
const fn ways(place: Place) -> &'static [(&'static str, Holds)] {
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
            ("query", One(Place::Operation)),
            ("additionalOperations", Map(Place::Operation)),
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
            ("itemSchema", One(Place::Schema)),
            ("itemEncoding", One(Place::Encoding)),
            ("prefixEncoding", List(Place::Encoding)),
            ("encoding", Map(Place::Encoding)),
        ],
        Place::Encoding => &[("headers", Map(Place::Parameter))],
        Place::Components => &[
            ("schemas", Map(Place::Schema)),
            ("responses", Map(Place::Response)),
            ("parameters", Map(Place::Parameter)),
            ("requestBodies", Map(Place::Body)),
            ("headers", Map(Place::Parameter)),
            ("mediaTypes", Map(Place::MediaType)),
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
    At(&'a Pointer),
    Name(&'a str),
    Index(usize),
}

impl Way<'_> {
    pub(super) fn pointer(&self) -> Pointer {
        let parent = self.parent.map(Way::pointer).unwrap_or_default();
        match self.segment {
            Segment::Root => parent,
            Segment::At(pointer) => pointer.clone(),
            Segment::Name(name) => parent.child(name),
            Segment::Index(index) => parent.index(index),
        }
    }

    /// The name of the last member on the way.
    pub(super) fn name(&self) -> Option<&str> {
        match self.segment {
            Segment::Name(name) => Some(name),
            Segment::Root | Segment::At(_) | Segment::Index(_) => None,
        }
    }

    fn member<'b>(&'b self, name: &'b str) -> Way<'b> {
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

/// What is done to an object.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&mut Node, Place, &Way<'_>);

/// Visits every schema, those within a schema before it.
pub(super) fn each_schema(root: &mut Node, visit: &mut dyn FnMut(&mut Node, &Way<'_>)) {
    each(root, &mut |node, place, way| {
        if place == Place::Schema {
            visit(node, way);
        }
    });
}

/// Visits every object that is known to be something, those within an object before it.
///
/// What stands in another file is what it is referred to as. It may be visited more than once.
pub(super) fn each(root: &mut Node, visit: Visit<'_>) {
    let way = Way {
        parent: None,
        segment: Segment::Root,
    };
    let mut walk = Walk {
        visit,
        elsewhere: Vec::new(),
    };
    walk.object(root, Place::Document, &way);
    let mut met = BTreeSet::new();
    while let Some((target, place)) = walk.elsewhere.pop() {
        if !met.insert((target.clone(), place)) {
            continue;
        }
        let Some(pointer) = pointer_of(&target) else {
            continue;
        };
        if let Some(node) = find_mut(root, &pointer) {
            let way = Way {
                parent: None,
                segment: Segment::At(&pointer),
            };
            walk.object(node, place, &way);
        }
    }
}

struct Walk<'v> {
    visit: Visit<'v>,
    /// References into other files, and what they refer to.
    elsewhere: Vec<(String, Place)>,
}

impl Walk<'_> {
    // Recursion ends: the reader bounds the depth of a document.
    fn object(&mut self, node: &mut Node, place: Place, way: &Way<'_>) {
        if let Value::Object(object) = &mut node.value {
            let members = object.map_mut();
            if let Some(Value::String(target)) = members.get("$ref").map(|it| &it.node.value)
                && target
                    .strip_prefix("#/")
                    .is_some_and(|it| it.starts_with(FILES))
            {
                self.elsewhere.push((target.clone(), place));
            }
            let ways = ways(place);
            // Most objects have few of all members that could be there: names are looked at once.
            let mut places = [None; MOST_WAYS];
            for (index, key) in members.keys().enumerate() {
                if let Some(way) = ways.iter().position(|(name, _)| name == key) {
                    places[way] = Some(index);
                }
            }
            for ((name, holds), index) in ways.iter().zip(places) {
                if let Some((_, member)) = index.and_then(|index| members.get_index_mut(index)) {
                    self.member(&mut member.node, *holds, &way.member(name));
                }
            }
        }
        (self.visit)(node, place, way);
    }

    fn member(&mut self, node: &mut Node, holds: Holds, way: &Way<'_>) {
        match (holds, &mut node.value) {
            (Holds::One(place), _) => self.object(node, place, way),
            (Holds::List(place), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.object(item, place, &way.index(index));
                }
            }
            (Holds::Map(place), Value::Object(object)) => {
                for (name, member) in object.map_mut() {
                    self.object(&mut member.node, place, &way.member(name));
                }
            }
            (Holds::MapOfMaps(place), Value::Object(object)) => {
                for (name, member) in object.map_mut() {
                    self.member(&mut member.node, Holds::Map(place), &way.member(name));
                }
            }
            // Of the wrong kind, which `lower` reports where it reads it.
            _ => {}
        }
    }
}
