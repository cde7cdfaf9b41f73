//! The promises of `emit`, on a real disk that can be told to fail.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::*;
use crate::tree::Content;

/// Fails one of its calls, or all calls from there on; counts them from 0.
struct Failing {
    calls: Cell<usize>,
    fails: usize,
    for_good: bool,
}

impl Failing {
    fn at(fails: usize, for_good: bool) -> Self {
        let calls = Cell::new(0);
        Self {
            calls,
            fails,
            for_good,
        }
    }

    fn step(&self) -> io::Result<()> {
        let call = self.calls.replace(self.calls.get() + 1);
        if call == self.fails || (self.for_good && call > self.fails) {
            return Err(io::Error::other("no more"));
        }
        Ok(())
    }
}

impl Disk for Failing {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.step()?;
        FileSystem.kind(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.step()?;
        FileSystem.names(folder)
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.step()?;
        FileSystem.read(file)
    }
    fn create(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step().inspect_err(|_| {
            // As a full disk does it.
            let _ = FileSystem.create(file, &bytes[..bytes.len() / 2]);
        })?;
        FileSystem.create(file, bytes)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        FileSystem.rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.step()?;
        FileSystem.remove(file)
    }
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        FileSystem.create_folder(folder)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        FileSystem.remove_folder(folder)
    }
}

fn tree(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::default();
    for (path, text) in files {
        let content = match path.strip_suffix(".toml") {
            Some(_) => Content::Marked((*text).to_owned()),
            None => Content::source(text),
        };
        tree.insert(*path, content);
    }
    tree
}

fn emit(tree: &FileTree, root: &Path, disk: &dyn Disk) -> Result<Changes, Error> {
    let changes = compare(tree, root, disk)?;
    apply(&changes, root, disk)?;
    Ok(changes)
}

/// Everything in a folder: texts of files, and folders with a slash at the end.
fn all(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            if path.is_dir() {
                found.insert(name + "/", String::new());
                folders.push(path);
            } else {
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn actions(changes: &Changes) -> Vec<String> {
    let words = changes.files.iter().map(|file| {
        let word = match file.action {
            Action::Create { .. } => "create",
            Action::Update { .. } => "update",
            Action::Remove => "remove",
            Action::Keep { .. } => "keep",
        };
        format!("{word} {}", file.path)
    });
    words.collect()
}

/// An output folder in use: files of ours, a manifest with additions, files of the user.
fn in_use() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    let old = tree(&[
        ("Cargo.toml", "a = 1\n"),
        ("src/lib.rs", "old"),
        ("src/gone/deep/x.rs", "old"),
        ("src/same.rs", "same"),
    ]);
    emit(&old, &root, &FileSystem).unwrap();
    let manifest = root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, format!("# mine\n{text}[features]\n")).unwrap();
    fs::create_dir_all(root.join("examples")).unwrap();
    fs::write(root.join("examples/mine.rs"), "mine").unwrap();
    (folder, root)
}

fn new() -> FileTree {
    tree(&[
        ("Cargo.toml", "a = 2\n"),
        ("src/added/y.rs", "new"),
        ("src/lib.rs", "new"),
        ("src/same.rs", "same"),
    ])
}

#[test]
fn a_run_creates_updates_removes_and_keeps() {
    let (_folder, root) = in_use();
    let changes = emit(&new(), &root, &FileSystem).unwrap();
    assert_eq!(
        actions(&changes),
        [
            "update Cargo.toml",
            "create src/added/y.rs",
            "remove src/gone/deep/x.rs",
            "update src/lib.rs",
            "keep src/same.rs"
        ]
    );
    let found = all(&root);
    let names: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Cargo.toml",
            "examples/",
            "examples/mine.rs",
            "src/",
            "src/added/",
            "src/added/y.rs",
            "src/lib.rs",
            "src/same.rs"
        ]
    );
    assert!(found["src/lib.rs"].ends_with("\n\nnew"));
    assert!(found["Cargo.toml"].starts_with("# mine\n# >>>"));
    assert!(found["Cargo.toml"].contains("\na = 2\n"));
    assert!(found["Cargo.toml"].ends_with("\n[features]\n"));
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let (_folder, root) = in_use();
    emit(&new(), &root, &FileSystem).unwrap();
    let before = all(&root);
    assert!(emit(&new(), &root, &FileSystem).unwrap().is_empty());
    assert_eq!(all(&root), before);
}

