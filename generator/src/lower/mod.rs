//! From a [`Document`] to an [`Api`]: what is it?
//!
//! In: nodes in the vocabulary of OpenAPI 3.1. Out: plain data.
//! What cannot be understood is reported where it stands and left out or taken for free JSON; the rest goes on.
//! Nothing here knows Rust.

mod body;
mod choice;
mod compose;
mod encoding;
mod enumeration;
mod envelope;
mod flows;
mod headers;
mod hints;
mod kept;
mod leave_out;
mod object;
mod operation;
mod overlap;
mod pagination;
mod parameter;
mod reference;
mod response;
mod scalars;
mod schema;
mod security;
mod servers;
mod shapes;
mod shared_names;
pub mod signing;
mod stream;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::diag::{Level, Sink, codes};
use crate::ir::{Api, Arena, Envelope, ExternalDocs, Info, Schema, Tag, Usage};
use crate::parse::{At, Document, Met, Node, Value};

/// Reads an API off a document.
pub fn lower(document: &Document, sink: &mut Sink) -> Api {
    let root = document.root();
    let mut context = Context::new(document, sink);
    context.envelope = context
        .sink
        .exacting(|sink| envelope::envelope(&root, sink));
    let mut security_schemes = security::schemes(&mut context);
    let mut operations = operation::operations(&mut context, &security_schemes);
    let mut webhooks = webhooks::webhooks(&mut context, &security_schemes, &operations);
    operation::report_choice(&mut context);
    if !document.selection.is_everything() {
        security::leave_out_unused(&mut security_schemes, &operations, &webhooks);
    }
    context.lower_queued_schemas();
    for operation in &mut operations {
        context.settle(&mut operation.parameters);
        context.settle_headers(operation);
        context.report_shared_names(&operation.parameters);
    }
    leave_out::without_path(&mut context, &mut operations);
    for webhook in &mut webhooks {
        webhooks::leave_out_lists(&mut context, webhook);
    }
    context.settle_bodies(&mut operations);
    webhooks::complete(&webhooks, &mut security_schemes, context.sink);
    pagination::paginate(&mut context, &mut operations);
    context.report_unused_media_types();
    signing::check_operations(
        &operations,
        &security_schemes,
        &context.schemas,
        context.sink,
    );
    security::report_unused(&mut context, &security_schemes, &operations, &webhooks);
    hints::report_undocumented(&root, context.sink);
    let mut tags = tags(&root, context.sink);
    for tag in operations
        .iter()
        .filter_map(|operation| operation.tag.as_ref())
    {
        tags.entry(tag.clone()).or_default();
    }
    Api {
        info: info(&root, context.sink),
        servers: servers::servers(&root, context.sink),
        tags,
        envelope: context.envelope,
        schemas: context.schemas,
        security_schemes,
        operations,
        webhooks,
    }
}

/// What the functions of this stage share.
struct Context<'d, 's> {
    document: &'d Document,
    sink: &'s mut Sink,
    envelope: Option<Envelope>,
    schemas: Arena<Schema>,
    /// The schemas met so far, by their pointer. Only looked up, never walked, so its order is free.
    known: HashMap<String, Usage, RandomState>,
    /// Schemas that have an id but are not lowered yet. A queue and no recursion: chains of references may be long.
    queued: Vec<(crate::ir::SchemaId, At<'d>)>,
    /// Schemas that are made of others, until those are known.
    parts: BTreeMap<crate::ir::SchemaId, compose::Parts>,
    /// Those that are being made of others just now.
    making: Vec<crate::ir::SchemaId>,
    /// Members that must be there and that another part describes, by place and name.
    resolved: BTreeSet<(crate::source::Pointer, String)>,
    /// What two schemas of one member became together.
    overlaps: HashMap<(crate::ir::SchemaId, crate::ir::SchemaId), crate::ir::SchemaId>,
    /// How much has been copied from one schema to another.
    copied: usize,
    /// How much has been held against each other to tell alternatives apart.
    compared: usize,
    /// The `x-pagination` of operations, by their place. Read once all schemas are there.
    paged: Vec<(usize, At<'d>)>,
    /// The media types met so far.
    offered: Vec<String>,
    /// What came of the words by which operations are chosen.
    met: Met,
}

impl<'d, 's> Context<'d, 's> {
    fn new(document: &'d Document, sink: &'s mut Sink) -> Self {
        Self {
            document,
            sink,
            envelope: None,
            schemas: Arena::default(),
            known: HashMap::default(),
            queued: Vec::new(),
            parts: BTreeMap::new(),
            making: Vec::new(),
            resolved: BTreeSet::new(),
            overlaps: HashMap::new(),
            copied: 0,
            compared: 0,
            paged: Vec::new(),
            offered: Vec::new(),
            met: Met::default(),
        }
    }
}

fn info(root: &At<'_>, sink: &mut Sink) -> Info {
    let external_docs = external_docs(root, sink);
    let Some(at) = root.expected("info", sink) else {
        return Info {
            external_docs,
            ..Info::default()
        };
    };
    Info {
        title: scalar(&at, "title", sink),
        version: scalar(&at, "version", sink),
        description: at.str("description", sink).map(str::to_owned),
        external_docs,
    }
}

/// A text that should be there; a number that was meant as one is taken as it is spelled.
fn scalar(at: &At<'_>, key: &str, sink: &mut Sink) -> String {
    let Some(member) = at.expected(key, sink) else {
        return String::new();
    };
    if let Some(number) = member.as_number() {
        sink.report(
            &codes::CS0110,
            &member.origin(),
            format!("`{key}` is text: taken as \"{number}\""),
        )
        .level(Level::Warning)
        .help("put it between quotes");
        return number.to_owned();
    }
    member.expect_str(sink).unwrap_or_default().to_owned()
}

fn external_docs(at: &At<'_>, sink: &mut Sink) -> Option<ExternalDocs> {
    let docs = at
        .get("externalDocs")?
        .read::<openapiv3::ExternalDocumentation>(sink)?;
    Some(ExternalDocs {
        url: docs.url,
        description: docs.description,
    })
}

fn tags(root: &At<'_>, sink: &mut Sink) -> IndexMap<String, Tag> {
    let Some(list) = root.array("tags", sink) else {
        return IndexMap::new();
    };
    let mut tags = IndexMap::new();
    for at in list.items() {
        let Some(tag) = at.read::<openapiv3::Tag>(sink) else {
            continue;
        };
        let external_docs = external_docs(&at, sink);
        let rust_name = hints::rust_name(&at, sink);
        let text = |key: &str, sink: &mut Sink| at.str(key, sink).map(str::to_owned);
        let (summary, parent) = (text("summary", sink), text("parent", sink));
        tags.insert(
            tag.name,
            Tag {
                rust_name,
                summary,
                parent,
                description: tag.description,
                external_docs,
            },
        );
    }
    tags
}

/// A node as compact JSON text, numbers as they are spelled.
fn json_text(at: &At<'_>) -> String {
    let mut text = String::new();
    write_json(at.node, &mut text);
    text
}

fn write_json(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                out.push(if place == 0 { '[' } else { ',' });
                write_json(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(members) => {
            for (place, (name, member)) in members.iter().enumerate() {
                out.push(if place == 0 { '{' } else { ',' });
                write_string(name, out);
                out.push(':');
                write_json(&member.node, out);
            }
            out.push_str(if members.is_empty() { "{}" } else { "}" });
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    let text = serde_json::to_string(text).expect("every text is a string of JSON");
    out.push_str(&text);
}
