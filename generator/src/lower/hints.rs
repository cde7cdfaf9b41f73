//! Extensions that say how to name and to show things, and what about them is not known.

use std::collections::BTreeSet;

use super::Context;
use crate::diag::{Sink, codes};
use crate::ir::{Operation, OperationHints, SchemaHints};
use crate::parse::{At, Node, Value};

/// The mark of what no source says.
const UNDOCUMENTED: &str = "x-undocumented";
/// Members whose members have names of the document's choice.
const NAMES: [&str; 4] = ["properties", "patternProperties", "$defs", "schemas"];
/// Members that hold any value.
const VALUES: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// The name that something asks for.
pub(super) fn rust_name(at: &At<'_>, sink: &mut Sink) -> Option<String> {
    at.str("x-rust-name", sink).map(str::to_owned)
}

/// The hints on an operation.
pub(super) fn of_operation(at: &At<'_>, sink: &mut Sink) -> OperationHints {
    OperationHints {
        name: rust_name(at, sink),
        replaced_by: at.str("x-replaced-by", sink).map(str::to_owned),
        undocumented: text(at, UNDOCUMENTED),
        quick_start: at.bool("x-quick-start", sink).unwrap_or(false),
    }
}

/// The hints on a schema.
pub(super) fn of_schema(at: &At<'_>) -> SchemaHints {
    SchemaHints {
        name: text(at, "x-rust-name"),
        undocumented: text(at, UNDOCUMENTED),
    }
}

fn text(at: &At<'_>, key: &str) -> Option<String> {
    Some(at.get(key)?.as_str()?.to_owned())
}

impl Context<'_, '_> {
    /// Reports operations that are replaced by one that is not there.
    pub(super) fn check_replacements(&mut self, operations: &[Operation]) {
        let ids: BTreeSet<_> = operations.iter().map(|it| it.id.as_str()).collect();
        for operation in operations {
            let Some(id) = &operation.hints.replaced_by else {
                continue;
            };
            if !ids.contains(id.as_str()) {
                let message = format!("no operation has the id `{id}`");
                self.sink
                    .report(&codes::CS0208, &operation.origin, message)
                    .help("`x-replaced-by` takes the `operationId` of what to use instead");
            }
        }
    }
}

/// Lists everything that a document marks as not documented, whether an operation reaches it or not.
pub(super) fn report_undocumented(root: &At<'_>, sink: &mut Sink) {
    if !is_marked(root.node) {
        return;
    }
    let mut open = vec![(root.clone(), true)];
    while let Some((at, is_described)) = open.pop() {
        if is_described && let Some(what) = at.str(UNDOCUMENTED, sink) {
            sink.report(&codes::CS0140, &at.key_origin(), message(what));
        }
        for (key, member) in at.members() {
            if is_described && VALUES.contains(&key) {
                continue;
            }
            let names_follow = is_described && NAMES.contains(&key);
            open.push((member, !names_follow));
        }
        open.extend(at.items().map(|item| (item, true)));
    }
}

/// Whether anything is marked, or looks like it: most documents have no such mark, and need not be walked with all
/// pointers.
fn is_marked(root: &Node) -> bool {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                if members.get(UNDOCUMENTED).is_some() {
                    return true;
                }
                open.extend(members.iter().map(|(_, member)| &member.node));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    false
}

fn message(what: &str) -> String {
    match what {
        "shape" => "the shape of this value is not documented".to_owned(),
        "path" => "the path of this operation is not documented".to_owned(),
        other => format!("`{other}` is not documented"),
    }
}
