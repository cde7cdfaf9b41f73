//! A disk that fails at any step of writing a whole crate.

use std::cell::Cell;
use std::io;
use std::path::Path;

use countersign::Options;
use countersign::diag::Sink;
use countersign::emit::{Disk, Error, FileSystem, Kind, apply, compare};
use countersign::source::Source;
use countersign::tree::FileTree;

use crate::scene::{SHOP, Scene};

/// Lets some changes through and fails the next one.
struct Failing {
    before: Cell<usize>,
}

impl Failing {
    fn change(&self) -> io::Result<()> {
        // Putting back what was there succeeds again.
        let before = self.before.replace(self.before.get().wrapping_sub(1));
        if before == 0 {
            return Err(io::Error::other("the disk is full"));
        }
        Ok(())
    }
}

impl Disk for Failing {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        FileSystem.kind(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        FileSystem.names(folder)
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        FileSystem.read(file)
    }
    fn create(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        self.change()?;
        FileSystem.create(file, bytes)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        FileSystem.rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.change()?;
        FileSystem.remove(file)
    }
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.change()?;
        FileSystem.create_folder(folder)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.change()?;
        FileSystem.remove_folder(folder)
    }
}

fn tree(document: &str) -> FileTree {
    let options = Options {
        name: "client".into(),
        ..Options::default()
    };
    let source = Source::new("shop.yaml", document);
    countersign::generate(&source, &options, &mut Sink::new()).expect("the document can be read")
}

/// Writes with a disk that fails after some changes; returns whether it did.
fn fails_after(changes: usize, tree: &FileTree, scene: &Scene) -> Result<(), Error> {
    let disk = Failing {
        before: Cell::new(changes),
    };
    let root = scene.path("client");
    let changes = compare(tree, &root, &disk)?;
    apply(&changes, &root, &disk).map(drop)
}

#[test]
fn the_old_crate_stands_whole_wherever_writing_fails() {
    let new = tree(&SHOP.replace("[orders]", "[purchases]"));
    let scene = Scene::generated();
    let before = scene.all("client");
    let mut step = 0;
    while let Err(error) = fails_after(step, &new, &scene) {
        assert!(matches!(error, Error::Io { .. }), "step {step}: {error}");
        assert_eq!(scene.all("client"), before, "step {step}");
        step += 1;
    }
    assert!(step > 10, "a crate is written in many steps, not {step}");
}

#[test]
fn a_first_run_that_fails_leaves_nothing() {
    let new = tree(SHOP);
    for step in [0, 1, 4, 20, 40] {
        let scene = Scene::with(&[]);
        fails_after(step, &new, &scene).expect_err("it fails before it is done");
        assert!(!scene.path("client").exists(), "step {step}");
    }
}
