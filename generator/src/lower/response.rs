//! Responses, with the envelope opened.

use super::Context;
use crate::diag::codes;
use crate::ir::{Content, MediaType, Response, StatusPattern};
use crate::parse::At;

impl<'d> Context<'d, '_> {
    /// What may come back, in the order of the document.
    pub(super) fn responses(&mut self, operation: &At<'d>, enveloped: bool) -> Vec<Response> {
        let Some(members) = operation
            .require("responses", self.sink)
            .and_then(|at| at.expect_object(self.sink))
        else {
            return Vec::new();
        };
        let mut responses = Vec::new();
        for (key, member) in members.members().filter(|(key, _)| !key.starts_with("x-")) {
            let Some(status) = status(key) else {
                self.sink
                    .report(
                        &codes::CS0403,
                        &member.key_origin(),
                        format!("`{key}` is no status"),
                    )
                    .help("write a status such as \"200\", a range such as `2XX`, or `default`");
                continue;
            };
            responses.extend(self.response(&member, status, enveloped));
        }
        self.report_unused(&responses);
        responses
    }

    /// Reports the successful responses that hold something else than the one that is used.
    fn report_unused(&mut self, responses: &[Response]) {
        let mut successes: Vec<_> = responses
            .iter()
            .filter(|response| is_success(response.status))
            .collect();
        successes.sort_by_key(|response| match response.status {
            StatusPattern::Code(code) => code,
            StatusPattern::Range(_) | StatusPattern::Default => u16::MAX,
        });
        let Some((used, others)) = successes.split_first() else {
            return;
        };
        for other in others.iter().filter(|other| !same_content(used, other)) {
            self.sink
                .report(
                    &codes::CS0406,
                    &other.origin,
                    "this response differs from the one that is used, and will not be read",
                )
                .related(&used.origin, "the one that is used stands");
        }
    }

    fn response(
        &mut self,
        member: &At<'d>,
        status: StatusPattern,
        enveloped: bool,
    ) -> Option<Response> {
        let at = self.follow(member)?;
        let content = self.best_content(&at).map(|(media_type, entry)| {
            let opened =
                enveloped && is_success(status) && matches!(media_type, MediaType::Json(_));
            if opened {
                self.payload(media_type, &entry)
            } else {
                self.content(media_type, &entry)
            }
        });
        Some(Response {
            origin: member.key_origin(),
            status,
            description: at.str("description", self.sink).map(str::to_owned),
            content,
        })
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
            example: None,
        }
    }
}

/// Whether two responses hold values of one type in one media type.
fn same_content(a: &Response, b: &Response) -> bool {
    match (&a.content, &b.content) {
        (Some(a), Some(b)) => a.media_type == b.media_type && a.usage == b.usage,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
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

/// Whether a response of this status holds what the caller asked for.
fn is_success(status: StatusPattern) -> bool {
    match status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Range(hundred) => hundred == 2,
        StatusPattern::Default => false,
    }
}
