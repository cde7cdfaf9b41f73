//! `x-mock` of an operation.

use std::collections::BTreeMap;

use crate::parse::At;

/// What an operation does to what is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(super) act: Option<Act>,
    pub(super) issues: Option<Issue>,
}

/// What it does to objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) verb: Verb,
    pub(super) kind: String,
    /// Where the response has the id of what is created; else where the request says which object.
    pub(super) id: String,
    /// Other members by which a request may name an object, and where it has them.
    pub(super) by: Vec<(String, String)>,
    /// Where in the response the object or the list stands.
    pub(super) at: String,
    /// Where the response has the number of all.
    pub(super) count: Option<String>,
    /// Members that are called otherwise where their values come from: the request for what is
    /// created, else the object.
    pub(super) names: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Creates,
    Reads,
    Deletes,
    Lists,
}

/// Credentials of a scheme that stand in the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issue {
    pub(super) scheme: String,
    /// Where each of them stands.
    pub(super) places: BTreeMap<String, String>,
}

const VERBS: &[(&str, Verb)] = &[
    ("creates", Verb::Creates),
    ("reads", Verb::Reads),
    ("deletes", Verb::Deletes),
    ("lists", Verb::Lists),
];

impl Rule {
    /// Reads the rule of an operation; nothing if there is none.
    ///
    /// # Errors
    ///
    /// What it lacks.
    pub(super) fn read(operation: &At<'_>) -> Result<Option<Self>, String> {
        let Some(at) = operation.get("x-mock") else {
            return Ok(None);
        };
        let rule = Self {
            act: Act::read(&at)?,
            issues: text(&at, "issues").map(|scheme| Issue {
                scheme,
                places: texts(&at, "credentials").into_iter().collect(),
            }),
        };
        if rule.act.is_none() && rule.issues.is_none() {
            let known = "`creates`, `reads`, `deletes`, `lists` or `issues`";
            return Err(format!("`x-mock` says none of {known}"));
        }
        Ok(Some(rule))
    }
}

impl Act {
    fn read(at: &At<'_>) -> Result<Option<Self>, String> {
        let mut said = VERBS
            .iter()
            .filter_map(|(key, verb)| Some((*verb, text(at, key)?)));
        let Some((verb, kind)) = said.next() else {
            return Ok(None);
        };
        if said.next().is_some() {
            return Err("`x-mock` can do one thing to objects".to_owned());
        }
        let id = match text(at, "id") {
            Some(id) => id,
            None if verb == Verb::Lists => String::new(),
            None => return Err("there is no `id`".to_owned()),
        };
        Ok(Some(Self {
            verb,
            kind,
            id,
            by: texts(at, "by"),
            at: text(at, "at").unwrap_or_default(),
            count: text(at, "count"),
            names: texts(at, "as"),
        }))
    }
}

fn text(at: &At<'_>, key: &str) -> Option<String> {
    at.get(key)?.as_str().map(str::to_owned)
}

fn texts(at: &At<'_>, key: &str) -> Vec<(String, String)> {
    let map = at.get(key);
    let members = map.iter().flat_map(At::members);
    members
        .filter_map(|(name, it)| Some((name.to_owned(), it.as_str()?.to_owned())))
        .collect()
}
