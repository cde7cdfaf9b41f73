//! The few things that are done with a disk, as a trait, so that tests can make each of them fail.

use std::fs;
use std::io;
use std::path::Path;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// A disk. Methods are those of [`std::fs`] and fail as they do.
// Errors are not described one by one: they are whatever the system says.
#[allow(clippy::missing_errors_doc)]
pub trait Disk {
    /// Returns what stands at a path, without following a link; nothing if nothing does.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;
    /// Returns the names in a folder, sorted; names that are not Unicode are left out.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Returns what a file holds.
    fn read(&self, file: &Path) -> io::Result<Vec<u8>>;
    /// Writes a file that must not be there.
    fn create(&self, file: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file another place, replacing what stands there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;
    /// Makes a folder that must not be there; its parent must be.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl Disk for FileSystem {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        let file_type = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let kind = if file_type.is_symlink() {
            Kind::Link
        } else if file_type.is_dir() {
            Kind::Folder
        } else if file_type.is_file() {
            Kind::File
        } else {
            Kind::Other
        };
        Ok(Some(kind))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            // No file of ours has such a name.
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        fs::read(file)
    }

    fn create(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        use io::Write as _;
        fs::File::create_new(file)?.write_all(bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }
}
