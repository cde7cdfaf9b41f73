//! Canonical lists of headers.

use http::HeaderName;

use super::message::Message;
use super::params::Params;
use super::squeeze::squeeze;

/// Headers on their way into a list: their names, each once, then their values.
pub(crate) struct Headers<'m> {
    message: &'m Message,
    names: Vec<String>,
    missing_as_empty: bool,
}

impl<'m> Headers<'m> {
    /// None of the headers of `message` yet.
    pub(crate) fn of(message: &'m Message) -> Self {
        Self {
            message,
            names: Vec::new(),
            missing_as_empty: false,
        }
    }

    /// Those of these names, in lower case, in this order.
    pub(crate) fn names(self, names: &[&str]) -> Self {
        self.with(names.iter().copied())
    }

    /// Then those that begin so, in the order of the message.
    pub(crate) fn prefix(self, prefix: &str) -> Self {
        let names = self.message.headers.keys().map(HeaderName::as_str);
        self.with(names.filter(|name| name.starts_with(prefix)))
    }

    /// Then all others in the order of the message, `host` first.
    pub(crate) fn all(self) -> Self {
        let names = self.message.headers.keys().map(HeaderName::as_str);
        self.with(["host"].into_iter().chain(names))
    }

    /// Without those of these names.
    pub(crate) fn except(mut self, names: &[&str]) -> Self {
        self.names.retain(|name| !names.contains(&name.as_str()));
        self
    }

    /// A header that is not there stands with an empty value, instead of not at all.
    pub(crate) fn missing_as_empty(mut self) -> Self {
        self.missing_as_empty = true;
        self
    }

    /// The list: values squeezed, several of one header joined by a comma.
    pub(crate) fn list(self) -> Params {
        let mut list = Params::new();
        for name in self.names {
            let values = self.message.header_values(&name);
            if !values.is_empty() || self.missing_as_empty {
                let values: Vec<_> = values.iter().map(squeeze).collect();
                list.push(name.into_bytes(), values.join(&b","[..]));
            }
        }
        list
    }

    fn with<'n>(mut self, names: impl Iterator<Item = &'n str>) -> Self {
        for name in names {
            if !self.names.iter().any(|other| other == name) {
                self.names.push(name.to_owned());
            }
        }
        self
    }
}