#[test]
fn a_failure_at_any_step_leaves_all_or_nothing() {
    for step in 0.. {
        let (_folder, root) = in_use();
        let before = all(&root);
        let disk = Failing::at(step, false);
        let result = emit(&new(), &root, &disk);
        if disk.calls.get() <= step {
            break;
        }
        let mut after = all(&root);
        if result.is_ok() {
            // The new output stands; only cleaning up may have failed.
            after.retain(|path, _| !path.starts_with(STAGE));
            assert!(
                emit(&new(), &root, &FileSystem).unwrap().is_empty(),
                "{step}"
            );
            assert!(after.contains_key("src/added/y.rs"), "{step}");
        } else {
            assert_eq!(after, before, "{step}: {result:?}");
        }
    }
}

#[test]
fn a_failure_in_a_first_run_leaves_no_folder_behind() {
    for step in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/out");
        let disk = Failing::at(step, false);
        let result = emit(&new(), &root, &disk);
        if disk.calls.get() <= step {
            break;
        }
        assert!(result.is_ok() || all(folder.path()).is_empty(), "{step}");
    }
}

#[test]
fn a_disk_that_fails_for_good_loses_nothing() {
    for step in 0.. {
        let (_folder, root) = in_use();
        let before = all(&root);
        let disk = Failing::at(step, true);
        if emit(&new(), &root, &disk).is_ok() && disk.calls.get() <= step {
            break;
        }
        let after = all(&root);
        let old = before.values().filter(|text| !text.is_empty());
        let mut lost = old.filter(|text| !after.values().any(|it| it == *text));
        assert!(
            after.contains_key("src/added/y.rs") || lost.next().is_none(),
            "{step}"
        );
    }
}

#[test]
fn files_of_others_in_the_way_are_all_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("src/lib.rs")).unwrap();
    fs::write(root.join("Cargo.toml"), "[package]").unwrap();
    fs::write(root.join("src/added"), "mine").unwrap();
    let before = all(root);
    let Err(Error::Foreign(paths)) = emit(&new(), root, &FileSystem) else {
        panic!("foreign files were accepted")
    };
    assert_eq!(paths, ["Cargo.toml", "src/added", "src/lib.rs"]);
    assert_eq!(all(root), before);
}

#[test]
fn an_edit_of_ours_is_named_with_its_first_line() {
    let (_folder, root) = in_use();
    emit(&new(), &root, &FileSystem).unwrap();
    let file = root.join("src/lib.rs");
    let text = fs::read_to_string(&file).unwrap() + "\nedited";
    fs::write(&file, text).unwrap();
    let changes = compare(&new(), &root, &FileSystem).unwrap();
    let edit = changes
        .files
        .iter()
        .find(|it| it.path == "src/lib.rs")
        .unwrap();
    let Action::Update { difference, .. } = &edit.action else {
        panic!("an edit was not seen")
    };
    let expected = Difference {
        line: 4,
        found: Some("edited".into()),
        expected: None,
    };
    assert_eq!(difference.as_ref(), Some(&expected));
}

#[test]
fn line_breaks_of_a_checkout_are_no_difference() {
    let (_folder, root) = in_use();
    emit(&new(), &root, &FileSystem).unwrap();
    for path in ["src/lib.rs", "src/same.rs", "Cargo.toml"] {
        let file = root.join(path);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, text.replace('\n', "\r\n")).unwrap();
    }
    let changes = compare(&new(), &root, &FileSystem).unwrap();
    assert!(changes.is_empty());
    let other = Action::Keep {
        other_line_breaks: true,
    };
    assert_eq!(
        changes.files.iter().filter(|it| it.action == other).count(),
        2
    );
}

