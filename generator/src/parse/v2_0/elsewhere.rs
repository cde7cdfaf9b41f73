//! Parts of a document that stand in other files are brought in before it is rewritten: what they become depends
//! on where they are used.

use crate::parse::builder::MAX_COPIED;
use crate::parse::document::{find, pointer_of};
use crate::parse::files::FILES;
use crate::parse::make::{self, Members};
use crate::parse::node::{Node, Value};
use crate::parse::overlay;
use crate::source::Span;

/// Steps from a reference to what it means.
const LONGEST_CHAIN: usize = 20;

/// Puts path items, parameters and responses of other files into the places that refer to them.
pub(super) fn bring_in(root: &mut Members) {
    let Some(files) = make::take(root, FILES) else {
        return;
    };
    let mut bringing = Bringing {
        files: make::object(
            Members::from_iter([(FILES.to_owned(), files)]),
            Span::default(),
        ),
        copied: 0,
    };
    for name in ["parameters", "responses"] {
        let named = root
            .get_mut(name)
            .and_then(|it| make::members(&mut it.node));
        for member in named.into_iter().flat_map(Members::values_mut) {
            bringing.put(&mut member.node);
        }
    }
    let paths = root
        .get_mut("paths")
        .and_then(|it| make::members(&mut it.node));
    for member in paths.into_iter().flat_map(Members::values_mut) {
        bringing.path_item(&mut member.node);
    }
    root.extend(make::into_members(bringing.files));
}

struct Bringing {
    files: Node,
    copied: usize,
}

impl Bringing {
    fn path_item(&mut self, item: &mut Node) {
        self.put(item);
        let Some(item) = make::members(item) else {
            return;
        };
        self.parameters(item);
        for operation in item
            .values_mut()
            .filter_map(|it| make::members(&mut it.node))
        {
            self.parameters(operation);
            let responses = operation.get_mut("responses");
            let responses = responses.and_then(|it| make::members(&mut it.node));
            for member in responses.into_iter().flat_map(Members::values_mut) {
                self.put(&mut member.node);
            }
        }
    }

    fn parameters(&mut self, owner: &mut Members) {
        if let Some(Value::Array(items)) = owner.get_mut("parameters").map(|it| &mut it.node.value)
        {
            for item in items {
                self.put(item);
            }
        }
    }

    /// Puts what a reference into another file means into its place.
    fn put(&mut self, node: &mut Node) {
        for _ in 0..LONGEST_CHAIN {
            let target = make::members(node).and_then(|it| make::text(it, "$ref"));
            let Some(pointer) = target.and_then(pointer_of) else {
                return;
            };
            let is_elsewhere = pointer
                .as_str()
                .get(1..)
                .is_some_and(|it| it.starts_with(FILES));
            let Some(found) = find(&self.files, &pointer).filter(|_| is_elsewhere) else {
                return;
            };
            self.copied += overlay::weight(found);
            if self.copied > MAX_COPIED {
                return;
            }
            *node = found.clone();
        }
    }
}
