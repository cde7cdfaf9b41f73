//! `countersign generate`: write the crate, or tell whether that would change anything.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::input::{DocumentArguments, Project};
use super::output::{Output, Stream};
use super::{Common, DONE, FOUND, Stop, Usage};
use crate::config::check_name;
use crate::diag::{Code, Sink, codes};
use crate::emit::{self, Action, Change, Changes, Difference, FileSystem};
use crate::source::Source;
use crate::{Options, generate};

/// Files that are named one by one; the rest is counted.
const LISTED: usize = 100;
/// Characters that are shown of a line that differs.
const SHOWN: usize = 80;

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
    /// Write nothing; exit with 1 if writing would change anything
    #[arg(long)]
    check: bool,
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
    let leftover = emit::apply(&changes, &root, &FileSystem);
    let leftover = leftover.map_err(|error| refuse(&error, &out, output))?;
    list(&changes, &out, &["created", "updated", "removed"], output)?;
    if let Some(leftover) = leftover {
        let leftover = leftover.display();
        writeln!(
            output.stderr,
            "warning: {leftover} could not be removed; do so by hand"
        )?;
    }
    Ok(DONE)
}

fn out(arguments: &Arguments, project: &Project) -> Result<PathBuf, Usage> {
    let out = arguments.out.clone().or_else(|| project.out.clone());
    out.ok_or_else(|| Usage("say where the crate shall be: --out DIR".into()))
}

fn options(
    arguments: &Arguments,
    project: &Project,
    out: &Path,
    output: &Output<'_, '_>,
) -> Result<Options, Usage> {
    let package = &project.package;
    let of_folder = || {
        let folder = output.path(out);
        let name = folder.file_name()?.to_str()?;
        Some(name.to_owned())
    };
    let name = arguments.name.clone().or_else(|| package.name.clone());
    let name = name.or_else(of_folder).unwrap_or_default();
    check_name(&name).map_err(|reason| {
        Usage(format!(
            "the crate cannot be called `{name}`: {reason}; choose with --name"
        ))
    })?;
    let version = package.version.clone().unwrap_or_else(|| "0.1.0".into());
    Ok(Options {
        name,
        version,
        license: package.license.clone(),
        repository: package.repository.clone(),
        description: package.description.clone(),
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
    list(
        changes,
        out,
        &["would create", "would update", "would remove"],
        output,
    )?;
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

/// Lists changes, then counts them; `words` are for creating, updating and removing.
fn list(
    changes: &Changes,
    out: &Path,
    words: &[&str; 3],
    output: &mut Output<'_, '_>,
) -> io::Result<()> {
    let word = |change: &Change| match change.action {
        Action::Create { .. } => Some(words[0]),
        Action::Update { .. } => Some(words[1]),
        Action::Remove => Some(words[2]),
        Action::Keep { .. } => None,
    };
    let listed = changes.files.iter().filter_map(|it| Some((word(it)?, it)));
    for (word, change) in listed.clone().take(LISTED) {
        writeln!(output.stdout, "{word} {}", out.join(&change.path).display())?;
        if let Action::Update {
            difference: Some(difference),
            ..
        } = &change.action
        {
            write_difference(difference, output)?;
        }
    }
    let number = listed.clone().count();
    if number > LISTED {
        writeln!(output.stdout, "... and {} more", number - LISTED)?;
    }
    let count = |wanted| listed.clone().filter(|(word, _)| *word == wanted).count();
    let counts = words
        .map(|word| format!("{word} {}", count(word)))
        .join(", ");
    let kept = changes.files.len() - number;
    if number == 0 {
        writeln!(
            output.stdout,
            "nothing to do: {} is up to date",
            out.display()
        )?;
    } else {
        writeln!(output.stdout, "{counts}, kept {kept}")?;
    }
    note_line_breaks(changes, output)
}

fn write_difference(difference: &Difference, output: &mut Output<'_, '_>) -> io::Result<()> {
    let shown = |line: &Option<String>| match line {
        Some(line) => format!("`{}`", crate::diag::visible(line, SHOWN)),
        None => "the end".to_owned(),
    };
    let (found, expected) = (shown(&difference.found), shown(&difference.expected));
    let line = difference.line;
    writeln!(output.stdout, "    line {line} was {found}")?;
    writeln!(
        output.stdout,
        "    {:1$} is {expected}",
        "",
        line.to_string().len() + 5
    )
}

/// Says that files were taken for equal although their bytes are not.
fn note_line_breaks(changes: &Changes, output: &mut Output<'_, '_>) -> io::Result<()> {
    let other = Action::Keep {
        other_line_breaks: true,
    };
    let number = changes.files.iter().filter(|it| it.action == other).count();
    if number == 0 {
        return Ok(());
    }
    writeln!(
        output.stdout,
        "note: {number} of the kept files differ in line breaks alone (CRLF), as a checkout makes them; \
         `eol=lf` in .gitattributes keeps it from doing so"
    )
}
