//! What to generate and how: the file `countersign.yaml`, and names checked before they are used.
//!
//! In: the text of the file. Out: [`Config`], with paths as they are written there, relative to the
//! file. Flags of the command line are put over it in `cli`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diag::{Accepted, Code, Level, Sink, Which, codes};
use crate::source::{Origin, Pointer, Position, Source, Span};

/// The name under which the configuration is looked for.
pub const FILE_NAME: &str = "countersign.yaml";

/// The content of a configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with `spec`, `out` and `package`"
)]
pub struct Config {
    /// The document.
    pub spec: Option<String>,
    /// OpenAPI Overlays to lay over it, in order.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// Folders whose files the document may refer to, beside its own.
    #[serde(default, rename = "allow-folders")]
    pub allow_folders: Vec<String>,
    /// The folder of the generated crate.
    pub out: Option<String>,
    /// What the manifest of the generated crate says.
    #[serde(default)]
    pub package: Package,
    /// Which parts of the crate can be left out.
    #[serde(default)]
    pub features: Features,
    /// Recipes by the names of security schemes; `lower` reads them.
    #[serde(default)]
    signing: BTreeMap<String, serde_yaml::Value>,
    /// Types by the names of formats; `plan` reads them.
    #[serde(default)]
    formats: BTreeMap<String, String>,
    /// Which media type is used where an operation offers several, the dearest first.
    #[serde(default, rename = "media-types")]
    pub media_types: Vec<String>,
    /// The operations that the crate has; all, if nothing is said.
    #[serde(default)]
    pub select: Operations,
    /// Operations that it does not have.
    #[serde(default)]
    pub exclude: Operations,
    /// Whether values that are sent can be checked.
    #[serde(default)]
    pub checks: bool,
    /// Whether headers of responses have types.
    #[serde(default, rename = "response-headers")]
    pub response_headers: ResponseHeaders,
    /// Whether warnings withhold the output.
    #[serde(default)]
    pub strict: bool,
    /// Reports that are known; others are errors of `lint`.
    accept: Option<Vec<Entry>>,
}

/// Words for operations, by what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "an object with `tags`, `paths`, `methods` and `operations`"
)]
pub struct Operations {
    /// Tags, as the document writes them.
    pub tags: Vec<String>,
    /// Paths, with stars.
    pub paths: Vec<String>,
    /// HTTP methods.
    pub methods: Vec<String>,
    /// Operation ids.
    pub operations: Vec<String>,
}

/// Which parts of the crate can be left out when it is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Features {
    /// The operations of each tag.
    #[default]
    Tags,
    /// None.
    None,
}

/// What becomes of the headers that responses are described with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResponseHeaders {
    /// Nothing.
    #[default]
    Untyped,
    /// Types that read them.
    Typed,
}

/// Reports that are known: one at a place, or a number of one code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with `code`, and `at` or `count`"
)]
struct Entry {
    code: String,
    at: Option<String>,
    count: Option<usize>,
}

/// What the manifest of a generated crate says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `name` and `version`")]
pub struct Package {
    /// The name of the crate.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its licence as an SPDX expression.
    pub license: Option<String>,
    /// The address of its sources.
    pub repository: Option<String>,
    /// What it is, in one line.
    pub description: Option<String>,
}

impl Config {
    /// Reads a configuration; reports what cannot be used and returns nothing then.
    pub fn read(source: &Source, sink: &mut Sink) -> Option<Self> {
        let config = match serde_yaml::from_str::<Self>(source.text()) {
            Ok(config) => config,
            Err(error) => {
                report(source, &error, sink);
                return None;
            }
        };
        config.is_usable(sink).then_some(config)
    }

    /// Returns whether there are recipes.
    pub fn has_recipes(&self) -> bool {
        !self.signing.is_empty()
    }

    /// Returns whether there are types of formats.
    pub fn has_formats(&self) -> bool {
        !self.formats.is_empty()
    }

    /// Returns the reports that are accepted, if there is a list of them.
    pub fn accepted(&self) -> Option<Vec<Accepted>> {
        let entries = self.accept.as_ref()?;
        Some(entries.iter().filter_map(|it| accepted(it).ok()).collect())
    }

    fn is_usable(&self, sink: &mut Sink) -> bool {
        let checks: [(&str, Option<&String>, Check); 2] = [
            ("name", self.package.name.as_ref(), check_name),
            ("version", self.package.version.as_ref(), check_version),
        ];
        let mut usable = true;
        for (place, entry) in self.accept.iter().flatten().enumerate() {
            if let Err(reason) = accepted(entry) {
                let message = format!("`accept[{place}]` is not understood: {reason}");
                sink.report_unplaced(&codes::CS0702, message);
                usable = false;
            }
        }
        for (key, value, check) in checks {
            if let Some(value) = value
                && let Err(reason) = check(value)
            {
                let message = format!("`package.{key}` cannot be `{value}`: {reason}");
                sink.report_unplaced(&codes::CS0702, message);
                usable = false;
            }
        }
        usable
    }
}

/// An entry of `accept`, or what is wrong with it.
fn accepted(entry: &Entry) -> Result<Accepted, String> {
    let code =
        Code::find(&entry.code).ok_or_else(|| format!("there is no code `{}`", entry.code))?;
    if code.level == Level::Error {
        return Err(format!("{code} is an error, which nothing can be made of"));
    }
    let which = match (&entry.at, entry.count) {
        (Some(pointer), None) => Which::At(pointer.clone()),
        (None, Some(count)) => Which::Count(count),
        (Some(_), Some(_)) | (None, None) => return Err("give either `at` or `count`".into()),
    };
    Ok(Accepted { code, which })
}

type Check = fn(&str) -> Result<(), String>;

