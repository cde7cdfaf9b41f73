//! One run of the generator: a document in, files and reports out.

use std::fs;
use std::path::{Path, PathBuf};

use countersign::Options;
use countersign::diag::{Diagnostics, Sink, text};
use countersign::plan::ResponseHeaders;
use countersign::plan::formats::{Choice, Formats};
use countersign::source::Source;
use countersign::tree::{Content, FileTree};

/// What a document becomes.
pub(crate) struct Outcome {
    source: Source,
    /// The files; none if the document cannot be read at all.
    pub(crate) tree: FileTree,
    /// What was reported.
    pub(crate) reports: Diagnostics,
}

impl Outcome {
    /// Runs the generator on a document.
    pub(crate) fn of(label: &str, document: &[u8]) -> Self {
        Self::named("example", label, document)
    }

    /// Runs the generator on a document for a package of this name.
    pub(crate) fn named(package: &str, label: &str, document: &[u8]) -> Self {
        let headers = match line(document, "# response-headers:").as_slice() {
            ["typed"] => ResponseHeaders::Typed,
            _ => ResponseHeaders::Untyped,
        };
        Self::with(package, label, document, headers)
    }

    /// Runs the generator on a document whose responses have typed headers.
    pub(crate) fn with_headers(label: &str, document: &[u8]) -> Self {
        Self::with("example", label, document, ResponseHeaders::Typed)
    }

    fn with(package: &str, label: &str, document: &[u8], headers: ResponseHeaders) -> Self {
        let source = Source::from_bytes(label, document.to_vec());
        let options = Options {
            name: package.to_owned(),
            formats: formats(document),
            checks: !line(document, "# checks:").is_empty(),
            response_headers: headers,
            ..Options::default()
        };
        let mut sink = Sink::new();
        let tree = countersign::generate(&source, &options, &mut sink);
        Self {
            source,
            tree: tree.unwrap_or_default(),
            reports: sink.finish(),
        }
    }

    /// The reports as people see them on a terminal without colours.
    pub(crate) fn report_text(&self) -> String {
        let mut out = Vec::new();
        text::write(&mut out, &self.reports, &self.source, false).expect("a Vec takes all bytes");
        String::from_utf8(out).expect("reports are text")
    }
}

/// The types of formats that a document asks for in a comment at its top: `# formats: uuid=uuid uri=url`.
fn formats(document: &[u8]) -> Formats {
    let words = line(document, "# formats:").into_iter();
    let chosen = words.filter_map(|word| word.split_once('='));
    chosen.fold(Formats::default(), |formats, (format, name)| {
        let choice = Choice::find(name).expect("a fixture names types that there are");
        formats.with(format, choice)
    })
}

/// The words after `key` in the comments at the top of a document.
pub(crate) fn line<'a>(document: &'a [u8], key: &str) -> Vec<&'a str> {
    let text = std::str::from_utf8(document).unwrap_or_default();
    let mut comments = text.lines().take_while(|line| line.starts_with('#'));
    let words = comments.find_map(|line| line.strip_prefix(key));
    words.unwrap_or_default().split_whitespace().collect()
}

/// The text of a file.
pub(crate) fn text_of(content: &Content) -> &str {
    match content {
        Content::Whole(bytes) => std::str::from_utf8(bytes).expect("generated files are UTF-8"),
        Content::Marked(text) => text,
    }
}

/// The documents below `fixtures/KIND`, in the order of their names.
pub(crate) fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(kind);
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be read");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("its entries can be read").path())
        .collect();
    paths.sort();
    paths
}

/// The name of a fixture, without folder and ending.
pub(crate) fn stem(path: &Path) -> &str {
    path.file_stem()
        .and_then(|stem| stem.to_str())
        .expect("fixtures have names of ASCII")
}

/// The bytes of a file of this repository.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("files of this repository can be read")
}

/// Compares a text with the snapshot of a fixture.
pub(crate) fn check_snapshot(kind: &str, path: &Path, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_suffix(stem(path));
    settings.bind(|| insta::assert_snapshot!(format!("golden__{kind}"), text));
}
