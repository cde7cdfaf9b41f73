//! `countersign lint`: everything that is wrong with a document.

use std::io::Write as _;

use super::input::{DocumentArguments, Project};
use super::output::{Output, Stream};
use super::{Common, DONE, FOUND, Format, Stop};
use crate::generate;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: DocumentArguments,
}

pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    output: &mut Output<'_, '_>,
) -> Result<u8, Stop> {
    let project = Project::find(&arguments.document, common, output)?;
    let source = project.source(output)?;
    let mut sink = project.sink();
    // All stages report, so all of them are run; what they make is not needed.
    generate(&source, &project.options(), &mut sink);
    let diagnostics = output.write(sink.pinned(), &source, Stream::Stdout)?;
    if diagnostics.is_empty() && output.format == Format::Text {
        writeln!(output.stdout, "nothing to report: {}", source.label())?;
    }
    Ok(if diagnostics.has_errors() {
        FOUND
    } else {
        DONE
    })
}
