//! From nodes to a [`Draft`]: the members of a recipe, one by one, before its names mean anything.

use indexmap::IndexMap;

use super::operators;
use super::parts;
use super::template;
use super::words::{self, Words};
use crate::diag::{Code, Diagnostic, Sink, codes};
use crate::ir::signing::{
    Algorithm, Clock, Condition, Credential, Decode, Equal, Filter, Incoming, Inject, Line,
    Operator, Place, Received, Template, When,
};
use crate::parse::At;
use crate::source::Origin;

/// What one layer of a recipe says of one of its members.
#[derive(Clone, Debug, Default)]
pub(super) enum Slot<T> {
    /// Nothing: what the layer below says counts.
    #[default]
    Inherit,
    /// `null`: the member is taken away.
    Remove,
    /// This.
    Set(T),
}

impl<T> Slot<T> {
    /// Puts another layer on top.
    pub(super) fn put(&mut self, top: Self) {
        match top {
            Self::Inherit => {}
            Self::Remove | Self::Set(_) => *self = top,
        }
    }

    /// What is said once all layers are there.
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Inherit | Self::Remove => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// A recipe, or a layer of one, as it is written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) credentials: Slot<Vec<Credential>>,
    pub(super) values: IndexMap<String, Slot<(Origin, Operator)>>,
    pub(super) inject: Slot<Vec<Inject>>,
    pub(super) send_body: Slot<bool>,
    pub(super) serial: Slot<bool>,
    pub(super) algorithm: Slot<(Origin, Algorithm)>,
    pub(super) key: Slot<Template>,
    pub(super) message: Slot<Vec<Line>>,
    pub(super) join: Slot<String>,
    pub(super) encode: Slot<Vec<Filter>>,
    pub(super) place: Slot<Vec<Place>>,
    pub(super) verify: Slot<VerifyDraft>,
}

/// `verify` as it is written.
#[derive(Clone, Debug)]
pub(super) struct VerifyDraft {
    pub(super) origin: Origin,
    pub(super) incoming: Option<Incoming>,
    pub(super) received: Received,
    pub(super) clock: Option<Clock>,
    pub(super) replay: Option<Template>,
    pub(super) equal: Vec<Equal>,
    pub(super) message: Option<Vec<Line>>,
    pub(super) join: String,
    pub(super) key: Option<Template>,
}

impl Draft {
    /// Puts another layer on top: values one by one, every other member as a whole.
    pub(super) fn put(&mut self, top: Self) {
        self.credentials.put(top.credentials);
        for (name, value) in top.values {
            self.values.entry(name).or_default().put(value);
        }
        self.inject.put(top.inject);
        self.send_body.put(top.send_body);
        self.serial.put(top.serial);
        self.algorithm.put(top.algorithm);
        self.key.put(top.key);
        self.message.put(top.message);
        self.join.put(top.join);
        self.encode.put(top.encode);
        self.place.put(top.place);
        self.verify.put(top.verify);
    }
}

const KEYS: [&str; 15] = [
    "use",
    "extends",
    "description",
    "credentials",
    "values",
    "inject",
    "send-body",
    "serial",
    "algorithm",
    "key",
    "message",
    "join",
    "encode",
    "place",
    "verify",
];

/// Reads nodes of one text.
pub(super) struct Reader<'s> {
    pub(super) sink: &'s mut Sink,
    /// For a recipe that ships with the generator, the place in the document that asked for it.
    pub(super) home: Option<Origin>,
}

