//! From a [`FileTree`] to the disk: all of it or nothing.
//!
//! [`compare`] says what writing would change, [`apply`] changes it. Only files that carry our mark
//! are replaced or removed; a file of someone else in the way is an error, and so is a symbolic link.
//! What the files mean is not known here.

mod compare;
mod difference;
mod disk;
mod marks;
mod swap;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

pub use compare::compare;
pub use disk::{Disk, FileSystem, Kind};
pub use swap::apply;

pub use crate::tree::{Content, FileTree};

/// What writing would change, by path, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// One entry a file: those to be written and those to be removed.
    pub files: Vec<Change>,
}

/// What happens to one file.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path in the folder, with `/` between its parts.
    pub path: String,
    /// What happens.
    pub action: Action,
}

/// What happens to a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// It is not there yet.
    Create {
        /// What it will hold.
        bytes: Vec<u8>,
    },
    /// It is there with other content.
    Update {
        /// What it will hold.
        bytes: Vec<u8>,
        /// The first line that differs, if both are text.
        difference: Option<Difference>,
    },
    /// It is ours and no longer produced.
    Remove,
    /// It is as it shall be.
    Keep {
        /// But for line breaks, which a checkout may have made `\r\n`.
        other_line_breaks: bool,
    },
}

/// The first line in which two texts differ: another one, one too many, or one missing.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its number, counted from 1.
    pub line: usize,
    /// What stands there; nothing if a line is missing there.
    pub found: Option<String>,
    /// What shall stand there; nothing if the line is one too many.
    pub expected: Option<String>,
}

impl Changes {
    /// Returns whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.files
            .iter()
            .all(|file| matches!(file.action, Action::Keep { .. }))
    }
}

/// The reasons not to write. Nothing was changed, unless [`Error::NotRestored`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Files or folders of someone else have the names of ours.
    #[error("in the way, and not written by Countersign: {}", .0.join(", "))]
    Foreign(Vec<String>),
    /// The folder, or something in it where we would write, is a symbolic link.
    #[error("{} is a symbolic link", .0.display())]
    Link(PathBuf),
    /// What should be a folder is none.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The two lines around our section of a file are not there once each, in order.
    #[error("the two marked lines in {0} are not there once each, in order")]
    Marks(String),
    /// A path of the tree leads out of the folder. This is a mistake of ours.
    #[error("`{0}` is no path of a file")]
    Path(String),
    /// Another run is writing, or one was interrupted.
    #[error("{} is there: another run is writing, or one was interrupted", .0.display())]
    Busy(PathBuf),
    /// The disk refused; what had been changed was restored.
    #[error("cannot {what} {}", path.display())]
    Io {
        /// What was tried: "read", "write".
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk refused, and refused again when the old files were put back.
    #[error("cannot {what} {}, and not all files could be restored: the rest is in {}", path.display(), kept.display())]
    NotRestored {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// The folder with the old files.
        kept: PathBuf,
        /// What the system said first.
        source: io::Error,
    },
}

impl Error {
    fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }
}

/// Writes a tree into a folder on the disk of this machine; returns what that changed.
///
/// # Errors
///
/// See [`Error`].
pub fn write(tree: &FileTree, root: &Path) -> Result<Changes, Error> {
    let changes = compare(tree, root, &FileSystem)?;
    apply(&changes, root, &FileSystem)?;
    Ok(changes)
}

/// The folder in which a run keeps what it is about to write and what it replaces.
const STAGE: &str = ".countersign-stage";

/// The file at a path of the tree. Paths were checked by [`compare`].
fn place(root: &Path, path: &str) -> PathBuf {
    let mut place = root.to_owned();
    place.extend(path.split('/'));
    place
}
