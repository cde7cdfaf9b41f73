//! Other files that a document refers to.
//!
//! In: the tree of the document, and the texts of the other files, which its [`Source`] holds. Out: one tree, in
//! which each file stands under [`FILES`] by its name, and references to it lead there. So whoever comes later
//! knows one document, and each value still has the place where it is written.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use percent_encoding::percent_decode_str;

use super::make::{self, Members};
use super::node::Node;
use super::{references, yaml};
use crate::diag::{Sink, codes};
pub(super) use crate::source::FILES;
use crate::source::{Origin, Pointer, Source, Span};

/// Files that are read beside a document.
const MOST_FILES: usize = 2_000;

/// Reads a file by its name, relative to the folder of the document; or says why it is not read.
pub type Load<'l> = &'l mut dyn FnMut(&str) -> Result<Source, String>;

/// Puts all files beside a document that it and they refer to, each once.
///
/// What is read, and what is not for a reason, is for `load` to decide; it is never asked for an address.
#[must_use]
pub fn gather(mut source: Source, load: Load<'_>) -> Source {
    let mut open: Vec<_> = source.texts().flat_map(|text| referred(text, "")).collect();
    let mut met: BTreeSet<String> = [source.file_name().to_owned()].into();
    let mut size: usize = source.texts().map(|text| text.text().len()).sum();
    open.reverse();
    while let Some(name) = open.pop() {
        if !met.insert(name.clone()) {
            continue;
        }
        let read = if met.len() > MOST_FILES || size > yaml::MAX_TEXT {
            Err("too many files, or too large ones, were read before".to_owned())
        } else {
            load(&name)
        };
        match read {
            Ok(file) => {
                size += file.text().len();
                let more = referred(&file, &name);
                open.extend(more.into_iter().rev());
                source = source.with_file(name, file);
            }
            Err(reason) => source = source.without_file(name, reason),
        }
    }
    source
}

/// The names of files that a text refers to, which is itself the file `home`.
fn referred(text: &Source, home: &str) -> IndexSet<String> {
    let mut names = IndexSet::new();
    if !may_lead_out(text.text()) {
        return names;
    }
    if let Some(mut node) = yaml::read(text, &mut Sink::new()) {
        references::each(&mut node, &mut |reference, _| {
            let (file, _) = parted(reference);
            if !file.is_empty()
                && let Some(name) = joined(home, file)
            {
                names.insert(name);
            }
        });
    }
    names
}

/// Whether a text may have a reference that does not begin with `#`: most have none, and need not be read twice.
fn may_lead_out(text: &str) -> bool {
    text.match_indices("$ref").any(|(place, word)| {
        let rest =
            text[place + word.len()..].trim_start_matches(['"', '\'', ' ', ':', '\t', '\r', '\n']);
        !rest.starts_with(['#', '{'])
    })
}

