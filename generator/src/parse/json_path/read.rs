//! From the text of a path to what it asks (RFC 9535 §2).

use super::select::expression;
use super::{Comparison, JsonPath, Operand, Pattern, Query, Segment, Selector, Slice, Test};
use crate::parse::node::Value;

/// Brackets and parentheses within others.
const DEEPEST: usize = 32;
/// Whole numbers that all readers of JSON know exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// Why a text is no path, and at which of its bytes.
#[derive(Debug, thiserror::Error)]
#[error("{expected} at `{rest}`")]
pub(in crate::parse) struct Misread {
    expected: &'static str,
    rest: String,
}

type Read<T> = Result<T, Misread>;

impl JsonPath {
    /// Reads a path.
    pub(in crate::parse) fn read(text: &str) -> Read<Self> {
        let mut reader = Reader {
            rest: text,
            depth: 0,
        };
        if !reader.take("$") {
            return Err(reader.expected("expected `$`"));
        }
        let segments = reader.segments()?;
        if !reader.rest.is_empty() {
            return Err(reader.expected("expected `.name`, `['name']` or the end"));
        }
        Ok(Self(Query {
            from_root: true,
            segments,
        }))
    }
}

/// What is left of the text.
struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn expected(&self, expected: &'static str) -> Misread {
        let rest = if self.rest.is_empty() {
            "the end".to_owned()
        } else {
            self.rest.chars().take(20).collect()
        };
        Misread { expected, rest }
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn require(&mut self, text: &str, expected: &'static str) -> Read<()> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes characters as long as they are wanted.
    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|it| !wanted(it)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Reads something that may hold others of its kind.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.expected("nested too deeply"));
        }
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn segments(&mut self) -> Read<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.rest;
            self.blank();
            let descends = self.take("..");
            let selectors = if self.rest.starts_with('[') {
                self.nested(Self::bracketed)?
            } else if descends || self.take(".") {
                vec![self.shorthand()?]
            } else {
                self.rest = before;
                return Ok(segments);
            };
            segments.push(Segment {
                descends,
                selectors,
            });
        }
    }

    /// `*` or a name without quotes.
    fn shorthand(&mut self) -> Read<Selector> {
        if self.take("*") {
            return Ok(Selector::Wildcard);
        }
        let is_letter = |it: char| it.is_ascii_alphabetic() || it == '_' || !it.is_ascii();
        if !self.rest.starts_with(is_letter) {
            return Err(self.expected("expected a name or `*`"));
        }
        let name = self.take_while(|it| is_letter(it) || it.is_ascii_digit());
        if self.rest.starts_with('-') {
            return Err(self.expected("a name with other characters is written `['a-name']`:"));
        }
        Ok(Selector::Name(name.to_owned()))
    }

    fn bracketed(&mut self) -> Read<Vec<Selector>> {
        self.require("[", "expected `[`")?;
        let mut selectors = Vec::new();
        loop {
            self.blank();
            selectors.push(self.selector()?);
            self.blank();
            if self.take("]") {
                return Ok(selectors);
            }
            self.require(",", "expected `,` or `]`")?;
        }
    }

    fn selector(&mut self) -> Read<Selector> {
        if self.take("*") {
            return Ok(Selector::Wildcard);
        }
        if self.take("?") {
            self.blank();
            return Ok(Selector::Filter(self.any()?));
        }
        if self.rest.starts_with(['"', '\'']) {
            return Ok(Selector::Name(self.string()?));
        }
        let start = self.integer()?;
        let before = self.rest;
        self.blank();
        if let (Some(index), false) = (start, self.rest.starts_with(':')) {
            self.rest = before;
            return Ok(Selector::Index(index));
        }
        self.require(
            ":",
            "expected a name in quotes, a number, `*`, or a filter `?…`",
        )?;
        self.blank();
        let end = self.integer()?;
        self.blank();
        let step = if self.take(":") {
            self.blank();
            self.integer()?
        } else {
            None
        };
        let step = step.unwrap_or(1);
        Ok(Selector::Slice(Slice { start, end, step }))
    }

    /// A whole number, if there is one.
    fn integer(&mut self) -> Read<Option<i64>> {
        let before = self.rest;
        let is_negative = self.take("-");
        let digits = self.take_while(|it| it.is_ascii_digit());
        if digits.is_empty() && !is_negative {
            return Ok(None);
        }
        let is_spelled = digits == "0" && !is_negative || !digits.starts_with('0');
        let number = digits.parse().ok();
        let number = number.filter(|it: &i64| *it <= LARGEST && is_spelled);
        let Some(number) = number else {
            self.rest = before;
            return Err(self.expected("expected a whole number"));
        };
        Ok(Some(if is_negative { -number } else { number }))
    }

    fn string(&mut self) -> Read<String> {
        let quote = if self.rest.starts_with('"') {
            '"'
        } else {
            '\''
        };
        self.rest = &self.rest[1..];
        let mut text = String::new();
        loop {
            text += self.take_while(|it| it != quote && it != '\\' && it >= ' ');
            if self.rest.starts_with(quote) {
                self.rest = &self.rest[1..];
                return Ok(text);
            }
            self.require("\\", "expected the quote that ends this name")?;
            text.push(self.escaped(quote)?);
        }
    }

    fn escaped(&mut self, quote: char) -> Read<char> {
        let wrong = self.expected("there is no such escape:");
        let mut characters = self.rest.chars();
        let character = match characters.next() {
            Some('b') => '\u{8}',
            Some('t') => '\t',
            Some('n') => '\n',
            Some('f') => '\u{c}',
            Some('r') => '\r',
            Some(it) if it == quote || it == '/' || it == '\\' => it,
            Some('u') => {
                self.rest = characters.as_str();
                return self.unicode().ok_or(wrong);
            }
            _ => return Err(wrong),
        };
        self.rest = characters.as_str();
        Ok(character)
    }

    /// What follows `\u`.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hexadecimal()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        if !self.take("\\u") {
            return None;
        }
        let low = self.hexadecimal()?;
        let low = (0xdc00..0xe000).contains(&low).then(|| low - 0xdc00)?;
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        let is_spelled = digits.bytes().all(|it| it.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_spelled)
    }

    /// Tests of which one has to hold.
    fn any(&mut self) -> Read<Test> {
        let mut tests = vec![self.all()?];
        while self.take_between("||") {
            tests.push(self.all()?);
        }
        Ok(Test::Any(tests))
    }

    /// Tests of which each has to hold.
    fn all(&mut self) -> Read<Test> {
        let mut tests = vec![self.test()?];
        while self.take_between("&&") {
            tests.push(self.test()?);
        }
        Ok(Test::All(tests))
    }

    /// Takes a text with the blanks around it.
    fn take_between(&mut self, text: &str) -> bool {
        let before = self.rest;
        self.blank();
        if self.take(text) {
            self.blank();
            return true;
        }
        self.rest = before;
        false
    }

    fn test(&mut self) -> Read<Test> {
        if self.take("!") {
            self.blank();
            let test = if self.rest.starts_with('(') {
                self.nested(Self::parenthesized)?
            } else {
                let term = self.nested(Self::term)?;
                self.lone(term)?
            };
            return Ok(Test::Not(Box::new(test)));
        }
        if self.rest.starts_with('(') {
            return self.nested(Self::parenthesized);
        }
        let term = self.nested(Self::term)?;
        let before = self.rest;
        self.blank();
        let Some(comparison) = self.comparison() else {
            self.rest = before;
            return self.lone(term);
        };
        let left = self.operand(term)?;
        self.blank();
        let right = self.nested(Self::term)?;
        Ok(Test::Compare(left, comparison, self.operand(right)?))
    }

    fn parenthesized(&mut self) -> Read<Test> {
        self.require("(", "expected `(`")?;
        self.blank();
        let test = self.any()?;
        self.blank();
        self.require(")", "expected `)`")?;
        Ok(test)
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let all = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let found = all.into_iter().find(|(text, _)| self.take(text));
        found.map(|(_, comparison)| comparison)
    }

    /// A term as a test of its own.
    fn lone(&self, term: Term) -> Read<Test> {
        match term {
            Term::Query(query) => Ok(Test::Exists(query)),
            Term::Test(test) => Ok(test),
            Term::Operand(_) => Err(self.expected("expected a comparison such as `== 1`")),
        }
    }

    /// A term as something that is compared.
    fn operand(&self, term: Term) -> Read<Operand> {
        match term {
            Term::Operand(operand) => Ok(operand),
            Term::Query(query) if query.is_singular() => Ok(Operand::One(query)),
            Term::Query(_) => {
                Err(self.expected("a path that may select several values is not compared;"))
            }
            Term::Test(_) => Err(self.expected("`match` and `search` are not compared;")),
        }
    }

    fn term(&mut self) -> Read<Term> {
        if self.rest.starts_with(['$', '@']) {
            return Ok(Term::Query(self.query()?));
        }
        let start = self.rest;
        if start.starts_with(['"', '\'']) {
            let text = self.string()?;
            return Ok(Term::Operand(Operand::Literal(Value::String(text))));
        }
        if start.starts_with(|it: char| it == '-' || it.is_ascii_digit()) {
            let number = Value::Number(self.number()?);
            return Ok(Term::Operand(Operand::Literal(number)));
        }
        let name = self.take_while(|it| it.is_ascii_lowercase() || it == '_');
        let value = match name {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ => return self.function(name, start),
        };
        Ok(Term::Operand(Operand::Literal(value)))
    }

    fn query(&mut self) -> Read<Query> {
        let from_root = self.take("$");
        if !from_root {
            self.require("@", "expected a path, `@…` or `$…`")?;
        }
        let segments = self.segments()?;
        Ok(Query {
            from_root,
            segments,
        })
    }

    /// A number as it is spelled.
    fn number(&mut self) -> Read<String> {
        let is_part = |it: char| it.is_ascii_digit() || matches!(it, '-' | '+' | '.' | 'e' | 'E');
        let before = self.rest;
        let spelling = self.take_while(is_part);
        if serde_json::from_str::<serde_json::Number>(spelling).is_err() {
            self.rest = before;
            return Err(self.expected("expected a number"));
        }
        Ok(spelling.to_owned())
    }

    fn function(&mut self, name: &str, start: &'t str) -> Read<Term> {
        let known = matches!(name, "count" | "length" | "match" | "search" | "value");
        if !known || !self.take("(") {
            self.rest = start;
            return Err(self.expected("expected a path, a value, or a function of RFC 9535"));
        }
        self.blank();
        let term = match name {
            "count" => Term::Operand(Operand::Count(self.query()?)),
            "value" => Term::Operand(Operand::One(self.query()?)),
            "length" => Term::Operand(Operand::Length(Box::new(self.argument()?))),
            _ => {
                let text = self.argument()?;
                self.blank();
                self.require(",", "expected `,`")?;
                self.blank();
                let pattern = self.argument()?;
                Term::Test(Test::Matches(text, sought(pattern, name == "match")))
            }
        };
        self.blank();
        self.require(")", "expected `)`")?;
        Ok(term)
    }

    fn argument(&mut self) -> Read<Operand> {
        let term = self.nested(Self::term)?;
        self.operand(term)
    }
}

/// What stands in a filter, before it is known whether it is compared.
enum Term {
    Operand(Operand),
    Query(Query),
    Test(Test),
}

fn sought(pattern: Operand, whole: bool) -> Pattern {
    match pattern {
        Operand::Literal(Value::String(text)) => Pattern::Fixed(expression(&text, whole)),
        Operand::Literal(_) => Pattern::Fixed(None),
        text => Pattern::Read { whole, text },
    }
}
