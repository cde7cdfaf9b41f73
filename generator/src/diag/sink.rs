//! Where reports go, and what a run leaves of them.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Level};
use crate::source::Origin;

/// Reports of one code that are shown; the rest is counted.
const SHOWN_PER_CODE: usize = 50;
/// Reports of one code that are kept until they can be sorted; a document made to hurt has millions.
const KEPT_PER_CODE: usize = 10_000;

/// Takes reports.
#[derive(Debug, Default)]
pub struct Sink {
    reports: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
    /// Takes the reports that are only counted, so that their builder methods have something to work on.
    overflow: Option<Diagnostic>,
    overflowed_errors: bool,
    strict: bool,
}

impl Sink {
    /// Returns a sink that leaves levels as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a sink that takes warnings for errors.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }

    /// Reports something about a place in the document.
    pub fn report(
        &mut self,
        code: &'static Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(code, Some(origin.clone()), message.into())
    }

    /// Reports something about the document or its file as a whole.
    pub fn report_unplaced(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(code, None, message.into())
    }

    /// Returns whether anything so far withholds the output.
    pub fn has_errors(&self) -> bool {
        self.overflowed_errors
            || self
                .reports
                .iter()
                .any(|report| self.level_of(report) == Level::Error)
    }

    /// Sorts the reports by place and bounds their number per code.
    pub fn finish(mut self) -> Diagnostics {
        let has_errors = self.has_errors();
        let strict = self.strict;
        self.reports.sort_by_key(place);
        self.reports.dedup();
        let mut shown = BTreeMap::<&str, usize>::new();
        let mut left_out = BTreeMap::<&str, usize>::new();
        self.reports.retain_mut(|report| {
            if strict {
                report.level = Level::Error;
            }
            let number = shown.entry(report.code.id).or_default();
            *number += 1;
            if *number > SHOWN_PER_CODE {
                *left_out.entry(report.code.id).or_default() += 1;
            }
            *number <= SHOWN_PER_CODE
        });
        for (id, count) in &self.counts {
            if let Some(more) = count.checked_sub(KEPT_PER_CODE).filter(|more| *more > 0) {
                *left_out.entry(id).or_default() += more;
            }
        }
        Diagnostics {
            has_errors,
            reports: self.reports,
            omitted: left_out
                .into_iter()
                .map(|(code, count)| Omitted { code, count })
                .collect(),
        }
    }

    fn level_of(&self, report: &Diagnostic) -> Level {
        if self.strict {
            Level::Error
        } else {
            report.level
        }
    }

    fn push(
        &mut self,
        code: &'static Code,
        origin: Option<Origin>,
        message: String,
    ) -> &mut Diagnostic {
        let report = Diagnostic {
            code,
            level: code.level,
            origin,
            message,
            label: None,
            notes: Vec::new(),
            related: Vec::new(),
            help: None,
        };
        let count = self.counts.entry(code.id).or_default();
        *count += 1;
        if *count > KEPT_PER_CODE {
            self.overflowed_errors |= self.strict || code.level == Level::Error;
            return self.overflow.insert(report);
        }
        self.reports.push(report);
        let last = self.reports.len() - 1;
        &mut self.reports[last]
    }
}

/// The order of reports: those about the whole first, then by place; at one place errors first.
fn place(report: &Diagnostic) -> (Option<(u32, u32)>, Level, &'static str, String) {
    let span = report
        .origin
        .as_ref()
        .map(|origin| (origin.span.start, origin.span.end));
    (span, report.level, report.code.id, report.message.clone())
}

/// All reports of a run, sorted by place.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The reports.
    pub reports: Vec<Diagnostic>,
    /// What was left out because a code had too many.
    pub omitted: Vec<Omitted>,
    has_errors: bool,
}

/// How many reports of a code are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Omitted {
    /// The code.
    pub code: &'static str,
    /// Their number.
    pub count: usize,
}

impl Diagnostics {
    /// Returns whether anything withholds the output.
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Returns whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }
}
