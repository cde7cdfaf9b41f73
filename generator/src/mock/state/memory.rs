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
    /// What `json` takes in memory, in bytes.
    weight: usize,
    /// The scheme and the credentials that came with it, and go with it.
    pub(super) issued: Option<(String, Texts)>,
}

impl Object {
    pub(super) fn new(id: String, json: Json, issued: Option<(String, Texts)>) -> Self {
        let weight = weight(&json);
        Self {
            id,
            json,
            weight,
            issued,
        }
    }
}

/// What a value takes in memory, in bytes.
fn weight(json: &Json) -> usize {
    let own = size_of::<Json>();
    match json {
        Json::Text(text) => own + text.capacity(),
        Json::List(items) => own + items.iter().map(weight).sum::<usize>(),
        Json::Object(members) => {
            let members = members.iter();
            own + members
                .map(|(name, value)| size_of::<String>() + name.capacity() + weight(value))
                .sum::<usize>()
        }
    }
}

/// Objects of a kind; kinds are as many as the document has.
const MOST: usize = 1000;

/// What the objects of a kind may weigh, in bytes.
const HEAVIEST: usize = 64 << 20;

impl Memory {
    /// Returns a number that no object has had.
    pub(super) fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    pub(super) fn add(&mut self, kind: &str, object: Object) {
        let objects = self.kinds.entry(kind.to_owned()).or_default();
        objects.push_back(object);
        let mut weight: usize = objects.iter().map(|it| it.weight).sum();
        while objects.len() > MOST || weight > HEAVIEST {
            let Some(oldest) = objects.pop_front() else {
                break;
            };
            weight -= oldest.weight;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavy_objects_are_forgotten_before_they_are_many() {
        let mut memory = Memory::default();
        for id in 0..100 {
            let json = Json::Text("x".repeat(1 << 20));
            memory.add("orders", Object::new(id.to_string(), json, None));
        }
        assert_eq!(memory.all("orders").len(), 63);
        assert!(memory.find("orders", |it| it.id == "99").is_some());
        assert!(memory.find("orders", |it| it.id == "0").is_none());
    }
}
