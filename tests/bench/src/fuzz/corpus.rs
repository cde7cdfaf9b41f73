//! The documents that are changed: those of a folder, and the fixtures and recipes of this repository.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::random::Random;
use crate::Result;

/// Bytes of a document that is taken often.
const SMALL: usize = 200_000;

/// All documents, in an order that does not depend on the file system.
pub(super) struct Corpus {
    fixtures: Vec<Text>,
    small: Vec<Text>,
    large: Vec<Text>,
    /// Recipes that ship with the program.
    pub(super) recipes: Vec<Text>,
}

/// One document.
pub(super) struct Text {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    tree: OnceCell<Option<Value>>,
}

impl Corpus {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (small, large) = texts(folder)?
            .into_iter()
            .partition(|text| text.bytes.len() <= SMALL);
        let mut fixtures = texts(&repository.join("tests/fixtures"))?;
        fixtures.extend(texts(&repository.join("spec"))?);
        let mut recipes = texts(&repository.join("generator/recipes"))?;
        recipes.retain(|text| !text.name.contains("vectors"));
        Ok(Self {
            fixtures,
            small,
            large,
            recipes,
        })
    }

    /// A document: most often a small one, a large one now and then.
    pub(super) fn pick(&self, random: &mut Random) -> &Text {
        let among = match random.below(100) {
            0 if !self.large.is_empty() => &self.large,
            1..=35 if !self.small.is_empty() => &self.small,
            _ => &self.fixtures,
        };
        random.pick(among)
    }

    /// A small document, to take parts from.
    pub(super) fn donor(&self, random: &mut Random) -> &Text {
        let among = if self.small.is_empty() || random.one_in(2) {
            &self.fixtures
        } else {
            &self.small
        };
        random.pick(among)
    }
}

impl Text {
    /// What the text says, unless nothing can be made of it.
    pub(super) fn tree(&self) -> Option<&Value> {
        self.tree.get_or_init(|| read(&self.bytes)).as_ref()
    }
}

fn read(bytes: &[u8]) -> Option<Value> {
    if let Ok(tree) = serde_json::from_slice(bytes) {
        return Some(tree);
    }
    serde_yaml::from_slice(bytes).ok().map(plain)
}

/// YAML as JSON; keys that are no texts become some.
fn plain(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => value.into(),
        serde_yaml::Value::Number(value) => serde_json::to_value(value).unwrap_or(Value::Null),
        serde_yaml::Value::String(value) => value.into(),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(plain).collect(),
        serde_yaml::Value::Mapping(members) => {
            let members = members.into_iter();
            let members = members.map(|(key, value)| (word(plain(key)), plain(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        serde_yaml::Value::Tagged(tagged) => plain(tagged.value),
    }
}

fn word(key: Value) -> String {
    match key {
        Value::String(key) => key,
        key => key.to_string(),
    }
}

/// The documents in a folder and in the folders below it.
fn texts(folder: &Path) -> Result<Vec<Text>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let text = |file: &PathBuf| {
        let name = file.strip_prefix(folder).unwrap_or(file);
        Ok(Text {
            name: name.display().to_string(),
            bytes: fs::read(file)?,
            tree: OnceCell::new(),
        })
    };
    files.iter().map(text).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            collect(&path, files)?;
        } else if matches!(ending, Some("yaml" | "yml" | "json")) {
            files.push(path);
        }
    }
    Ok(())
}
