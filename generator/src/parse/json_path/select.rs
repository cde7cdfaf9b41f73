//! What a path selects, found within a number of steps.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use super::{
    Comparison, Expression, JsonPath, Operand, Pattern, Query, Segment, Selector, Slice, Step, Test,
};
use crate::parse::node::{Node, Value};

/// Regular expressions take at most this many kilobytes once they are compiled: enough for the letters of all
/// languages, and not for repetitions of repetitions.
const LARGEST_EXPRESSION: usize = 128;

/// The steps that are left for all paths together: values that are looked at, and characters that are matched.
#[derive(Debug)]
pub(in crate::parse) struct Steps(Cell<usize>);

/// There were not enough steps.
#[derive(Debug)]
pub(in crate::parse) struct TooLong;

type Bounded<T> = Result<T, TooLong>;

impl Steps {
    pub(in crate::parse) fn new(steps: usize) -> Self {
        Self(Cell::new(steps))
    }

    fn take(&self, steps: usize) -> Bounded<()> {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or_default());
        left.map(drop).ok_or(TooLong)
    }
}

impl JsonPath {
    /// Returns the ways to all values that it selects, each once; what holds others comes first.
    pub(in crate::parse) fn select(&self, root: &Node, steps: &Steps) -> Bounded<Vec<Vec<Step>>> {
        let selection = Selection { root, steps };
        let found = selection.query(&self.0, root, true)?;
        let ways: BTreeSet<_> = found.iter().map(Found::way).collect();
        Ok(ways.into_iter().collect())
    }
}

/// A value, and how it was reached.
#[derive(Clone)]
struct Found<'n> {
    node: &'n Node,
    way: Option<Rc<Link<'n>>>,
}

/// The last step of a way.
struct Link<'n> {
    above: Option<Rc<Link<'n>>>,
    step: StepTo<'n>,
}

#[derive(Clone, Copy)]
enum StepTo<'n> {
    Name(&'n str),
    Index(usize),
}

impl<'n> Found<'n> {
    fn below(&self, step: StepTo<'n>, node: &'n Node) -> Self {
        let above = self.way.clone();
        let way = Some(Rc::new(Link { above, step }));
        Self { node, way }
    }

    fn way(&self) -> Vec<Step> {
        let links = std::iter::successors(self.way.as_deref(), |link| link.above.as_deref());
        let mut way: Vec<_> = links
            .map(|link| match link.step {
                StepTo::Name(name) => Step::Name(name.to_owned()),
                StepTo::Index(index) => Step::Index(index),
            })
            .collect();
        way.reverse();
        way
    }
}

/// A selection under way.
struct Selection<'n, 's> {
    root: &'n Node,
    steps: &'s Steps,
}

