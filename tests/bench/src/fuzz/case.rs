//! One case: a changed document, what lies beside it, and what is asked for; all of it from a seed.

use std::fs;
use std::path::Path;

use countersign::Options;
use countersign::parse::{MediaTypes, gather};
use countersign::plan::Features;
use countersign::source::Source;
use serde_json::{Value, json};

use super::corpus::{Corpus, Text};
use super::random::Random;
use super::tree::Parts;
use super::words::{HOSTILE, JSON_PATHS};
use super::{text, tree, words};
use crate::Result;

pub(super) struct Case {
    pub(super) seed: u64,
    /// The document that was changed.
    pub(super) origin: String,
    document: Vec<u8>,
    overlays: Vec<Vec<u8>>,
    /// What every other file holds, if there is any.
    other: Option<Vec<u8>>,
    pub(super) options: Options,
    /// Whether it is done twice, to see that the same comes out.
    pub(super) twice: bool,
}

impl Case {
    pub(super) fn new(corpus: &Corpus, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let text = corpus.pick(random);
        let overlays = match random.below(8) {
            0 => (0..=random.below(2))
                .map(|_| overlay(text, random))
                .collect(),
            _ => Vec::new(),
        };
        let other = random
            .one_in(8)
            .then(|| changed(corpus.donor(random), corpus, random));
        Self {
            seed,
            origin: text.name.clone(),
            document: changed(text, corpus, random),
            overlays,
            other,
            options: options(random),
            twice: random.one_in(32),
        }
    }

    /// The document with all that lies beside it.
    pub(super) fn source(&self) -> Source {
        let mut source = Source::from_bytes("api.yaml", self.document.clone());
        for overlay in &self.overlays {
            source = source.with_overlay(Source::from_bytes("overlay.yaml", overlay.clone()));
        }
        gather(source, &mut |name| match &self.other {
            Some(other) => Ok(Source::from_bytes(name, other.clone())),
            None => Err("there is none".into()),
        })
    }

    /// Writes the case down, to be looked at and to be tried by the program.
    pub(super) fn keep(&self, folder: &Path, stem: &str) -> Result<()> {
        fs::write(folder.join(format!("{stem}.yaml")), &self.document)?;
        for (index, overlay) in self.overlays.iter().enumerate() {
            fs::write(folder.join(format!("{stem}.overlay-{index}.yaml")), overlay)?;
        }
        if let Some(other) = &self.other {
            fs::write(folder.join(format!("{stem}.other.yaml")), other)?;
        }
        Ok(())
    }
}

/// A text with changes to its tree, to its bytes, or to both.
fn changed(text: &Text, corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let donor = corpus.donor(random);
    let recipe = random.pick(&corpus.recipes);
    let trees = if random.one_in(4) {
        None
    } else {
        text.tree().zip(donor.tree())
    };
    let Some((whole, donated)) = trees else {
        return torn(text.bytes.clone(), &donor.bytes, random);
    };
    let mut whole = whole.clone();
    let parts = Parts {
        donor: donated,
        recipe: recipe.tree().unwrap_or(&Value::Null),
    };
    let most = *random.pick(&[1, 3, 8, 30]);
    for _ in 0..=random.below(most) {
        tree::change(&mut whole, &parts, random);
    }
    let bytes = written(&whole, random).into_bytes();
    if random.one_in(6) {
        torn(bytes, &donor.bytes, random)
    } else {
        bytes
    }
}

fn torn(mut bytes: Vec<u8>, donor: &[u8], random: &mut Random) -> Vec<u8> {
    if random.one_in(12) {
        text::splice(&mut bytes, donor, random);
    }
    for _ in 0..=random.below(5) {
        text::change(&mut bytes, donor, random);
    }
    bytes
}

fn written(tree: &Value, random: &mut Random) -> String {
    let mut text = if random.one_in(2) {
        format!("{tree:#}")
    } else {
        tree.to_string()
    };
    words::fill(&mut text);
    text
}

/// An overlay of random actions on a document.
fn overlay(text: &Text, random: &mut Random) -> Vec<u8> {
    let nothing = Value::Null;
    let tree = text.tree().unwrap_or(&nothing);
    let actions: Vec<Value> = (0..=random.below(6))
        .map(|_| action(tree, random))
        .collect();
    let version = random.pick(&["1.0.0", "1.1.0", "1.1", "2.0"]);
    let overlay = json!({
        "overlay": version,
        "info": { "title": "Fuzzed", "version": "1" },
        "actions": actions,
    });
    let bytes = written(&overlay, random).into_bytes();
    if random.one_in(8) {
        torn(bytes, &text.bytes, random)
    } else {
        bytes
    }
}

fn action(tree: &Value, random: &mut Random) -> Value {
    let mut action = json!({ "target": path(tree, random) });
    let change = match random.below(5) {
        0 => ("remove", json!(true)),
        1 => ("copy", path(tree, random).into()),
        2 => (
            "update",
            tree.pointer(&tree::somewhere(tree, random))
                .cloned()
                .unwrap_or_default(),
        ),
        3 => (
            "update",
            json!({ "x": tree::any(random), "type": tree::any(random) }),
        ),
        _ => ("update", tree::any(random)),
    };
    action[change.0] = change.1;
    action
}

/// The way, as overlays write it, of a value of a tree, or another one.
fn path(tree: &Value, random: &mut Random) -> String {
    match random.below(6) {
        0 => (*random.pick(JSON_PATHS)).to_owned(),
        1 => format!("$['{}']", random.pick(HOSTILE)),
        _ => {
            let pointer = tree::somewhere(tree, random);
            let step = |key: &str| match key.parse::<usize>() {
                Ok(index) if index < 100 => format!("[{index}]"),
                _ => {
                    let key = key.replace("~1", "/").replace("~0", "~");
                    format!("['{}']", key.replace('\\', "\\\\").replace('\'', "\\'"))
                }
            };
            let steps = pointer.split('/').skip(1).map(step);
            format!("${}", steps.collect::<String>())
        }
    }
}

fn options(random: &mut Random) -> Options {
    let mut options = Options {
        name: "fuzzed".into(),
        checks: random.one_in(3),
        ..Options::default()
    };
    if random.one_in(4) {
        options.features = Features::None;
    }
    if random.one_in(8) {
        let preferred = ["application/xml", "multipart/form-data", "text/plain"];
        let preferred = preferred.map(String::from);
        options.media_types = MediaTypes::of(&preferred).unwrap_or_default();
    }
    if random.one_in(12) {
        let words = if random.one_in(2) {
            &mut options.selection.select
        } else {
            &mut options.selection.exclude
        };
        words.methods.push("get".into());
        words.paths.push("/*a*".into());
        words.tags.push((*random.pick(HOSTILE)).into());
    }
    options
}