fn report(source: &Source, error: &serde_yaml::Error, sink: &mut Sink) {
    // The place is said beside the message, so it is taken out of it.
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let Some(location) = error.location() else {
        sink.report_unplaced(&codes::CS0701, message);
        return;
    };
    let start = source.offset(Position {
        line: location.line(),
        column: location.column(),
    });
    let length = word_length(source.text().get(start as usize..).unwrap_or_default());
    let span = Span {
        start,
        end: start + length,
    };
    let pointer = Pointer::root();
    sink.report(&codes::CS0701, &Origin { pointer, span }, message);
}

/// The length of the word that a text begins with: what a message about a place is about.
fn word_length(text: &str) -> u32 {
    let is_end = |character: char| character.is_whitespace() || character == ':';
    let word = text.split(is_end).next().unwrap_or_default();
    crate::source::offset(word.len())
}

/// Names that Cargo or the language keep for themselves.
const TAKEN: &[&str] = &[
    "alloc",
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
];

/// Checks that a crate can have a name.
///
/// # Errors
///
/// The reason why not, to stand behind a colon.
pub fn check_name(name: &str) -> Result<(), String> {
    let is_letter = |character: char| character.is_ascii_alphabetic();
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if !name.starts_with(is_letter) {
        return Err("a crate's name begins with a letter".into());
    }
    if !name.chars().all(is_part) {
        return Err("a crate's name has letters, digits, `-` and `_` alone".into());
    }
    if name.len() > 64 {
        return Err("a crate's name has at most 64 characters".into());
    }
    if TAKEN.contains(&name.to_ascii_lowercase().as_str()) {
        return Err("this name has a meaning in Rust or Cargo".into());
    }
    Ok(())
}

/// Checks that a text is a version as Cargo has them: three numbers, and what may follow them.
///
/// # Errors
///
/// The reason why not, to stand behind a colon.
pub fn check_version(version: &str) -> Result<(), String> {
    let is_tail = |text: &str| {
        text.split('.').all(|part| {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !part.is_empty() && part.bytes().all(is_part)
        })
    };
    let (rest, build) = version.split_once('+').unwrap_or((version, "0"));
    let (numbers, before) = rest.split_once('-').unwrap_or((rest, "0"));
    let numbers: Vec<_> = numbers.split('.').collect();
    // Cargo holds each in 64 bits and knows no leading zeros.
    let is_number = |text: &&str| text.parse::<u64>().is_ok_and(|it| it.to_string() == **text);
    if numbers.len() == 3 && numbers.iter().all(is_number) && is_tail(build) && is_tail(before) {
        Ok(())
    } else {
        Err("a version is three numbers, such as 0.1.0".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(text: &str) -> Vec<String> {
        let source = Source::new("countersign.yaml", text);
        let mut sink = Sink::new();
        assert!(Config::read(&source, &mut sink).is_none());
        let reports = sink.finish().reports;
        let shown = reports.iter().map(|report| {
            let place = report.origin.as_ref().map_or("-".into(), |origin| {
                let at = source.position(origin.span.start);
                format!("{}:{}", at.line, at.column)
            });
            format!("{} {place} {}", report.code, report.message)
        });
        shown.collect()
    }

    #[test]
    fn a_configuration_names_spec_output_and_package() {
        let text = "spec: a.yaml\nout: b\nstrict: true\npackage: {name: c, version: 1.2.3}\n";
        let config = Config::read(&Source::new("x", text), &mut Sink::new()).unwrap();
        assert_eq!(config.spec.as_deref(), Some("a.yaml"));
        assert_eq!(config.out.as_deref(), Some("b"));
        assert_eq!(config.package.name.as_deref(), Some("c"));
        assert!(config.strict);
    }

    #[test]
    fn headers_of_responses_have_types_on_request() {
        let read = |text| Config::read(&Source::new("x", text), &mut Sink::new());
        let config = read("response-headers: typed\n").unwrap();
        assert_eq!(config.response_headers, ResponseHeaders::Typed);
        assert!(reports("response-headers: yes\n")[0].starts_with("CS0701 1:19"));
    }

    #[test]
    fn an_empty_configuration_is_one() {
        let config = Config::read(&Source::new("x", "# nothing\n"), &mut Sink::new());
        assert_eq!(config, Some(Config::default()));
    }

    #[test]
    fn an_unknown_key_is_reported_where_it_stands() {
        let found = reports("spec: ä\npackage:\n  nmae: x\n");
        assert!(
            found[0].starts_with("CS0701 3:3 package: unknown field `nmae`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_reported_where_it_stands() {
        let found = reports("spec: [a]\n");
        assert!(
            found[0].starts_with("CS0701 1:7 spec: invalid type"),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_no_object_is_told_what_is_expected() {
        let found = reports("- a\n");
        assert!(found[0].ends_with("expected an object with `spec`, `out` and `package`"));
    }

    #[test]
    fn all_values_that_cannot_be_used_are_reported() {
        assert_eq!(reports("package: {name: 1st, version: v1}").len(), 2);
    }

    #[test]
    fn names_are_those_that_cargo_takes() {
        for name in ["onchainpay", "a-b_c9", "X"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        let long = "a".repeat(65);
        for name in [
            "", "1a", "-a", "a b", "ä", "a.b", "../a", "std", "Match", &long,
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn versions_are_those_that_cargo_takes() {
        for version in ["0.1.0", "1.2.3-rc.1", "1.0.0+build.5", "1.0.0-a+b"] {
            assert_eq!(check_version(version), Ok(()), "{version}");
        }
        for version in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "v1.0.0",
            "1.0.x",
            "01.0.0",
            "1.0.0-",
            "1.0.0-a..b",
        ] {
            assert!(check_version(version).is_err(), "{version}");
        }
    }
}
