//! All operations on one page, by tag: a module of docs alone.

use std::fmt::Write as _;

use super::docs::{self, Docs};
use super::krate::TagModule;
use super::operations::{alternatives, route, scheme_link};
use super::schemes::SchemeNames;
use super::types::View;
use crate::ir::{Api, Operation};

/// The page; none where one tag has everything, since its own page shows that.
pub(super) fn overview(view: View<'_>, tags: &[TagModule], schemes: &SchemeNames) -> Option<Docs> {
    if tags.len() < 2 {
        return None;
    }
    let mut docs = Docs::text("All operations of the API, in the order of the document.");
    for (group, tag) in view.homes.groups.iter().zip(tags) {
        let module = &tag.module;
        let link = format!("[`{module}`](crate::{module})");
        let level = "#".repeat(1 + depth(view.api, group.tag.as_deref()));
        docs.push(&Docs::text(&format!("{level} {link}")));
        let mut table =
            "| operation | route | credentials | documentation |\n|---|---|---|---|\n".to_owned();
        for &index in &group.operations {
            let operation = &view.api.operations[index];
            let method = &view.homes.methods[index];
            let place = format!("crate::{module}::{}::{method}", tag.handle);
            let _ = writeln!(
                table,
                "| [`{method}`]({place}){} | {} | {} | {} |",
                marks(operation),
                cell(&docs::code(&route(operation))),
                cell(&alternatives(operation, schemes, scheme_link).join(" or ")),
                page(operation),
            );
        }
        docs.push(&Docs::text(&table));
    }
    Some(docs)
}

/// The deepest heading below the first.
const DEEPEST: usize = 5;

/// How many tags a tag is within.
fn depth(api: &Api, tag: Option<&str>) -> usize {
    let parent = |tag: &str| api.tags.get(tag)?.parent.as_deref();
    let around = std::iter::successors(tag.and_then(parent), |tag| parent(tag));
    around.take(DEEPEST).count()
}

/// What a reader has to know before the first call.
fn marks(operation: &Operation) -> &'static str {
    let guessed = operation.hints.undocumented.as_deref() == Some("path");
    match (operation.deprecated, guessed) {
        (false, false) => "",
        (true, false) => " (deprecated)",
        (false, true) => " (path not documented)",
        (true, true) => " (deprecated, path not documented)",
    }
}

fn page(operation: &Operation) -> String {
    let url = operation.external_docs.as_ref().map(|docs| &docs.url);
    let url = url.filter(|url| docs::is_web(url));
    url.map_or_else(String::new, |url| {
        format!("[page]({})", url.replace('|', "%7C"))
    })
}

/// Markdown as the cell of a table (GFM 0.29, §4.10).
fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}
