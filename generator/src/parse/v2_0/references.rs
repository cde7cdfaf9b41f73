//! References to what moves to `components`.

use std::collections::BTreeMap;

use super::bodies::fragment;
use crate::parse::document::pointer_of;
use crate::parse::node::Node;
use crate::parse::references;
use crate::source::Pointer;

/// Where things stood, and where they stand.
const MOVED: [(&str, &str); 3] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
];

/// Rewrites all references of a document.
pub(super) fn rewrite(root: &mut Node) {
    references::each(root, &mut |text, _| {
        if let Some((old, new)) = MOVED.iter().find(|(old, _)| text.starts_with(old)) {
            text.replace_range(..old.len(), new);
        } else if is_name(text) {
            // Swagger 1.2 referred to models by name, and documents made from such still do.
            text.insert_str(0, "#/components/schemas/");
        }
    });
}

/// Lets references into what was moved lead to where it stands now.
pub(super) fn follow(root: &mut Node, moved: &BTreeMap<String, Pointer>) {
    references::each(root, &mut |text, _| {
        if let Some(pointer) = pointer_of(text)
            && let Some((to, rest)) = place(pointer.as_str(), moved)
        {
            *text = format!("{}{}", fragment(to), rest.replace('%', "%25"));
        }
    });
}

/// Where the longest part of a pointer that was moved stands, and what follows that part.
fn place<'m, 'p>(
    pointer: &'p str,
    moved: &'m BTreeMap<String, Pointer>,
) -> Option<(&'m Pointer, &'p str)> {
    let mut end = pointer.len();
    while end > 0 {
        if let Some(to) = moved.get(&pointer[..end]) {
            return Some((to, &pointer[end..]));
        }
        end = pointer[..end].rfind('/')?;
    }
    None
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.chars().all(is_part)
}
