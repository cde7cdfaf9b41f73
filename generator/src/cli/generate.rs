//! `countersign generate`: write the crate, or tell whether that would change anything.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::input::{DocumentArguments, Project};
use super::output::{Output, Stream};
use super::{Common, DONE, FOUND, Stop, Usage, changes};
use crate::config::check_name;
use crate::diag::{Code, Sink, codes};
use crate::emit::{self, Changes, FileSystem};
use crate::plan::Features;
use crate::source::Source;
use crate::tree::FileTree;
use crate::{Options, generate};

#[derive(Debug, Default, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: DocumentArguments,
    /// The folder of the crate
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate; if absent, that of its folder
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Which parts of the crate can be left out when it is compiled, by Cargo features
    #[arg(long, value_name = "PARTS", value_parser = parts())]
    features: Option<Features>,
    /// Write nothing; exit with 1 if writing would change anything
    #[arg(long)]
    check: bool,
}

/// What `--features` takes.
fn parts() -> impl TypedValueParser<Value = Features> {
    PossibleValuesParser::new(["tags", "none"]).map(|text| match text.as_str() {
        "none" => Features::None,
        _ => Features::Tags,
    })
}

pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    output: &mut Output<'_, '_>,
) -> Result<u8, Stop> {
    let project = Project::find(&arguments.document, common, output)?;
    let out = out(arguments, &project)?;
    let options = options(arguments, &project, &out, output)?;

    let source = project.source(output)?;
    let mut sink = project.sink();
    let tree = generate(&source, &options, &mut sink);
    output.stop_at_errors(sink, &source)?;
    let tree = tree.ok_or(Stop::Reported)?;

    let root = output.path(&out);
    let changes = emit::compare(&tree, &root, &FileSystem);
    let changes = changes.map_err(|error| refuse(&error, &out, output))?;
    if arguments.check {
        return Ok(check(&changes, &out, output)?);
    }
    let leftover = apply(&changes, &out, output)?;
    changes::write_done(&mut output.stdout, &changes, &out)?;
    warn_of(leftover, output)?;
    Ok(DONE)
}

/// Writes a crate without a word about its files.
pub(super) fn write(tree: &FileTree, out: &Path, output: &mut Output<'_, '_>) -> Result<(), Stop> {
    let root = output.path(out);
    let changes = emit::compare(tree, &root, &FileSystem);
    let changes = changes.map_err(|error| refuse(&error, out, output))?;
    let leftover = apply(&changes, out, output)?;
    Ok(warn_of(leftover, output)?)
}

/// Writes what has changed; returns what could not be removed.
fn apply(
    changes: &Changes,
    out: &Path,
    output: &mut Output<'_, '_>,
) -> Result<Option<PathBuf>, Stop> {
    let leftover = emit::apply(changes, &output.path(out), &FileSystem);
    leftover.map_err(|error| refuse(&error, out, output))
}

fn warn_of(leftover: Option<PathBuf>, output: &mut Output<'_, '_>) -> io::Result<()> {
    let Some(leftover) = leftover else {
        return Ok(());
    };
    let leftover = leftover.display();
    writeln!(
        output.stderr,
        "warning: {leftover} could not be removed; do so by hand"
    )
}

/// The name of a crate, unless it is given: that of its folder.
pub(super) fn name_of(
    name: Option<String>,
    out: &Path,
    output: &Output<'_, '_>,
) -> Result<String, Usage> {
    let of_folder = || output.path(out).file_name()?.to_str().map(str::to_owned);
    let name = name.or_else(of_folder).ok_or_else(|| {
        let out = out.display();
        Usage(format!(
            "the folder `{out}` gives the crate no name; choose one with --name"
        ))
    })?;
    check_name(&name).map_err(|reason| {
        Usage(format!(
            "the crate cannot be called `{name}`: {reason}; choose with --name"
        ))
    })?;
    Ok(name)
}

fn out(arguments: &Arguments, project: &Project) -> Result<PathBuf, Usage> {
    let out = arguments.out.clone().or_else(|| project.out.clone());
    out.ok_or_else(|| {
        Usage("say where the crate shall be with --out, or with `out` in the configuration".into())
    })
}

/// What the project says about the crate; the name is a flag's, the project's, or its folder's.
fn options(
    arguments: &Arguments,
    project: &Project,
    out: &Path,
    output: &Output<'_, '_>,
) -> Result<Options, Usage> {
    let name = arguments
        .name
        .clone()
        .or_else(|| project.package.name.clone());
    Ok(Options {
        name: name_of(name, out, output)?,
        features: arguments.features.unwrap_or(project.features),
        ..project.options()
    })
}

/// Reports why the output cannot be written.
fn refuse(error: &emit::Error, out: &Path, output: &mut Output<'_, '_>) -> Stop {
    let mut sink = Sink::new();
    let (code, help) = explanation(error);
    let report = sink.report_unplaced(code, error.to_string());
    if let Some(source) = std::error::Error::source(error) {
        report.note(source.to_string());
    }
    report.help(help);
    let label = Source::new(out.display().to_string(), "");
    match output.reports(sink, &label, Stream::Stderr) {
        Ok(_) => Stop::Reported,
        Err(error) => Stop::Stream(error),
    }
}

fn explanation(error: &emit::Error) -> (&'static Code, &'static str) {
    match error {
        emit::Error::Foreign(_) => (&codes::CS0710, "choose another folder, or move them away"),
        emit::Error::NotAFolder(_) => (&codes::CS0710, "choose another folder"),
        emit::Error::Link(_) => (
            &codes::CS0711,
            "name the folder itself, or replace the link",
        ),
        emit::Error::Marks(_) => (&codes::CS0712, "restore the lines, or remove the file"),
        emit::Error::Busy(_) => (
            &codes::CS0713,
            "wait for the other run; if there is none, remove the folder",
        ),
        emit::Error::NotRestored { .. } => (&codes::CS0714, "put the files in it back by hand"),
        emit::Error::Io { .. } => (&codes::CS0714, "nothing was changed; try again"),
        emit::Error::Path(_) => (
            &codes::CS0714,
            "this is a mistake of Countersign; please report it",
        ),
    }
}

/// Says what writing would change.
fn check(changes: &Changes, out: &Path, output: &mut Output<'_, '_>) -> io::Result<u8> {
    changes::write_check(&mut output.stdout, changes, out)?;
    if changes.is_empty() {
        return Ok(DONE);
    }
    let out = out.display();
    writeln!(
        output.stderr,
        "error: {out} is not what the document asks for; generate it again"
    )?;
    Ok(FOUND)
}