impl Reader<'_> {
    /// Where a node stands, as far as the document's author is concerned.
    pub(super) fn origin(&self, at: &At<'_>) -> Origin {
        self.home.clone().unwrap_or_else(|| at.origin())
    }

    fn key_origin(&self, at: &At<'_>) -> Origin {
        self.home.clone().unwrap_or_else(|| at.key_origin())
    }

    pub(super) fn report_at(
        &mut self,
        code: &'static Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.sink.report(code, origin, message)
    }

    pub(super) fn report(
        &mut self,
        code: &'static Code,
        at: &At<'_>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let origin = self.origin(at);
        self.sink.report(code, &origin, message)
    }

    /// Reports members other than these; those that begin with `x-` are someone else's.
    pub(super) fn known(&mut self, at: &At<'_>, keys: &[&str]) {
        for (key, member) in at.members() {
            if !keys.contains(&key) && !key.starts_with("x-") {
                let origin = self.key_origin(&member);
                self.sink
                    .report(
                        &codes::CS0601,
                        &origin,
                        format!("`{key}` is not known here"),
                    )
                    .help(format!("known are {}", words::quoted(keys.iter().copied())));
            }
        }
    }

    /// Reads a word of a table.
    pub(super) fn word<T: Clone>(
        &mut self,
        at: &At<'_>,
        what: &str,
        words: &Words<T>,
    ) -> Option<T> {
        let word = at.expect_str(self.sink)?;
        let meaning = words::find(words, word);
        if meaning.is_none() {
            self.report(&codes::CS0602, at, format!("`{word}` is no {what}"))
                .help(format!("known are {}", words::list(words)));
        }
        meaning
    }

    pub(super) fn text(&mut self, at: &At<'_>) -> Option<String> {
        at.expect_str(self.sink).map(str::to_owned)
    }

    pub(super) fn template(&mut self, at: &At<'_>) -> Option<Template> {
        let text = at.expect_str(self.sink)?;
        let origin = self.origin(at);
        template::template(self, origin, text)
    }

    /// Reads a template that must be there.
    pub(super) fn required_template(&mut self, at: &At<'_>, key: &str) -> Option<Template> {
        let member = at.require(key, self.sink)?;
        self.template(&member)
    }

    /// Reads one text or a list of them.
    pub(super) fn texts(&mut self, at: &At<'_>) -> Vec<String> {
        if at.is_array() {
            return at.items().filter_map(|item| self.text(&item)).collect();
        }
        self.text(at).into_iter().collect()
    }

    /// Reads `{text, when, else}` or a template alone. `None` for a mistake.
    pub(super) fn line(&mut self, at: &At<'_>) -> Option<Line> {
        if !at.is_object() {
            return Some(Line {
                text: self.template(at)?,
                when: None,
                otherwise: None,
            });
        }
        self.known(at, &["text", "when", "else"]);
        Some(Line {
            text: self.required_template(at, "text")?,
            when: at.get("when").and_then(|at| self.when(&at)),
            otherwise: at.get("else").and_then(|at| self.template(&at)),
        })
    }

    pub(super) fn when(&mut self, at: &At<'_>) -> Option<When> {
        let at = at.expect_object(self.sink)?;
        self.known(&at, &["method", "body", "media_type", "has", "lacks"]);
        let mut conditions = Vec::new();
        for (key, member) in at.members() {
            conditions.extend(self.condition(key, &member));
        }
        if conditions.is_empty() {
            self.report(&codes::CS0612, &at, "a condition that asks for nothing");
        }
        Some(When {
            origin: self.origin(&at),
            conditions,
        })
    }

    fn condition(&mut self, key: &str, at: &At<'_>) -> Option<Condition> {
        const PRESENCE: &Words<bool> = &[("present", true), ("absent", false)];
        let insert = |reader: &mut Self| {
            let text = at.expect_str(reader.sink)?;
            let origin = reader.origin(at);
            template::insert(reader, &origin, text)
        };
        match key {
            "method" => {
                let methods = self.texts(at);
                Some(Condition::Method(
                    methods.iter().map(|it| it.to_ascii_uppercase()).collect(),
                ))
            }
            "body" => self
                .word(at, "state of a body", PRESENCE)
                .map(Condition::Body),
            "media_type" => {
                let types = self.texts(at);
                Some(Condition::MediaType(
                    types.iter().map(|it| it.to_ascii_lowercase()).collect(),
                ))
            }
            "has" => insert(self).map(Condition::Has),
            "lacks" => insert(self).map(Condition::Lacks),
            _ => None,
        }
    }
}

/// Reads a recipe, or a layer of one.
pub(super) fn draft(reader: &mut Reader<'_>, at: &At<'_>) -> Draft {
    let mut draft = Draft::default();
    let Some(at) = at.expect_object(reader.sink) else {
        return draft;
    };
    reader.known(&at, &KEYS);
    for (key, member) in at.members() {
        let member = &member;
        match key {
            "credentials" => draft.credentials = slot(member, |at| credentials(reader, at)),
            "values" => draft.values = values(reader, member),
            "inject" => draft.inject = slot(member, |at| Some(list(reader, at, parts::inject))),
            "send-body" => draft.send_body = slot(member, |at| at.expect_bool(reader.sink)),
            "serial" => draft.serial = slot(member, |at| at.expect_bool(reader.sink)),
            "algorithm" => draft.algorithm = slot(member, |at| algorithm(reader, at)),
            "key" => draft.key = slot(member, |at| reader.template(at)),
            "message" => draft.message = slot(member, |at| Some(message(reader, at))),
            "join" => draft.join = slot(member, |at| reader.text(at)),
            "encode" => draft.encode = slot(member, |at| encode(reader, at)),
            "place" => draft.place = slot(member, |at| Some(list(reader, at, parts::place))),
            "verify" => draft.verify = slot(member, |at| parts::verify(reader, at)),
            _ => {}
        }
    }
    draft
}

