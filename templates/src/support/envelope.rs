//! The envelope with a flag: `{"success": true, "response": …}` or `{"success": false, "error": …}`.

use std::ops::Range;

use serde::de::Error as _;
use serde_json::value::RawValue;

use super::json_text;
use super::response::{Envelope, Opened, Refusal};

/// The member names of an envelope whose flag tells success from refusal.
#[derive(Debug)]
pub(crate) struct FlagEnvelope {
    /// The member that tells.
    pub(crate) flag: &'static str,
    /// Its value on success, as spelled in JSON.
    pub(crate) good: &'static str,
    /// The member that holds the payload.
    pub(crate) payload: &'static str,
    /// The member that holds the error; `None` if its parts stand beside the flag.
    pub(crate) error: Option<&'static str>,
    /// The error's code.
    pub(crate) code: Option<&'static str>,
    /// The name of the code.
    pub(crate) name: Option<&'static str>,
    /// The error's text for people.
    pub(crate) message: Option<&'static str>,
    /// The service's name for the call, beside the flag.
    pub(crate) request_id: Option<&'static str>,
}

impl Envelope for FlagEnvelope {
    fn open(&self, body: &[u8]) -> Result<Opened, serde_json::Error> {
        let members = json_text::members(body)?;
        let flag = member(&members, Some(self.flag))
            .ok_or_else(|| missing(self.flag))?
            .get();
        let request_id = member(&members, self.request_id).and_then(text);
        if flag == self.good {
            let range = member(&members, Some(self.payload)).map(|value| range_in(body, value));
            return Ok(Opened::Payload { range, request_id });
        }
        if kind(flag) != kind(self.good) {
            return Err(serde_json::Error::custom(format_args!(
                "`{}` is no such flag",
                self.flag
            )));
        }
        Ok(Opened::Refused(self.refusal(&members, request_id)))
    }
}

impl FlagEnvelope {
    /// What the envelope says about a refusal; parts of another shape are left out.
    fn refusal(&self, members: &[(String, &RawValue)], request_id: Option<String>) -> Refusal {
        let inner = member(members, self.error)
            .and_then(|error| json_text::members(error.get().as_bytes()).ok());
        let parts = match self.error {
            Some(_) => inner.unwrap_or_default(),
            None => members.to_vec(),
        };
        let part = |name| member(&parts, name).and_then(text);
        Refusal {
            code: part(self.code),
            name: part(self.name),
            message: part(self.message),
            request_id,
        }
    }
}

/// The member of that name; the last one if it is repeated, as most readers of JSON have it.
fn member<'a>(members: &[(String, &'a RawValue)], name: Option<&str>) -> Option<&'a RawValue> {
    let name = name?;
    members
        .iter()
        .rfind(|(other, _)| other == name)
        .map(|(_, value)| *value)
}

/// The text of a string, the spelling of a number or boolean; `None` for anything else.
fn text(value: &RawValue) -> Option<String> {
    match value.get().as_bytes().first()? {
        b'"' => serde_json::from_str(value.get()).ok(),
        b'{' | b'[' | b'n' => None,
        _ => Some(value.get().to_owned()),
    }
}

/// What kind of scalar a JSON text spells.
fn kind(text: &str) -> &'static str {
    match text.as_bytes().first() {
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'-' | b'0'..=b'9') => "number",
        _ => "other",
    }
}

/// Where in `body` the bytes of `value` stand.
fn range_in(body: &[u8], value: &RawValue) -> Range<usize> {
    // `value` was borrowed from `body`, so the difference of the addresses is its offset.
    let start = value.get().as_ptr().addr() - body.as_ptr().addr();
    start..start + value.get().len()
}

/// The error for a body without the flag.
fn missing(flag: &'static str) -> serde_json::Error {
    serde_json::Error::missing_field(flag)
}
