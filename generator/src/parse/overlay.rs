//! Overlays: changes to a document that one does not own.
//!
//! In: the tree of a document as it is written, and the texts laid over it. Out: the tree as their
//! actions leave it, each value with the place where it is written, be that in an overlay.
//! See the [OpenAPI Overlay Specification](https://spec.openapis.org/overlay/latest.html) 1.0 and 1.1;
//! 1.0 says less on what arrays do, so both are read as 1.1 says.

use serde_json::Value as Json;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::builder::{MAX_COPIED, MAX_DEPTH, NODE_WEIGHT};
use super::node::{At, Member, Node, Value};
use super::yaml;
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer, Source};

/// Carries out all overlays of a source; returns nothing if one could not be read.
pub(super) fn apply_all(source: &Source, root: &mut Node, sink: &mut Sink) -> Option<()> {
    for (start, text) in source.overlays() {
        let mut reports = Sink::new();
        let overlay = yaml::read_exactly(text, &mut reports);
        sink.take_behind(reports, start);
        let mut overlay = overlay?;
        overlay.move_behind(start);
        let actions = sink.exacting(|sink| actions(&At::root(&overlay), sink))?;
        let mut target = Target::of(root);
        for action in &actions {
            target.apply(action, sink);
        }
    }
    Some(())
}

/// One change.
struct Action<'a> {
    path: JsonPath,
    /// Where the path is written.
    at: At<'a>,
    change: Change<'a>,
}

enum Change<'a> {
    Remove,
    Update(&'a Node),
    /// The path of what is copied, and where that is written.
    Copy(JsonPath, Origin),
}

/// Reads the actions of an overlay; reports what cannot be read, and returns nothing if it is no overlay.
fn actions<'a>(overlay: &At<'a>, sink: &mut Sink) -> Option<Vec<Action<'a>>> {
    let version = overlay.get("overlay");
    let text = version
        .as_ref()
        .and_then(|at| at.as_str().or(at.as_number()));
    let known = |text: &str| ["1.0", "1.1"].iter().any(|it| is_version(text, it));
    if !text.is_some_and(known) {
        let place = version
            .as_ref()
            .map_or_else(|| overlay.origin(), At::origin);
        let message = match text {
            Some(text) => format!("version `{text}` of overlays is not supported"),
            None => "there is no member `overlay` with the version of the overlay".to_owned(),
        };
        sink.report(&codes::CS0130, &place, message)
            .help("the top of an overlay says which version it is: `overlay: 1.1.0`");
        return None;
    }
    let list = overlay.require("actions", sink)?.expect_array(sink)?;
    Some(list.items().filter_map(|at| action(&at, sink)).collect())
}

fn is_version(text: &str, minor: &str) -> bool {
    let rest = text.strip_prefix(minor);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn action<'a>(at: &At<'a>, sink: &mut Sink) -> Option<Action<'a>> {
    at.expect_object(sink)?;
    let target = at.require("target", sink)?;
    let path = path(&target, sink)?;
    let change = if at.bool("remove", sink).unwrap_or(false) {
        Change::Remove
    } else if let Some(copy) = at.get("copy") {
        Change::Copy(self::path(&copy, sink)?, copy.origin())
    } else if let Some(update) = at.get("update") {
        Change::Update(update.node)
    } else {
        let message = "the action says neither `update` nor `copy` nor `remove`";
        sink.report(&codes::CS0130, &at.origin(), message);
        return None;
    };
    Some(Action {
        path,
        at: target,
        change,
    })
}

fn path(at: &At<'_>, sink: &mut Sink) -> Option<JsonPath> {
    let text = at.expect_str(sink)?;
    if text.len() > MOST_OF_PATH || depth(text) > DEEPEST_PATH {
        let message = "the path is too long, or nested too deeply";
        sink.report(&codes::CS0130, &at.origin(), message);
        return None;
    }
    match JsonPath::parse(text) {
        Ok(path) => Some(path),
        Err(error) => {
            let message = format!("this is no JSONPath: {error}");
            sink.report(&codes::CS0130, &at.origin(), message)
                .help("such as `$.paths['/orders'].post`, see RFC 9535");
            None
        }
    }
}

/// Bytes of a path.
const MOST_OF_PATH: usize = 500;
/// Brackets within brackets: reading a path takes twice as long for each level.
const DEEPEST_PATH: usize = 8;

/// How deeply brackets are nested; those within quotes count too, which does no harm.
fn depth(path: &str) -> usize {
    let levels = path.chars().scan(0_usize, |level, character| {
        match character {
            '[' | '(' => *level += 1,
            ']' | ')' => *level = level.saturating_sub(1),
            _ => {}
        }
        Some(*level)
    });
    levels.max().unwrap_or_default()
}

/// A step on the way to a value.
enum Step {
    Name(String),
    Index(usize),
}

/// The document that is changed.
struct Target<'a> {
    root: &'a mut Node,
    /// The same as paths are looked up in it.
    image: Json,
    /// What was put in so far weighs this much.
    added: usize,
}

impl<'a> Target<'a> {
    fn of(root: &'a mut Node) -> Self {
        let image = image(root);
        Self {
            root,
            image,
            added: 0,
        }
    }

