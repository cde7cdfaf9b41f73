//! How operations are grouped: a module with a handle each.

use std::collections::BTreeMap;

use super::homes::{CLIENT_METHODS, ROOT_MODULES, TYPE_NAMES};
use super::names::{Case, Ident, Scope};
use crate::ir::Api;

/// A tag and the operations that it groups.
#[derive(Debug)]
pub(super) struct Group {
    /// Its name in the document; `None` for a group made from paths.
    pub(super) tag: Option<String>,
    /// The part that the paths of a group without a tag have in common, if they have a fixed part at all.
    pub(super) word: Option<String>,
    /// The module.
    pub(super) module: Ident,
    /// The handle.
    pub(super) handle: Ident,
    /// The Cargo feature that brings it; always there without one.
    pub(super) feature: Option<String>,
    /// Places of the operations in the API.
    pub(super) operations: Vec<usize>,
}

/// What the operations of a group have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Their first tag.
    Tag(String),
    /// The first fixed part of their paths, if there is one.
    Word(Option<String>),
}

/// The operations by their first tag; those without one by the first fixed part of their path.
pub(super) fn groups(api: &Api) -> Vec<Group> {
    let mut operations: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut order = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let key = match &operation.tag {
            Some(tag) => Key::Tag(tag.clone()),
            None => Key::Word(first_word(&operation.path)),
        };
        let group = operations.entry(key.clone()).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(index);
    }
    // Tags stand in the order in which the document declares them.
    order.sort_by_key(|key| match key {
        Key::Tag(name) => api.tags.get_index_of(name),
        Key::Word(_) => Some(usize::MAX),
    });
    let reserved = Scope::of_modules(&[ROOT_MODULES, CLIENT_METHODS].concat());
    let mut modules = reserved.clone();
    let mut handles = Scope::with_reserved(TYPE_NAMES);
    let mut groups = Vec::new();
    for key in order {
        let operations = operations.remove(&key).unwrap_or_default();
        let (tag, word) = match key {
            Key::Tag(name) => (Some(name), None),
            Key::Word(word) => (None, word),
        };
        let wanted = tag
            .as_ref()
            .and_then(|tag| api.tags.get(tag)?.rust_name.as_deref());
        let name = wanted
            .or(tag.as_deref())
            .or(word.as_deref())
            .unwrap_or("root");
        // Beside another tag, the path tells more; beside a name of ours, what it is.
        let by_path = operations
            .first()
            .and_then(|index| first_word(&api.operations[*index].path))
            .filter(|word| !word.eq_ignore_ascii_case(name))
            .filter(|_| reserved.is_free(name, Case::Snake, "api"))
            .map(|word| format!("{name} {word}"));
        let as_api = format!("{name} api");
        let names: Vec<_> = [name].into_iter().chain(by_path.as_deref()).collect();
        let handle_names: Vec<_> = names.iter().map(|name| handle_name(name)).collect();
        let handle_names: Vec<_> = handle_names.iter().map(String::as_str).collect();
        let module_names = [names.as_slice(), &[&as_api]].concat();
        groups.push(Group {
            module: modules.declare_first(&module_names, name, Case::Snake, "api"),
            handle: handles.declare_first(&handle_names, name, Case::Camel, "Api"),
            tag,
            word,
            feature: None,
            operations,
        });
    }
    groups
}

/// The name of a tag's handle; one that says already that it is an API need not say it twice.
fn handle_name(name: &str) -> String {
    let words = Scope::default().declare(name, Case::Snake, "api");
    let last = words.as_str().rsplit('_').next();
    if last == Some("api") {
        name.to_owned()
    } else {
        format!("{name} Api")
    }
}

/// The first part of a path that is no parameter and no version; a query or a fragment tells one operation apart.
fn first_word(path: &str) -> Option<String> {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let mut parts = path[..end]
        .split('/')
        .filter(|part| !part.is_empty() && !part.contains('{'));
    let is_version =
        |part: &str| part.starts_with('v') && part[1..].bytes().all(|byte| byte.is_ascii_digit());
    parts.find(|part| !is_version(part)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_called_after_its_first_fixed_part() {
        for (path, expected) in [
            ("/v2/orders/{order}", Some("orders")),
            ("/{anything}", None),
            ("/orders#cancel", Some("orders")),
            ("/#X-Target=Service.ListOrders", None),
            ("/?Action=List/Orders", None),
            ("/v1?kind=open#x", None),
        ] {
            assert_eq!(first_word(path).as_deref(), expected, "{path}");
        }
    }
}
