//! Test vectors: from nodes to [`Vector`], each with its recipe lowered.
//!
//! In: a list of vectors and where their recipes are: beside the list by name, or the one recipe
//! that all of them are about. Out: the vectors that can be tried, and the number of those that
//! cannot, each with a report. Members that the format does not know say where a vector comes from
//! and are skipped.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;

use super::visit::{self, Seen};
use super::words::{self, Words};
use super::{Neighbours, Recipe, lower_recipe, recipes as bundled};
use crate::diag::{Level, Sink, codes};
use crate::ir::signing::{Algorithm, Insert, Name, Scheme, Target, Used};
use crate::ir::vector::{
    Expected, Given, Intermediate, Message, Outcome, Placed, Vector, VectorKind,
};
use crate::parse::{At, Member, Node, Value};
use crate::source::{Origin, Span};

/// The vectors of a list.
#[derive(Debug, Default)]
pub struct Vectors {
    /// The recipes of a file, by name.
    pub recipes: IndexMap<String, Scheme>,
    /// Those that can be tried, in order.
    pub vectors: Vec<Vector>,
    /// How many cannot.
    pub unusable: usize,
}

const KINDS: &Words<VectorKind> = &[
    ("request", VectorKind::Request),
    ("webhook", VectorKind::Webhook),
    ("response", VectorKind::Response),
    ("verify-only", VectorKind::VerifyOnly),
];

/// Reads a file of vectors: an object with `vectors` and, by name, their `recipes`. A recipe that
/// is not there is one that ships with the generator.
pub fn lower_vector_file(root: &At<'_>, sink: &mut Sink) -> Option<Vectors> {
    let list = root.require("vectors", sink)?.expect_array(sink)?;
    let recipes = root.object("recipes", sink);
    let neighbours = Neighbours::Recipes(recipes.as_ref());
    let all = recipes
        .iter()
        .flat_map(At::members)
        .filter_map(|(name, at)| {
            let scheme = lowered(name, &at, neighbours, &[], sink)?;
            Some((name.to_owned(), scheme))
        });
    let all = all.collect();
    let found = vectors(&list, sink, |at, values, sink| {
        let member = at.require("recipe", sink)?;
        let name = member.expect_str(sink)?;
        if let Some(at) = recipes.as_ref().and_then(|recipes| recipes.get(name)) {
            // What is wrong with it was reported.
            return lowered(name, &at, neighbours, values, sink);
        }
        if bundled::find(name).is_none() {
            sink.report(
                &codes::CS0613,
                &member.origin(),
                format!("there is no recipe `{name}`"),
            )
            .help(format!(
                "{}; others are those of this file",
                bundled::hint(name)
            ));
            return None;
        }
        let node = object([("use".to_owned(), name.to_owned(), member.node.span)]);
        lowered(name, &At::root(&node), neighbours, values, sink)
    });
    Some(Vectors {
        recipes: all,
        ..found
    })
}

/// Reads vectors of one recipe: `x-signing-vectors` of a security scheme.
pub(in crate::lower) fn lower_vectors(
    list: &At<'_>,
    recipe: Recipe<'_, '_>,
    sink: &mut Sink,
) -> Vectors {
    let Some(list) = sink.exacting(|sink| list.expect_array(sink)) else {
        return Vectors::default();
    };
    vectors(&list, sink, |_, values, sink| {
        lowered(recipe.name, recipe.at, recipe.schemes, values, sink)
    })
}

/// Finds the recipe of a vector, with these layers of values on top.
type Find<'f> = dyn FnMut(&At<'_>, &[At<'_>], &mut Sink) -> Option<Scheme> + 'f;

fn vectors(
    list: &At<'_>,
    sink: &mut Sink,
    mut find: impl FnMut(&At<'_>, &[At<'_>], &mut Sink) -> Option<Scheme>,
) -> Vectors {
    let mut found = Vectors::default();
    for at in list.items() {
        let errors = sink.errors();
        let vector = sink.exacting(|sink| vector(&at, &mut find, sink));
        match vector {
            Some(vector) if sink.errors() == errors => {
                report_twin(&vector, &found.vectors, sink);
                found.vectors.push(vector);
            }
            Some(_) | None => found.unusable += 1,
        }
    }
    found
}

