//! Where reports go, and what a run leaves of them.

use std::collections::BTreeMap;

use super::accept::pin;
use super::{Accepted, Code, Diagnostic, Level};
use crate::source::Origin;

/// Reports of one code that are shown; the rest is counted.
const SHOWN_PER_CODE: usize = 50;
/// Reports of one code that are kept until they can be sorted.
///
/// A document made to hurt has millions.
const KEPT_PER_CODE: usize = 10_000;

/// Takes reports.
#[derive(Debug, Default)]
pub struct Sink {
    reports: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
    /// What the builder methods of a report that is only counted work on.
    surplus: Option<Diagnostic>,
    surplus_errors: usize,
    surplus_warnings: usize,
    surplus_notes: usize,
    strict: bool,
    /// Whether nothing may be left out where it is read just now.
    exacting: bool,
    accepted: Option<Vec<Accepted>>,
}

/// Codes of what is left out where a reader can do without it.
const LEFT_OUT: [&str; 7] = [
    "CS0006", "CS0008", "CS0009", "CS0011", "CS0012", "CS0110", "CS0111",
];

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

    /// Returns the sink with the reports that a project accepts: they are no errors, however strict it is.
    #[must_use]
    pub fn accepting(mut self, accepted: Vec<Accepted>) -> Self {
        self.accepted = Some(accepted);
        self
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

    /// Reads something of which nothing may be left out, such as a recipe: a wrong signature is worse than none.
    pub(crate) fn exacting<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.exacting, true);
        let value = read(self);
        self.exacting = before;
        value
    }

    /// Returns whether nothing may be left out.
    pub(crate) fn is_exacting(&self) -> bool {
        self.exacting
    }

    /// Returns whether anything so far withholds the output.
    pub fn has_errors(&self) -> bool {
        self.surplus_errors > 0 || self.reports.iter().any(|report| self.withholds(report))
    }

    /// Returns the number of reports so far that withhold the output.
    pub(crate) fn errors(&self) -> usize {
        let reports = self.reports.iter();
        let errors = reports.filter(|report| self.withholds(report));
        errors.count() + self.surplus_errors
    }

    fn withholds(&self, report: &Diagnostic) -> bool {
        match report.level {
            Level::Error => true,
            Level::Warning => self.strict && !self.accepts(report),
            Level::Note => false,
        }
    }

    fn accepts(&self, report: &Diagnostic) -> bool {
        let mut accepted = self.accepted.iter().flatten();
        accepted.any(|entry| entry.covers(report))
    }

    /// Takes over the errors of another sink, as they are.
    pub(crate) fn take_errors(&mut self, other: Self) {
        self.surplus_errors += other.surplus_errors;
        for report in other.reports {
            if report.level == Level::Error {
                let (code, origin) = (report.code, report.origin.clone());
                *self.push(code, origin, String::new()) = report;
            }
        }
    }

    /// Takes over the reports about a text that begins at an offset; those about it as a whole get its first place.
    pub(crate) fn take_behind(&mut self, other: Self, offset: u32) {
        self.surplus_errors += other.surplus_errors;
        self.surplus_warnings += other.surplus_warnings;
        self.surplus_notes += other.surplus_notes;
        for mut report in other.reports {
            let origin = report.origin.get_or_insert_default();
            origin.span = origin.span.behind(offset);
            for (origin, _) in &mut report.related {
                origin.span = origin.span.behind(offset);
            }
            let code = report.code;
            *self.push(code, None, String::new()) = report;
        }
    }

    /// Sorts the reports by place, leaves out repetitions and bounds their number per code.
    pub fn finish(mut self) -> Diagnostics {
        self.sort();
        self.bounded()
    }

    /// The same, and what the project accepts has to come out: other reports are errors, and so is the lack of one.
    pub fn pinned(mut self) -> Diagnostics {
        self.sort();
        if let Some(accepted) = self.accepted.take() {
            pin(&mut self.reports, &accepted);
        }
        self.bounded()
    }

    fn sort(&mut self) {
        let mut reports = std::mem::take(&mut self.reports);
        for report in &mut reports {
            if self.withholds(report) {
                report.level = Level::Error;
            }
        }
        reports.sort_by_cached_key(place);
        reports.dedup();
        self.reports = reports;
    }

    fn bounded(mut self) -> Diagnostics {
        let count = |level| {
            let reports = self.reports.iter();
            reports.filter(|report| report.level == level).count()
        };
        let (errors, warnings, notes) = (
            count(Level::Error),
            count(Level::Warning),
            count(Level::Note),
        );

        let mut omitted = BTreeMap::new();
        for (code, count) in self.counts {
            if count > KEPT_PER_CODE {
                omitted.insert(code, count - KEPT_PER_CODE);
            }
        }
        let mut shown = BTreeMap::<_, usize>::new();
        self.reports.retain(|report| {
            let number = shown.entry(report.code.id).or_default();
            *number += 1;
            if *number > SHOWN_PER_CODE {
                *omitted.entry(report.code.id).or_default() += 1;
            }
            *number <= SHOWN_PER_CODE
        });
        Diagnostics {
            reports: self.reports,
            omitted,
            errors: errors + self.surplus_errors,
            warnings: warnings + self.surplus_warnings,
            notes: notes + self.surplus_notes,
        }
    }

    fn push(
        &mut self,
        code: &'static Code,
        origin: Option<Origin>,
        message: String,
    ) -> &mut Diagnostic {
        let mut report = Diagnostic::new(code, origin, message);
        if self.exacting && LEFT_OUT.contains(&code.id) {
            report.level = Level::Error;
        }
        let level = report.level;
        let count = self.counts.entry(code.id).or_default();
        *count += 1;
        if *count <= KEPT_PER_CODE {
            let place = self.reports.len();
            self.reports.push(report);
            return &mut self.reports[place];
        }
        match level {
            Level::Error => self.surplus_errors += 1,
            Level::Warning if self.strict => self.surplus_errors += 1,
            Level::Warning => self.surplus_warnings += 1,
            Level::Note => self.surplus_notes += 1,
        }
        self.surplus.insert(report)
    }
}

