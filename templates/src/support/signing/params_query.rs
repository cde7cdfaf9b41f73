//! The query as a list of parameters.

use super::message::Message;
use super::params::Params;
use crate::support::query;

impl Params {
    /// Appends the fields of the query, decoded.
    pub(crate) fn query(self, message: &Message) -> Self {
        self.extend(query::pairs(message.query().as_bytes()))
    }

    /// Appends the fields of the query as they are on the wire.
    pub(crate) fn query_wire(self, message: &Message) -> Self {
        let pairs = query::raw_pairs(message.query().as_bytes());
        self.extend(pairs.map(|(name, value)| (name.to_vec(), value.to_vec())))
    }
}
