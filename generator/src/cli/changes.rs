//! What a run changed, or would change, said in lines.

use std::io::{self, Write};
use std::path::Path;

use crate::diag::visible;
use crate::emit::{Action, Change, Changes, Difference};

/// Files that are named one by one; the rest is counted.
const LISTED: usize = 100;
/// Characters that are shown of a line that differs.
const SHOWN: usize = 80;

/// Says what was changed in a folder.
pub(super) fn write_done(out: &mut dyn Write, changes: &Changes, folder: &Path) -> io::Result<()> {
    let words = ["created", "updated", "removed"];
    List {
        out,
        folder,
        words,
        differences: false,
    }
    .write(changes)
}

/// Says what would be changed in a folder, and what the first difference of each file is.
pub(super) fn write_check(out: &mut dyn Write, changes: &Changes, folder: &Path) -> io::Result<()> {
    let words = ["would create", "would update", "would remove"];
    List {
        out,
        folder,
        words,
        differences: true,
    }
    .write(changes)
}

struct List<'a> {
    out: &'a mut dyn Write,
    folder: &'a Path,
    /// For what is created, updated and removed.
    words: [&'static str; 3],
    differences: bool,
}

impl List<'_> {
    fn write(mut self, changes: &Changes) -> io::Result<()> {
        let mut counts = [0; 3];
        let mut kept = 0;
        for change in &changes.files {
            let Some(kind) = kind(change) else {
                kept += 1;
                continue;
            };
            counts[kind] += 1;
            if counts.iter().sum::<usize>() <= LISTED {
                self.write_change(self.words[kind], change)?;
            }
        }
        self.write_counts(counts, kept)?;
        self.note_line_breaks(changes)
    }

    fn write_change(&mut self, word: &str, change: &Change) -> io::Result<()> {
        let path = self.folder.join(&change.path);
        writeln!(self.out, "{word} {}", path.display())?;
        match &change.action {
            Action::Update {
                difference: Some(difference),
                ..
            } if self.differences => self.write_difference(difference),
            _ => Ok(()),
        }
    }

    fn write_difference(&mut self, difference: &Difference) -> io::Result<()> {
        let line = difference.line;
        match (&difference.found, &difference.expected) {
            (Some(found), Some(expected)) => {
                writeln!(self.out, "    line {line} is {}", shown(found))?;
                writeln!(self.out, "    instead of {}", shown(expected))
            }
            (Some(found), None) => {
                let found = shown(found);
                writeln!(self.out, "    line {line} should not be there: {found}")
            }
            (None, Some(expected)) => {
                let expected = shown(expected);
                writeln!(self.out, "    line {line} is missing: {expected}")
            }
            (None, None) => Ok(()),
        }
    }

    fn write_counts(&mut self, counts: [usize; 3], kept: usize) -> io::Result<()> {
        let total: usize = counts.iter().sum();
        if total == 0 {
            let folder = self.folder.display();
            return writeln!(self.out, "nothing to do: {folder} is up to date");
        }
        if total > LISTED {
            writeln!(self.out, "... and {} more", total - LISTED)?;
        }
        let counted = self
            .words
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0);
        let counted = counted.map(|(word, count)| format!("{word} {count}"));
        let counted: Vec<_> = counted.chain([format!("kept {kept}")]).collect();
        writeln!(self.out, "{}", counted.join(", "))
    }

    /// Says that files were taken for equal although their bytes are not.
    fn note_line_breaks(&mut self, changes: &Changes) -> io::Result<()> {
        let other = Action::Keep {
            other_line_breaks: true,
        };
        let number = changes.files.iter().filter(|it| it.action == other).count();
        if number == 0 {
            return Ok(());
        }
        writeln!(
            self.out,
            "note: {number} of the kept files differ in line breaks alone (CRLF), as a checkout \
             makes them; `eol=lf` in .gitattributes keeps it from doing so"
        )
    }
}

/// A line as it is quoted.
fn shown(line: &str) -> String {
    match line {
        "" => "an empty line".to_owned(),
        line => format!("`{}`", visible(line, SHOWN)),
    }
}

/// The place of a change's word, if it is one.
fn kind(change: &Change) -> Option<usize> {
    match change.action {
        Action::Create { .. } => Some(0),
        Action::Update { .. } => Some(1),
        Action::Remove => Some(2),
        Action::Keep { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: Vec<(String, Action)>, expected: &str) {
        let files = files
            .into_iter()
            .map(|(path, action)| Change { path, action });
        let changes = Changes {
            files: files.collect(),
        };
        let mut out = Vec::new();
        write_check(&mut out, &changes, Path::new("out")).unwrap();
        let shown = String::from_utf8(out).unwrap().replace('\\', "/");
        assert_eq!(shown, expected);
    }

    fn update(found: Option<&str>, expected: Option<&str>) -> Action {
        let difference = Difference {
            line: 3,
            found: found.map(str::to_owned),
            expected: expected.map(str::to_owned),
        };
        Action::Update {
            bytes: Vec::new(),
            difference: Some(difference),
        }
    }

    #[test]
    fn changes_are_listed_and_counted() {
        let keep = Action::Keep {
            other_line_breaks: false,
        };
        check(
            vec![
                ("a".into(), update(Some("x\u{7}"), Some("y"))),
                ("b".into(), Action::Remove),
                ("c".into(), keep),
            ],
            "would update out/a
    line 3 is `x/u{7}`
    instead of `y`
would remove out/b
would update 1, would remove 1, kept 1
",
        );
    }

    #[test]
    fn a_line_too_many_and_one_that_is_missing_are_said_to_be_so() {
        check(
            vec![
                ("a".into(), update(Some("x"), None)),
                ("b".into(), update(None, Some(""))),
            ],
            "would update out/a
    line 3 should not be there: `x`
would update out/b
    line 3 is missing: an empty line
would update 2, kept 0
",
        );
    }

    #[test]
    fn a_long_list_is_cut() {
        let files = (0..LISTED + 5).map(|number| (number.to_string(), Action::Remove));
        let changes = files
            .map(|(path, action)| Change { path, action })
            .collect();
        let mut out = Vec::new();
        write_done(&mut out, &Changes { files: changes }, Path::new("out")).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown.lines().count(), LISTED + 2);
        assert!(shown.ends_with("... and 5 more\nremoved 105, kept 0\n"));
    }
}
