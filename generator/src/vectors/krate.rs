//! The API behind a crate of vectors: one security scheme a recipe, and no operations.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::outcome::outcome;
use crate::ir::signing::{Operator, Part, Scheme};
use crate::ir::vector::Vector;
use crate::ir::{Api, Arena, Info, SecurityKind, SecurityScheme};
use crate::lower::signing::{Vectors, with_settings};

/// Returns the API of which the vectors are tests. Vectors of one recipe that an operation changes in
/// different ways have schemes of their own.
pub(crate) fn api(vectors: Vectors) -> Api {
    let mut groups: IndexMap<(String, String), (Scheme, Vec<Vector>)> = IndexMap::new();
    let untried = vectors.recipes.into_iter().map(|(name, recipe)| {
        let key = (name, String::new());
        (key, (recipe, Vec::new()))
    });
    let named: BTreeSet<String> = vectors
        .vectors
        .iter()
        .map(|vector| vector.recipe.name.clone())
        .collect();
    // The recipe as it is has its plain name.
    let (plain, changed): (Vec<_>, Vec<_>) = vectors
        .vectors
        .into_iter()
        .partition(|vector| vector.changes.is_empty());
    for vector in plain.into_iter().chain(changed) {
        let key = (vector.recipe.name.clone(), vector.changes.clone());
        let group = groups
            .entry(key)
            .or_insert_with(|| (vector.recipe.clone(), Vec::new()));
        group.1.push(vector);
    }
    groups.extend(untried.filter(|((name, _), _)| !named.contains(name)));
    let mut schemes = IndexMap::new();
    for ((name, _), (recipe, vectors)) in groups {
        let name = free(&schemes, name);
        let scheme = scheme(&name, &recipe, vectors);
        schemes.insert(name, scheme);
    }
    Api {
        info: Info {
            title: "published signatures".to_owned(),
            version: "1".to_owned(),
            ..Info::default()
        },
        servers: Vec::new(),
        tags: IndexMap::new(),
        envelope: None,
        schemas: Arena::default(),
        security_schemes: schemes,
        operations: Vec::new(),
        webhooks: Vec::new(),
    }
}

/// The name, or that name and a number if it is taken.
fn free(schemes: &IndexMap<String, SecurityScheme>, name: String) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !schemes.contains_key(name));
    free.unwrap_or(name)
}

fn scheme(name: &str, recipe: &Scheme, mut vectors: Vec<Vector>) -> SecurityScheme {
    let mut values = BTreeMap::new();
    for given in vectors.iter().flat_map(|vector| &vector.values) {
        let named = recipe.values.iter().find(|it| it.name == given.name);
        let default = named.and_then(|value| constant(&value.operator));
        values
            .entry(given.name.clone())
            .or_insert_with(|| default.unwrap_or_else(|| given.text.clone()));
    }
    let is_missing = |name: &str| {
        let has = |vector: &Vector| vector.credentials.iter().any(|it| it.name == name);
        !vectors.iter().all(has)
    };
    let optional = recipe.credentials.iter().map(|it| it.name.clone());
    let optional: BTreeSet<String> = optional.filter(|name| is_missing(name)).collect();
    let mut settled = with_settings(recipe, &values, &optional);
    name.clone_into(&mut settled.name);
    for vector in &mut vectors {
        vector.outcome = outcome(vector);
        vector.changes = String::new();
    }
    SecurityScheme {
        origin: recipe.origin.clone(),
        description: None,
        kind: SecurityKind::Recipe(Box::new(settled)),
        vectors,
    }
}

/// The text that a value always is.
fn constant(operator: &Operator) -> Option<String> {
    match operator {
        Operator::Setting(text) => Some(text.clone()),
        Operator::Text(line) if line.when.is_none() => match line.text.parts.as_slice() {
            [] => Some(String::new()),
            [Part::Text(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
