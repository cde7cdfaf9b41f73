//! Reports about a document: what is wrong, where, and what would be right.
//!
//! Every stage reports through a [`Sink`] and goes on, so that one run shows all mistakes.
//! [`Diagnostics`] are what a run leaves; [`text`] and [`json`] write them down.

mod accept;
pub mod codes;
mod excerpt;
pub mod json;
mod sink;
pub mod text;
mod visible;

pub use accept::{Accepted, Which};
pub use codes::Code;
pub use sink::{Diagnostics, Sink};

pub(crate) use visible::visible;

use crate::source::Origin;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing is written.
    Error,
    /// The crate is written, though perhaps not as the author of the document expects.
    Warning,
    /// Nothing is wrong; the document says so itself.
    Note,
}

impl Level {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One report.
///
/// Messages are in lower case, without a full stop, with names in backquotes.
/// They may quote the document as it is: what could harm a terminal is made visible when they are
/// written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake this is.
    pub code: &'static Code,
    /// The level of the code, unless the place or the options ask for another.
    pub level: Level,
    /// Where it stands; nowhere if the document as a whole or its file is meant.
    pub origin: Option<Origin>,
    /// What was found.
    pub message: String,
    /// What to write beside the underlined text.
    pub label: Option<String>,
    /// Further facts.
    pub notes: Vec<String>,
    /// Other places that have to do with it, each with what it is: "first used".
    pub related: Vec<(Origin, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A report with nothing but a message.
    fn new(code: &'static Code, origin: Option<Origin>, message: String) -> Self {
        Self {
            code,
            level: code.level,
            origin,
            message,
            label: None,
            notes: Vec::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Says what the underlined text is.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a fact.
    pub fn note(&mut self, note: impl Into<String>) -> &mut Self {
        self.notes.push(note.into());
        self
    }

    /// Adds another place and what it is, so that "`what` at 87:20" reads well.
    pub fn related(&mut self, origin: &Origin, what: impl Into<String>) -> &mut Self {
        self.related.push((origin.clone(), what.into()));
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Gives this report another level than its code has.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }
}
