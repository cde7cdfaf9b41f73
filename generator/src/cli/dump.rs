//! `countersign dump`: the data between the stages, the first thing to look at when the output
//! surprises.

use std::io::Write as _;

use clap::ValueEnum;
use serde::Serialize;
use serde_yaml::with::singleton_map_recursive;

use super::input::{DocumentArguments, Project};
use super::output::Output;
use super::{Common, DONE, Stop};
use crate::analyze::analyze;
use crate::diag::Sink;
use crate::lower::lower;
use crate::source::Source;
use crate::{Options, parsed, planned};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: DocumentArguments,
    /// After which stage
    #[arg(long)]
    stage: Stage,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Stage {
    /// The document, in the vocabulary of OpenAPI 3.1
    Document,
    /// What the API is
    Api,
    /// What follows from it
    Facts,
    /// What is to be written
    Plan,
}

pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    output: &mut Output<'_, '_>,
) -> Result<u8, Stop> {
    let project = Project::find(&arguments.document, common, output)?;
    let source = project.source(output)?;
    let mut sink = project.sink();
    let text = text(arguments.stage, &source, &project.options(), &mut sink);
    // What could be made is shown, whatever was reported.
    if let Some(text) = text {
        write!(output.stdout, "{text}")?;
    }
    output.stop_at_errors(sink, &source)?;
    Ok(DONE)
}

/// The data after a stage; nothing if the document cannot be read at all.
fn text(stage: Stage, source: &Source, options: &Options, sink: &mut Sink) -> Option<String> {
    if let Stage::Plan = stage {
        return planned(source, options, sink).map(|krate| yaml(&krate));
    }
    let document = parsed(source, options, sink)?;
    if let Stage::Document = stage {
        return Some(yaml(document.root().node));
    }
    let api = lower(&document, sink);
    if let Stage::Api = stage {
        return Some(yaml(&api));
    }
    Some(yaml(&analyze(&api)))
}

/// The data as YAML, or as much of a reason as there is.
///
/// Variants are written as maps of one member, because tags cannot stand within tags.
fn yaml<T: Serialize>(data: &T) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_yaml::Serializer::new(&mut text);
    match singleton_map_recursive::serialize(data, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) => format!("# cannot be written: {error}\n"),
    }
}
