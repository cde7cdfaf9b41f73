//! What is on the disk beside what shall be there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::difference::difference;
use super::marks;
use super::{Action, Change, Changes, Disk, Error, Kind, place};
use crate::tree::{Content, FileTree};

/// Returns what writing the tree into a folder would change. Nothing is written.
///
/// # Errors
///
/// Anything that forbids writing: see [`Error`].
pub fn compare(tree: &FileTree, root: &Path, disk: &dyn Disk) -> Result<Changes, Error> {
    check_paths(tree)?;
    let root = &without_trailing_separator(root);
    let present = Present::read(root, disk)?;
    present.check_ways(tree, root)?;

    let mut files = BTreeMap::new();
    let mut foreign = present.in_the_way(tree);
    for (path, content) in tree.iter() {
        match present.action(path, content, root, disk)? {
            Some(action) => drop(files.insert(path.to_owned(), action)),
            None => foreign.push(path.to_owned()),
        }
    }
    if !foreign.is_empty() {
        foreign.sort_unstable();
        foreign.dedup();
        return Err(Error::Foreign(foreign));
    }
    for (path, kind) in &present.files {
        if tree.get(path).is_none()
            && *kind == Kind::File
            && may_be_ours(path)
            && let Some(action) = stale(path, root, disk)?
        {
            files.insert(path.clone(), action);
        }
    }
    let files = files.into_iter();
    Ok(Changes {
        files: files
            .map(|(path, action)| Change { path, action })
            .collect(),
    })
}

/// The path `link/` is the folder that a link leads to, `link` the link itself.
fn without_trailing_separator(root: &Path) -> PathBuf {
    root.components().collect()
}

/// Paths come from names that the plan made, so this holds; a disk is too dear to rely on it.
fn check_paths(tree: &FileTree) -> Result<(), Error> {
    let is_bad = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', ':', '\0']);
    match tree.iter().find(|(path, _)| path.split('/').any(is_bad)) {
        Some((path, _)) => Err(Error::Path(path.to_owned())),
        None => Ok(()),
    }
}

/// What stands in the output folder.
#[derive(Default)]
struct Present {
    /// Everything but folders that were looked into.
    files: BTreeMap<String, Kind>,
    folders: Vec<String>,
}

impl Present {
    fn read(root: &Path, disk: &dyn Disk) -> Result<Self, Error> {
        let mut present = Self::default();
        match disk.kind(root).map_err(Error::io("look at", root))? {
            None => {}
            Some(Kind::Folder) => present.look_into("", root, disk)?,
            Some(Kind::Link) => return Err(Error::Link(root.to_owned())),
            Some(Kind::File | Kind::Other) => return Err(Error::NotAFolder(root.to_owned())),
        }
        Ok(present)
    }

    fn look_into(&mut self, folder: &str, place: &Path, disk: &dyn Disk) -> Result<(), Error> {
        for name in disk.names(place).map_err(Error::io("list", place))? {
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let place = place.join(&name);
            let kind = disk.kind(&place).map_err(Error::io("look at", &place))?;
            match kind {
                Some(Kind::Folder) if is_walked(&path, &name, &place, disk)? => {
                    self.folders.push(path.clone());
                    self.look_into(&path, &place, disk)?;
                }
                Some(kind) => drop(self.files.insert(path, kind)),
                None => {}
            }
        }
        Ok(())
    }

    /// Refuses links on the ways to our files: what is written must stay in the folder.
    fn check_ways(&self, tree: &FileTree, root: &Path) -> Result<(), Error> {
        let ways = tree
            .iter()
            .flat_map(|(path, _)| ancestors(path).chain([path]));
        for way in ways {
            if self.files.get(way) == Some(&Kind::Link) {
                return Err(Error::Link(place(root, way)));
            }
        }
        Ok(())
    }

