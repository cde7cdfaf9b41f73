//! References to what moves to `components`.

use crate::parse::node::Node;
use crate::parse::references;

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

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.chars().all(is_part)
}
