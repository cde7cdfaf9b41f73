//! Objects by kind; the oldest of too many is forgotten.

use std::collections::{BTreeMap, VecDeque};

use crate::mock::keyring::Texts;
use crate::mock::schema::Json;

/// What is remembered.
#[derive(Default)]
pub(crate) struct Memory {
    kinds: BTreeMap<String, VecDeque<Object>>,
    made: u64,
}

/// What was created.
pub(super) struct Object {
    pub(super) id: String,
    pub(super) json: Json,
    /// The scheme and the credentials that came with it, and go with it.
    pub(super) issued: Option<(String, Texts)>,
}

/// Objects of a kind; kinds are as many as the document has.
const MOST: usize = 1000;

impl Memory {
    /// Returns a number that no object has had.
    pub(super) fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    pub(super) fn add(&mut self, kind: &str, object: Object) {
        let objects = self.kinds.entry(kind.to_owned()).or_default();
        if objects.len() >= MOST {
            objects.pop_front();
        }
        objects.push_back(object);
    }

    /// Finds the newest object that is meant.
    pub(super) fn find(&self, kind: &str, is: impl Fn(&Object) -> bool) -> Option<&Object> {
        self.kinds.get(kind)?.iter().rev().find(|it| is(it))
    }

    pub(super) fn remove(&mut self, kind: &str, is: impl Fn(&Object) -> bool) -> Option<Object> {
        let objects = self.kinds.get_mut(kind)?;
        let place = objects.iter().rposition(is)?;
        objects.remove(place)
    }

    pub(super) fn all(&self, kind: &str) -> Vec<Json> {
        let objects = self.kinds.get(kind).into_iter().flatten();
        objects.map(|it| it.json.clone()).collect()
    }
}
