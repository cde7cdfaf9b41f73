//! References by name in place of by place: `$anchor`, `$id` and their like (JSON Schema 2020-12 §8.2).
//!
//! They are rewritten to pointers, so that whoever comes later knows pointers alone.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{find, pointer_of};
use super::files::FILES;
use super::make::{self, Members};
use super::node::{Member, Node, Value};
use super::places::each_schema;
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer};

/// What schemas are called.
#[derive(Default)]
struct Names {
    /// By file and name: the pointer to a schema with an anchor.
    anchors: BTreeMap<(String, String), String>,
    /// By identifier, as it is written: the pointer to the schema.
    ids: BTreeMap<String, String>,
    /// By the last part of an identifier: the pointer, unless several end so.
    ends: BTreeMap<String, Option<String>>,
    /// Pointers to schemas with identifiers.
    resources: BTreeSet<String>,
    has_dynamic: bool,
}

/// Rewrites all references that go by names.
pub(super) fn rewrite(root: &mut Node, sink: &mut Sink) {
    let names = names(root);
    if names.anchors.is_empty() && names.ids.is_empty() && !names.has_dynamic {
        return;
    }
    let mut turned = Vec::new();
    each_schema(root, &mut |node, way| {
        let Some(schema) = make::members(node) else {
            return;
        };
        if ["$ref", "$dynamicRef"]
            .iter()
            .any(|it| make::text(schema, it).is_some())
        {
            turned.push(way.pointer());
        }
    });
    for pointer in turned {
        turn(root, &names, &pointer, sink);
    }
}

fn names(root: &mut Node) -> Names {
    let mut names = Names::default();
    each_schema(root, &mut |node, way| {
        let Some(schema) = make::members(node) else {
            return;
        };
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = make::text(schema, keyword) {
                let pointer = way.pointer();
                let key = (file_of(&pointer).to_owned(), name.to_owned());
                names
                    .anchors
                    .entry(key)
                    .or_insert_with(|| pointer.as_str().to_owned());
            }
        }
        if let Some(id) = make::text(schema, "$id") {
            let id = id.trim_end_matches('#').to_owned();
            names.add(id, way.pointer().as_str());
        }
        names.has_dynamic |= schema.contains_key("$dynamicRef");
    });
    names
}

/// The file that a pointer is in: the beginning of the pointer, empty for the document itself.
fn file_of(pointer: &Pointer) -> &str {
    let text = pointer.as_str();
    let rest = text.strip_prefix('/').and_then(|it| it.strip_prefix(FILES));
    let Some(rest) = rest.and_then(|it| it.strip_prefix('/')) else {
        return "";
    };
    let name = rest.split('/').next().unwrap_or_default();
    &text[..FILES.len() + 2 + name.len()]
}