impl<'n> Selection<'n, '_> {
    /// What a query selects; each value `once`, or as often as it is reached.
    fn query(&self, query: &Query, current: &'n Node, once: bool) -> Bounded<Vec<Found<'n>>> {
        let node = if query.from_root { self.root } else { current };
        let mut found = vec![Found { node, way: None }];
        for segment in &query.segments {
            let mut next = Vec::new();
            for start in &found {
                self.segment(segment, start, &mut next)?;
            }
            if once && (segment.descends || segment.selectors.len() > 1) {
                let mut met = BTreeSet::new();
                next.retain(|it: &Found<'_>| met.insert(std::ptr::from_ref(it.node)));
            }
            found = next;
        }
        Ok(found)
    }

    /// What a segment selects in a value, and below it if it descends.
    fn segment(
        &self,
        segment: &Segment,
        start: &Found<'n>,
        found: &mut Vec<Found<'n>>,
    ) -> Bounded<()> {
        let mut open = vec![start.clone()];
        while let Some(at) = open.pop() {
            self.steps.take(1)?;
            for selector in &segment.selectors {
                self.selector(selector, &at, found)?;
            }
            if segment.descends {
                self.children(&at, |_, child| {
                    open.push(child);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    fn selector(
        &self,
        selector: &Selector,
        at: &Found<'n>,
        found: &mut Vec<Found<'n>>,
    ) -> Bounded<()> {
        self.steps.take(1)?;
        match selector {
            Selector::Name(name) => {
                if let Value::Object(members) = &at.node.value
                    && let Some((name, member)) = members.map().get_key_value(name)
                {
                    found.push(at.below(StepTo::Name(name), &member.node));
                }
            }
            Selector::Index(index) => {
                if let Value::Array(items) = &at.node.value
                    && let Some(index) = place(*index, items.len())
                    && let Some(item) = items.get(index)
                {
                    found.push(at.below(StepTo::Index(index), item));
                }
            }
            Selector::Slice(slice) => {
                if let Value::Array(items) = &at.node.value {
                    for index in slice.of(items.len()) {
                        self.steps.take(1)?;
                        found.push(at.below(StepTo::Index(index), &items[index]));
                    }
                }
            }
            Selector::Wildcard => self.children(at, |_, child| {
                found.push(child);
                Ok(())
            })?,
            Selector::Filter(test) => self.children(at, |this, child| {
                if this.holds(test, child.node)? {
                    found.push(child);
                }
                Ok(())
            })?,
        }
        Ok(())
    }

    fn children(
        &self,
        at: &Found<'n>,
        mut each: impl FnMut(&Self, Found<'n>) -> Bounded<()>,
    ) -> Bounded<()> {
        match &at.node.value {
            Value::Array(items) => {
                self.steps.take(items.len())?;
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| each(self, at.below(StepTo::Index(index), item)))
            }
            Value::Object(members) => {
                self.steps.take(members.len())?;
                let mut members = members.iter();
                members.try_for_each(|(name, member)| {
                    each(self, at.below(StepTo::Name(name), &member.node))
                })
            }
            _ => Ok(()),
        }
    }

    fn holds(&self, test: &Test, current: &'n Node) -> Bounded<bool> {
        self.steps.take(1)?;
        match test {
            Test::Any(tests) => self.first(tests, true, current),
            Test::All(tests) => Ok(!self.first(tests, false, current)?),
            Test::Not(test) => Ok(!self.holds(test, current)?),
            Test::Exists(query) if query.is_singular() => Ok(self.one(query, current)?.is_some()),
            Test::Exists(query) => Ok(!self.query(query, current, true)?.is_empty()),
            Test::Compare(left, comparison, right) => {
                let left = self.operand(left, current)?;
                let right = self.operand(right, current)?;
                self.compare(&left, *comparison, &right)
            }
            Test::Matches(operand, pattern) => {
                let operand = self.operand(operand, current)?;
                self.matches(&operand, pattern, current)
            }
        }
    }

    /// Whether one of the tests has this outcome.
    fn first(&self, tests: &[Test], outcome: bool, current: &'n Node) -> Bounded<bool> {
        for test in tests {
            if self.holds(test, current)? == outcome {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The value that a query selects, if it is one.
    fn one(&self, query: &Query, current: &'n Node) -> Bounded<Option<&'n Value>> {
        if !query.is_singular() {
            let found = self.query(query, current, false)?;
            return Ok(match found.as_slice() {
                [one] => Some(&one.node.value),
                _ => None,
            });
        }
        let start = if query.from_root { self.root } else { current };
        self.steps.take(query.segments.len())?;
        let selectors = query.segments.iter().flat_map(|it| &it.selectors);
        let mut node = Some(start);
        for selector in selectors {
            node = match (selector, node.map(|it| &it.value)) {
                (Selector::Name(name), Some(Value::Object(members))) => {
                    members.get(name).map(|member| &member.node)
                }
                (Selector::Index(index), Some(Value::Array(items))) => {
                    place(*index, items.len()).and_then(|index| items.get(index))
                }
                _ => None,
            };
        }
        Ok(node.map(|node| &node.value))
    }

    fn operand<'v>(&self, operand: &'v Operand, current: &'n Node) -> Bounded<Operated<'v>>
    where
        'n: 'v,
    {
        Ok(match operand {
            Operand::Literal(value) => Operated::Value(value),
            Operand::One(query) => {
                let one = self.one(query, current)?;
                one.map_or(Operated::Nothing, Operated::Value)
            }
            Operand::Count(query) => Operated::Number(self.query(query, current, false)?.len()),
            Operand::Length(operand) => match self.operand(operand, current)? {
                Operated::Value(Value::String(text)) => {
                    self.steps.take(text.len())?;
                    Operated::Number(text.chars().count())
                }
                Operated::Value(Value::Array(items)) => Operated::Number(items.len()),
                Operated::Value(Value::Object(members)) => Operated::Number(members.len()),
                _ => Operated::Nothing,
            },
        })
    }

    fn compare(
        &self,
        left: &Operated<'_>,
        comparison: Comparison,
        right: &Operated<'_>,
    ) -> Bounded<bool> {
        let is_less = |one: &Operated<'_>, other: &Operated<'_>| {
            one.order(other).is_some_and(Ordering::is_lt)
        };
        Ok(match comparison {
            Comparison::Equal => self.equal(left, right)?,
            Comparison::NotEqual => !self.equal(left, right)?,
            Comparison::Less => is_less(left, right),
            Comparison::Greater => is_less(right, left),
            Comparison::LessOrEqual => is_less(left, right) || self.equal(left, right)?,
            Comparison::GreaterOrEqual => is_less(right, left) || self.equal(left, right)?,
        })
    }

    fn equal(&self, left: &Operated<'_>, right: &Operated<'_>) -> Bounded<bool> {
        match (left, right) {
            (Operated::Nothing, Operated::Nothing) => Ok(true),
            (Operated::Value(left), Operated::Value(right)) => self.same(left, right),
            _ => Ok(left.number().is_some() && left.number() == right.number()),
        }
    }

    /// Whether two values are the same, whatever the order of members and the spelling of numbers.
    fn same(&self, left: &Value, right: &Value) -> Bounded<bool> {
        self.steps.take(1)?;
        Ok(match (left, right) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(left), Value::Bool(right)) => left == right,
            (Value::Number(left), Value::Number(right)) => {
                left == right || left.parse::<f64>() == right.parse()
            }
            (Value::String(left), Value::String(right)) => left == right,
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                let mut both = left.iter().zip(right);
                both.try_fold(true, |same, (left, right)| {
                    Ok(same && self.same(&left.value, &right.value)?)
                })?
            }
            (Value::Object(left), Value::Object(right)) if left.len() == right.len() => {
                left.iter().try_fold(true, |same, (name, left)| {
                    let right = right.get(name).filter(|_| same);
                    right.map_or(Ok(false), |right| {
                        self.same(&left.node.value, &right.node.value)
                    })
                })?
            }
            _ => false,
        })
    }

    fn matches(&self, text: &Operated<'_>, pattern: &Pattern, current: &'n Node) -> Bounded<bool> {
        let Operated::Value(Value::String(text)) = text else {
            return Ok(false);
        };
        match pattern {
            Pattern::Fixed(None) => Ok(false),
            Pattern::Fixed(Some(expression)) => self.is_match(expression, text),
            Pattern::Read { whole, text: read } => match self.operand(read, current)? {
                Operated::Value(Value::String(pattern)) => {
                    self.steps.take(COMPILING)?;
                    let found = expression(pattern, *whole);
                    found.map_or(Ok(false), |it| self.is_match(&it, text))
                }
                _ => Ok(false),
            },
        }
    }

    fn is_match(&self, expression: &Expression, text: &str) -> Bounded<bool> {
        self.steps
            .take(text.len().saturating_mul(expression.weight))?;
        Ok(expression.regex.is_match(text))
    }
}

/// Steps that compiling a regular expression counts for.
const COMPILING: usize = 20_000;

/// A regular expression (RFC 9485), unless it is none or too large.
pub(super) fn expression(pattern: &str, whole: bool) -> Option<Expression> {
    let text = if whole {
        format!("(?R)^(?:{pattern})$")
    } else {
        format!("(?R){pattern}")
    };
    let compiled = |kilobytes: usize| -> Option<Regex> {
        let mut builder = RegexBuilder::new(&text);
        let builder = builder.size_limit(kilobytes << 10).nest_limit(50);
        builder.build().ok()
    };
    let sizes = std::iter::successors(Some(2), |size| Some(size * 4));
    let mut sizes = sizes.take_while(|size| *size <= LARGEST_EXPRESSION);
    sizes.find_map(|weight| compiled(weight).map(|regex| Expression { regex, weight }))
}

/// A value while it is compared.
enum Operated<'v> {
    Nothing,
    Value(&'v Value),
    Number(usize),
}

impl Operated<'_> {
    fn number(&self) -> Option<f64> {
        match self {
            Self::Value(Value::Number(spelling)) => spelling.parse().ok(),
            // Counts are far below what is exact.
            #[expect(clippy::cast_precision_loss)]
            Self::Number(number) => Some(*number as f64),
            Self::Value(_) | Self::Nothing => None,
        }
    }

    /// Which of two numbers or two texts comes first.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Value(Value::String(one)), Self::Value(Value::String(other))) => {
                Some(one.cmp(other))
            }
            _ => self.number()?.partial_cmp(&other.number()?),
        }
    }
}

/// The place in a list of this length that an index means; from its end, if it is negative.
fn place(index: i64, length: usize) -> Option<usize> {
    if index >= 0 {
        return usize::try_from(index).ok();
    }
    length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)
}

impl Slice {
    /// The places that it selects in a list of this length (RFC 9535 §2.3.4.2).
    fn of(&self, length: usize) -> impl Iterator<Item = usize> + use<> {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let step = self.step;
        let from_start = |index: i64| if index < 0 { length + index } else { index };
        let (first, last) = if step >= 0 {
            let start = from_start(self.start.unwrap_or(0)).clamp(0, length);
            (
                start,
                from_start(self.end.unwrap_or(length)).clamp(0, length),
            )
        } else {
            let start = from_start(self.start.unwrap_or(length - 1)).clamp(-1, length - 1);
            let end = self.end.map_or(-1, from_start);
            (start, end.clamp(-1, length - 1))
        };
        let next = move |place: &i64| place.checked_add(step);
        std::iter::successors((step != 0).then_some(first), next)
            .take_while(move |place| {
                if step > 0 {
                    *place < last
                } else {
                    *place > last
                }
            })
            .filter_map(|place| usize::try_from(place).ok())
    }
}
