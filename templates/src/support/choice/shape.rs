//! What tells one JSON value from another at a glance.
//!
//! All of it looks at text that is known to be JSON. The members of an object are found once, when
//! a shape first asks for one; of a repeated member the last counts, as for the types that are read.

use super::super::json_text::string_at;

/// What a value looks like.
pub(crate) enum Shape {
    /// Anything.
    Any,
    /// Anything but `null`.
    NotNull,
    /// Nothing: it is only written.
    Never,
    /// `true` or `false`.
    Boolean,
    /// A number without fraction and exponent.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// One of these texts.
    Texts(&'static [&'static str]),
    /// One of these numbers or booleans, as they are spelled.
    Values(&'static [&'static str]),
    /// A list whose first item looks so, if there is one.
    List(&'static Shape),
    /// An object with these members.
    Object(&'static [(&'static str, Shape)]),
    /// An object with one of these members at least that is not `null`.
    Knows(&'static [&'static str]),
    /// A member that may be absent, and else looks so.
    Maybe(&'static Shape),
    /// One of these.
    Either(&'static [Shape]),
    /// All of these.
    All(&'static [Shape]),
    /// One that others do not exclude: of the members that not all of them know, it keeps these.
    Keeping(&'static Shape, &'static [&'static str]),
}

/// A [`Shape`] as generated code writes it.
macro_rules! shape {
    (any) => { $crate::support::choice::Shape::Any };
    (not_null) => { $crate::support::choice::Shape::NotNull };
    (never) => { $crate::support::choice::Shape::Never };
    (boolean) => { $crate::support::choice::Shape::Boolean };
    (integer) => { $crate::support::choice::Shape::Integer };
    (number) => { $crate::support::choice::Shape::Number };
    (text) => { $crate::support::choice::Shape::Text };
    ($text:literal) => { $crate::support::choice::Shape::Texts(&[$text]) };
    ([$item:tt]) => {
        $crate::support::choice::Shape::List(&$crate::support::choice::shape!($item))
    };
    (($($text:literal)|+)) => { $crate::support::choice::Shape::Texts(&[$($text),+]) };
    ((= $($value:literal)|+)) => { $crate::support::choice::Shape::Values(&[$($value),+]) };
    ((maybe $($values:tt)+)) => {
        $crate::support::choice::Shape::Maybe(&$crate::support::choice::shape!(($($values)+)))
    };
    (($shape:tt keeping $($path:literal)|*)) => {
        $crate::support::choice::Shape::Keeping(&$crate::support::choice::shape!($shape), &[$($path),*])
    };
    (($($shape:tt)and+)) => {
        $crate::support::choice::Shape::All(&[$($crate::support::choice::shape!($shape)),+])
    };
    (($($shape:tt)or+)) => {
        $crate::support::choice::Shape::Either(&[$($crate::support::choice::shape!($shape)),+])
    };
    ({ $($name:literal: $shape:tt),* }) => {
        $crate::support::choice::Shape::Object(&[
            $(($name, $crate::support::choice::shape!($shape))),*
        ])
    };
    ({ $($name:literal)|+ }) => { $crate::support::choice::Shape::Knows(&[$($name),+]) };
}

pub(crate) use shape;

/// The place of the first shape that `text` has, if it keeps all members that others which `text` has
/// know; of those, the first that does.
pub(super) fn first_fit<'s>(text: &str, shapes: impl Iterator<Item = &'s Shape>) -> Option<usize> {
    let mut value = Value::new(text.as_bytes());
    let (mut keeping, mut plain) = (Vec::new(), None);
    for (place, shape) in shapes.enumerate() {
        if !value.fits(shape) {
            continue;
        }
        let Shape::Keeping(_, paths) = shape else {
            plain = Some(place);
            break;
        };
        keeping.push((place, *paths));
    }
    // Services write `null` for what is not there: it counts only if one alternative keeps it all.
    let keeper = value.keeper(&keeping, true);
    keeper.or_else(|| value.keeper(&keeping, false)).or(plain)
}

/// Whether there are more than `limit` objects and lists inside each other.
pub(super) fn is_deeper_than(text: &str, limit: usize) -> bool {
    let opens = |byte: &u8| matches!(byte, b'{' | b'[');
    // Most texts have fewer brackets in all, which is quickly seen.
    if text.as_bytes().iter().filter(|byte| opens(byte)).count() <= limit {
        return false;
    }
    let (mut deepest, mut depth) = (0_usize, 0_usize);
    walk(text.as_bytes(), |byte| {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
        true
    });
    deepest > limit
}

/// A value, and the members of it once they have been asked for.
struct Value<'t> {
    text: &'t [u8],
    members: Vec<(&'t [u8], &'t [u8])>,
    /// What follows them.
    rest: &'t [u8],
}

impl<'t> Value<'t> {
    fn new(text: &'t [u8]) -> Self {
        let text = text.trim_ascii_start();
        Self {
            text,
            members: Vec::new(),
            rest: text.strip_prefix(b"{").unwrap_or_default(),
        }
    }

    fn fits(&mut self, shape: &Shape) -> bool {
        let first = self.text.first().copied().unwrap_or_default();
        match shape {
            Shape::Any => true,
            Shape::NotNull => first != b'n',
            Shape::Never => false,
            Shape::Boolean => matches!(first, b't' | b'f'),
            Shape::Integer => is_number(first) && !self.text.iter().copied().any(is_fractional),
            Shape::Number => is_number(first),
            Shape::Text => first == b'"',
            Shape::Texts(texts) => first == b'"' && texts.iter().any(|text| self.is_text(text)),
            Shape::Values(values) => values.iter().any(|it| it.as_bytes() == self.text),
            Shape::List(item) => first == b'[' && self.item().is_none_or(|mut it| it.fits(item)),
            Shape::Object(members) => {
                let mut members = members.iter();
                first == b'{' && members.all(|(name, shape)| self.has(name, shape))
            }
            Shape::Knows(names) => names.iter().any(|name| self.has(name, &Shape::NotNull)),
            Shape::Maybe(shape) => first == b'n' || self.fits(shape),
            Shape::Either(shapes) => shapes.iter().any(|shape| self.fits(shape)),
            Shape::All(shapes) => shapes.iter().all(|shape| self.fits(shape)),
            Shape::Keeping(shape, _) => self.fits(shape),
        }
    }

    /// The first of these that keeps what any of them knows of the value.
    fn keeper(&mut self, keeping: &[(usize, &[&str])], counts_null: bool) -> Option<usize> {
        let paths = keeping.iter().flat_map(|(_, paths)| *paths);
        let there: Vec<_> = paths.filter(|path| self.holds(path, counts_null)).collect();
        let is_kept = |paths: &[&str]| there.iter().all(|path| paths.contains(path));
        let keeper = keeping.iter().find(|(_, paths)| is_kept(paths));
        keeper.map(|(place, _)| *place)
    }

    /// Whether there is something at the end of a path: names, as in a JSON Pointer.
    fn holds(&mut self, path: &str, counts_null: bool) -> bool {
        let (name, inside) = match path.split_once('/') {
            Some((name, inside)) => (name, Some(inside)),
            None => (path, None),
        };
        let name = name.replace("~1", "/").replace("~0", "~");
        match (self.member(&name), inside) {
            (None, _) => false,
            (Some(text), None) => counts_null || text != b"null",
            (Some(text), Some(inside)) => Value::new(text).holds(inside, counts_null),
        }
    }

    fn is_text(&self, text: &str) -> bool {
        is_same(string_at(&self.text[1..]), text)
    }

    fn has(&mut self, name: &str, shape: &Shape) -> bool {
        match self.member(name) {
            Some(text) => Value::new(text).fits(shape),
            None => matches!(shape, Shape::Maybe(_)),
        }
    }

    /// The first item of a list that is not `null`.
    fn item(&self) -> Option<Self> {
        let mut rest = self.text.get(1..)?;
        loop {
            rest = after_blanks(rest);
            let item = rest.get(..value_end(rest))?;
            match item {
                [] => return None,
                b"null" => rest = &rest[item.len()..],
                _ => return Some(Value::new(item)),
            }
        }
    }

    /// The text of the last member of this name.
    fn member(&mut self, name: &str) -> Option<&'t [u8]> {
        while let Some(member) = self.next_member() {
            self.members.push(member);
        }
        let mut members = self.members.iter();
        let member = members.rfind(|(key, _)| is_same(key, name));
        member.map(|(_, value)| *value)
    }

    fn next_member(&mut self) -> Option<(&'t [u8], &'t [u8])> {
        let key = string_at(after_blanks(self.rest).strip_prefix(b"\"")?);
        let rest = &after_blanks(self.rest)[key.len() + 2..];
        let rest = after_blanks(rest);
        let value = rest.get(..value_end(rest))?;
        self.rest = &rest[value.len()..];
        Some((key, value))
    }
}

fn is_number(first: u8) -> bool {
    first == b'-' || first.is_ascii_digit()
}

fn is_fractional(byte: u8) -> bool {
    matches!(byte, b'.' | b'e' | b'E')
}

/// Whether the inside of a string, escapes as they are, means `text`.
fn is_same(string: &[u8], text: &str) -> bool {
    if !string.contains(&b'\\') {
        return string == text.as_bytes();
    }
    let quoted = [b"\"", string, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).is_ok_and(|string| string == text)
}

/// What follows blanks, and the marks between values.
fn after_blanks(text: &[u8]) -> &[u8] {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b':');
    let start = text.iter().position(|byte| !is_between(byte));
    &text[start.unwrap_or(text.len())..]
}

/// The length of the value that `text` begins with.
fn value_end(text: &[u8]) -> usize {
    match text.first() {
        Some(b'"') => string_at(&text[1..]).len() + 2,
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            walk(text, |byte| {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                depth > 0
            })
        }
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            text.iter().position(ends).unwrap_or(text.len())
        }
    }
}

/// Shows `see` each byte outside of strings, until it says no; returns the length of what was seen.
fn walk(text: &[u8], mut see: impl FnMut(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        if *byte == b'"' {
            at += string_at(&text[at..]).len() + 1;
        } else if !see(*byte) {
            break;
        }
    }
    at.min(text.len())
}
