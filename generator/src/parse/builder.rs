//! From the events of the parser to a tree.
//!
//! Built without recursion: depth is a number here, not a stack that can overflow.

use std::collections::HashMap;

use saphyr_parser::Tag;

use super::node::{self, Member, Node, Object, Value};
use super::scalar;
use crate::diag::{Code, Diagnostic, Level, Sink, codes};
use crate::source::{Origin, Pointer, Span};

/// Levels of nesting, counting those that an alias brings along.
pub(super) const MAX_DEPTH: usize = 200;
/// What all values together may weigh, each use of an alias counted as if it were written out.
const MAX_WEIGHT: usize = 256 << 20;
/// What all uses of aliases together may weigh; copying is what takes time, and documents written by
/// people repeat little.
pub(super) const MAX_COPIED: usize = 16 << 20;
/// What a value weighs besides its text: about what it takes in memory.
pub(super) const NODE_WEIGHT: usize = 64;

/// Reading had to stop; the reason was reported.
#[derive(Debug)]
pub(super) struct Stopped;

/// A value that is complete, with what the limits need to know about it.
struct Built {
    node: Node,
    height: usize,
    weight: usize,
}

/// An array or an object that is being read.
struct Frame {
    open: Open,
    anchor: usize,
    span: Span,
    /// Whether it is written with brackets, so that its last character is one.
    bracketed: bool,
    height: usize,
    weight: usize,
}

enum Open {
    Array(Vec<Node>),
    Object(Members),
}

#[derive(Default)]
struct Members {
    named: node::Members,
    /// Objects to take over members from, in order.
    merges: Vec<Node>,
    key: Key,
}

/// The name that the next value of an object gets.
#[derive(Default)]
enum Key {
    /// None yet: the next value is the name.
    #[default]
    Awaited,
    Named(String, Span),
    /// `<<`
    Merge,
    /// The name was refused, the value goes nowhere.
    Refused,
}

pub(super) struct Builder<'t, 's> {
    text: &'t str,
    sink: &'s mut Sink,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Built>,
    root: Option<Node>,
    weight: usize,
    copied: usize,
}

