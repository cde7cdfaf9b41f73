//! From text to a [`Document`]: reading, the version, and the one vocabulary.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::media_types::MediaTypes;
use super::node::{At, Node, Value};
use super::recipes::Recipes;
use super::selection::Selection;
use super::{files, ids, overlay, unknown, v2_0, v3_0, v3_1, v3_2, yaml};
use crate::diag::{Sink, codes};
use crate::source::{FILES, Pointer, Source};

/// The version of OpenAPI that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Swagger 2.0.
    V2_0,
    /// 3.0.x.
    V3_0,
    /// 3.1.x.
    V3_1,
    /// 3.2.x.
    V3_2,
}

impl Version {
    /// Returns whether `responses` and `paths` must be there.
    pub fn is_before_3_1(self) -> bool {
        match self {
            Self::V2_0 | Self::V3_0 => true,
            Self::V3_1 | Self::V3_2 => false,
        }
    }
}

/// A document whose values know where they stand, in the vocabulary of OpenAPI 3.1.
#[derive(Debug)]
pub struct Document {
    /// The version that the text is written in.
    pub version: Version,
    /// Which media type is used where there are several.
    pub media_types: MediaTypes,
    /// Whether headers of responses are read.
    pub response_headers: bool,
    root: Node,
    /// Files that are referred to and not there, and why.
    refused: BTreeMap<String, String>,
    /// Which of its operations are meant.
    pub(crate) selection: Selection,
}

impl Document {
    /// Returns the whole of it.
    pub fn root(&self) -> At<'_> {
        whole(&self.root)
    }

    /// Says which operations are meant; all are, until something is said.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
    }

    /// Puts recipes of a configuration into the document; reports schemes that it does not have.
    pub fn put_recipes(&mut self, recipes: &Recipes, sink: &mut Sink) {
        recipes.put_into(&mut self.root, sink);
    }

    /// Returns the value that a reference within the document (`#/a/b`) points to.
    ///
    /// One step only: what it points to may be a reference itself. The way to it may lead through others.
    pub fn resolve(&self, reference: &str) -> Option<At<'_>> {
        let mut steps = MOST_STEPS;
        self.resolve_within(reference, &mut steps)
    }

    fn resolve_within(&self, reference: &str, steps: &mut usize) -> Option<At<'_>> {
        let (file, _) = reference.split_once('#')?;
        let pointer = pointer_of(&reference[file.len()..])?;
        if file.is_empty()
            && let Some(at) = self.straight(&pointer)
        {
            return Some(at);
        }
        let mut at = self.root();
        if !file.is_empty() {
            // As a pointer into another file is shown.
            at = at.get(FILES)?.get(file)?;
        }
        for segment in segments(&pointer) {
            at = self.step(at, &segment, steps)?;
        }
        Some(at)
    }

    /// What a pointer leads to through no other reference.
    fn straight(&self, pointer: &Pointer) -> Option<At<'_>> {
        let mut at = self.root();
        for key in segments(pointer) {
            (at.node, at.key_span) = match &at.node.value {
                Value::Object(object) => {
                    let member = object.get(&key)?;
                    at.pointer.push(&key);
                    (&member.node, Some(member.key_span))
                }
                Value::Array(items) => {
                    let index = key.parse::<usize>().ok()?;
                    at.pointer.push(&index.to_string());
                    (items.get(index)?, None)
                }
                _ => return None,
            };
        }
        Some(at)
    }

    /// The member or item of this name; of what is referred to, if there is none here.
    fn step<'d>(&'d self, at: At<'d>, key: &str, steps: &mut usize) -> Option<At<'d>> {
        let mut at = at;
        loop {
            let found = at.get(key).or_else(|| at.item(key.parse().ok()?));
            if found.is_some() {
                return found;
            }
            *steps = steps.checked_sub(1)?;
            let target = at.get("$ref")?.as_str()?;
            at = self.resolve_within(target, steps)?;
        }
    }

    /// Returns why the file of a reference is not there, if that is known.
    pub fn refusal(&self, reference: &str) -> Option<&str> {
        let (name, _) = reference.split_once('#').unwrap_or((reference, ""));
        self.refused.get(name).map(String::as_str)
    }
}

/// References that the way of one reference may lead through.
const MOST_STEPS: usize = 100;

