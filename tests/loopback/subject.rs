//! A document with what is planned for it.

use countersign::diag::Sink;
use countersign::ir::{Api, Operation};
use countersign::mock::Samples;
use countersign::parse::Document;
use countersign::plan::krate::Crate;
use countersign::source::Source;
use countersign::tree::FileTree;
use countersign::{Options, analyze, lower, parse, plan, render};

use crate::{program, values};

/// Requests of one operation.
const ROUNDS: u64 = 4;

pub(crate) struct Subject {
    pub(crate) label: String,
    pub(crate) name: String,
    document: Document,
    api: Api,
    krate: Crate,
}

/// A call to be made, or why there is none.
pub(crate) struct Call {
    pub(crate) index: usize,
    /// Id, method and the key under `paths`.
    pub(crate) operation: [String; 3],
    pub(crate) values: Result<String, String>,
}

impl Subject {
    pub(crate) fn of(label: &str, text: String) -> Self {
        let mut sink = Sink::new();
        let options = Options {
            name: format!("c-{}", slug(label)),
            ..Options::default()
        };
        let source = Source::new(label, text);
        let document = parse::parse(&source, &mut sink).expect("the document can be read");
        let api = lower::lower(&document, &mut sink);
        let facts = analyze::analyze(&api);
        let krate = plan::plan(&api, &facts, &options, "", &mut sink);
        Self {
            label: label.to_owned(),
            name: options.name,
            document,
            api,
            krate,
        }
    }

    pub(crate) fn tree(&self) -> FileTree {
        render::render(&self.krate)
    }

    pub(crate) fn program(&self) -> String {
        program::source(&self.krate)
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        let samples = Samples::of(&self.document);
        let mut calls = Vec::new();
        for (index, (_, file)) in program::operations(&self.krate).into_iter().enumerate() {
            let info = &file.info;
            let path = values::operation(&self.api, file).map_or_else(String::new, key);
            let operation = [info.id.clone(), info.method.clone(), path];
            let lines = match values::lines(&self.api, &samples, file, ROUNDS) {
                Ok(lines) if lines.is_empty() => {
                    vec![Err("no value is made for the body".to_owned())]
                }
                Ok(lines) => lines.into_iter().map(Ok).collect(),
                Err(reason) => vec![Err(reason)],
            };
            calls.extend(lines.into_iter().map(|values| Call {
                index,
                operation: operation.clone(),
                values,
            }));
        }
        calls
    }
}

/// The name of the path item: templates may be told apart by what is not sent, such as a fragment.
fn key(operation: &Operation) -> String {
    let pointer = operation.origin.pointer.to_string();
    let segment = pointer
        .strip_prefix("#/paths/")
        .and_then(|it| it.split('/').next());
    let key = segment.unwrap_or_default();
    key.replace("~1", "/").replace("~0", "~")
}

fn slug(label: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    label.chars().map(letter).collect()
}