    /// Files where we need folders, and folders where we need files.
    fn in_the_way(&self, tree: &FileTree) -> Vec<String> {
        let not_folders = tree
            .iter()
            .flat_map(|(path, _)| ancestors(path))
            .filter(|folder| self.files.contains_key(*folder));
        let folders = self.folders.iter().map(String::as_str);
        let not_files = folders.filter(|folder| tree.get(folder).is_some());
        not_folders.chain(not_files).map(str::to_owned).collect()
    }

    /// What happens to a file of the tree; nothing if another's file has its place.
    fn action(
        &self,
        path: &str,
        content: &Content,
        root: &Path,
        disk: &dyn Disk,
    ) -> Result<Option<Action>, Error> {
        let Some(kind) = self.files.get(path) else {
            let bytes = match content {
                Content::Whole(bytes) => bytes.clone(),
                Content::Marked(section) => marks::framed(path, section).into_bytes(),
            };
            return Ok(Some(Action::Create { bytes }));
        };
        if *kind != Kind::File {
            return Ok(None);
        }
        let found = read(path, root, disk)?;
        let expected = match content {
            Content::Whole(bytes) if marks::is_ours(&found) => Cow::Borrowed(bytes.as_slice()),
            Content::Whole(_) => return Ok(None),
            Content::Marked(section) => match with_section(path, section, &found)? {
                Some(text) => Cow::Owned(text.into_bytes()),
                None => return Ok(None),
            },
        };
        Ok(Some(action(&found, &expected)))
    }
}

/// Whether a folder may hold files of ours.
///
/// Not looked into are hidden folders, `target` with its thousands of files, and folders with a
/// manifest of their own: those are other packages, which may have been generated as well.
fn is_walked(path: &str, name: &str, place: &Path, disk: &dyn Disk) -> Result<bool, Error> {
    if name.starts_with('.') || path == "target" {
        return Ok(false);
    }
    let manifest = place.join("Cargo.toml");
    let kind = disk
        .kind(&manifest)
        .map_err(Error::io("look at", &manifest))?;
    Ok(kind.is_none())
}

/// "a/b/c" has the folders "a" and "a/b".
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

fn read(path: &str, root: &Path, disk: &dyn Disk) -> Result<Vec<u8>, Error> {
    let place = place(root, path);
    disk.read(&place).map_err(Error::io("read", &place))
}

/// The text with our section replaced; nothing if it has none.
fn with_section(path: &str, section: &str, found: &[u8]) -> Result<Option<String>, Error> {
    let Ok(text) = str::from_utf8(found) else {
        return Ok(None);
    };
    let sections = marks::find(text).map_err(|_| Error::Marks(path.to_owned()))?;
    Ok(sections.map(|sections| sections.replaced(path, section)))
}

/// Whether we write files of this kind at all; others may be large and are not read.
fn may_be_ours(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    matches!(extension, Some("rs" | "toml" | "md"))
}

/// What happens to a file that the tree does not have.
fn stale(path: &str, root: &Path, disk: &dyn Disk) -> Result<Option<Action>, Error> {
    let found = read(path, root, disk)?;
    if marks::is_ours(&found) {
        return Ok(Some(Action::Remove));
    }
    let Some(Ok(Some(sections))) = str::from_utf8(&found).ok().map(marks::find) else {
        return Ok(None);
    };
    let rest = sections.removed();
    if rest.trim().is_empty() {
        return Ok(Some(Action::Remove));
    }
    Ok(Some(action(&found, rest.as_bytes())))
}

fn action(found: &[u8], expected: &[u8]) -> Action {
    let other_line_breaks = found != expected;
    if !other_line_breaks || same_but_for_line_breaks(found, expected) {
        return Action::Keep { other_line_breaks };
    }
    Action::Update {
        bytes: expected.to_owned(),
        difference: difference(found, expected),
    }
}

fn same_but_for_line_breaks(found: &[u8], expected: &[u8]) -> bool {
    match (str::from_utf8(found), str::from_utf8(expected)) {
        (Ok(found), Ok(expected)) => found.replace("\r\n", "\n") == expected.replace("\r\n", "\n"),
        _ => false,
    }
}
