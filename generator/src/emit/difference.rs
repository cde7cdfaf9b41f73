//! The first place where two texts differ, told as an edit: a line too many, one missing, or another one.

use super::Difference;

/// Returns the first line that differs; nothing if the bytes are no text, or differ in line breaks alone.
pub(super) fn difference(found: &[u8], expected: &[u8]) -> Option<Difference> {
    let (found, expected) = (str::from_utf8(found).ok()?, str::from_utf8(expected).ok()?);
    in_lines(found, expected).or_else(|| in_the_end(found, expected))
}

fn in_lines(found: &str, expected: &str) -> Option<Difference> {
    let (found, expected): (Vec<_>, Vec<_>) = (found.lines().collect(), expected.lines().collect());
    let before = common(found.iter().zip(&expected));
    let (found, expected) = (&found[before..], &expected[before..]);
    let after = common(found.iter().rev().zip(expected.iter().rev()));
    let found = found[..found.len() - after].first();
    let expected = expected[..expected.len() - after].first();
    (found.is_some() || expected.is_some()).then(|| Difference {
        line: before + 1,
        found: found.copied().map(str::to_owned),
        expected: expected.copied().map(str::to_owned),
    })
}

/// How many pairs are equal before the first that is not.
fn common<'l>(pairs: impl Iterator<Item = (&'l &'l str, &'l &'l str)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

/// Of two texts with the same lines, one may lack the line break at the end.
fn in_the_end(found: &str, expected: &str) -> Option<Difference> {
    let last = expected.lines().last()?;
    let shown = |text: &str| {
        let line_break = if text.ends_with('\n') { "\n" } else { "" };
        format!("{last}{line_break}")
    };
    let (shown_found, shown_expected) = (shown(found), shown(expected));
    (shown_found != shown_expected).then(|| Difference {
        line: expected.lines().count(),
        found: Some(shown_found),
        expected: Some(shown_expected),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, expected: &str, difference: Option<(usize, Option<&str>, Option<&str>)>) {
        let difference = difference.map(|(line, found, expected)| Difference {
            line,
            found: found.map(str::to_owned),
            expected: expected.map(str::to_owned),
        });
        assert_eq!(
            super::difference(found.as_bytes(), expected.as_bytes()),
            difference
        );
    }

    #[test]
    fn a_line_that_was_changed_stands_beside_what_it_was() {
        check("a\nx\nc\n", "a\nb\nc\n", Some((2, Some("x"), Some("b"))));
    }

    #[test]
    fn a_line_that_was_added_should_not_be_there() {
        check("a\nx\nb\n", "a\nb\n", Some((2, Some("x"), None)));
        check("a\nb\nx\n", "a\nb\n", Some((3, Some("x"), None)));
        check("a\n\n", "a\n", Some((2, Some(""), None)));
    }

    #[test]
    fn a_line_that_was_removed_is_missing() {
        check("a\nc\n", "a\nb\nc\n", Some((2, None, Some("b"))));
        check("", "a\n", Some((1, None, Some("a"))));
    }

    #[test]
    fn a_line_that_stands_twice_stands_there_once_too_often() {
        check("a\na\nb\n", "a\nb\n", Some((2, Some("a"), None)));
    }

    #[test]
    fn a_line_break_at_the_end_is_a_difference() {
        check("a\nb", "a\nb\n", Some((2, Some("b"), Some("b\n"))));
        check("a\nb\nc", "a\nb\n", Some((3, Some("c"), None)));
    }

    #[test]
    fn other_line_breaks_are_none() {
        check("a\r\nb\r\n", "a\nb\n", None);
    }

    #[test]
    fn what_is_no_text_has_no_lines() {
        assert_eq!(difference(b"\xff", b"a"), None);
    }
}
