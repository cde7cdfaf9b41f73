//! Which response is given, and what stands in it.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::exchange::{Fault, Sent};
use super::negotiate;
use super::plan::{Content, Plan, Response};
use super::prefer::Prefer;
use super::problem::Problem;
use super::schema::Json;
use super::stream;
use crate::ir::{Envelope, StatusPattern};
use crate::parse::Document;

/// What a response is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) document: &'a Document,
    pub(crate) envelope: Option<&'a Envelope>,
    pub(crate) seed: u64,
}

/// A response, and what there is to say about it.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) sent: Sent,
    /// What the body says, for those that change it.
    pub(crate) json: Option<Json>,
    pub(crate) note: Option<String>,
}

impl Source<'_> {
    /// Chooses a response and fills it.
    pub(crate) fn give(
        &self,
        plan: &Plan,
        prefer: &Prefer,
        accept: Option<&str>,
    ) -> Result<Given, Problem> {
        let Some(response) = choose(plan, prefer)? else {
            return Ok(Given {
                sent: Sent::empty(prefer.code.unwrap_or(200)),
                json: None,
                note: Some("the document says nothing about the response".to_owned()),
            });
        };
        let status = prefer.code.unwrap_or_else(|| status(response.status));
        // Some documents describe a body where there can be none.
        let content = match status {
            204 | 304 => None,
            _ => content(response, prefer, accept, status)?,
        };
        let mut given = match content {
            Some(content) => self.fill(plan, response, content, status, prefer)?,
            None => Given {
                sent: Sent::empty(status),
                json: None,
                note: None,
            },
        };
        self.add_headers(response, &mut given.sent);
        given.sent.delay = prefer.delay;
        given.sent.fault = prefer.fault;
        if prefer.fault == Some(Fault::Garbage) {
            given.sent.body = garbage(self.seed, given.sent.body.len().max(32));
        }
        Ok(given)
    }

    fn fill(
        &self,
        plan: &Plan,
        response: &Response,
        content: &Content,
        status: u16,
        prefer: &Prefer,
    ) -> Result<Given, Problem> {
        let (mut json, note) = self.value(content, prefer)?;
        let success = plan.success.map(|it| &plan.responses[it]);
        if let Some(envelope) = self.envelope.filter(|_| plan.enveloped) {
            // The flag and the status are said by one response and cannot differ.
            let is_success = success.is_some_and(|it| it.status == response.status)
                && prefer.code.is_none()
                || (200..300).contains(&status);
            let flag = (envelope.success == is_success).to_string();
            if matches!(&json, Json::Object(members) if members.iter().any(|it| it.0 == envelope.flag))
            {
                json.set(&envelope.flag, Json::Text(flag));
            }
        }
        Ok(Given {
            sent: Sent::of(
                status,
                &content_type(&content.media_type),
                written(&content.media_type, &json),
            ),
            json: Some(json),
            note,
        })
    }

    fn value(&self, content: &Content, prefer: &Prefer) -> Result<(Json, Option<String>), Problem> {
        if let Some(wanted) = &prefer.example {
            let mut examples = content.examples.iter();
            let found = examples.find(|(name, _)| name == wanted);
            let (_, json) = found.ok_or_else(|| unknown_example(wanted))?;
            return Ok((json.clone(), None));
        }
        if let (Some((_, json)), false) = (content.examples.first(), prefer.dynamic) {
            return Ok((json.clone(), None));
        }
        let Some(schema) = &content.schema else {
            return Ok((Json::Object(Vec::new()), None));
        };
        let (json, valid) = schema.value(self.document, self.seed, !prefer.dynamic);
        let note = (!valid).then(|| {
            let at = &schema.at;
            format!("no value was found that the schema takes ({at}): the response is not valid")
        });
        Ok((json.clone(), note))
    }

    /// Headers that the document promises.
    fn add_headers(&self, response: &Response, sent: &mut Sent) {
        for header in &response.headers {
            let made = || {
                header
                    .schema
                    .value(self.document, self.seed, true)
                    .0
                    .clone()
            };
            let value = header.example.clone().unwrap_or_else(made);
            let texts = header.texts(&value).into_iter();
            let sendable = texts.filter(|text| text.bytes().all(|it| (0x20..0x7f).contains(&it)));
            let named = sendable.map(|text| (header.name.clone(), text));
            sent.headers.extend(named);
        }
    }
}