/// Reads the values of an operation, a layer of its own.
pub(super) fn values_only(reader: &mut Reader<'_>, at: &At<'_>) -> Draft {
    Draft {
        values: values(reader, at),
        ..Draft::default()
    }
}

fn slot<T>(at: &At<'_>, read: impl FnOnce(&At<'_>) -> Option<T>) -> Slot<T> {
    if at.is_null() {
        return Slot::Remove;
    }
    read(at).map_or(Slot::Inherit, Slot::Set)
}

pub(super) fn list<T>(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    read: impl Fn(&mut Reader<'_>, &At<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(at) = at.expect_array(reader.sink) else {
        return Vec::new();
    };
    at.items().filter_map(|item| read(reader, &item)).collect()
}

fn credentials(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Vec<Credential>> {
    let at = at.expect_object(reader.sink)?;
    Some(
        at.members()
            .filter_map(|(name, member)| credential(reader, name, &member))
            .collect(),
    )
}

fn credential(reader: &mut Reader<'_>, name: &str, at: &At<'_>) -> Option<Credential> {
    check_name(reader, name, at)?;
    let mut credential = Credential {
        origin: reader.key_origin(at),
        name: name.to_owned(),
        description: None,
        secret: false,
        strip: None,
        decode: Decode::Utf8,
        optional: false,
    };
    // `name:` with nothing behind it is as good as `name: {}`.
    if at.is_null() {
        return Some(credential);
    }
    let Some(at) = at.expect_object(reader.sink) else {
        return Some(credential);
    };
    reader.known(
        &at,
        &["secret", "decode", "strip", "optional", "description"],
    );
    credential.secret = at.bool("secret", reader.sink).unwrap_or(false);
    credential.optional = at.bool("optional", reader.sink).unwrap_or(false);
    credential.strip = at.str("strip", reader.sink).map(str::to_owned);
    credential.description = at.str("description", reader.sink).map(str::to_owned);
    if let Some(at) = at.get("decode") {
        let decode = reader.word(&at, "decoding", words::DECODINGS);
        credential.decode = decode.unwrap_or(Decode::Utf8);
    }
    Some(credential)
}

fn check_name(reader: &mut Reader<'_>, name: &str, at: &At<'_>) -> Option<()> {
    if words::is_name(name) {
        return Some(());
    }
    let origin = reader.key_origin(at);
    reader
        .report_at(
            &codes::CS0602,
            &origin,
            format!("`{name}` cannot be a name in templates"),
        )
        .help("names begin with a letter or `_` and go on with letters, digits, `_` and `-`");
    None
}

fn values(reader: &mut Reader<'_>, at: &At<'_>) -> IndexMap<String, Slot<(Origin, Operator)>> {
    let mut values = IndexMap::new();
    let Some(at) = at.expect_object(reader.sink) else {
        return values;
    };
    for (name, member) in at.members() {
        if check_name(reader, name, &member).is_none() {
            continue;
        }
        let origin = reader.key_origin(&member);
        let value = slot(&member, |at| {
            operators::operator(reader, at).map(|operator| (origin, operator))
        });
        values.insert(name.to_owned(), value);
    }
    values
}

fn algorithm(reader: &mut Reader<'_>, at: &At<'_>) -> Option<(Origin, Algorithm)> {
    let origin = reader.origin(at);
    if at.is_object() {
        reader.known(at, &["custom"]);
        let name = at.require("custom", reader.sink)?;
        let text = reader.text(&name)?;
        check_name(reader, &text, &name)?;
        return Some((origin, Algorithm::Custom(text)));
    }
    Some((origin, reader.word(at, "algorithm", words::ALGORITHMS)?))
}

pub(super) fn message(reader: &mut Reader<'_>, at: &At<'_>) -> Vec<Line> {
    if at.is_array() {
        return at.items().filter_map(|item| reader.line(&item)).collect();
    }
    reader.line(at).into_iter().collect()
}

fn encode(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Vec<Filter>> {
    let text = at.expect_str(reader.sink)?;
    let origin = reader.origin(at);
    template::filters(reader, &origin, text)
}
