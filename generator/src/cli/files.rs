//! The files that a document refers to, with the guards of someone who did not write it.
//!
//! A name leads to a regular file below the folder of the document, or below a folder that is allowed, wherever
//! links on the way lead. Everything else is not read, and the reason is told where the name stands.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::input::{STANDARD_INPUT, read_file};
use super::output::Output;
use crate::source::Source;

/// Below which folders files are read.
pub(super) struct Folders {
    /// The folder of the document: as a user writes it, and whole. Nothing for standard input.
    home: Option<(PathBuf, PathBuf)>,
    /// All folders below which files are read, without links.
    allowed: Vec<PathBuf>,
}

impl Folders {
    /// The folder of a document, and those that are allowed beside it.
    pub(super) fn of(document: &Path, allowed: &[PathBuf], output: &Output<'_, '_>) -> Self {
        let home = (document != Path::new(STANDARD_INPUT)).then(|| {
            let folder = document.parent().unwrap_or(Path::new("")).to_owned();
            let whole = output.path(&folder);
            (folder, whole)
        });
        let own = home.iter().map(|(_, whole)| whole.clone());
        let allowed = own.chain(allowed.iter().map(|folder| output.path(folder)));
        Self {
            allowed: allowed.filter_map(|it| fs::canonicalize(it).ok()).collect(),
            home,
        }
    }

    /// Reads a file by its name relative to the folder of the document.
    pub(super) fn read(&self, name: &str) -> Result<Source, String> {
        let Some((shown, home)) = &self.home else {
            return Err("a document on standard input has no folder".to_owned());
        };
        let relative = Path::new(name);
        let is_plain =
            |part: Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
        // `C:` is a drive on one system and a name on others.
        if name.contains([':', '\0']) || !relative.components().all(is_plain) {
            return Err("a file is named relative to the document".to_owned());
        }
        let path = fs::canonicalize(home.join(relative)).map_err(|error| error.to_string())?;
        if !self.allowed.iter().any(|folder| path.starts_with(folder)) {
            return Err("it is not below the folder of the document".to_owned());
        }
        let is_file = fs::metadata(&path).is_ok_and(|it| it.is_file());
        if !is_file {
            return Err("it is not a regular file".to_owned());
        }
        let bytes = read_file(&path).map_err(|error| error.to_string())?;
        Ok(Source::from_bytes(label(shown, name), bytes))
    }
}

/// The path of a file as a user would write it, with the slashes of the document.
fn label(folder: &Path, name: &str) -> String {
    let folder = folder.display().to_string();
    match folder.strip_suffix(['/', '\\']).unwrap_or(&folder) {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
