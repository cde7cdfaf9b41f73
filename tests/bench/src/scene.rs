//! The scene: a workspace of its own with both crates, a program over each, and one over both.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::diag::Sink;
use countersign::source::Source;
use countersign::tree::{Content, FileTree};
use countersign::{Options, generate};

use crate::{Result, model, twin};

/// The two forms, each the name of its crate: ours first.
pub(crate) const FORMS: [&str; 2] = ["rows", "derives"];

/// A crate whose objects are so few that what is measured is the client around them.
pub(crate) const CLIENT: &str = "client";

/// The samples that are read and written, each a file.
pub(crate) const SAMPLES: [&str; 3] = ["70k", "2k", "70k-reversed"];

/// The manifest of a workspace of all crates in a folder.
pub(crate) const WORKSPACE: &str =
    "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"target\"]\n";
const SERDE: &str = r#"serde = { version = "1.0", default-features = false, features = ["std"] }"#;
const SERDE_DERIVE: &str = r#"serde = { version = "1.0", features = ["derive"] }"#;

/// Where everything is written.
pub(crate) struct Scene {
    /// The workspace.
    pub(crate) folder: PathBuf,
}

impl Scene {
    /// Writes everything anew but for what was compiled before.
    pub(crate) fn set(folder: &Path, objects: usize) -> Result<Self> {
        let scene = Self {
            folder: folder.to_owned(),
        };
        scene.write("Cargo.toml", WORKSPACE)?;
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock"))?;
        let operations = model::operations(objects);
        let document = model::document(operations);
        for form in FORMS {
            scene.generated(form, &document)?;
            scene.program(
                &format!("use-{form}"),
                &dependency(form, ""),
                &caller(form, operations),
            )?;
        }
        scene.generated(CLIENT, &model::document(1))?;
        scene.speed()?;
        Ok(scene)
    }

    fn generated(&self, name: &str, document: &str) -> Result<()> {
        let mut derived = 0;
        for (path, content) in crate_files(name, document)?.iter() {
            let text = text(content)?;
            let text = match (name, path) {
                ("derives", "Cargo.toml") => text.replace(SERDE, SERDE_DERIVE),
                ("derives", path) if !path.contains("support") => {
                    let (text, count) = twin::rewrite(&text)?;
                    derived += count;
                    text
                }
                _ => text,
            };
            self.write(&format!("{name}/{path}"), &text)?;
        }
        if name == "derives" && derived == 0 {
            return Err("no type got derives: what is compared would be the same".into());
        }
        Ok(())
    }

    fn speed(&self) -> Result<()> {
        let large = model::sample(70 * 1024);
        let texts = [
            large.to_string(),
            model::sample(2 * 1024).to_string(),
            model::reversed(&large),
        ];
        for (name, text) in SAMPLES.iter().zip(texts) {
            self.write(&format!("speed/samples/{name}.json"), &text)?;
        }
        let full = r#", features = ["full-serde"]"#;
        let dependencies: String = FORMS.map(|form| dependency(form, full)).concat();
        let dependencies = format!("{dependencies}serde = \"1.0\"\nserde_json = \"1.0\"\n");
        self.program("speed", &dependencies, include_str!("programs/speed.rs"))
    }

    fn program(&self, name: &str, dependencies: &str, main: &str) -> Result<()> {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)?;
        self.write(&format!("{name}/src/main.rs"), main)
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        Ok(fs::write(path, text)?)
    }
}

/// The text of a file.
pub(crate) fn text(content: &Content) -> Result<String> {
    Ok(match content {
        Content::Whole(bytes) => String::from_utf8(bytes.clone())?,
        Content::Marked(text) => text.clone(),
    })
}

/// The crate of a document.
pub(crate) fn crate_files(name: &str, document: &str) -> Result<FileTree> {
    let options = Options {
        name: name.to_owned(),
        ..Options::default()
    };
    let mut sink = Sink::new();
    let tree = generate(&Source::new("bench", document), &options, &mut sink);
    let reports = sink.finish();
    if reports.has_errors() {
        return Err(format!("the document has faults: {reports:?}").into());
    }
    Ok(tree.ok_or("no crate came out")?)
}

fn dependency(form: &str, more: &str) -> String {
    format!("{form} = {{ path = \"../{form}\"{more} }}\n")
}

/// A program that calls every operation, and so uses every type in its direction.
fn caller(form: &str, operations: usize) -> String {
    let mut calls = String::new();
    for number in 0..operations {
        let _ = writeln!(
            calls,
            "    if let Some(request) = maybe::<bench::Call{number}>() {{\n        \
             show(client.bench().call{number}(&request).await);\n    }}"
        );
    }
    include_str!("programs/caller.rs")
        .replace("FORM", form)
        .replace("    CALLS\n", &calls)
}
