//! Where a command writes to: streams, format and colors.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anstyle::Style;
use clap::builder::Styles;

use super::{DONE, Format, Stop, USAGE, World};
use crate::diag::{Diagnostics, Sink, json, text};
use crate::source::Source;

/// The streams of a run.
pub(super) struct Output<'w, 'a> {
    pub(super) stdin: &'w mut (dyn Read + 'a),
    pub(super) stdout: Quiet<'w, 'a>,
    pub(super) stderr: Quiet<'w, 'a>,
    pub(super) format: Format,
    /// Looks up an environment variable.
    pub(super) variable: &'a dyn Fn(&str) -> Option<OsString>,
    folder: &'w Path,
    colored: bool,
}

/// A stream that takes no offence when nobody reads it any more.
///
/// `countersign lint api.yaml | head` is no failure, and its exit code should not depend on it.
pub(super) struct Quiet<'w, 'a>(&'w mut (dyn Write + 'a));

impl Write for Quiet<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        quiet(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        quiet(self.0.flush(), ())
    }
}

fn quiet<T>(result: io::Result<T>, instead: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(instead),
        other => other,
    }
}

/// Which of the two streams reports go to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// They are what was asked for.
    Stdout,
    /// They are said beside it.
    Stderr,
}

impl<'w, 'a> Output<'w, 'a> {
    pub(super) fn new(world: &'w mut World<'a>, colored: bool) -> Self {
        Self {
            stdin: &mut *world.stdin,
            stdout: Quiet(&mut *world.stdout),
            stderr: Quiet(&mut *world.stderr),
            format: Format::Text,
            variable: world.variable,
            folder: &world.folder,
            colored,
        }
    }

    /// Writes what clap has to say; returns the exit code that goes with it.
    pub(super) fn clap(&mut self, error: &clap::Error) -> io::Result<u8> {
        let text = error.render();
        let text = if self.colored {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        if error.use_stderr() {
            write!(self.stderr, "{text}")?;
            Ok(USAGE)
        } else {
            write!(self.stdout, "{text}")?;
            Ok(DONE)
        }
    }

    /// Writes what is wrong with how a command was called, as clap writes it.
    pub(super) fn mistake(&mut self, message: &str) -> io::Result<()> {
        let style = if self.colored {
            *Styles::styled().get_error()
        } else {
            Style::new()
        };
        writeln!(self.stderr, "{style}error:{style:#} {message}")
    }

    /// Writes all reports; returns whether any of them is an error.
    pub(super) fn reports(
        &mut self,
        sink: Sink,
        source: &Source,
        stream: Stream,
    ) -> io::Result<Diagnostics> {
        self.write(sink.finish(), source, stream)
    }

    /// Writes the reports of a run.
    pub(super) fn write(
        &mut self,
        diagnostics: Diagnostics,
        source: &Source,
        stream: Stream,
    ) -> io::Result<Diagnostics> {
        let out = match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        };
        match self.format {
            Format::Text => text::write(out, &diagnostics, source, self.colored)?,
            Format::Json => json::write(out, &diagnostics, source)?,
        }
        Ok(diagnostics)
    }

    /// Writes errors and warnings; stops if there is an error.
    pub(super) fn stop_at_errors(&mut self, sink: Sink, source: &Source) -> Result<(), Stop> {
        let diagnostics = sink.finish().without_notes();
        let diagnostics = self.write(diagnostics, source, Stream::Stderr)?;
        if diagnostics.has_errors() {
            Err(Stop::Reported)
        } else {
            Ok(())
        }
    }

    /// Where a path that a user wrote leads.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder
    }
}
