//! A folder with files, and the program run in it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::cli::{World, run};
use tempfile::TempDir;

/// A document of one operation in which nothing is wrong.
pub(crate) const SHOP: &str = r##"openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /orders/{order}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters: [{name: order, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
        note: {type: string}
"##;

/// A folder to run the program in.
pub(crate) struct Scene {
    folder: TempDir,
}

impl Scene {
    /// Makes a folder with files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
        let scene = Self { folder };
        for (path, text) in files {
            scene.write(path, text);
        }
        scene
    }

    /// Makes a folder with `shop.yaml`, and the crate `client` that was generated from it.
    pub(crate) fn generated() -> Self {
        let scene = Self::with(&[("shop.yaml", SHOP)]);
        let first = scene.run(GENERATE);
        assert_eq!(first.code, 0, "{first}");
        scene
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        let folder = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(folder).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces something that stands in a file.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{old:?} stands in {path}");
        self.write(path, text.replace(old, new));
    }

    pub(crate) fn remove(&self, path: &str) {
        let path = self.path(path);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Everything in a folder by its path, folders with a slash at their end.
    pub(crate) fn all(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.path(folder), "", &mut found);
        found
    }

    /// Runs a command line.
    pub(crate) fn run(&self, line: &str) -> Transcript {
        self.run_in(".", line, b"")
    }

    /// Runs a command line in a folder below this one, with a text on standard input.
    pub(crate) fn run_in(&self, folder: &str, line: &str, stdin: &[u8]) -> Transcript {
        self.run_with(folder, line, stdin, &[])
    }

    /// Runs a command line in a folder, with a standard input and environment variables.
    pub(crate) fn run_with(
        &self,
        folder: &str,
        line: &str,
        mut stdin: &[u8],
        variables: &[(&str, &str)],
    ) -> Transcript {
        let folder = match folder {
            "." => self.folder.path().to_owned(),
            folder => self.path(folder),
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = World {
            folder,
            variable: &|name| {
                let set = variables.iter().find(|(it, _)| *it == name);
                set.map(|(_, value)| OsString::from(value))
            },
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            terminal: false,
        };
        let arguments = ["countersign"].into_iter().chain(line.split_whitespace());
        let code = run(arguments, &mut world);
        Transcript {
            line: line.to_owned(),
            code,
            stdout: self.tidy(&stdout),
            stderr: self.tidy(&stderr),
        }
    }

    /// Runs command lines one after the other; returns all their transcripts.
    pub(crate) fn session(&self, lines: &[&str]) -> String {
        let transcripts = lines.iter().map(|line| self.run(line).to_string());
        transcripts.collect::<Vec<_>>().join("\n")
    }

    /// What the program said, without what differs from machine to machine.
    fn tidy(&self, said: &[u8]) -> String {
        let said = str::from_utf8(said).expect("the program writes UTF-8");
        let folder = self.folder.path().display().to_string();
        let mut said = said.replace(&folder, "[DIR]");
        if cfg!(windows) {
            said = said.replace('\\', "/");
        }
        let lines = said.split_inclusive('\n').map(without_system_error);
        lines.collect()
    }
}

/// Generates `client` from `shop.yaml`.
pub(crate) const GENERATE: &str = "generate shop.yaml --out client";

fn collect(folder: &Path, name: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let entry = entry.expect("its entries can be read");
        let file_name = entry.file_name();
        let name = format!("{name}{}", file_name.to_str().expect("names are Unicode"));
        let path = entry.path();
        if path.is_dir() {
            let name = format!("{name}/");
            collect(&path, &name, found);
            found.insert(name, Vec::new());
        } else {
            found.insert(name, fs::read(path).expect("a file can be read"));
        }
    }
}

/// Systems have words of their own for what went wrong.
fn without_system_error(line: &str) -> String {
    let Some((said, rest)) = line.split_once(" (os error ") else {
        return line.to_owned();
    };
    let starts = [": ", "= "].map(|start| said.rfind(start).map(|at| at + start.len()));
    let start = starts.into_iter().flatten().max().unwrap_or_default();
    let (_, rest) = rest.split_once(')').unwrap_or_default();
    format!("{}[what the system says]{rest}", &said[..start])
}

/// A command line and what became of it.
pub(crate) struct Transcript {
    line: String,
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{}",
            format!("$ countersign {}", self.line).trim_end()
        )?;
        write!(formatter, "{}", without_support(&self.stdout))?;
        if !self.stderr.is_empty() {
            write!(formatter, "--- standard error\n{}", self.stderr)?;
        }
        writeln!(formatter, "--- exit code {}", self.code)
    }
}

/// The support sources are many, and which they are is no matter of the command line.
fn without_support(text: &str) -> String {
    let mut shown = String::new();
    let mut is_named = false;
    for line in text.split_inclusive('\n') {
        match line.split_once("/src/support") {
            Some(_) if is_named => {}
            Some((before, _)) => {
                shown.push_str(before);
                shown.push_str("/src/support...\n");
                is_named = true;
            }
            None => shown.push_str(&without_large_counts(line)),
        }
    }
    shown
}

/// "created 35, kept 0" counts the support sources, too.
fn without_large_counts(line: &str) -> String {
    let is_counted = |part: &str| part.split(' ').next_back().is_some_and(is_number);
    let is_count = line.contains("kept ") && line.trim_end().split(", ").all(is_counted);
    if !is_count {
        return line.to_owned();
    }
    let counts = line
        .trim_end()
        .split(", ")
        .map(|part| match part.rsplit_once(' ') {
            Some((word, number)) if number.len() > 1 => format!("{word} [N]"),
            _ => part.to_owned(),
        });
    counts.collect::<Vec<_>>().join(", ") + "\n"
}

fn is_number(word: &str) -> bool {
    word.parse::<usize>().is_ok()
}

/// Compares a text with the snapshot that is named after the test.
macro_rules! check {
    ($text:expr) => {
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!($text);
        })
    };
}
pub(crate) use check;
