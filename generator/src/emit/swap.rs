//! Changes on the disk, all or none.
//!
//! New content is first written into a folder beside the old; from then on files are only renamed,
//! and every step leaves a note how to undo it. When a step fails, the notes are followed back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Action, Change, Changes, Disk, Error, Kind, STAGE, place};

/// Makes changes; returns the folder with the replaced files if it could not be removed.
///
/// # Errors
///
/// What the disk says, see [`Error`]. The old files then stand as before, unless the disk also
/// refuses to put them back.
pub fn apply(changes: &Changes, root: &Path, disk: &dyn Disk) -> Result<Option<PathBuf>, Error> {
    if changes.is_empty() {
        return Ok(None);
    }
    let mut swap = Swap {
        root,
        disk,
        stage: root.join(STAGE),
        made: BTreeSet::new(),
        undo: Vec::new(),
    };
    match swap.run(&changes.files) {
        Ok(()) => Ok(swap.clean()),
        Err(error) => Err(swap.roll_back(error)),
    }
}

/// How to undo a step.
enum Undo {
    /// Removes a file that may be half written, or not there at all.
    Remove(PathBuf),
    RemoveFolder(PathBuf),
    CreateFolder(PathBuf),
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
}

struct Swap<'a> {
    root: &'a Path,
    disk: &'a dyn Disk,
    stage: PathBuf,
    /// Folders that were not there before.
    made: BTreeSet<PathBuf>,
    undo: Vec<Undo>,
}

impl Swap<'_> {
    fn run(&mut self, files: &[Change]) -> Result<(), Error> {
        self.folder(self.root)?;
        self.open_stage()?;
        for (number, change) in files.iter().enumerate() {
            if let Action::Create { bytes } | Action::Update { bytes, .. } = &change.action {
                self.write(&self.staged(number), bytes)?;
            }
        }
        // Old names go first: on some systems a new one differs from them in case alone.
        for (number, change) in files.iter().enumerate() {
            if let Action::Update { .. } | Action::Remove = change.action {
                self.rename(&place(self.root, &change.path), &self.replaced(number))?;
            }
        }
        for (number, change) in files.iter().enumerate() {
            if let Action::Create { .. } | Action::Update { .. } = change.action {
                self.put(&self.staged(number), change)?;
            }
        }
        for change in files {
            if change.action == Action::Remove {
                self.remove_empty_folders(&change.path)?;
            }
        }
        Ok(())
    }

    fn open_stage(&mut self) -> Result<(), Error> {
        let stage = self.stage.clone();
        if self.kind(&stage)?.is_some() {
            return Err(Error::Busy(stage));
        }
        self.folder(&stage)?;
        self.folder(&stage.join("new"))?;
        self.folder(&stage.join("old"))
    }

    fn staged(&self, number: usize) -> PathBuf {
        self.stage.join("new").join(number.to_string())
    }

    fn replaced(&self, number: usize) -> PathBuf {
        self.stage.join("old").join(number.to_string())
    }

    /// Gives a staged file its place.
    fn put(&mut self, staged: &Path, change: &Change) -> Result<(), Error> {
        let target = place(self.root, &change.path);
        if let Some(folder) = target.parent() {
            // Nothing can be in the way there, and a crate may have thousands of files in one folder.
            if self.made.contains(folder) {
                return self.rename(staged, &target);
            }
            self.folder(folder)?;
        }
        // It was not there, or has just been moved away; a rename would replace it in silence.
        if self.kind(&target)?.is_some() {
            return Err(Error::Foreign(vec![change.path.clone()]));
        }
        self.rename(staged, &target)
    }

    /// Makes a folder, and those it is in, unless they are there.
    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        if folder.as_os_str().is_empty() || self.kind(folder)?.is_some() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.folder(parent)?;
        }
        self.disk
            .create_folder(folder)
            .map_err(Error::io("make the folder", folder))?;
        self.made.insert(folder.to_owned());
        self.undo.push(Undo::RemoveFolder(folder.to_owned()));
        Ok(())
    }

    fn write(&mut self, file: &Path, bytes: &[u8]) -> Result<(), Error> {
        // Before it is tried: a full disk leaves half a file.
        self.undo.push(Undo::Remove(file.to_owned()));
        self.disk
            .create(file, bytes)
            .map_err(Error::io("write", file))
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), Error> {
        self.disk
            .rename(from, to)
            .map_err(Error::io("move", from))?;
        self.undo.push(Undo::Rename {
            from: to.to_owned(),
            to: from.to_owned(),
        });
        Ok(())
    }

    fn kind(&self, path: &Path) -> Result<Option<Kind>, Error> {
        self.disk.kind(path).map_err(Error::io("look at", path))
    }

    /// Removes the folders of a removed file in which nothing is left.
    fn remove_empty_folders(&mut self, path: &str) -> Result<(), Error> {
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            folder = parent;
            let place = place(self.root, folder);
            if self.kind(&place)?.is_none() {
                continue;
            }
            if !self
                .disk
                .names(&place)
                .map_err(Error::io("list", &place))?
                .is_empty()
            {
                break;
            }
            // A folder can hold what `names` leaves out. Then it is not empty, and stays.
            if self.disk.remove_folder(&place).is_err() {
                break;
            }
            self.undo.push(Undo::CreateFolder(place));
        }
        Ok(())
    }

    /// Removes what was replaced. All is done by now, so that a failure here undoes nothing.
    fn clean(self) -> Option<PathBuf> {
        let removed = remove_all(&self.stage, self.disk);
        removed.is_err().then_some(self.stage)
    }

    fn roll_back(mut self, error: Error) -> Error {
        let mut restored = true;
        while let Some(undo) = self.undo.pop() {
            restored &= self.undo(&undo);
        }
        match error {
            Error::Io { what, path, source } if !restored => Error::NotRestored {
                what,
                path,
                kept: self.stage,
                source,
            },
            error => error,
        }
    }

    /// Undoes a step; returns whether nothing of the old output is missing after it.
    fn undo(&self, undo: &Undo) -> bool {
        match undo {
            Undo::Rename { from, to } => self.disk.rename(from, to).is_ok(),
            Undo::CreateFolder(folder) => self.disk.create_folder(folder).is_ok(),
            // What remains of these is superfluous, not missing.
            Undo::Remove(file) => {
                let _ = self.disk.remove(file);
                true
            }
            Undo::RemoveFolder(folder) => {
                let _ = self.disk.remove_folder(folder);
                true
            }
        }
    }
}

/// Removes the stage: folders in it hold files alone.
fn remove_all(stage: &Path, disk: &dyn Disk) -> std::io::Result<()> {
    for folder in ["new", "old"].map(|name| stage.join(name)) {
        for name in disk.names(&folder)? {
            disk.remove(&folder.join(name))?;
        }
        disk.remove_folder(&folder)?;
    }
    disk.remove_folder(stage)
}