/// The order of reports: those about the whole first, then by place; at one place errors first.
fn place(report: &Diagnostic) -> (Option<(u32, u32)>, Level, &'static str, String) {
    let span = report.origin.as_ref().map(|origin| origin.span);
    (
        span.map(|span| (span.start, span.end)),
        report.level,
        report.code.id,
        report.message.clone(),
    )
}

/// All reports of a run, sorted by place.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The reports to show.
    pub reports: Vec<Diagnostic>,
    /// How many reports of a code are not among them.
    pub omitted: BTreeMap<&'static str, usize>,
    /// The number of errors, shown or not.
    pub errors: usize,
    /// The number of warnings, shown or not.
    pub warnings: usize,
    /// The number of notes, shown or not.
    pub notes: usize,
}

impl Diagnostics {
    /// Returns whether anything withholds the output.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Returns whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings + self.notes == 0
    }

    /// Returns the reports without notes, for those who did not ask what is known about a document.
    #[must_use]
    pub fn without_notes(mut self) -> Self {
        let is_note = |id: &str| Code::find(id).is_some_and(|code| code.level == Level::Note);
        self.reports.retain(|report| report.level != Level::Note);
        self.omitted.retain(|code, _| !is_note(code));
        self.notes = 0;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;
    use crate::source::{Pointer, Span};

    fn at(start: u32) -> Origin {
        let span = Span {
            start,
            end: start + 1,
        };
        Origin {
            pointer: Pointer::root(),
            span,
        }
    }

    #[test]
    fn reports_come_in_the_order_of_the_text() {
        let mut sink = Sink::new();
        sink.report(&codes::CS0110, &at(9), "c");
        sink.report(&codes::CS0110, &at(3), "b");
        sink.report_unplaced(&codes::CS0001, "a");
        let messages: Vec<_> = sink
            .finish()
            .reports
            .into_iter()
            .map(|it| it.message)
            .collect();
        assert_eq!(messages, ["a", "b", "c"]);
    }

    #[test]
    fn the_same_report_is_shown_once() {
        let mut sink = Sink::new();
        sink.report(&codes::CS0110, &at(1), "a").help("b");
        sink.report(&codes::CS0110, &at(1), "a").help("b");
        assert_eq!(sink.finish().warnings, 1);
    }

    #[test]
    fn a_code_with_too_many_reports_is_cut_and_counted() {
        let mut sink = Sink::new();
        for place in 0..20_000 {
            sink.report(&codes::CS0110, &at(place), "a").note("b");
        }
        let diagnostics = sink.finish();
        assert_eq!(diagnostics.reports.len(), SHOWN_PER_CODE);
        assert_eq!(diagnostics.omitted["CS0110"], 20_000 - SHOWN_PER_CODE);
        assert_eq!(diagnostics.warnings, 20_000);
    }

    #[test]
    fn what_is_left_out_is_an_error_where_nothing_may_be() {
        let mut sink = Sink::new();
        sink.report(&codes::CS0110, &at(1), "a");
        assert!(!sink.has_errors());
        sink.exacting(|sink| drop(sink.report(&codes::CS0110, &at(2), "a").clone()));
        sink.report(&codes::CS0110, &at(3), "a");
        assert_eq!(sink.finish().errors, 1);
    }

    #[test]
    fn warnings_withhold_nothing_unless_strict() {
        for (mut sink, withheld) in [(Sink::new(), false), (Sink::strict(), true)] {
            sink.report(&codes::CS0110, &at(1), "a")
                .level(Level::Warning);
            assert_eq!(sink.has_errors(), withheld);
            assert_eq!(sink.finish().has_errors(), withheld);
        }
    }
}