fn report_twin(vector: &Vector, before: &[Vector], sink: &mut Sink) {
    if let Some(twin) = before.iter().find(|it| it.id == vector.id) {
        let message = format!("another vector is called `{}`", vector.id);
        sink.report(&codes::CS0630, &vector.origin, message)
            .level(Level::Warning)
            .related(&twin.origin, "defined");
    }
}

/// Lowers a recipe; what is only worth a warning is for `lint` to say.
fn lowered(
    name: &str,
    at: &At<'_>,
    schemes: Neighbours<'_, '_>,
    values: &[At<'_>],
    sink: &mut Sink,
) -> Option<Scheme> {
    let mut own = Sink::new();
    let recipe = Recipe {
        name,
        at,
        schemes,
        values,
    };
    let scheme = lower_recipe(recipe, &mut own);
    sink.take_errors(own);
    scheme
}

/// The members of a vector, of its request, and of what is expected.
const MEMBERS: &[&str] = &[
    "id",
    "recipe",
    "kind",
    "credentials",
    "values",
    "operation_values",
    "request",
    "expected",
];
const OF_REQUEST: &[&str] = &[
    "method",
    "url",
    "headers",
    "body",
    "body_base64",
    "params",
    "status",
];
const OF_EXPECTED: &[&str] = &[
    "message",
    "message_base64",
    "signature",
    "placed",
    "intermediate",
];

/// Reports members that are almost those of the format: others say where a vector comes from, but these would be
/// left out of what is tried.
fn report_misspelled(at: &At<'_>, keys: &[&str], sink: &mut Sink) {
    for (name, member) in at.members() {
        let near = keys
            .iter()
            .find(|key| strsim::damerau_levenshtein(key, name) <= 2);
        if let Some(near) = near.filter(|_| !keys.contains(&name)) {
            let message = format!("`{name}` is not known here");
            sink.report(&codes::CS0630, &member.key_origin(), message)
                .help(format!("did you mean `{near}`?"));
        }
    }
}

fn vector(at: &At<'_>, find: &mut Find<'_>, sink: &mut Sink) -> Option<Vector> {
    let at = at.expect_object(sink)?;
    report_misspelled(&at, MEMBERS, sink);
    let id = at.require("id", sink);
    let kind = at.get("kind").map(|at| kind(&at, sink));
    let message = at.require("request", sink);
    let message = message.and_then(|at| message_of(&at, sink));
    let expected = at.require("expected", sink);
    let expected = expected.and_then(|at| expected_of(&at, sink));
    // The place of a text that may be a secret is that of its name.
    let credentials = at.get("credentials");
    let names = credentials.iter().flat_map(At::members);
    let names: Vec<Origin> = names.map(|(_, at)| at.key_origin()).collect();
    let mut credentials = texts(credentials.as_ref(), sink);
    for (given, origin) in credentials.iter_mut().zip(names) {
        given.origin = origin;
    }
    let values = texts(at.get("values").as_ref(), sink);

    let changed = at.object("operation_values", sink);
    let probes = probes(&expected.as_ref()?.intermediate);
    let mut layers: Vec<At<'_>> = changed.iter().cloned().collect();
    let recipe = find(&at, &layers, sink)?;
    layers.push(At::root(&probes));
    let mut scheme = find(&at, &layers, sink)?;
    let expected = expected?;
    mark_wanted(&mut scheme, &expected.intermediate);
    report_unread(&scheme, &values, sink);
    let id = id?;
    Some(Vector {
        origin: id.origin(),
        id: text(&id, sink)?,
        kind: kind.unwrap_or(Some(VectorKind::Request))?,
        recipe,
        scheme,
        changes: changed
            .map(|at| crate::lower::json_text(&at))
            .unwrap_or_default(),
        credentials,
        values,
        message: message?,
        expected,
        outcome: Outcome::default(),
    })
}

fn kind(at: &At<'_>, sink: &mut Sink) -> Option<VectorKind> {
    let word = at.expect_str(sink)?;
    let kind = words::find(KINDS, word);
    if kind.is_none() {
        let message = format!("`{word}` is no kind of vector");
        sink.report(&codes::CS0630, &at.origin(), message)
            .help(format!("known are {}", words::list(KINDS)));
    }
    kind
}

fn message_of(at: &At<'_>, sink: &mut Sink) -> Option<Message> {
    let at = at.expect_object(sink)?;
    report_misspelled(&at, OF_REQUEST, sink);
    let status = at.get("status").map(|at| status(&at, sink));
    let url = at.get("url");
    Some(Message {
        origin: at.origin(),
        method: at.str("method", sink).unwrap_or("POST").to_owned(),
        url: url
            .as_ref()
            .and_then(|at| at.expect_str(sink))
            .unwrap_or_default()
            .to_owned(),
        url_origin: url.map_or_else(|| at.origin(), |at| at.origin()),
        headers: headers(&at, sink),
        body: bytes(&at, "body", sink)
            .map(|(_, bytes)| bytes)
            .unwrap_or_default(),
        params: texts(at.get("params").as_ref(), sink),
        status: status.flatten(),
    })
}

fn status(at: &At<'_>, sink: &mut Sink) -> Option<u16> {
    let status = text(at, sink)?.parse().ok();
    if status.is_none() {
        let message = "a status is a number of three digits";
        sink.report(&codes::CS0630, &at.origin(), message);
    }
    status
}

fn headers(at: &At<'_>, sink: &mut Sink) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for at in at.array("headers", sink).iter().flat_map(At::items) {
        let Some(pair) = at.expect_array(sink) else {
            continue;
        };
        let (Some(name), Some(value), None) = (pair.item(0), pair.item(1), pair.item(2)) else {
            let message = "a header is a pair of a name and a value";
            sink.report(&codes::CS0630, &pair.origin(), message);
            continue;
        };
        let (name, value) = (name.expect_str(sink), text(&value, sink));
        headers.extend(name.map(str::to_owned).zip(value));
    }
    headers
}

