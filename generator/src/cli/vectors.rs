//! `countersign vectors`: whether recipes give what was published.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::generate::{name_of, write};
use super::input::read;
use super::output::{Output, Stream};
use super::{DONE, FOUND, Format, Stop};
use crate::diag::Sink;
use crate::lower::signing::Vectors;
use crate::source::Source;
use crate::vectors::{self, check, text};
use crate::{Options, generate_vectors};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The vectors and their recipes, as JSON or YAML, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write a crate with the code for each recipe and a test for each vector
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of that crate; if absent, that of its folder
    #[arg(long, value_name = "CRATE", requires = "out")]
    name: Option<String>,
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
    let counted = count(&found, &source, output)?;
    if let Some(out) = &arguments.out {
        krate(found, &source, out, arguments, output)?;
    }
    counted.write(output)?;
    let is_bad = counted.failed > 0 || reported.has_errors();
    Ok(if is_bad { FOUND } else { DONE })
}

/// How many vectors came out, and how many did not.
struct Counted {
    passed: usize,
    failed: usize,
}

impl Counted {
    fn write(&self, output: &mut Output<'_, '_>) -> io::Result<()> {
        match output.format {
            Format::Text => text::count(&mut output.stdout, self.passed, self.failed),
            Format::Json => {
                let counted = json!({"passed": self.passed, "failed": self.failed});
                writeln!(output.stdout, "{counted}")
            }
        }
    }
}

/// Tries all vectors and says what does not agree.
fn count(found: &Vectors, source: &Source, output: &mut Output<'_, '_>) -> io::Result<Counted> {
    let mut failed = found.unusable;
    let mut failures = Sink::new();
    for vector in &found.vectors {
        let problems = check(vector);
        failed += usize::from(!problems.is_empty());
        for problem in &problems {
            match output.format {
                Format::Text => text::failure(&mut output.stdout, vector, problem, source)?,
                Format::Json => problem.report(vector, &mut failures),
            }
        }
    }
    output.reports(failures, source, Stream::Stdout)?;
    let passed = found.vectors.len() + found.unusable - failed;
    Ok(Counted { passed, failed })
}

/// Writes the crate, also where vectors fail: its tests fail then, too.
fn krate(
    found: Vectors,
    source: &Source,
    out: &Path,
    arguments: &Arguments,
    output: &mut Output<'_, '_>,
) -> Result<(), Stop> {
    let options = Options {
        name: name_of(arguments.name.clone(), out, output)?,
        ..Options::default()
    };
    let mut sink = Sink::new();
    let tree = generate_vectors(found, source, &options, &mut sink);
    output.stop_at_errors(sink, source)?;
    write(&tree, out, output)?;
    if output.format == Format::Text {
        let out = out.display();
        writeln!(
            output.stdout,
            "wrote {out}; `cargo test` there runs its code"
        )?;
    }
    Ok(())
}
