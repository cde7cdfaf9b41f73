//! Nodes that a rewriting makes: each has the place of what it is made from.

pub(super) use super::node::Members;
use super::node::{Member, Node, Object, Value};
use crate::source::Span;

pub(super) fn string(text: impl Into<String>, span: Span) -> Node {
    Node {
        value: Value::String(text.into()),
        span,
    }
}

pub(super) fn boolean(value: bool, span: Span) -> Node {
    Node {
        value: Value::Bool(value),
        span,
    }
}

pub(super) fn array(items: Vec<Node>, span: Span) -> Node {
    Node {
        value: Value::Array(items),
        span,
    }
}

pub(super) fn object(members: Members, span: Span) -> Node {
    Node {
        value: Value::Object(Object::from(members)),
        span,
    }
}

/// An object with one member.
pub(super) fn single(name: impl Into<String>, node: Node) -> Node {
    let span = node.span;
    object(Members::from_iter([member(name, node)]), span)
}

/// A reference to a place of the document.
pub(super) fn reference(target: &str, span: Span) -> Node {
    single("$ref", string(target, span))
}

/// A member whose name has the place of its value.
pub(super) fn member(name: impl Into<String>, node: Node) -> (String, Member) {
    let key_span = node.span;
    (name.into(), Member { key_span, node })
}

/// Puts a member behind all others, or in the place of the one of this name.
pub(super) fn put(members: &mut Members, name: &str, key_span: Span, node: Node) {
    members.insert(name.to_owned(), Member { key_span, node });
}

/// Takes a member out; the others keep their order.
pub(super) fn take(members: &mut Members, name: &str) -> Option<Member> {
    members.shift_remove(name)
}

/// The members of an object.
pub(super) fn members(node: &mut Node) -> Option<&mut Members> {
    match &mut node.value {
        Value::Object(object) => Some(object.map_mut()),
        _ => None,
    }
}

/// The members of what should be an object, none if it is something else.
pub(super) fn into_members(node: Node) -> Members {
    match node.value {
        Value::Object(object) => object.into_map(),
        _ => Members::default(),
    }
}

/// The text of a member.
pub(super) fn text<'m>(members: &'m Members, name: &str) -> Option<&'m str> {
    match &members.get(name)?.node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
