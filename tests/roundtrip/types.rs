//! The types of a generated crate, as its sources tell of them: where in the document each comes from, its path, and
//! which way it travels.

use countersign::mock::Travel;
use countersign::tree::{Content, FileTree};

/// A type with a schema of its own.
#[derive(Debug)]
pub(crate) struct Type {
    /// The schema, as a pointer.
    pub(crate) pointer: String,
    /// `types::Order`
    pub(crate) path: String,
    pub(crate) travel: Travel,
}

/// Returns the types that are components, or whole bodies; what stands inside of them is tried with them.
pub(crate) fn types(tree: &FileTree) -> Vec<Type> {
    let mut types = Vec::new();
    for (path, content) in tree.iter() {
        let module = path
            .strip_prefix("src/")
            .and_then(|path| path.strip_suffix(".rs"));
        if let (Some(module), Content::Whole(bytes)) = (module, content)
            && !module.starts_with("support")
        {
            let text = std::str::from_utf8(bytes).expect("sources are text");
            types.extend(of_file(module.split('/').next().unwrap_or_default(), text));
        }
    }
    types
}

fn of_file(module: &str, text: &str) -> Vec<Type> {
    let mut types = Vec::new();
    let mut pointer = None;
    // Made of several schemas, of which the one that is named is not all.
    let mut is_made = false;
    for line in text.lines() {
        is_made = !line.is_empty() && (is_made || line.starts_with("/// Alternative of "));
        if let Some(source) = line.strip_prefix("/// Source: `#") {
            pointer = source.strip_suffix("`.").map(|it| format!("#{it}"));
        }
        let item = line
            .strip_prefix("pub struct ")
            .or_else(|| line.strip_prefix("pub enum "));
        if let (Some(item), Some(pointer)) = (item, pointer.take_if(|_| item.is_some()))
            && is_whole(&pointer)
            && !is_made
        {
            let name = item.split([' ', '(', ';']).next().unwrap_or_default();
            types.extend(travel(name, text).map(|travel| Type {
                path: format!("{module}::{name}"),
                pointer,
                travel,
            }));
        }
    }
    types
}

fn is_whole(pointer: &str) -> bool {
    let component = pointer.strip_prefix("#/components/schemas/");
    component.is_some_and(|name| !name.contains('/')) || pointer.ends_with("/schema")
}

/// The way of a type, by the macro that writes and reads it; nothing for what is no JSON.
fn travel(name: &str, text: &str) -> Option<Travel> {
    let ways = [
        ("request", Travel::Sent),
        ("response", Travel::Received),
        ("event", Travel::Received),
        ("both", Travel::Both),
        ("open_enum", Travel::Both),
    ];
    let is_of = |way: &str| text.contains(&format!("::{way}! {{ {name} "));
    ways.into_iter()
        .find(|(way, _)| is_of(way))
        .map(|(_, travel)| travel)
}
