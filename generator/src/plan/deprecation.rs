//! What to use instead of a deprecated operation.

use super::docs;
use super::homes::Homes;
use crate::ir::{Api, Operation};

/// Words of a sentence that tells about an end or a successor.
const TELLING: [&str; 6] = [
    "deprecated",
    "instead",
    "obsolete",
    "removed",
    "replaced",
    "superseded",
];
/// Longest sentence that is taken over, in characters.
const LONGEST: usize = 200;

/// What the deprecation of an operation says: its successor, else what its description says of the end.
pub(super) fn note(api: &Api, homes: &Homes, operation: &Operation) -> Option<String> {
    if !operation.deprecated {
        return None;
    }
    let id = operation.hints.replaced_by.as_ref();
    let successor = id.and_then(|id| api.operations.iter().position(|other| other.id == *id));
    match successor {
        Some(index) => Some(format!("use `{}`", path(api, homes, operation, index))),
        None => telling_sentence(operation.description.as_deref()?),
    }
}

/// How one gets from the handle with `operation` to the successor.
fn path(api: &Api, homes: &Homes, operation: &Operation, successor: usize) -> String {
    let method = &homes.methods[successor];
    let group = homes
        .groups
        .iter()
        .find(|group| group.operations.contains(&successor));
    match group {
        Some(group) if api.operations[successor].tag != operation.tag => {
            format!("{}().{method}", group.module)
        }
        _ => method.to_string(),
    }
}

/// The first sentence that tells about an end or a successor, on one line.
fn telling_sentence(description: &str) -> Option<String> {
    let text = docs::visible(description);
    let tells = |sentence: &&str| {
        let words = sentence.to_lowercase();
        TELLING.iter().any(|word| words.contains(word))
    };
    let sentence = text.split_inclusive(". ").find(tells)?;
    let sentence = sentence.trim_end_matches(['.', ' ']);
    (sentence.chars().count() <= LONGEST).then(|| sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_without_news_is_no_note() {
        let said = |text| telling_sentence(text);
        assert_eq!(said("Lists all orders."), None);
        assert_eq!(
            said("Lists all orders. Use\n`findOrders` instead. It is slow."),
            Some("Use `findOrders` instead".to_owned())
        );
    }
}
