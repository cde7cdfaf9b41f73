//! Canonical lists of named values.

use std::collections::BTreeSet;

use crate::support::error::SignError;

/// Names and values on their way into one text: first all rows, then what is left of them, then how
/// names and values are written, then their order, then one of each.
#[derive(Default)]
pub(crate) struct Params(pub(super) Vec<Row>);

/// A name with its value.
pub(super) struct Row {
    name: Vec<u8>,
    value: Vec<u8>,
    /// The value before it was encoded.
    raw: Vec<u8>,
}

impl Params {
    /// No rows yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Appends a row.
    pub(crate) fn add(
        mut self,
        name: &(impl AsRef<[u8]> + ?Sized),
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Self {
        self.push(name.as_ref().to_vec(), value.as_ref().to_vec());
        self
    }

    /// Appends a row if the condition holds.
    pub(crate) fn add_if(
        self,
        condition: bool,
        name: &(impl AsRef<[u8]> + ?Sized),
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Self {
        if condition {
            self.add(name, value)
        } else {
            self
        }
    }

    /// Leaves out the rows of these names.
    pub(crate) fn except(mut self, names: &[&str]) -> Self {
        self.0.retain(|row| !is_among(&row.name, names));
        self
    }

    /// Leaves out the rows of all other names.
    pub(crate) fn only(mut self, names: &[&str]) -> Self {
        self.0.retain(|row| is_among(&row.name, names));
        self
    }

    /// Leaves out the rows that have no value.
    pub(crate) fn skip_empty(mut self) -> Self {
        self.0.retain(|row| !row.value.is_empty());
        self
    }

    /// Replaces a text wherever it stands in a value.
    pub(crate) fn replace(mut self, old: &str, new: &str) -> Self {
        for row in &mut self.0 {
            row.value = replaced(&row.value, old.as_bytes(), new.as_bytes());
            row.raw.clone_from(&row.value);
        }
        self
    }

    /// Encodes the names.
    pub(crate) fn names<N: Into<Vec<u8>>>(mut self, encode: impl Fn(&[u8]) -> N) -> Self {
        for row in &mut self.0 {
            row.name = encode(&row.name).into();
        }
        self
    }

    /// Encodes the values.
    pub(crate) fn values<V: Into<Vec<u8>>>(mut self, encode: impl Fn(&[u8]) -> V) -> Self {
        for row in &mut self.0 {
            row.value = encode(&row.raw).into();
        }
        self
    }

    /// As [`names`](Self::names), with an encoding that may refuse.
    pub(crate) fn try_names<N: Into<Vec<u8>>>(
        mut self,
        encode: impl Fn(&[u8]) -> Result<N, SignError>,
    ) -> Result<Self, SignError> {
        for row in &mut self.0 {
            row.name = encode(&row.name)?.into();
        }
        Ok(self)
    }

    /// As [`values`](Self::values), with an encoding that may refuse.
    pub(crate) fn try_values<V: Into<Vec<u8>>>(
        mut self,
        encode: impl Fn(&[u8]) -> Result<V, SignError>,
    ) -> Result<Self, SignError> {
        for row in &mut self.0 {
            row.value = encode(&row.raw)?.into();
        }
        Ok(self)
    }

    /// Orders by encoded name, byte by byte; rows of one name stay in their order.
    pub(crate) fn sort_by_name(mut self) -> Self {
        self.0.sort_by(|one, other| one.name.cmp(&other.name));
        self
    }

    /// Orders by encoded name and then by encoded value, byte by byte.
    pub(crate) fn sort_by_name_and_value(mut self) -> Self {
        let key = |row: &Row| (row.name.clone(), row.value.clone());
        self.0.sort_by_cached_key(key);
        self
    }

    /// Leaves one of the rows that are equal.
    pub(crate) fn unique(mut self) -> Self {
        let mut seen = BTreeSet::new();
        self.0
            .retain(|row| seen.insert((row.name.clone(), row.value.clone())));
        self
    }

    /// Makes the rows of one name the first of them, their values joined by commas before they are
    /// encoded: `encode` is as for [`values`](Self::values).
    pub(crate) fn comma<V: Into<Vec<u8>>>(self, encode: impl Fn(&[u8]) -> V) -> Self {
        let mut merged: Vec<Row> = Vec::new();
        for row in self.0 {
            match merged.iter_mut().find(|other| other.name == row.name) {
                Some(first) => first.raw = [&first.raw[..], b",", &row.raw].concat(),
                None => merged.push(row),
            }
        }
        Self(merged).values(encode)
    }

    /// Writes each row as `item` says, and `between` between them.
    pub(crate) fn join(&self, item: impl Fn(&[u8], &[u8]) -> Vec<u8>, between: &str) -> Vec<u8> {
        let items = self.0.iter().map(|row| item(&row.name, &row.value));
        items.collect::<Vec<_>>().join(between.as_bytes())
    }

    /// Writes each row with `equals` between name and value, and `between` between them.
    pub(crate) fn join_pairs(&self, equals: &str, between: &str) -> Vec<u8> {
        self.join(
            |name, value| [name, equals.as_bytes(), value].concat(),
            between,
        )
    }

    /// Appends a row.
    pub(super) fn push(&mut self, name: Vec<u8>, value: Vec<u8>) {
        let raw = value.clone();
        self.0.push(Row { name, value, raw });
    }

    /// Appends rows.
    pub(super) fn extend(mut self, pairs: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        for (name, value) in pairs {
            self.push(name, value);
        }
        self
    }
}

fn is_among(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|other| other.as_bytes() == name)
}

/// `value` with `new` wherever `old` stands, from left to right.
fn replaced(value: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, tail)) = rest.split_first() {
        match rest.strip_prefix(old).filter(|_| !old.is_empty()) {
            Some(after) => {
                out.extend(new);
                rest = after;
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}
