//! Names that two parameters send: in the query the members of an exploded object stand by themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::parameter::alternatives;
use crate::diag::codes;
use crate::ir::{Arena, Parameter, ParameterPlace, ParameterStyle, Schema, SchemaKind};

impl Context<'_, '_> {
    /// Reports members of exploded objects in the query that have the name of something else there.
    pub(super) fn report_shared_names(&mut self, parameters: &[Parameter]) {
        let mut taken: BTreeMap<&str, &Parameter> = BTreeMap::new();
        for parameter in parameters {
            let names = match members_in_query(&self.schemas, parameter) {
                Some(members) => members,
                None if parameter.place == ParameterPlace::Query => {
                    BTreeSet::from([parameter.name.as_str()])
                }
                None => continue,
            };
            for name in names {
                let Some(other) = taken.insert(name, parameter) else {
                    continue;
                };
                let message = format!(
                    "parameters `{}` and `{}` both send `{name}`: a service cannot tell them apart",
                    other.name, parameter.name
                );
                self.sink
                    .report(&codes::CS0235, &parameter.origin, message)
                    .related(&other.origin, "the other one")
                    .help("`style: deepObject` keeps the members of an object apart from all else");
            }
        }
    }
}

/// The names that the members of an object have in the query, if they stand there by themselves.
fn members_in_query<'s>(
    schemas: &'s Arena<Schema>,
    parameter: &Parameter,
) -> Option<BTreeSet<&'s str>> {
    let stands_apart = matches!(
        parameter.style,
        ParameterStyle::DeepObject | ParameterStyle::Json
    );
    if parameter.place != ParameterPlace::Query || !parameter.explode || stands_apart {
        return None;
    }
    let all = alternatives(schemas, parameter.usage.schema).into_iter();
    let mut objects = all.filter_map(|kind| match kind {
        SchemaKind::Object { fields, .. } => Some(fields),
        _ => None,
    });
    let first = objects.next()?;
    let others = objects.flat_map(indexmap::IndexMap::keys);
    Some(first.keys().chain(others).map(String::as_str).collect())
}
