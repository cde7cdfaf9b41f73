//! Overlays: changes to a document that one does not own.
//!
//! In: the tree of a document as it is written, and the texts laid over it. Out: the tree as their
//! actions leave it, each value with the place where it is written, be that in an overlay.
//! See the [OpenAPI Overlay Specification](https://spec.openapis.org/overlay/latest.html) 1.0 and 1.1;
//! 1.0 says less on what arrays do, so both are read as 1.1 says.

use super::builder::{MAX_COPIED, MAX_DEPTH, NODE_WEIGHT};
use super::json_path::{JsonPath, Step, Steps, TooLong};
use super::node::{At, Member, Node, Value};
use super::yaml;
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer, Source};

/// Carries out all overlays of a source; returns nothing if one could not be read.
pub(super) fn apply_all(source: &Source, root: &mut Node, sink: &mut Sink) -> Option<()> {
    let steps = Steps::new(MOST_STEPS);
    for (start, text) in source.overlays() {
        let mut reports = Sink::new();
        let overlay = yaml::read_exactly(text, &mut reports);
        sink.take_behind(reports, start);
        let mut overlay = overlay?;
        overlay.move_behind(start);
        let actions = sink.exacting(|sink| actions(&At::root(&overlay), sink))?;
        let mut target = Target {
            root,
            added: 0,
            steps: &steps,
        };
        for action in &actions {
            if let Err(TooLong) = target.apply(action, sink) {
                too_long(&action.at, sink);
                return None;
            }
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
    match JsonPath::read(text) {
        Ok(path) => Some(path),
        Err(error) => {
            let message = format!("this is no JSONPath: {error}");
            sink.report(&codes::CS0130, &at.origin(), message)
                .help("such as `$.paths['/orders'].post`, see RFC 9535");
            None
        }
    }
}

/// Values that all paths together may look at, and characters that they may match: dozens of times `$..[?@.x]` in the
/// largest documents there are.
const MOST_STEPS: usize = 200_000_000;

fn too_long(at: &At<'_>, sink: &mut Sink) {
    let message = "the paths of the overlays look at more values than one waits for";
    sink.report(&codes::CS0130, &at.origin(), message)
        .label("this one is not looked up to its end")
        .help("say more of the way: `..`, and filters in filters, look at the same values again and again");
}

/// The document that is changed.
struct Target<'a> {
    root: &'a mut Node,
    /// What was put in so far weighs this much.
    added: usize,
    steps: &'a Steps,
}

impl Target<'_> {
    fn apply(&mut self, action: &Action<'_>, sink: &mut Sink) -> Result<(), TooLong> {
        let mut found = action.path.select(self.root, self.steps)?;
        // What holds others comes after them, and the last of a list first, so that places stay right.
        found.reverse();
        if found.is_empty() {
            sink.report(&codes::CS0131, &action.at.origin(), "this selects nothing")
                .label("no value of the document");
            return Ok(());
        }
        match &action.change {
            Change::Remove => {
                for way in &found {
                    self.remove(way, &action.at, sink);
                }
            }
            Change::Update(update) => self.update(&found, update, &action.at, sink),
            Change::Copy(path, origin) => {
                let ways = path.select(self.root, self.steps)?;
                let [way] = ways.as_slice() else {
                    let message = "what is copied has to be exactly one value";
                    sink.report(&codes::CS0132, origin, message);
                    return Ok(());
                };
                if let Some(copied) = node_at(self.root, way).cloned() {
                    self.update(&found, &copied, &action.at, sink);
                }
            }
        }
        Ok(())
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