    fn apply(&mut self, action: &Action<'_>, sink: &mut Sink) {
        let found = action.path.query_located(&self.image);
        let mut found: Vec<_> = found.locations().collect();
        // What holds others comes after them, and the last of a list first, so that places stay right.
        found.sort_by(|one, other| other.partial_cmp(one).unwrap_or(std::cmp::Ordering::Equal));
        let found: Vec<_> = found.into_iter().map(steps).collect();
        if found.is_empty() {
            sink.report(&codes::CS0131, &action.at.origin(), "this selects nothing")
                .label("no value of the document");
            return;
        }
        match &action.change {
            Change::Remove => {
                for way in &found {
                    self.remove(way, &action.at, sink);
                }
            }
            Change::Update(update) => self.update(&found, update, &action.at, sink),
            Change::Copy(path, origin) => {
                let one = path.query_located(&self.image).exactly_one();
                let Ok(one) = one else {
                    let message = "what is copied has to be exactly one value";
                    sink.report(&codes::CS0132, origin, message);
                    return;
                };
                let way = steps(one.location());
                if let Some(copied) = node_at(self.root, &way).cloned() {
                    self.update(&found, &copied, &action.at, sink);
                }
            }
        }
    }

    fn remove(&mut self, way: &[Step], at: &At<'_>, sink: &mut Sink) {
        let Some((last, above)) = way.split_last() else {
            sink.report(
                &codes::CS0132,
                &at.origin(),
                "the whole document cannot be removed",
            );
            return;
        };
        let Some(holder) = node_at(self.root, above) else {
            return;
        };
        match (&mut holder.value, last) {
            (Value::Object(members), Step::Name(name)) => {
                members.map_mut().shift_remove(name);
            }
            (Value::Array(items), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
            }
            _ => {}
        }
        self.refresh(above);
    }

    fn update(&mut self, found: &[Vec<Step>], update: &Node, at: &At<'_>, sink: &mut Sink) {
        let (weight, height) = measure(update);
        self.added = weight
            .saturating_mul(found.len())
            .saturating_add(self.added);
        let deepest = found.iter().map(Vec::len).max().unwrap_or_default();
        if self.added > MAX_COPIED || deepest + height > MAX_DEPTH {
            let message = "the document would become too large or too deep";
            sink.report(&codes::CS0005, &at.origin(), message);
            return;
        }
        for way in found {
            let Some(node) = node_at(self.root, way) else {
                continue;
            };
            match (&mut node.value, &update.value) {
                (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
                (Value::Array(items), _) => items.push(update.clone()),
                _ => merge(node, update, &pointer(way), sink),
            }
            self.refresh(way);
        }
    }

    /// Brings the image of a value up to date.
    fn refresh(&mut self, way: &[Step]) {
        let new = node_at(self.root, way).map(|node| image(node));
        let old = way.iter().try_fold(&mut self.image, |at, step| match step {
            Step::Name(name) => at.get_mut(name),
            Step::Index(index) => at.get_mut(index),
        });
        if let (Some(old), Some(new)) = (old, new) {
            *old = new;
        }
    }
}

/// Merges a value into another, member by member.
fn merge(node: &mut Node, update: &Node, at: &Pointer, sink: &mut Sink) {
    match (&mut node.value, &update.value) {
        (Value::Object(members), Value::Object(more)) => {
            for (name, member) in more.iter() {
                match members.map_mut().get_mut(name) {
                    Some(there) => merge(&mut there.node, &member.node, &at.child(name), sink),
                    None => {
                        members.map_mut().insert(name.to_owned(), member.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (there, new) if is_primitive(there) && is_primitive(new) => *node = update.clone(),
        (there, new) => {
            let message = format!("{} cannot be put into {}", new.kind(), there.kind());
            let at = |span| Origin {
                pointer: at.clone(),
                span,
            };
            sink.report(&codes::CS0132, &at(update.span), message)
                .related(&at(node.span), "what is there stands")
                .help("take away what is there first, with an action that says `remove: true`");
        }
    }
}

fn is_primitive(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn steps(path: &NormalizedPath<'_>) -> Vec<Step> {
    let steps = path.iter().map(|step| match step {
        PathElement::Name(name) => Step::Name((*name).to_owned()),
        PathElement::Index(index) => Step::Index(*index),
    });
    steps.collect()
}

fn pointer(way: &[Step]) -> Pointer {
    way.iter().fold(Pointer::root(), |at, step| match step {
        Step::Name(name) => at.child(name),
        Step::Index(index) => at.index(*index),
    })
}

fn node_at<'n>(root: &'n mut Node, way: &[Step]) -> Option<&'n mut Node> {
    way.iter()
        .try_fold(root, |node, step| match (&mut node.value, step) {
            (Value::Object(members), Step::Name(name)) => {
                let member = members.map_mut().get_mut(name);
                member.map(|Member { node, .. }| node)
            }
            (Value::Array(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        })
}

/// What a value weighs.
pub(super) fn weight(node: &Node) -> usize {
    measure(node).0
}

/// What a value weighs, and the levels that it has.
fn measure(node: &Node) -> (usize, usize) {
    let all = |nodes: &mut dyn Iterator<Item = (usize, &Node)>| {
        nodes.fold((NODE_WEIGHT, 1), |(weight, height), (name, node)| {
            let (more, levels) = measure(node);
            (weight + name + more, height.max(levels + 1))
        })
    };
    match &node.value {
        Value::Null | Value::Bool(_) => (NODE_WEIGHT, 1),
        Value::Number(text) | Value::String(text) => (NODE_WEIGHT + text.len(), 1),
        Value::Array(items) => all(&mut items.iter().map(|item| (0, item))),
        Value::Object(members) => all(&mut members
            .iter()
            .map(|(name, member)| (name.len(), &member.node))),
    }
}

/// A value as paths are looked up in it; numbers are compared as numbers.
fn image(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => text.parse().map_or(Json::Null, Json::Number),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => items.iter().map(image).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, member)| (name.to_owned(), image(&member.node)))
                .collect()
        }
    }
}
