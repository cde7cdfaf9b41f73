//! `countersign vectors`: whether recipes give what was published.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::input::read;
use super::output::{Output, Stream};
use super::{DONE, FOUND, Format, Stop};
use crate::diag::Sink;
use crate::vectors::{self, check, text};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The vectors and their recipes, as JSON or YAML, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let source = read(&arguments.file, output)?;
    let mut sink = Sink::new();
    let found = vectors::read(&source, &mut sink);
    let Some(found) = found else {
        output.stop_at_errors(sink, &source)?;
        return Err(Stop::Reported);
    };
    let reported = output.reports(sink, &source, Stream::Stderr)?;

    let mut failed = found.unusable;
    let mut failures = Sink::new();
    for vector in &found.vectors {
        let problems = check(vector);
        failed += usize::from(!problems.is_empty());
        for problem in &problems {
            match output.format {
                Format::Text => text::failure(&mut output.stdout, vector, problem, &source)?,
                Format::Json => problem.report(vector, &mut failures),
            }
        }
    }
    output.reports(failures, &source, Stream::Stdout)?;
    let passed = found.vectors.len() + found.unusable - failed;
    match output.format {
        Format::Text => text::count(&mut output.stdout, passed, failed)?,
        Format::Json => {
            let counted = json!({"passed": passed, "failed": failed});
            writeln!(output.stdout, "{counted}")?;
        }
    }
    let is_bad = failed > 0 || reported.has_errors();
    Ok(if is_bad { FOUND } else { DONE })
}
