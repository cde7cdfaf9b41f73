//! What came out beside what should have.

use crate::signing::Shown;

/// Two texts that should be the same and are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What came out.
    pub found: Shown,
    /// What should have; hidden where it may hold what is hidden in the other.
    pub expected: Shown,
    /// The offset of the first byte that differs.
    pub at: usize,
}

impl Difference {
    /// Compares; nothing comes back if there is no difference. `secrets` are bytes that are not
    /// shown wherever they are, with their names.
    pub fn between(found: &Shown, expected: &[u8], secrets: &[(String, Vec<u8>)]) -> Option<Self> {
        let bytes = found.bytes();
        if bytes == expected {
            return None;
        }
        let at = common(bytes.iter().zip(expected));
        Some(Self {
            found: found.clone(),
            expected: hidden_alike(found, expected, at, secrets),
            at,
        })
    }

    /// Returns the line and the byte in it, both counted from 1, at which the first difference is.
    pub fn place(&self) -> (usize, usize) {
        let before = &self.found.bytes()[..self.at];
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n');
        (line, self.at - start.map_or(0, |place| place + 1) + 1)
    }
}

/// The number of pairs before the first of which the two differ.
fn common<'b>(pairs: impl Iterator<Item = (&'b u8, &'b u8)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

/// Hides in what was expected what is hidden in what came out. Beginning and end are the same; a
/// hidden part that reaches into what differs hides all of that.
fn hidden_alike(
    found: &Shown,
    expected: &[u8],
    start: usize,
    secrets: &[(String, Vec<u8>)],
) -> Shown {
    let bytes = found.bytes();
    let end = common(
        bytes[start..]
            .iter()
            .rev()
            .zip(expected[start..].iter().rev()),
    );
    // Offsets from the end of one text are offsets from the end of the other.
    let (found_end, expected_end) = (bytes.len() - end, expected.len() - end);
    let moved = |offset: usize| offset - found_end + expected_end;
    let mut shown = Shown::open(expected);
    for (name, secret) in secrets.iter().filter(|(_, secret)| !secret.is_empty()) {
        for place in places(expected, secret) {
            shown.hide(place..place + secret.len(), name);
        }
    }
    for hidden in found.hidden() {
        let range = &hidden.range;
        let range = match (range.end <= start, range.start >= found_end) {
            (true, _) => range.clone(),
            (false, true) => moved(range.start)..moved(range.end),
            (false, false) => range.start.min(start)..moved(range.end.max(found_end)),
        };
        shown.hide(range, &hidden.name);
    }
    shown
}

fn places(text: &[u8], part: &[u8]) -> Vec<usize> {
    let windows = text.windows(part.len()).enumerate();
    let found = windows.filter(|(_, window)| *window == part);
    found.map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(found: &Shown, expected: &str) -> Difference {
        let secrets = [("secret".to_owned(), b"hush".to_vec())];
        Difference::between(found, expected.as_bytes(), &secrets).expect("the two differ")
    }

    #[test]
    fn the_first_difference_has_an_offset_a_line_and_a_byte_in_it() {
        let found = difference(&Shown::open("GET\n/a?b"), "GET\n/b?b");
        assert_eq!((found.at, found.place()), (5, (2, 2)));
        let longer = difference(&Shown::open("GET"), "GET\n");
        assert_eq!((longer.at, longer.place()), (3, (1, 4)));
    }

    #[test]
    fn equal_texts_do_not_differ() {
        assert_eq!(Difference::between(&Shown::open("a"), b"a", &[]), None);
    }

    #[test]
    fn secrets_are_hidden_on_both_sides() {
        let mut found = Shown::open("a=");
        found.push(&Shown::secret("hush", "secret"));
        found.push_text("&b=1");
        for (expected, shown) in [
            ("a=hush&b=2", "a=[secret]&b=2"),
            ("c&a=hush&b=1", "c&a=[secret]&b=1"),
            ("a=husk&b=1", "a=[secret]&b=1"),
            ("a=rushing&b=1", "a=[secret]&b=1"),
            ("a=", "a="),
            ("zzhush", "[secret]"),
        ] {
            let found = difference(&found, expected);
            assert_eq!(found.expected.to_string(), shown, "{expected}");
            assert_eq!(found.expected.bytes(), expected.as_bytes());
        }
        let forgotten = difference(&Shown::open("a="), "a=hush");
        assert_eq!(forgotten.expected.to_string(), "a=[secret]");
    }
}
