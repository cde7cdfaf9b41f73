//! What `--stateful` remembers: objects that were created, and credentials that were issued.
//!
//! Which operation does what stands on it in the document, as `x-mock`:
//!
//! ```yaml
//! x-mock: {creates: orders, id: /response/id}       # a pointer into the response
//! x-mock: {reads: orders, id: "{param.order}"}      # a path parameter, or a pointer into the body
//! x-mock: {deletes: orders, id: /orderId}
//! x-mock: {lists: orders, at: /response/items, count: /response/total}
//! x-mock: {issues: partner, credentials: {public_key: /response/public, secret: /response/secret}}
//! ```

mod apply;
mod memory;
mod rule;

use std::collections::BTreeMap;

use crate::ir::Api;
use crate::parse::Document;

pub(crate) use apply::Asked;
pub(crate) use memory::Memory;
pub(crate) use rule::Rule;

/// Returns the rules of all operations, and what is wrong with others.
pub(crate) fn rules(document: &Document, api: &Api) -> (BTreeMap<usize, Rule>, Vec<String>) {
    let (mut rules, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(at) = document.resolve(&operation.origin.pointer.to_string()) else {
            continue;
        };
        match Rule::read(&at) {
            Ok(rule) => rules.extend(rule.map(|it| (index, it))),
            Err(why) => mistakes.push(format!("`{}`: {why}", operation.id)),
        }
    }
    (rules, mistakes)
}
