//! Which headers the successes of an operation come with.

use std::collections::BTreeSet;

use super::outcome::{is_alike, successes};
use crate::ir::{Api, Operation, Parameter, ParameterStyle, Usage};

/// A header that successes come with.
pub(crate) struct Header<'a> {
    /// As the first of them describes it.
    pub(crate) described: &'a Parameter,
    /// What it holds; text where they do not agree.
    pub(crate) usage: Option<Usage>,
    /// Whether all of them have it.
    pub(crate) required: bool,
}

impl Header<'_> {
    /// Whether it holds JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.usage.is_some() && self.described.style == ParameterStyle::Json
    }
}

/// The headers of all responses that mean success, each once.
pub(crate) fn headers<'a>(api: &'a Api, operation: &'a Operation) -> Vec<Header<'a>> {
    let mut found: Vec<Header<'a>> = Vec::new();
    let successes = successes(operation);
    for described in successes.iter().flat_map(|it| &it.headers) {
        let mut known = found.iter_mut();
        let Some(known) = known.find(|it| has_name(it.described, &described.name)) else {
            found.push(Header {
                described,
                usage: Some(described.usage),
                required: true,
            });
            continue;
        };
        let alike = |usage| is_alike(api, usage, described.usage, &mut BTreeSet::new());
        let is_same = known.described.style == described.style && known.usage.is_some_and(alike);
        known.usage = known.usage.filter(|_| is_same);
    }
    for header in &mut found {
        header.required = successes.iter().all(|response| {
            let mut all = response.headers.iter();
            all.any(|it| it.required && has_name(it, &header.described.name))
        });
    }
    found
}

/// Whether a header has this name, in upper or lower case.
fn has_name(header: &Parameter, name: &str) -> bool {
    header.name.eq_ignore_ascii_case(name)
}