/// The pointer that a reference within a document is.
pub(super) fn pointer_of(reference: &str) -> Option<Pointer> {
    // As a part of a URL the pointer may be percent-encoded (RFC 6901 §6).
    let fragment = percent_decode_str(reference.strip_prefix('#')?);
    let fragment = fragment.decode_utf8().ok()?;
    (fragment.is_empty() || fragment.starts_with('/')).then(|| Pointer::parse(&fragment))
}

/// The names on the way to a value.
fn segments(pointer: &Pointer) -> impl Iterator<Item = Cow<'_, str>> {
    let segments = pointer.as_str().split('/').skip(1);
    segments.map(|segment| {
        if segment.contains('~') {
            Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(segment)
        }
    })
}

/// The value at a place.
pub(super) fn find<'n>(root: &'n Node, pointer: &Pointer) -> Option<&'n Node> {
    segments(pointer).try_fold(root, |node, key| match &node.value {
        Value::Object(object) => object.get(&key).map(|member| &member.node),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The value at a place, to change it.
pub(super) fn find_mut<'n>(root: &'n mut Node, pointer: &Pointer) -> Option<&'n mut Node> {
    segments(pointer).try_fold(root, |node, key| match &mut node.value {
        Value::Object(object) => object
            .map_mut()
            .get_mut(&*key)
            .map(|member| &mut member.node),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Reads a document, and carries out the overlays that are laid over it.
///
/// Returns nothing if what is left after all reports is no OpenAPI document of a known version.
pub fn parse(source: &Source, sink: &mut Sink) -> Option<Document> {
    let mut root = yaml::read(source, sink)?;
    overlay::apply_all(source, &mut root, sink)?;
    files::put_into(source, &mut root, sink);
    let version = version(&whole(&root), sink)?;
    match version {
        Version::V2_0 => {
            v2_0::rewrite(&mut root, sink);
            v3_0::upgrade(&mut root, sink);
        }
        Version::V3_0 => v3_0::upgrade(&mut root, sink),
        Version::V3_1 | Version::V3_2 => {
            ids::rewrite(&mut root, sink);
            v3_1::tidy(&mut root, sink);
        }
    }
    unknown::report_all(&mut root, sink);
    v3_2::tidy(&mut root, sink);
    let refused = source.refused().clone();
    Some(Document {
        version,
        media_types: MediaTypes::default(),
        response_headers: false,
        root,
        refused,
        selection: Selection::default(),
    })
}

fn whole(root: &Node) -> At<'_> {
    At {
        node: root,
        pointer: Pointer::root(),
        key_span: None,
    }
}

/// Returns the version that the document says it is written in; reports others.
fn version(root: &At<'_>, sink: &mut Sink) -> Option<Version> {
    if !root.is_object() {
        let message = format!("expected an OpenAPI document, found {}", root.kind());
        sink.report(&codes::CS0101, &root.origin(), message);
        return None;
    }
    let Some(member) = root.get("openapi").or_else(|| root.get("swagger")) else {
        let message = "there is no member `openapi`, so this is not an OpenAPI document";
        sink.report(&codes::CS0101, &root.origin(), message)
            .help("the top of the document says which version it is: `openapi: 3.0.3`");
        return None;
    };
    let text = member.as_str().or(member.as_number());
    let shown = text.unwrap_or(member.kind());
    match text.and_then(read_as) {
        Some(ReadAs::Itself(version)) => Some(version),
        Some(ReadAs::Other(version, name)) => {
            let message = format!("version `{shown}` is not known: read as {name}");
            sink.report(&codes::CS0106, &member.origin(), message)
                .label("the version of the language")
                .help("versions are written as in `openapi: 3.1.0`");
            Some(version)
        }
        None => {
            report_version(&member, shown, sink);
            None
        }
    }
}

fn report_version(member: &At<'_>, shown: &str, sink: &mut Sink) {
    if shown.starts_with('1') {
        let message = format!("this is Swagger {shown}, which is not supported");
        sink.report(&codes::CS0102, &member.origin(), message)
            .help("convert it to Swagger 2.0 or OpenAPI first");
        return;
    }
    let message = format!("OpenAPI `{shown}` is not supported");
    sink.report(&codes::CS0103, &member.origin(), message)
        .label("the version of the language")
        .help("write the document in OpenAPI 3.0, 3.1 or 3.2: `openapi: 3.0.3`");
}

/// How a document that says its version is read.
enum ReadAs {
    Itself(Version),
    /// As a version that it does not name, for whoever reads that it is so.
    Other(Version, &'static str),
}

/// Patch versions do not change the language, so any is taken, and none too.
fn read_as(text: &str) -> Option<ReadAs> {
    let mut parts = text.trim().split('.');
    let (major, minor) = (parts.next()?, parts.next());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    Some(match (major, minor) {
        ("2", None | Some("0")) => ReadAs::Itself(Version::V2_0),
        ("3", Some("0")) => ReadAs::Itself(Version::V3_0),
        ("3", Some("1")) => ReadAs::Itself(Version::V3_1),
        ("3", Some("2")) => ReadAs::Itself(Version::V3_2),
        ("3", None) => ReadAs::Other(Version::V3_0, "3.0"),
        ("3", Some(minor)) if is_number(minor) => ReadAs::Other(Version::V3_2, "3.2"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Version>, Vec<(&'static str, String)>) {
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink);
        let reports = sink.finish().reports.into_iter();
        let reports = reports.map(|it| (it.code.id, it.message)).collect();
        (document.map(|it| it.version), reports)
    }

    fn code(text: &str) -> &'static str {
        let (version, reports) = read(text);
        assert_eq!((version, reports.len()), (None, 1));
        reports[0].0
    }

    #[test]
    fn patch_versions_make_no_difference() {
        for text in ["openapi: 3.0.0", "openapi: 3.0.99", "openapi: 3.0"] {
            assert_eq!(read(text), (Some(Version::V3_0), vec![]));
        }
        assert_eq!(read("openapi: 3.1.1"), (Some(Version::V3_1), vec![]));
    }

    #[test]
    fn other_versions_are_reported() {
        for text in [
            "openapi: 4",
            "openapi: [3]",
            "openapi: three",
            "openapi: 3.x",
        ] {
            assert_eq!(code(text), "CS0103");
        }
        assert_eq!(code("swagger: '1.2'"), "CS0102");
        assert_eq!(code("{\"name\": \"package.json\"}"), "CS0101");
    }

    #[test]
    fn versions_that_are_nearly_known_are_read_as_those() {
        for (text, expected) in [
            ("openapi: 3", Version::V3_0),
            ("openapi: 3.10.0", Version::V3_2),
            ("openapi: '3.3.0'", Version::V3_2),
        ] {
            let (version, reports) = read(text);
            assert_eq!(version, Some(expected), "{text}");
            assert_eq!(reports[0].0, "CS0106", "{text}");
        }
    }

    #[test]
    fn the_members_that_tell_the_version_are_taken_for_each_other() {
        for text in [
            "swagger: '2.0'",
            "swagger: 2.0",
            "swagger: 2",
            "openapi: 2.0",
        ] {
            assert_eq!(read(text).0, Some(Version::V2_0), "{text}");
        }
        assert_eq!(read("swagger: 3.0.1").0, Some(Version::V3_0));
        assert_eq!(read("openapi: 3.2.0"), (Some(Version::V3_2), vec![]));
    }

    #[test]
    fn what_can_have_no_members_is_reported_instead_of_what_is_missing_in_it() {
        let source = Source::new("x", "openapi: 3.0.3\ninfo: text\n");
        let mut sink = Sink::new();
        let document = parse(&source, &mut sink).unwrap();
        let info = document.root().get("info").unwrap();
        assert!(info.require("title", &mut sink).is_none());
        let reports = sink.finish().reports;
        assert_eq!(reports[0].message, "expected an object, found a string");
    }

    #[test]
    fn what_is_no_object_is_no_document() {
        for text in ["just text", "[1]", "12", "'null'"] {
            assert_eq!(code(text), "CS0101");
        }
    }

    #[test]
    fn references_are_followed_through_names_and_indices() {
        let text = "openapi: 3.0.3\npaths: {'/a/{b}': {get: {parameters: [{name: ü}]}}}";
        let document = parse(&Source::new("x", text), &mut Sink::new()).unwrap();
        let at = |reference| document.resolve(reference).map(|at| at.pointer.to_string());
        let pointer = "#/paths/~1a~1{b}/get/parameters/0";
        assert_eq!(at(pointer).as_deref(), Some(pointer));
        assert_eq!(
            at("#/paths/~1a~1%7Bb%7D/get/parameters/0").as_deref(),
            Some(pointer)
        );
        assert_eq!(at("#").as_deref(), Some("#"));
        for nothing in ["#/x", "#/paths/0", "#/", "#paths", "x#/paths", "", "#/%ff"] {
            assert_eq!(at(nothing), None, "{nothing}");
        }
    }
}