fn expected_of(at: &At<'_>, sink: &mut Sink) -> Option<Expected> {
    let at = at.expect_object(sink)?;
    report_misspelled(&at, OF_EXPECTED, sink);
    let signature = at.get("signature").and_then(|at| {
        let text = at.expect_str(sink)?;
        Some((at.origin(), text.to_owned()))
    });
    let intermediate = texts(at.get("intermediate").as_ref(), sink);
    let expected = Expected {
        message: bytes(&at, "message", sink),
        signature,
        placed: placed(&at, sink),
        intermediate: intermediate
            .into_iter()
            .enumerate()
            .map(|(index, given)| Intermediate {
                given,
                value: format!("intermediate_{index}"),
            })
            .collect(),
    };
    let looks = expected.message.is_some()
        || expected.signature.is_some()
        || !expected.placed.is_empty()
        || !expected.intermediate.is_empty();
    if !looks {
        sink.report(&codes::CS0630, &at.origin(), "nothing is expected")
            .help(
                "known are `message`, `message_base64`, `signature`, `placed` and `intermediate`",
            );
    }
    Some(expected)
}

fn placed(at: &At<'_>, sink: &mut Sink) -> Vec<Placed> {
    const PLACES: &Words<fn(&str) -> Target> = &[
        ("header", |name| Target::Header(name.to_owned())),
        ("query", |name| Target::Query(name.to_owned())),
        ("cookie", |name| Target::Cookie(name.to_owned())),
        ("body", |name| {
            Target::Body(name.split('/').map(str::to_owned).collect())
        }),
    ];
    let mut placed = Vec::new();
    for at in at.array("placed", sink).iter().flat_map(At::items) {
        let members = ["in", "name", "value"].map(|key| at.require(key, sink));
        let [Some(place), Some(name), Some(value)] = members else {
            continue;
        };
        let (Some(word), Some(name), Some(value)) = (
            place.expect_str(sink),
            name.expect_str(sink),
            text(&value, sink),
        ) else {
            continue;
        };
        let Some(target) = words::find(PLACES, word) else {
            let message = format!("nothing can be put into `{word}`");
            sink.report(&codes::CS0630, &place.origin(), message)
                .help(format!("known are {}", words::list(PLACES)));
            continue;
        };
        placed.push(Placed {
            origin: at
                .get("value")
                .map_or_else(|| at.origin(), |at| at.origin()),
            target: target(name),
            value,
        });
    }
    placed
}

