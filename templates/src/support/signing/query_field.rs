//! Single fields of a query.

use super::message::Message;
use crate::support::query;

impl Message {
    /// The field of this name in the query, decoded; several one after the other.
    pub fn query_field(&self, name: &str) -> Vec<u8> {
        query::pairs(self.query().as_bytes())
            .filter(|(other, _)| other == name.as_bytes())
            .flat_map(|(_, value)| value)
            .collect()
    }
}
