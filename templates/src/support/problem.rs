//! Problem details (RFC 9457): how many services say what went wrong, where the document says no more.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer};
use serde_json::Value;

/// What went wrong, in the words of RFC 9457. Any of it may be absent, and may be untrue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Problem {
    /// A URI that stands for the kind of problem; `about:blank` if absent.
    pub kind: Option<String>,
    /// The kind in a few words.
    pub title: Option<String>,
    /// The HTTP status, as the origin had it.
    pub status: Option<u16>,
    /// This problem in a few words.
    pub detail: Option<String>,
    /// A URI that stands for this problem.
    pub instance: Option<String>,
    /// What else is said.
    pub rest: BTreeMap<String, Value>,
}

impl<'de> Deserialize<'de> for Problem {
    /// A member of another type than it should have is ignored (RFC 9457 §3.1), which is to say that it
    /// stays with the rest.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rest = BTreeMap::<String, Value>::deserialize(deserializer)?;
        Ok(Self {
            kind: text(&mut rest, "type"),
            title: text(&mut rest, "title"),
            status: status(&mut rest),
            detail: text(&mut rest, "detail"),
            instance: text(&mut rest, "instance"),
            rest,
        })
    }
}

/// Takes a text out of the members.
fn text(members: &mut BTreeMap<String, Value>, name: &str) -> Option<String> {
    match members.remove(name)? {
        Value::String(text) => Some(text),
        other => {
            members.insert(name.to_owned(), other);
            None
        }
    }
}

/// Takes the status out of the members.
fn status(members: &mut BTreeMap<String, Value>) -> Option<u16> {
    let told = members.get("status")?.as_u64()?;
    let status = u16::try_from(told).ok()?;
    members.remove("status");
    Some(status)
}