/// Reads a text, or bytes in base64 under the name with `_base64` at its end.
fn bytes(at: &At<'_>, key: &str, sink: &mut Sink) -> Option<(Origin, Vec<u8>)> {
    let Some(encoded) = at.get(&format!("{key}_base64")) else {
        let at = at.get(key)?;
        let text = at.expect_str(sink)?;
        return Some((at.origin(), text.as_bytes().to_vec()));
    };
    let text = encoded.expect_str(sink)?;
    let bytes = STANDARD.decode(text).ok();
    if bytes.is_none() {
        sink.report(&codes::CS0630, &encoded.origin(), "this is not base64");
    }
    Some((encoded.origin(), bytes?))
}

/// Reads an object of texts.
fn texts(at: Option<&At<'_>>, sink: &mut Sink) -> Vec<Given> {
    let Some(at) = at.and_then(|at| at.expect_object(sink)) else {
        return Vec::new();
    };
    let given = at.members().filter_map(|(name, at)| {
        Some(Given {
            origin: at.origin(),
            name: name.to_owned(),
            text: text(&at, sink)?,
        })
    });
    given.collect()
}

/// Reads a text; numbers and truth values count as they are spelled.
fn text(at: &At<'_>, sink: &mut Sink) -> Option<String> {
    match &at.node.value {
        Value::Number(spelling) => Some(spelling.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            at.expect_str(sink).map(str::to_owned)
        }
    }
}

/// Values that work out what is looked at on the way: a name may have filters.
fn probes(intermediate: &[Intermediate]) -> Node {
    let members = intermediate.iter().map(|it| {
        let text = format!("{{{}}}", it.given.name);
        (it.value.clone(), text, it.given.origin.span)
    });
    object(members)
}

/// An object of texts, each with the place that it is about.
fn object(members: impl IntoIterator<Item = (String, String, Span)>) -> Node {
    let members = members.into_iter().map(|(name, text, span)| {
        let value = Value::String(text);
        let node = Node { value, span };
        let member = Member {
            key_span: span,
            node,
        };
        (name, member)
    });
    let members: IndexMap<_, _> = members.collect();
    let span = members
        .first()
        .map(|(_, member)| member.key_span)
        .unwrap_or_default();
    Node {
        value: Value::Object(members.into_iter().collect()),
        span,
    }
}

/// Has the values worked out that are looked at, whatever else reads them.
fn mark_wanted(scheme: &mut Scheme, intermediate: &[Intermediate]) {
    let mut wanted: BTreeSet<String> = intermediate.iter().map(|it| it.value.clone()).collect();
    for value in scheme.values.iter_mut().rev() {
        if !wanted.contains(&value.name) {
            continue;
        }
        value.used = Used::Both;
        visit::operator(&mut value.operator, &value.origin, &mut |_, seen| {
            if let Seen::Insert(Insert {
                name: Name::Value(name),
                ..
            }) = seen
            {
                wanted.insert(name.clone());
            }
        });
    }
}

/// Reports values that the recipe does not have: they change nothing.
fn report_unread(scheme: &Scheme, values: &[Given], sink: &mut Sink) {
    for given in values {
        let is_signature =
            matches!(&scheme.algorithm, Algorithm::Custom(name) if *name == given.name);
        if is_signature || scheme.values.iter().any(|it| it.name == given.name) {
            continue;
        }
        let message = format!("the recipe has no value `{}`", given.name);
        sink.report(&codes::CS0630, &given.origin, message)
            .level(Level::Warning);
    }
}
