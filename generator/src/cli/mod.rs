//! The command line.
//!
//! In: arguments, streams and what else a process has around it, as values ([`World`]).
//! Out: an exit code. What the commands do is done by the stages; here it is only asked for, and
//! files are read.

mod changes;
mod completions;
mod credentials;
mod dump;
mod explain;
mod files;
mod generate;
mod input;
mod lint;
#[cfg(feature = "mock")]
mod mock;
mod output;
mod recipes;
mod sign;
#[cfg(test)]
mod tests;
mod vectors;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use output::Output;

/// All is well.
pub const DONE: u8 = 0;
/// The document or the output is not as it should be.
pub const FOUND: u8 = 1;
/// The command was not understood.
pub const USAGE: u8 = 2;

/// Generates Rust clients from OpenAPI documents in which request signing is part of the description.
///
/// Without a command it generates what `countersign.yaml` says, in this folder or one above it.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What all commands understand.
#[derive(Debug, clap::Args)]
struct Common {
    /// How reports are written: for people, or as one JSON object a line
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    message_format: Format,
    /// When colors are used; `auto` is on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// The configuration, instead of `countersign.yaml` in this folder or one above it
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

// Without doc comments on the variants, because clap would give each a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the crate for a document, or tell whether that would change anything
    Generate(generate::Arguments),
    /// Show everything that is wrong with a document
    Lint(lint::Arguments),
    /// Show what a code such as CS0110 means
    Explain(explain::Arguments),
    /// Show the data between the stages as YAML
    Dump(dump::Arguments),
    /// Show how a request is signed: values, string to sign, signature, headers and a `curl` line
    Sign(sign::Arguments),
    /// Serve the document's operations, and refuse what is not signed or not as it says
    #[cfg(feature = "mock")]
    Mock(mock::Arguments),
    /// List the recipes that `use` can name, or show one
    Recipes(recipes::Arguments),
    /// Check recipes against published signatures
    Vectors(vectors::Arguments),
    /// Print a completion script
    Completions(completions::Arguments),
}

/// What a process has around it.
pub struct World<'a> {
    /// The current folder.
    pub folder: PathBuf,
    /// Looks up an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// Standard input.
    pub stdin: &'a mut dyn io::Read,
    /// Standard output: what was asked for.
    pub stdout: &'a mut dyn io::Write,
    /// Standard error: what else there is to say.
    pub stderr: &'a mut dyn io::Write,
    /// Whether both outputs are shown to a person.
    pub terminal: bool,
}

/// A command that could not be carried out because of how it was called.
#[derive(Debug)]
struct Usage(String);

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    /// Reports were written that say why.
    Reported,
    /// It was called in a way that makes no sense.
    Usage(Usage),
    /// An output stream failed.
    Stream(io::Error),
}

impl From<Usage> for Stop {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// Runs the program with what the process has around it.
pub fn main() -> ExitCode {
    let folder = match std::env::current_dir() {
        Ok(folder) => folder,
        Err(error) => {
            // There may be no standard error either.
            let _ = writeln!(io::stderr(), "error: there is no current folder: {error}");
            return ExitCode::from(USAGE);
        }
    };
    let mut world = World {
        folder,
        variable: &|name| std::env::var_os(name),
        stdin: &mut io::stdin().lock(),
        stdout: &mut io::BufWriter::new(io::stdout().lock()),
        stderr: &mut io::stderr().lock(),
        terminal: io::stdout().is_terminal() && io::stderr().is_terminal(),
    };
    ExitCode::from(run(std::env::args_os(), &mut world))
}

/// Runs the program; returns its exit code.
///
/// The first argument is the name of the program, as usual.
pub fn run<I>(arguments: I, world: &mut World<'_>) -> u8
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let parsed = Arguments::try_parse_from(arguments);
    let color = parsed.as_ref().map_or(Color::Auto, |it| it.common.color);
    let colored = is_colored(color, world);
    let mut output = Output::new(world, colored);
    let result = match parsed {
        Ok(arguments) => command(arguments, &mut output),
        Err(error) => output.clap(&error).map_err(Stop::Stream),
    };
    let code = match result {
        Ok(code) => code,
        Err(Stop::Reported) => FOUND,
        Err(Stop::Usage(Usage(message))) => {
            // If it cannot be said, nothing is left to say so with.
            let _ = output.mistake(&message);
            USAGE
        }
        Err(Stop::Stream(error)) => {
            let _ = writeln!(
                output.stderr,
                "error: the output cannot be written: {error}"
            );
            FOUND
        }
    };
    match output.stdout.flush() {
        Ok(()) => code,
        Err(_) => code.max(FOUND),
    }
}

fn command(arguments: Arguments, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let common = &arguments.common;
    output.format = common.message_format;
    match arguments.command {
        None => generate::run(&generate::Arguments::default(), common, output),
        Some(Command::Generate(arguments)) => generate::run(&arguments, common, output),
        Some(Command::Lint(arguments)) => lint::run(&arguments, common, output),
        Some(Command::Explain(arguments)) => explain::run(&arguments, output),
        Some(Command::Dump(arguments)) => dump::run(&arguments, common, output),
        Some(Command::Sign(arguments)) => sign::run(&arguments, common, output),
        #[cfg(feature = "mock")]
        Some(Command::Mock(arguments)) => mock::run(&arguments, common, output),
        Some(Command::Recipes(arguments)) => recipes::run(&arguments, output),
        Some(Command::Vectors(arguments)) => vectors::run(&arguments, output),
        Some(Command::Completions(arguments)) => completions::run(&arguments, output),
    }
}

/// <https://no-color.org>, and terminals that know no colors.
fn is_colored(color: Color, world: &World<'_>) -> bool {
    let is_set = |name| (world.variable)(name).is_some_and(|value| !value.is_empty());
    let is_dumb = || (world.variable)("TERM").is_some_and(|value| value == "dumb");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => world.terminal && !is_set("NO_COLOR") && !is_dumb(),
    }
}
