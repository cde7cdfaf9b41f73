//! `JSONPath` (RFC 9535), as overlays select with it.
//!
//! In: the text of a path, and a tree. Out: the places that it selects. A path of a few characters can ask for more
//! than a machine can look at, so each step is counted, and a query that would take too many gives up; the libraries
//! that were tried have no such bound, and read nested brackets in a time that doubles with each level.

mod read;
mod select;
#[cfg(test)]
mod tests;

use regex::Regex;

use super::node::Value;

pub(super) use select::{Steps, TooLong};

/// A path from the root of a document.
#[derive(Debug)]
pub(super) struct JsonPath(Query);

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Name(String),
    Index(usize),
}

/// Segments from the root, or from the value that a filter tries.
#[derive(Debug)]
struct Query {
    from_root: bool,
    segments: Vec<Segment>,
}

impl Query {
    /// Whether it selects at most one value, whatever the document.
    fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            let one = matches!(
                segment.selectors.as_slice(),
                [Selector::Name(_) | Selector::Index(_)]
            );
            one && !segment.descends
        })
    }
}

#[derive(Debug)]
struct Segment {
    /// Whether it selects below all values and not only in them: `..`.
    descends: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug)]
enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice(Slice),
    Filter(Test),
}

/// `start:end:step`
#[derive(Debug)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
}

/// What a filter asks of a value.
#[derive(Debug)]
enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    Matches(Operand, Pattern),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is compared: one value, or nothing.
#[derive(Debug)]
enum Operand {
    Literal(Value),
    /// The value that a query selects, if it is one.
    One(Query),
    Length(Box<Operand>),
    Count(Query),
}

/// What `match` and `search` look for.
#[derive(Debug)]
enum Pattern {
    /// One that is no regular expression, or too large a one, matches nothing.
    Fixed(Option<Expression>),
    /// Its text stands in the document.
    Read { whole: bool, text: Operand },
}

/// A regular expression, and how large it is.
#[derive(Debug)]
struct Expression {
    regex: Regex,
    weight: usize,
}
