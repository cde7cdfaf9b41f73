//! `Cargo.toml` and `README.md`: the only files made from text with holes.

use std::fmt::Write as _;

use super::lib_rs::first_call;
use crate::plan::docs;
use crate::plan::krate::{Crate, Package};
use crate::plan::support::dependency_line;
use crate::tree::{Content, FileTree, MARK};

const MANIFEST: &str = include_str!("../../../templates/manifest/Cargo.toml");
const README: &str = include_str!("../../../templates/manifest/README.md");

/// The row of the table of features that tells about those of tags.
const TAGS: &str =
    "\n| `all-tags` (default), or one for each tag | its operations and the types that they need |";

/// Files are printed as this program prints them; another formatter would only make noise.
const RUSTFMT: &str = "disable_all_formatting = true\n";

/// The feature for what the service sends by itself.
const WEBHOOKS: &str = "webhooks";

fn has_feature(krate: &Crate) -> bool {
    let webhooks = krate.webhooks.as_ref();
    webhooks.is_some_and(|webhooks| webhooks.is_feature)
}

/// Puts the files in which a user may write, too.
pub(super) fn manifest(krate: &Crate, tree: &mut FileTree) {
    let dependencies: String = krate
        .package
        .dependencies
        .iter()
        .map(|name| dependency_line(name))
        .collect();
    let package = package(&krate.package);
    let tags = tag_features(krate);
    let mut default = String::new();
    for (is_there, feature) in [
        (!tags.is_empty(), "all-tags"),
        (has_feature(krate), WEBHOOKS),
    ] {
        if is_there {
            let _ = write!(default, ", {}", toml_string(feature));
        }
    }
    let tests = if krate.package.doctests {
        ""
    } else {
        "\n# The tests of vectors are all there is.\ndoctest = false"
    };
    let manifest = fill(
        MANIFEST,
        &[
            ("package", &package),
            ("tests", tests),
            ("default", &default),
            ("features", &features(krate)),
            ("tags", &tags),
            ("dependencies", &dependencies),
        ],
    );
    tree.insert("Cargo.toml".to_owned(), Content::Marked(manifest));
    tree.insert("README.md".to_owned(), Content::Marked(readme(krate)));
    tree.insert(
        "rustfmt.toml".to_owned(),
        Content::Whole(format!("# {MARK}.\n{RUSTFMT}").into_bytes()),
    );
}

/// The lines of the features that only some crates have.
fn features(krate: &Crate) -> String {
    let mut lines = String::new();
    if has_feature(krate) {
        lines.push_str("\n# Messages that the service sends by itself.\nwebhooks = []");
    }
    let names = &krate.package.features;
    if !names.is_empty() {
        lines.push_str("\n# Conversions to and from the types of these crates.\n");
    }
    for name in names {
        let _ = writeln!(lines, "{name} = [\"dep:{name}\"]");
    }
    lines
}

/// The features of tags, and the one that stands for all of them.
fn tag_features(krate: &Crate) -> String {
    let features: Vec<_> = krate
        .tags
        .iter()
        .filter_map(|tag| tag.feature.as_deref())
        .collect();
    if features.is_empty() {
        return String::new();
    }
    let mut lines =
        "\n# The operations of each tag, and the types that they need.\nall-tags = [\n".to_owned();
    for feature in &features {
        let _ = writeln!(lines, "    {},", toml_string(feature));
    }
    lines.push_str("]\n");
    for feature in &features {
        let _ = writeln!(lines, "{feature} = []");
    }
    lines
}

/// The rows about them.
fn feature_rows(krate: &Crate) -> String {
    let mut rows = String::new();
    if has_feature(krate) {
        rows.push_str("\n| `webhooks` (default) | messages that the service sends by itself, and how they are verified |");
    }
    let names = krate.package.features.join("`, `");
    if !names.is_empty() {
        let _ = write!(
            rows,
            "\n| `{names}` | conversions of numbers or times to and from the types of these crates |"
        );
    }
    rows
}

fn package(package: &Package) -> String {
    let mut lines = String::new();
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(lines, "{key} = {}", toml_string(value));
    };
    line("name", &package.name);
    line("version", &package.version);
    line("description", &package.description);
    if let Some(license) = &package.license {
        line("license", license);
    }
    if let Some(repository) = &package.repository {
        line("repository", repository);
    }
    if let Some(homepage) = &package.homepage {
        line("homepage", homepage);
    }
    lines
}

/// A text as a basic string of TOML (TOML 1.0, "String").
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn readme(krate: &Crate) -> String {
    let package = &krate.package;
    let example = krate
        .root
        .example
        .as_ref()
        .map(|example| first_call(example, &package.library));
    let example: String = example
        .iter()
        .flat_map(|text| text.split_inclusive('\n'))
        .filter(|line| !line.starts_with("# "))
        .collect();
    let example = match example.trim_end() {
        "" if krate.tags.is_empty() => {
            "See `signing` and `security` in the documentation for what verifies messages."
                .to_owned()
        }
        "" => "See the methods of `Client` in the documentation.".to_owned(),
        example => format!("```rust\n{example}\n```"),
    };
    let description = docs::inline(&package.description);
    // By its folder: whoever publishes it says so in the section that is left alone.
    let path = toml_string(&format!("../{}", package.name));
    let dependency = format!("{} = {{ path = {path} }}", package.name);
    let tags = if krate.tags.iter().any(|tag| tag.feature.is_some()) {
        TAGS
    } else {
        ""
    };
    let slots = [
        ("title", package.name.as_str()),
        ("description", &description),
        ("dependency", &dependency),
        ("example", &example),
        ("features", &feature_rows(krate)),
        ("tags", tags),
    ];
    fill(README, &slots)
}

/// A template with its slots (`@name@`) filled. What is filled in is not looked at again, since it may be a text of
/// the document; line ends at its end are the template's own.
fn fill(template: &str, slots: &[(&str, &str)]) -> String {
    let parts = template.split('@').enumerate();
    let filled = parts.map(|(at, part)| {
        let slot = slots.iter().find(|(name, _)| *name == part);
        match slot {
            Some((_, text)) if at % 2 == 1 => text.trim_end(),
            _ => part,
        }
    });
    filled.collect()
}