/// The response that is asked for, else the one that holds what the caller came for.
fn choose<'p>(plan: &'p Plan, prefer: &Prefer) -> Result<Option<&'p Response>, Problem> {
    if let Some(code) = prefer.code {
        let rank = |it: &&Response| match it.status {
            StatusPattern::Code(other) if other == code => Some(0),
            StatusPattern::Range(hundred) if u16::from(hundred) == code / 100 => Some(1),
            StatusPattern::Default => Some(2),
            StatusPattern::Code(_) | StatusPattern::Range(_) => None,
        };
        let ranked = plan.responses.iter().filter(|it| rank(it).is_some());
        let found = ranked.min_by_key(rank).ok_or_else(|| {
            let known: Vec<_> = plan.responses.iter().map(|it| key(it.status)).collect();
            let detail = format!(
                "the document has no response {code} for this operation; it has {}",
                known.join(", ")
            );
            Problem::new(400, "preference-unknown", detail)
        });
        return found.map(Some);
    }
    if let Some(wanted) = &prefer.example {
        let has = |it: &&Response| {
            let mut contents = it.contents.iter();
            contents.any(|content| content.examples.iter().any(|(name, _)| name == wanted))
        };
        return match plan.responses.iter().find(has) {
            Some(response) => Ok(Some(response)),
            None => Err(unknown_example(wanted)),
        };
    }
    let success = plan.success.and_then(|it| plan.responses.get(it));
    Ok(success.or(plan.responses.first()))
}

fn unknown_example(name: &str) -> Problem {
    let shown: String = name.chars().take(60).collect();
    let detail = format!("the document has no example `{shown}` for this response");
    Problem::new(400, "preference-unknown", detail)
}

/// The media type that is accepted; nothing where there is no body.
fn content<'r>(
    response: &'r Response,
    prefer: &Prefer,
    accept: Option<&str>,
    status: u16,
) -> Result<Option<&'r Content>, Problem> {
    if response.contents.is_empty() {
        return Ok(None);
    }
    let has = |it: &&Content| match &prefer.example {
        Some(wanted) => it.examples.iter().any(|(name, _)| name == wanted),
        None => true,
    };
    let contents: Vec<&Content> = response.contents.iter().filter(has).collect();
    if contents.is_empty() {
        return Err(unknown_example(
            prefer.example.as_deref().unwrap_or_default(),
        ));
    }
    let offered: Vec<&str> = contents.iter().map(|it| it.media_type.as_str()).collect();
    match negotiate::accepted(accept, &offered) {
        Some(place) => Ok(Some(contents[place])),
        // A refusal comes as it is, whatever was asked for.
        None if status >= 400 => Ok(contents.first().copied()),
        None => {
            let detail = format!("the response comes as {} only", offered.join(", "));
            Err(Problem::new(406, "not-acceptable", detail))
        }
    }
}

/// The status that stands for a key of the document.
fn status(pattern: StatusPattern) -> u16 {
    match pattern {
        // Interim responses are no responses.
        StatusPattern::Code(code) if code >= 200 => code,
        StatusPattern::Range(hundred) if hundred >= 2 => u16::from(hundred) * 100,
        StatusPattern::Code(_) | StatusPattern::Range(_) | StatusPattern::Default => 200,
    }
}

pub(crate) fn key(pattern: StatusPattern) -> String {
    match pattern {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

/// A media type that can be sent: a range stands for one of its own.
fn content_type(name: &str) -> String {
    let sendable = name.bytes().all(|it| (0x20..0x7f).contains(&it));
    match name {
        "*/*" => "application/json".to_owned(),
        name if name.ends_with("/*") => name.replace('*', "plain"),
        name if sendable => name.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

/// A value as a body of a media type: JSON, else text as it is.
fn written(media_type: &str, json: &Json) -> Vec<u8> {
    if let Some(stream) = stream::written(media_type, json) {
        return stream;
    }
    let text = json.to_string();
    if negotiate::is_json(media_type) || media_type == "*/*" {
        return text.into_bytes();
    }
    match serde_json::from_str(&text) {
        Ok(serde_json::Value::String(text)) => text.into_bytes(),
        _ => text.into_bytes(),
    }
}

fn garbage(seed: u64, length: usize) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(seed);
    (0..length.min(100_000)).map(|_| random.random()).collect()
}
