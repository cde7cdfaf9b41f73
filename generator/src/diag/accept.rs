//! Reports that a project knows and accepts, so that its CI fails when others come or some of these go.

use super::{Code, Diagnostic, Level, codes};

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What kind of report.
    pub code: &'static Code,
    /// Which of them.
    pub which: Which,
}

/// Which reports of a code are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one at this pointer, as reports show it: `#/paths/~1orders/get`.
    At(String),
    /// This many, wherever they stand.
    Count(usize),
}

impl Accepted {
    /// Returns whether a report is meant.
    pub(super) fn covers(&self, report: &Diagnostic) -> bool {
        self.code == report.code
            && match &self.which {
                Which::At(pointer) => pointer_of(report).as_ref() == Some(pointer),
                Which::Count(_) => true,
            }
    }
}

fn pointer_of(report: &Diagnostic) -> Option<String> {
    report.origin.as_ref().map(|it| it.pointer.to_string())
}

/// Makes errors of what is not accepted, and adds one for every entry that does not come out.
pub(super) fn pin(reports: &mut Vec<Diagnostic>, accepted: &[Accepted]) {
    for report in reports.iter_mut() {
        if !accepted.iter().any(|entry| entry.covers(report)) && report.level != Level::Error {
            report.level(Level::Error);
            report.note("it is not among those that the configuration accepts");
        }
    }
    let found: Vec<_> = accepted
        .iter()
        .filter_map(|entry| difference(entry, reports, accepted))
        .map(|message| Diagnostic::new(&codes::CS0705, None, message))
        .collect();
    reports.splice(..0, found);
}

/// What is wrong with an entry.
fn difference(entry: &Accepted, reports: &[Diagnostic], all: &[Accepted]) -> Option<String> {
    let code = entry.code;
    let covered = reports.iter().filter(|report| entry.covers(report));
    match &entry.which {
        Which::At(pointer) => (covered.count() == 0)
            .then(|| format!("{code} at `{pointer}` is accepted, but it is not reported")),
        Which::Count(expected) => {
            let by_place = |report: &&Diagnostic| {
                let mut entries = all.iter().filter(|it| matches!(it.which, Which::At(_)));
                entries.any(|it| it.covers(report))
            };
            let found = covered.filter(|report| !by_place(report)).count();
            (found != *expected)
                .then(|| format!("reports of {code}: {found}, accepted are {expected}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sink;
    use super::*;
    use crate::source::{Origin, Pointer, Span};

    /// The reports of a run in which CS0140 was found at `#/a` and `#/b`.
    fn messages(accepted: &[(&'static Code, Which)]) -> Vec<String> {
        let accepted = accepted.iter().map(|(code, which)| Accepted {
            code,
            which: which.clone(),
        });
        let mut sink = Sink::new().accepting(accepted.collect());
        for (start, name) in [(1, "a"), (5, "b")] {
            let span = Span {
                start,
                end: start + 1,
            };
            let pointer = Pointer::root().child(name);
            sink.report(&codes::CS0140, &Origin { pointer, span }, name);
        }
        let errors = sink.pinned().reports.into_iter();
        let errors = errors.filter(|report| report.level == Level::Error);
        errors.map(|report| report.message).collect()
    }

    #[test]
    fn what_is_accepted_is_no_error() {
        let a = Which::At("#/a".into());
        let b = Which::At("#/b".into());
        let none: [String; 0] = [];
        assert_eq!(messages(&[(&codes::CS0140, Which::Count(2))]), none);
        assert_eq!(
            messages(&[(&codes::CS0140, a.clone()), (&codes::CS0140, b)]),
            none
        );
        let both = [(&codes::CS0140, a), (&codes::CS0140, Which::Count(1))];
        assert_eq!(messages(&both), none);
    }

    #[test]
    fn what_is_new_is_an_error() {
        let a = Which::At("#/a".into());
        assert_eq!(messages(&[(&codes::CS0140, a)]), ["b"]);
        assert_eq!(
            messages(&[(&codes::CS0140, Which::Count(1))]),
            ["reports of CS0140: 2, accepted are 1"]
        );
    }

    #[test]
    fn what_is_gone_is_an_error() {
        let gone = [
            (&codes::CS0140, Which::Count(2)),
            (&codes::CS0301, Which::At("#/c".into())),
        ];
        assert_eq!(
            messages(&gone),
            ["CS0301 at `#/c` is accepted, but it is not reported"]
        );
    }
}
