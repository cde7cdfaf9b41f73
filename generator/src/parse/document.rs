//! From text to a [`Document`]: reading, the version, and the one vocabulary.

use percent_encoding::percent_decode_str;

use super::media_types::MediaTypes;
use super::node::{At, Node};
use super::recipes::Recipes;
use super::{overlay, v3_0, v3_1, yaml};
use crate::diag::{Sink, codes};
use crate::source::{Pointer, Source};

/// The version of OpenAPI that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 3.0.x.
    V3_0,
    /// 3.1.x.
    V3_1,
}

/// A document whose values know where they stand, in the vocabulary of OpenAPI 3.1.
#[derive(Debug)]
pub struct Document {
    /// The version that the text is written in.
    pub version: Version,
    /// Which media type is used where there are several.
    pub media_types: MediaTypes,
    root: Node,
}

impl Document {
    /// Returns the whole of it.
    pub fn root(&self) -> At<'_> {
        whole(&self.root)
    }

    /// Puts recipes of a configuration into the document; reports schemes that it does not have.
    pub fn put_recipes(&mut self, recipes: &Recipes, sink: &mut Sink) {
        recipes.put_into(&mut self.root, sink);
    }

    /// Returns the value that a reference within the document (`#/a/b`) points to.
    ///
    /// One step only: what it points to may be a reference itself.
    pub fn resolve(&self, reference: &str) -> Option<At<'_>> {
        // As a part of a URL the pointer may be percent-encoded (RFC 6901 §6).
        let fragment = percent_decode_str(reference.strip_prefix('#')?);
        let fragment = fragment.decode_utf8().ok()?;
        let mut at = self.root();
        if fragment.is_empty() {
            return Some(at);
        }
        for segment in fragment.strip_prefix('/')?.split('/') {
            let key = segment.replace("~1", "/").replace("~0", "~");
            at = match at.get(&key) {
                Some(member) => member,
                None => at.item(key.parse().ok()?)?,
            };
        }
        Some(at)
    }
}

/// Reads a document, and carries out the overlays that are laid over it.
///
/// Returns nothing if what is left after all reports is no OpenAPI document of a known version.
pub fn parse(source: &Source, sink: &mut Sink) -> Option<Document> {
    let mut root = yaml::read(source, sink)?;
    overlay::apply_all(source, &mut root, sink)?;
    let version = version(&whole(&root), sink)?;
    match version {
        Version::V3_0 => v3_0::upgrade(&mut root, sink),
        Version::V3_1 => v3_1::tidy(&mut root, sink),
    }
    Some(Document {
        version,
        media_types: MediaTypes::default(),
        root,
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
    let Some(member) = root.get("openapi") else {
        report_no_version(root, sink);
        return None;
    };
    let text = member.as_str().or(member.as_number());
    let version = text.and_then(supported);
    let shown = text.unwrap_or(member.kind());
    if version.is_none() {
        sink.report(
            &codes::CS0103,
            &member.origin(),
            format!("OpenAPI `{shown}` is not supported"),
        )
        .label("the version of the language")
        .help("write the document in OpenAPI 3.0 or 3.1: `openapi: 3.0.3`");
    }
    version
}

fn report_no_version(root: &At<'_>, sink: &mut Sink) {
    let Some(swagger) = root.get("swagger") else {
        let message = "there is no member `openapi`, so this is not an OpenAPI document";
        sink.report(&codes::CS0101, &root.origin(), message)
            .help("the top of the document says which version it is: `openapi: 3.0.3`");
        return;
    };
    let version = swagger.as_str().or(swagger.as_number()).unwrap_or("2.0");
    let message = format!("this is Swagger {version}, which is not supported");
    sink.report(&codes::CS0102, &swagger.key_origin(), message)
        .help("convert it to OpenAPI 3.0 first, for example with https://converter.swagger.io");
}

/// Patch versions do not change the language, so any is taken, and none too.
fn supported(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    let version = match (parts.next()?, parts.next()?) {
        ("3", "0") => Version::V3_0,
        ("3", "1") => Version::V3_1,
        _ => return None,
    };
    Some(version)
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
            "openapi: 3.2.0",
            "openapi: 3.10.0",
            "openapi: 4",
            "openapi: [3]",
        ] {
            assert_eq!(code(text), "CS0103");
        }
    }

    #[test]
    fn swagger_is_told_from_other_documents() {
        assert_eq!(code("swagger: '2.0'"), "CS0102");
        assert_eq!(code("swagger: 2.0"), "CS0102");
        assert_eq!(code("{\"name\": \"package.json\"}"), "CS0101");
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