/// Rewrites the references of the schema at `pointer`.
fn turn(root: &mut Node, names: &Names, pointer: &Pointer, sink: &mut Sink) {
    let text = |schema: &Node, keyword: &str| match &schema.value {
        Value::Object(object) => match &object.get(keyword)?.node.value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    let Some(schema) = find(root, pointer) else {
        return;
    };
    let (fixed, dynamic) = (text(schema, "$ref"), text(schema, "$dynamicRef"));
    let target = |reference: &str| names.target(root, pointer, reference);
    let fixed = fixed.and_then(|it| target(&it));
    let dynamic = dynamic.map(|it| target(&it).unwrap_or(it));
    let Some(schema) = super::document::find_mut(root, pointer).and_then(make::members) else {
        return;
    };
    if let Some(target) = fixed {
        set(schema, "$ref", target);
    }
    if let Some(target) = dynamic {
        fix(schema, target, pointer, sink);
    }
}

fn set(schema: &mut Members, keyword: &str, target: String) {
    if let Some(Member { node, .. }) = schema.get_mut(keyword) {
        node.value = Value::String(target);
    }
}

/// Takes a dynamic reference for a fixed one.
fn fix(schema: &mut Members, target: String, pointer: &Pointer, sink: &mut Sink) {
    let Some(mut member) = make::take(schema, "$dynamicRef") else {
        return;
    };
    let origin = Origin {
        pointer: pointer.child("$dynamicRef"),
        span: member.node.span,
    };
    let message =
        "this reference may lead elsewhere when another schema is read: taken for a fixed one";
    sink.report(&codes::CS0123, &origin, message);
    member.node.value = Value::String(target);
    schema.entry("$ref".to_owned()).or_insert(member);
}

impl Names {
    /// Where a reference of the schema at `home` leads, if it goes by a name.
    fn target(&self, root: &Node, home: &Pointer, reference: &str) -> Option<String> {
        let (before, after) = reference.rsplit_once('#').unwrap_or((reference, ""));
        if before.is_empty() && after.starts_with('/') {
            return self.within_resource(root, home, after);
        }
        // In another file: the pointer to it, and then the name.
        if before.is_empty() || before.starts_with('#') {
            let file = match before.strip_prefix('#') {
                Some(file) => file,
                None => file_of(home),
            };
            let key = (file.to_owned(), after.to_owned());
            return self.anchors.get(&key).map(|it| fragment(it));
        }
        let resource = self.resource(before)?;
        if after.is_empty() || after.starts_with('/') {
            return Some(fragment(&format!("{resource}{after}")));
        }
        let mut anchors = self.anchors.iter();
        let found = anchors.find(|((_, name), at)| name == after && at.starts_with(resource));
        found.map(|(_, at)| fragment(at))
    }

    /// A pointer within a schema with an identifier begins there, if there is anything.
    fn within_resource(&self, root: &Node, home: &Pointer, rest: &str) -> Option<String> {
        let home = home.as_str();
        let ends = home.match_indices('/').map(|(end, _)| end);
        let around = ends.chain([home.len()]).map(|end| &home[..end]);
        let resource = around.rev().find(|it| self.resources.contains(*it))?;
        let target = fragment(&format!("{resource}{rest}"));
        find(root, &pointer_of(&target)?).map(|_| target)
    }

    /// The schema that has this identifier, or the only one that ends with it.
    fn resource(&self, id: &str) -> Option<&str> {
        if let Some(pointer) = self.ids.get(id) {
            return Some(pointer);
        }
        self.ends.get(last_part(id)?)?.as_deref()
    }

    fn add(&mut self, id: String, pointer: &str) {
        if let Some(end) = last_part(&id) {
            let known = self.ends.entry(end.to_owned());
            known
                .and_modify(|it| *it = None)
                .or_insert_with(|| Some(pointer.to_owned()));
        }
        self.resources.insert(pointer.to_owned());
        self.ids.entry(id).or_insert_with(|| pointer.to_owned());
    }
}

fn last_part(id: &str) -> Option<&str> {
    id.rsplit('/').next().filter(|it| !it.is_empty())
}

fn fragment(pointer: &str) -> String {
    format!("#{pointer}")
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::parse::parse;
    use crate::source::Source;

    /// The references of the schema `S`, and the codes that are reported.
    fn turned(schemas: &str) -> (String, Vec<&'static str>) {
        let text = format!("{{openapi: 3.1.0, components: {{schemas: {schemas}}}}}");
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        let schema = document.resolve("#/components/schemas/S").unwrap();
        let json = serde_json::to_string(schema.node).unwrap();
        let codes = sink.finish().reports.iter().map(|it| it.code.id).collect();
        (json.replace('"', ""), codes)
    }

    fn check(schemas: &str, expected: &str) {
        assert_eq!(turned(schemas), (expected.to_owned(), vec![]), "{schemas}");
    }

    #[test]
    fn names_become_places() {
        check(
            "{S: {$ref: '#a'}, T: {$anchor: a}}",
            "{$ref:#/components/schemas/T}",
        );
        check(
            "{S: {$ref: 'https://x.example/t'}, T: {$id: 'https://x.example/t'}}",
            "{$ref:#/components/schemas/T}",
        );
        check(
            "{S: {$ref: 't#/$defs/u'}, T: {$id: 'https://x.example/t', $defs: {u: {}}}}",
            "{$ref:#/components/schemas/T/$defs/u}",
        );
    }

    #[test]
    fn pointers_begin_at_the_schema_with_an_identifier_around_them() {
        check(
            "{S: {$id: s, items: {$ref: '#/$defs/u'}, $defs: {u: {type: string}}}}",
            "{$id:s,items:{$ref:#/components/schemas/S/$defs/u},$defs:{u:{type:string}}}",
        );
        // Many authors mean the document all the same.
        check(
            "{S: {$id: s, items: {$ref: '#/components/schemas/T'}}, T: {}}",
            "{$id:s,items:{$ref:#/components/schemas/T}}",
        );
    }

    #[test]
    fn dynamic_references_are_reported() {
        let (schema, codes) = turned("{S: {$dynamicRef: '#n'}, T: {$dynamicAnchor: n}}");
        assert_eq!(schema, "{$ref:#/components/schemas/T}");
        assert_eq!(codes, ["CS0123"]);
    }
}