#[test]
fn other_packages_and_build_folders_are_not_touched() {
    let (_folder, root) = in_use();
    for folder in ["other/src", "target/x", ".hidden"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    let ours = String::from_utf8(fs::read(root.join("src/lib.rs")).unwrap()).unwrap();
    for path in ["other/src/lib.rs", "target/x/lib.rs", ".hidden/lib.rs"] {
        fs::write(root.join(path), &ours).unwrap();
    }
    fs::write(root.join("other/Cargo.toml"), "").unwrap();
    emit(&new(), &root, &FileSystem).unwrap();
    for path in ["other/src/lib.rs", "target/x/lib.rs", ".hidden/lib.rs"] {
        assert!(root.join(path).is_file(), "{path}");
    }
}

#[test]
fn a_section_that_is_no_longer_produced_leaves_what_is_around_it() {
    let (_folder, root) = in_use();
    emit(&tree(&[("src/lib.rs", "new")]), &root, &FileSystem).unwrap();
    assert_eq!(all(&root)["Cargo.toml"], "# mine\n[features]\n");
}

#[test]
fn a_broken_section_stops_the_run() {
    let (_folder, root) = in_use();
    let manifest = root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, text.replace("# <<<", "# ")).unwrap();
    let result = emit(&new(), &root, &FileSystem);
    assert!(matches!(result, Err(Error::Marks(path)) if path == "Cargo.toml"));
}

#[test]
fn a_stage_that_is_there_stops_the_run() {
    let (_folder, root) = in_use();
    fs::create_dir(root.join(STAGE)).unwrap();
    let before = all(&root);
    assert!(matches!(
        emit(&new(), &root, &FileSystem),
        Err(Error::Busy(_))
    ));
    assert_eq!(all(&root), before);
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    fs::write(&root, "").unwrap();
    assert!(matches!(
        emit(&new(), &root, &FileSystem),
        Err(Error::NotAFolder(_))
    ));
}

#[test]
fn paths_that_lead_out_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        "../x.rs", "/x.rs", "a//b.rs", "a/./b.rs", "a\\b.rs", "c:x.rs", "",
    ] {
        let result = emit(&tree(&[(path, "")]), folder.path(), &FileSystem);
        assert!(matches!(result, Err(Error::Path(_))), "{path}");
    }
}

// Making a link needs rights on Windows that few have.
#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_on_the_way_is_refused() {
        for (link, is_folder) in [("src", true), ("src/added", true), ("src/lib.rs", false)] {
            let folder = tempfile::tempdir().unwrap();
            let (root, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
            let target = elsewhere.join("target");
            fs::create_dir_all(&elsewhere).unwrap();
            if is_folder {
                fs::create_dir(&target).unwrap();
            } else {
                fs::write(&target, "").unwrap();
            }
            fs::create_dir_all(root.join(link).parent().unwrap()).unwrap();
            symlink(&target, root.join(link)).unwrap();
            let before = all(&elsewhere);
            assert!(
                matches!(emit(&new(), &root, &FileSystem), Err(Error::Link(_))),
                "{link}"
            );
            assert_eq!(all(&elsewhere), before);
        }
    }

    #[test]
    fn an_output_folder_that_is_a_link_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("out");
        symlink(folder.path(), &link).unwrap();
        // With a slash at its end it is still the same link.
        for root in [link.clone(), link.join("")] {
            assert!(matches!(
                emit(&new(), &root, &FileSystem),
                Err(Error::Link(_))
            ));
        }
    }

    #[test]
    fn links_that_are_not_in_the_way_are_not_followed() {
        let (folder, root) = in_use();
        let outside = folder.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::copy(root.join("src/lib.rs"), outside.join("ours.rs")).unwrap();
        symlink(&outside, root.join("notes")).unwrap();
        emit(&new(), &root, &FileSystem).unwrap();
        assert!(outside.join("ours.rs").is_file());
    }
}
