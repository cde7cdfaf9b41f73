//! Responses, with the envelope opened.

use indexmap::IndexMap;

use super::Context;
use super::reference::Kind;
use super::stream::{is_stream, whole_stream};
use crate::diag::codes;
use crate::ir::{Content, MediaType, Method, Response, StatusPattern};
use crate::parse::At;

/// What may come back from an operation.
pub(super) struct Responses {
    /// In the order of the document.
    pub(super) all: Vec<Response>,
    /// The place of the one that holds what the caller asked for.
    pub(super) success: Option<usize>,
}

impl<'d> Context<'d, '_> {
    /// What may come back.
    pub(super) fn responses(
        &mut self,
        operation: &At<'d>,
        method: &Method,
        enveloped: bool,
    ) -> Responses {
        let found = self.statuses(operation);
        let success = success(found.iter().map(|(status, ..)| *status));
        let mut all = Vec::new();
        for (place, (status, member, at)) in found.iter().enumerate() {
            let is_success = status.is_success() || success == Some(place);
            let mut response = self.response(member, at, *status, enveloped && is_success);
            if is_success {
                response.headers = self.headers(at);
            }
            if *method == Method::Head {
                // What is described is what `GET` would give: nothing of it comes (RFC 9110 §9.3.2).
                response.content = None;
                response.stream = None;
            }
            all.push(response);
        }
        Responses { all, success }
    }

    /// Each response that is there: its status, its entry, and where what it says stands.
    pub(super) fn statuses(&mut self, operation: &At<'d>) -> Vec<(StatusPattern, At<'d>, At<'d>)> {
        // OpenAPI 3.1 §4.8.10.1 does not ask for it any more.
        let responses = if self.document.version.is_before_3_1() {
            operation.expected("responses", self.sink)
        } else {
            operation.get("responses")
        };
        let members = responses.and_then(|at| at.expect_object(self.sink));
        let mut found: Vec<(StatusPattern, At<'d>, At<'d>)> = Vec::new();
        let members = members.iter().flat_map(At::members);
        for (key, member) in members.filter(|(key, _)| !key.starts_with("x-")) {
            let Some(status) = status(key) else {
                self.sink
                    .report(
                        &codes::CS0403,
                        &member.key_origin(),
                        format!("`{key}` is no status: left out"),
                    )
                    .help("write a status such as \"200\", a range such as `2XX`, or `default`");
                continue;
            };
            if found.iter().any(|(other, ..)| *other == status) {
                let message = format!("`{key}` stands for statuses that another response has");
                self.sink
                    .report(&codes::CS0403, &member.key_origin(), message)
                    .help("a range is written in capital letters, once");
                continue;
            }
            if let Some(at) = self.follow_to(Kind::Response, &member) {
                found.push((status, member, at));
            }
        }
        found
    }

    fn response(
        &mut self,
        member: &At<'d>,
        at: &At<'d>,
        status: StatusPattern,
        is_opened: bool,
    ) -> Response {
        let stream = self.stream(at);
        let content = self.best_content(at).map(|(media_type, entry)| {
            if is_stream(media_type.name()) {
                whole_stream(media_type)
            } else if is_opened && matches!(media_type, MediaType::Json(_)) {
                self.payload(media_type, &entry)
            } else {
                self.content(media_type, &entry)
            }
        });
        Response {
            origin: member.key_origin(),
            status,
            description: at.str("description", self.sink).map(str::to_owned),
            content,
            headers: Vec::new(),
            stream,
        }
    }

    /// What stands inside the envelope.
    fn payload(&mut self, media_type: MediaType, entry: &At<'d>) -> Content {
        let name = self
            .envelope
            .as_ref()
            .map(|envelope| envelope.payload.clone())
            .unwrap_or_default();
        let wrapper = entry.get("schema").and_then(|schema| self.follow(&schema));
        let payload = wrapper
            .and_then(|at| at.get("properties"))
            .and_then(|at| at.get(&name));
        let usage = payload.map(|payload| self.usage(&payload));
        if usage.is_none() {
            self.sink
                .report(&codes::CS0404, &entry.key_origin(), format!("the schema has no member `{name}`, which the envelope asks for"))
                .help("describe the response with its envelope, or set `x-envelope: false` on the operation");
        }
        Content {
            media_type,
            usage,
            also: Vec::new(),
            encoding: IndexMap::new(),
            example: None,
        }
    }
}

fn status(key: &str) -> Option<StatusPattern> {
    if key == "default" {
        return Some(StatusPattern::Default);
    }
    if let Some(hundred) = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        let hundred = hundred
            .parse()
            .ok()
            .filter(|hundred| (1..=5).contains(hundred))?;
        return Some(StatusPattern::Range(hundred));
    }
    let code = key.parse().ok().filter(|code| (100..=599).contains(code))?;
    Some(StatusPattern::Code(code))
}

/// The place of the response that holds what the caller asked for: the lowest 2xx, else `2XX`, else `default`.
fn success(statuses: impl Iterator<Item = StatusPattern>) -> Option<usize> {
    let rank = |status: StatusPattern| match status {
        StatusPattern::Code(code) if status.is_success() => Some(code),
        StatusPattern::Range(_) if status.is_success() => Some(300),
        StatusPattern::Default => Some(301),
        StatusPattern::Code(_) | StatusPattern::Range(_) => None,
    };
    let ranked = statuses.enumerate();
    let ranked = ranked.filter_map(|(place, status)| Some((rank(status)?, place)));
    ranked.min().map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_successful_status_is_used() {
        let place = |keys: &[&str]| success(keys.iter().filter_map(|key| status(key)));
        assert_eq!(place(&["default", "400", "2XX", "204", "201"]), Some(4));
        assert_eq!(place(&["default", "2XX", "404"]), Some(1));
        assert_eq!(place(&["404", "default"]), Some(1));
        assert_eq!(place(&["404", "302"]), None);
    }
}