/// A reference as its file and what follows the `#`.
fn parted(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The name of a file that `home` refers to, relative to the folder of the document; nothing for an address.
///
/// A name may begin with `..`; whether that is read is not decided here.
fn joined(home: &str, file: &str) -> Option<String> {
    if is_address(file) {
        return None;
    }
    let file = percent_decode_str(file).decode_utf8().ok()?;
    let file = file.replace('\\', "/");
    if file.starts_with('/') {
        return Some(file);
    }
    let folder = home.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(file.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether a reference begins with a scheme (RFC 3986 §3.1), as `https:` is one. `C:` is none.
fn is_address(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(is_part)
}

/// Puts the files into the tree of a document, and lets all references lead there.
pub(super) fn put_into(source: &Source, root: &mut Node, sink: &mut Sink) {
    let base = make::members(root).and_then(|it| make::text(it, "$self").map(str::to_owned));
    let names: BTreeSet<&str> = source.files().map(|(name, ..)| name).collect();
    if base.is_none() && names.is_empty() && source.refused().is_empty() {
        return;
    }
    let way = Ways {
        names: &names,
        root: source.file_name(),
        base: base.as_deref(),
    };
    references::each(root, &mut |reference, _| way.turn("", reference));
    let mut files = Members::default();
    for (name, start, text) in source.files() {
        if let Some(mut node) = read(text, start, sink) {
            references::each(&mut node, &mut |reference, _| way.turn(name, reference));
            files.extend([make::member(name, node)]);
        }
    }
    if let Some(members) = make::members(root)
        && let Some((_, first)) = files.first()
    {
        let span = first.node.span;
        make::put(members, FILES, span, make::object(files, span));
    }
}

/// Reads one file; all that is wrong with it is reported there.
fn read(text: &Source, start: u32, sink: &mut Sink) -> Option<Node> {
    let mut reports = Sink::new();
    let node = yaml::read(text, &mut reports);
    sink.take_behind(reports, start);
    let mut node = node?;
    node.move_behind(start);
    if make::members(&mut node).is_none() {
        let origin = Origin {
            pointer: Pointer::root(),
            span: Span { start, end: start },
        };
        let message = format!("there is nothing to refer to in {}", text.label());
        sink.report(&codes::CS0110, &origin, message);
    }
    Some(node)
}

/// Where references lead.
struct Ways<'w> {
    names: &'w BTreeSet<&'w str>,
    /// The name of the document's own file.
    root: &'w str,
    /// The address that the document gives itself (`$self`).
    base: Option<&'w str>,
}

impl Ways<'_> {
    /// Lets a reference of the file `home` lead to its place in the one tree. One that leads nowhere is written
    /// relative to the folder of the document.
    fn turn(&self, home: &str, reference: &mut String) {
        let (file, rest) = parted(reference);
        let name = if file.is_empty() {
            Some(home.to_owned())
        } else if self.base == Some(file) {
            Some(String::new())
        } else {
            joined(home, file)
        };
        let Some(name) = name else {
            return;
        };
        let turned = if name.is_empty() || name == self.root {
            format!("#{rest}")
        } else if self.names.contains(name.as_str()) {
            format!("#{}{rest}", place_of(&name))
        } else if rest.is_empty() {
            name
        } else {
            format!("{name}#{rest}")
        };
        *reference = turned;
    }
}

/// The pointer to a file, as a part of a reference.
fn place_of(name: &str) -> String {
    let pointer = Pointer::root().child(FILES).child(name);
    pointer.as_str().replace('%', "%25")
}

/// A reference as its author would write it from the folder of the document.
pub(crate) fn as_written(reference: &str) -> String {
    match super::document::pointer_of(reference) {
        Some(pointer)
            if pointer
                .as_str()
                .get(1..)
                .is_some_and(|it| it.starts_with(FILES)) =>
        {
            pointer.to_string()
        }
        _ => reference.to_owned(),
    }
}

/// The name under which other documents would know what stands at a place of another file: that of the component,
/// of a member at the top of the file, or of the file itself.
pub(crate) fn component_name(pointer: &str) -> Option<String> {
    let rest = pointer.strip_prefix('/')?.strip_prefix(FILES)?;
    let parts: Vec<_> = rest.strip_prefix('/')?.split('/').collect();
    let name = match parts.as_slice() {
        [file] => {
            let file = file.rsplit("~1").next().unwrap_or_default();
            file.split_once('.').map_or(file, |(stem, _)| stem)
        }
        [_, name] | [_, "definitions" | "$defs" | "schemas", name] => name,
        [_, "components", "schemas", name] => name,
        _ => return None,
    };
    Some(name.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_folder_of_the_document() {
        let cases = [
            ("", "a.yaml", Some("a.yaml")),
            ("", "./b/a.yaml", Some("b/a.yaml")),
            ("b/a.yaml", "c.yaml", Some("b/c.yaml")),
            ("b/a.yaml", "../c.yaml", Some("c.yaml")),
            ("a.yaml", "../../c.yaml", Some("../../c.yaml")),
            ("b/a.yaml", "/etc/passwd", Some("/etc/passwd")),
            ("", "a%20b.yaml", Some("a b.yaml")),
            ("", "https://a.example/b.yaml", None),
            ("", "urn:x", None),
            ("", ".", None),
        ];
        for (home, file, expected) in cases {
            assert_eq!(joined(home, file).as_deref(), expected, "{home} {file}");
        }
    }

    #[test]
    fn most_documents_are_not_read_for_their_references() {
        for text in [
            "{\"$ref\": \"#/a\"}",
            "$ref: '#/a'",
            "$ref: {type: string}",
            "a: b",
        ] {
            assert!(!may_lead_out(text), "{text}");
        }
        for text in ["{\"$ref\": \"a.json\"}", "$ref: ./a", "$ref:\n  a.yaml#/b"] {
            assert!(may_lead_out(text), "{text}");
        }
    }

    #[test]
    fn what_stands_in_another_file_has_a_name() {
        let name = |rest: &str| component_name(&format!("/{FILES}/{rest}"));
        assert_eq!(name("b~1Order.yaml").as_deref(), Some("Order"));
        assert_eq!(name("c.yaml/Order").as_deref(), Some("Order"));
        assert_eq!(
            name("c.yaml/components/schemas/a~1b").as_deref(),
            Some("a/b")
        );
        assert_eq!(name("c.yaml/Order/properties/id"), None);
        assert_eq!(component_name("/components/schemas/Order"), None);
    }

    #[test]
    fn files_are_read_once_and_may_refer_back() {
        let mut asked = Vec::new();
        let source = gather(
            Source::new(
                "dir/api.yaml",
                "{a: {$ref: 'b.yaml#/x'}, c: {$ref: b.yaml}}",
            ),
            &mut |name| {
                asked.push(name.to_owned());
                let text = "{x: {$ref: 'api.yaml#/a'}, y: {$ref: missing.yaml}}";
                if name == "b.yaml" {
                    Ok(Source::new("dir/b.yaml", text))
                } else {
                    Err("it is not there".to_owned())
                }
            },
        );
        assert_eq!(asked, ["b.yaml", "missing.yaml"]);
        assert_eq!(source.files().count(), 1);
        assert_eq!(source.refused()["missing.yaml"], "it is not there");
    }
}