impl<'t, 's> Builder<'t, 's> {
    pub(super) fn new(text: &'t str, sink: &'s mut Sink) -> Self {
        Self {
            text,
            sink,
            frames: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            weight: 0,
            copied: 0,
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.root.is_some()
    }

    pub(super) fn finish(&mut self) -> Option<Node> {
        let root = self.root.take();
        let nothing = |node: &Node| node.value == Value::Null && node.span.start == node.span.end;
        if root.as_ref().is_none_or(nothing) {
            self.sink
                .report_unplaced(&codes::CS0003, "the document is empty");
            return None;
        }
        root
    }

    pub(super) fn report(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let origin = self.origin(span);
        let is_recipe = origin.pointer.as_str().contains("/x-signing");
        let report = self.sink.report(code, &origin, message);
        if is_recipe {
            report.level(Level::Error);
        }
        report
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Stopped {
        let message = format!("values are nested more than {MAX_DEPTH} levels deep");
        self.report(&codes::CS0005, span, message);
        Stopped
    }

    pub(super) fn scalar(
        &mut self,
        text: &str,
        plain: bool,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Stopped> {
        let weight = NODE_WEIGHT + text.len();
        self.charge(weight, span)?;
        if anchor == 0 && !plain && tag.is_none() && self.awaiting_key().is_some() {
            self.name(text.to_owned(), span);
            return Ok(());
        }
        let merge = plain && tag.is_none() && text == "<<";
        let (value, refusal) = scalar::resolve(text, plain, tag);
        let built = Built {
            node: Node { value, span },
            height: 0,
            weight,
        };
        self.keep(anchor, &built)?;
        if let Some(members) = self.awaiting_key() {
            if merge {
                members.key = Key::Merge;
            } else {
                self.name(text.to_owned(), span);
            }
            return Ok(());
        }
        if let Some((code, message)) = refusal {
            self.report(code, span, message);
        }
        self.add(built);
        Ok(())
    }

    pub(super) fn open_array(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Stopped> {
        self.check_tag(tag, "seq", span);
        self.open(Open::Array(Vec::new()), anchor, span)
    }

    pub(super) fn open_object(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Stopped> {
        self.check_tag(tag, "map", span);
        self.open(Open::Object(Members::default()), anchor, span)
    }

    /// Completes the array or object that was opened last.
    pub(super) fn close(&mut self, span: Span) -> Result<(), Stopped> {
        let Some(mut frame) = self.frames.pop() else {
            return Ok(());
        };
        if frame.bracketed {
            frame.span.end = span.end;
        }
        let value = match frame.open {
            Open::Array(items) => Value::Array(items),
            Open::Object(members) => Value::Object(members.merged()),
        };
        let built = Built {
            node: Node {
                value,
                span: frame.span,
            },
            height: frame.height,
            weight: frame.weight,
        };
        self.keep(frame.anchor, &built)?;
        self.add(built);
        Ok(())
    }

    /// Repeats a value that has an anchor.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stopped> {
        let Some((height, weight)) = self.anchors.get(&anchor).map(|it| (it.height, it.weight))
        else {
            let message = "this alias stands in the value that it repeats";
            self.report(&codes::CS0010, span, message);
            let value = Value::Null;
            self.add(Built {
                node: Node { value, span },
                height: 0,
                weight: NODE_WEIGHT,
            });
            return Ok(());
        };
        if self.frames.len() + height > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        // Before the copy is made: copies are what would exhaust the memory.
        self.charge_copy(weight, span)?;
        if let Some(built) = self.anchors.get(&anchor).map(Built::copy) {
            self.add(built);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.span.end = span.end;
        }
        Ok(())
    }

    fn open(&mut self, open: Open, anchor: usize, span: Span) -> Result<(), Stopped> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.charge(NODE_WEIGHT, span)?;
        let rest = self.text.get(span.start as usize..).unwrap_or_default();
        self.frames.push(Frame {
            open,
            anchor,
            span: Span {
                start: span.start,
                end: span.start,
            },
            bracketed: rest.starts_with(['[', '{']),
            height: 1,
            weight: NODE_WEIGHT,
        });
        Ok(())
    }

    /// Keeps a copy of a value that has an anchor.
    fn keep(&mut self, anchor: usize, built: &Built) -> Result<(), Stopped> {
        if anchor != 0 {
            self.charge(built.weight, built.node.span)?;
            self.anchors.insert(anchor, built.copy());
        }
        Ok(())
    }

    /// Puts a value where it belongs: an item, a member, a name, or the root.
    fn add(&mut self, built: Built) {
        let Built {
            node,
            height,
            weight,
        } = built;
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.span.end = frame.span.end.max(node.span.end);
        frame.height = frame.height.max(height + 1);
        frame.weight += weight;
        match &mut frame.open {
            Open::Array(items) => items.push(node),
            Open::Object(object) => match std::mem::take(&mut object.key) {
                Key::Named(name, key_span) => {
                    object.named.insert(name, Member { key_span, node });
                }
                Key::Merge => self.merge(node),
                Key::Awaited => self.name_by(node),
                Key::Refused => {}
            },
        }
    }

    /// Takes the name of the next value, unless it was there before.
    fn name(&mut self, name: String, span: Span) {
        let Some(object) = self.awaiting_key() else {
            return;
        };
        let Some(first) = object.named.get(&name).map(|member| member.key_span) else {
            object.key = Key::Named(name, span);
            return;
        };
        object.key = Key::Refused;
        let first = self.origin(first);
        let message = format!("the name `{name}` is here a second time");
        self.report(&codes::CS0006, span, message)
            .related(&first, "first used")
            .help("keep one of them, or put their contents together");
    }

    /// Takes a value as the name of the next one: an alias, or what cannot be a name.
    fn name_by(&mut self, node: Node) {
        match node.value {
            Value::String(text) | Value::Number(text) => self.name(text, node.span),
            Value::Bool(value) => self.name(value.to_string(), node.span),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                let message = format!(
                    "a member's name must be a scalar, not {}",
                    node.value.kind()
                );
                self.report(&codes::CS0008, node.span, message);
                if let Some(object) = self.awaiting_key() {
                    object.key = Key::Refused;
                }
            }
        }
    }

    /// Takes what stands behind `<<`.
    fn merge(&mut self, node: Node) {
        let span = node.span;
        let nodes = match node.value {
            Value::Array(items) => items,
            _ => vec![node],
        };
        let (objects, others): (Vec<_>, Vec<_>) = nodes
            .into_iter()
            .partition(|node| matches!(node.value, Value::Object(_)));
        if let Some(Open::Object(object)) = self.frames.last_mut().map(|frame| &mut frame.open) {
            object.merges.extend(objects);
        }
        if let Some(other) = others.first() {
            let message = format!("`<<` takes over objects, not {}", other.value.kind());
            self.report(&codes::CS0011, span, message);
        }
    }

    /// The object whose next value is a name.
    fn awaiting_key(&mut self) -> Option<&mut Members> {
        match self.frames.last_mut().map(|frame| &mut frame.open) {
            Some(Open::Object(object)) if matches!(object.key, Key::Awaited) => Some(object),
            _ => None,
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, expected: &str, span: Span) {
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == expected)
        {
            let message = format!("the tag `{tag}` has no meaning here");
            self.report(&codes::CS0009, span, message);
        }
    }

    fn charge(&mut self, weight: usize, span: Span) -> Result<(), Stopped> {
        self.weight += weight;
        if self.weight <= MAX_WEIGHT {
            return Ok(());
        }
        Err(self.too_heavy("all values together", MAX_WEIGHT, span))
    }

    fn charge_copy(&mut self, weight: usize, span: Span) -> Result<(), Stopped> {
        self.copied += weight;
        if self.copied > MAX_COPIED {
            return Err(self.too_heavy("the values that aliases repeat", MAX_COPIED, span));
        }
        self.charge(weight, span)
    }

    fn too_heavy(&mut self, what: &str, limit: usize, span: Span) -> Stopped {
        let message = format!("{what} take more than {} MiB", limit >> 20);
        self.report(&codes::CS0005, span, message)
            .label("reading stops here")
            .note("each use of an alias counts as if its value were written out");
        Stopped
    }

    fn origin(&self, span: Span) -> Origin {
        let mut pointer = Pointer::root();
        for frame in &self.frames {
            pointer = match &frame.open {
                Open::Array(items) => pointer.index(items.len()),
                Open::Object(object) => match &object.key {
                    Key::Named(name, _) => pointer.child(name),
                    Key::Merge => pointer.child("<<"),
                    Key::Awaited | Key::Refused => pointer,
                },
            };
        }
        Origin { pointer, span }
    }
}

impl Built {
    fn copy(&self) -> Self {
        Self {
            node: self.node.clone(),
            height: self.height,
            weight: self.weight,
        }
    }
}

impl Members {
    /// The members, and those of merged objects that are not there yet; earlier objects win.
    fn merged(mut self) -> Object {
        for node in self.merges {
            if let Value::Object(object) = node.value {
                for (key, member) in object.into_map() {
                    self.named.entry(key).or_insert(member);
                }
            }
        }
        Object::from(self.named)
    }
}
