//! Templates, filters and conditions as expressions.

use super::run::{Meaning, Run};
use crate::ir::signing::{
    Condition, Filter, Hash, Insert, Line, Message, Name, Part, Template, When,
};
use crate::plan::recipe::{self, Argument, Call, Expr, Test, Ty};

impl Run<'_> {
    /// A template.
    pub(super) fn template(&self, template: &Template) -> Expr {
        concat(template.parts.iter().map(|part| match part {
            Part::Text(text) => Expr::Text(text.clone()),
            Part::Insert(insert) => self.insert(insert),
        }))
    }

    /// A text that may depend on a condition; nothing where the condition fails and there is no other.
    pub(super) fn line(&self, line: &Line) -> Expr {
        let tests = self.tests(line.when.as_ref());
        let otherwise = line.otherwise.as_ref();
        let otherwise = || otherwise.map_or_else(Expr::empty, |text| self.template(text));
        if tests.contains(&Test::Never) {
            return otherwise();
        }
        let then = self.template(&line.text);
        if tests.is_empty() {
            return then;
        }
        Expr::Choose {
            tests,
            then: Box::new(then),
            otherwise: Box::new(otherwise()),
        }
    }

    /// The string to sign.
    pub(super) fn message(&self, message: &Message) -> Expr {
        let mut lines = Vec::new();
        for line in &message.lines {
            let tests = self.tests(line.when.as_ref());
            if line.otherwise.is_some() || tests.is_empty() {
                let text = self.line(line);
                lines.push(recipe::Line {
                    tests: Vec::new(),
                    text,
                });
            } else if !tests.contains(&Test::Never) {
                let text = self.template(&line.text);
                lines.push(recipe::Line { tests, text });
            }
        }
        if lines.iter().any(|line| !line.tests.is_empty()) {
            let join = message.join.clone();
            return Expr::Lines { lines, join };
        }
        let mut parts = Vec::new();
        for (index, line) in lines.into_iter().enumerate() {
            if index > 0 {
                parts.push(Expr::Text(message.join.clone()));
            }
            parts.push(line.text);
        }
        concat(parts)
    }

    /// A name, and what is done to it.
    pub(super) fn insert(&self, insert: &Insert) -> Expr {
        let plain = self.is_plain(&insert.name);
        filtered(self.name(&insert.name), plain, &insert.filters)
    }

    /// Whether all that a name may mean is ASCII, so that it can be cut anywhere and stays text.
    fn is_plain(&self, name: &Name) -> bool {
        match name {
            Name::Method
            | Name::Scheme
            | Name::Host
            | Name::Port
            | Name::Authority
            | Name::Origin
            | Name::Path
            | Name::Query
            | Name::Target
            | Name::BaseUrl
            | Name::Url
            | Name::Status => true,
            Name::Body
            | Name::ContentType
            | Name::MediaType
            | Name::Header(_)
            | Name::QueryField(_)
            | Name::FormField(_)
            | Name::BodyMember(_)
            | Name::Param(_)
            | Name::Credential(_)
            | Name::Signature => false,
            Name::Value(name) => self.names.is_made_plain(name),
        }
    }

    /// All of these must hold; those that are known to hold are left out.
    pub(super) fn tests(&self, when: Option<&When>) -> Vec<Test> {
        let conditions = when.iter().flat_map(|when| &when.conditions);
        conditions
            .filter_map(|condition| match condition {
                Condition::Method(methods) => Some(Test::Method(self.holder, methods.clone())),
                Condition::Body(present) => Some(Test::Body(self.holder, *present)),
                Condition::MediaType(types) => Some(Test::MediaType(self.holder, types.clone())),
                Condition::Has(insert) => match self.is_empty(insert) {
                    Some(true) => Some(Test::Never),
                    Some(false) => None,
                    None => Some(Test::Has(self.insert(insert))),
                },
                Condition::Lacks(insert) => match self.is_empty(insert) {
                    Some(true) => None,
                    Some(false) => Some(Test::Never),
                    None => Some(Test::Lacks(self.insert(insert))),
                },
            })
            .collect()
    }

    /// Whether something has no bytes, where that is known beforehand.
    fn is_empty(&self, insert: &Insert) -> Option<bool> {
        match &insert.name {
            Name::Value(name) if insert.filters.is_empty() => {
                match self.meanings.get(name.as_str())? {
                    Meaning::Literal { text, .. } => Some(text.is_empty()),
                    Meaning::Alias(insert) => self.is_empty(insert),
                    Meaning::Local(_) | Meaning::Field { .. } => None,
                }
            }
            _ => None,
        }
    }

    fn name(&self, name: &Name) -> Expr {
        let read = |call, ty| self.read(call, None, ty);
        let field = |call, name: &String| self.read(call, Some(name.clone()), Ty::Vec);
        match name {
            Name::Method => read("method", Ty::Str),
            Name::Scheme => read("scheme", Ty::Str),
            Name::Host => read("host", Ty::Str),
            Name::Port => read("port", Ty::Str),
            Name::Authority => read("authority", Ty::String),
            Name::Origin => read("origin", Ty::String),
            Name::Path => read("path", Ty::Str),
            Name::Query => read("query", Ty::Str),
            Name::Target => read("target", Ty::String),
            Name::BaseUrl => read("base_url", Ty::String),
            Name::Url => read("url", Ty::String),
            Name::Body => read("body", Ty::Slice),
            Name::ContentType => read("content_type", Ty::Vec),
            Name::MediaType => read("media_type", Ty::String),
            Name::Status => read("status", Ty::String),
            Name::Header(name) => field("header", name),
            Name::QueryField(name) => field("query_field", name),
            Name::FormField(name) => field("form_field", name),
            Name::BodyMember(tokens) => Expr::Call(Call {
                on: Some(self.holder),
                function: "body_member",
                arguments: vec![Argument::Texts(tokens.clone())],
                fallible: true,
                ty: Ty::String,
            }),
            Name::Param(name) => Expr::Request {
                holder: self.holder,
                call: "param",
                argument: Some(name.clone()),
                fallible: true,
                ty: Ty::Str,
            },
            Name::Credential(name) => self.field(name),
            Name::Value(name) => self.value_named(name),
            Name::Signature => self.signature.clone(),
        }
    }

    fn read(&self, call: &'static str, argument: Option<String>, ty: Ty) -> Expr {
        Expr::Request {
            holder: self.holder,
            call,
            argument,
            fallible: false,
            ty,
        }
    }

    fn value_named(&self, name: &str) -> Expr {
        match self.meanings.get(name) {
            Some(Meaning::Local(bound)) => bound.clone(),
            Some(Meaning::Literal { ident, .. }) => Expr::Local {
                ident: ident.clone(),
                ty: Ty::Str,
            },
            Some(Meaning::Field { ident }) => Expr::Field {
                ident: ident.clone(),
                form: recipe::Form::Text,
            },
            Some(Meaning::Alias(insert)) => self.insert(insert),
            // The values stand in the order in which they read each other.
            None => Expr::empty(),
        }
    }
}

/// One after the other, in as few pieces as there can be.
pub(super) fn concat(parts: impl IntoIterator<Item = Expr>) -> Expr {
    let mut pieces: Vec<Expr> = Vec::new();
    for part in parts {
        let flat = match part {
            Expr::Concat(parts) => parts,
            other => vec![other],
        };
        for piece in flat {
            match (pieces.last_mut(), piece) {
                (Some(Expr::Text(last)), Expr::Text(text)) => last.push_str(&text),
                (_, Expr::Text(text)) if text.is_empty() => {}
                (_, piece) => pieces.push(piece),
            }
        }
    }
    match pieces.len() {
        0 => Expr::empty(),
        1 => pieces.remove(0),
        _ => Expr::Concat(pieces),
    }
}

/// A value after filters; a plain one is ASCII.
pub(super) fn filtered(value: Expr, plain: bool, filters: &[Filter]) -> Expr {
    let (value, _) = filters.iter().fold((value, plain), |(value, plain), it| {
        let after = filter(value, plain, it);
        (after, stays_plain(plain, it))
    });
    value
}

/// Whether something is ASCII after a filter.
fn stays_plain(plain: bool, filter: &Filter) -> bool {
    match filter {
        Filter::Hex
        | Filter::Base64
        | Filter::Base64Url
        | Filter::Base64UrlNoPad
        | Filter::Pct
        | Filter::PctPath
        | Filter::Form
        | Filter::Crc32 => true,
        Filter::Lower
        | Filter::Upper
        | Filter::Trim
        | Filter::Squeeze
        | Filter::Json
        | Filter::First(_)
        | Filter::Strip(_) => plain,
        Filter::Prefix(text) | Filter::Default(text) => plain && text.is_ascii(),
        Filter::FromHex | Filter::FromBase64 | Filter::Unpct | Filter::Hash(_) => false,
    }
}

fn filter(value: Expr, plain: bool, filter: &Filter) -> Expr {
    let text = value.is_text();
    let call = |function, value, ty| Expr::call(function, value, ty);
    let refusing = |function, value, ty| {
        Expr::Call(Call {
            on: None,
            function,
            arguments: vec![Argument::Value(value)],
            fallible: true,
            ty,
        })
    };
    match filter {
        Filter::Lower => Expr::Std("to_ascii_lowercase", Box::new(value)),
        Filter::Upper => Expr::Std("to_ascii_uppercase", Box::new(value)),
        Filter::Trim => Expr::Std("trim_ascii", Box::new(value)),
        Filter::Squeeze if text => call("squeezed", value, Ty::String),
        Filter::Squeeze => call("squeeze", value, Ty::Vec),
        Filter::Hex => call("hex", value, Ty::String),
        Filter::Base64 => call("base64", value, Ty::String),
        Filter::Base64Url => call("base64url", value, Ty::String),
        Filter::Base64UrlNoPad => call("base64url_nopad", value, Ty::String),
        Filter::FromHex => refusing("from_hex", value, Ty::Vec),
        Filter::FromBase64 => refusing("from_base64", value, Ty::Vec),
        Filter::Pct => call("pct", value, Ty::String),
        Filter::PctPath => call("pct_path", value, Ty::String),
        Filter::Form => call("form_encode", value, Ty::String),
        Filter::Unpct => call("unpct", value, Ty::Vec),
        Filter::Json => refusing("json_escape", value, Ty::String),
        Filter::Hash(hash) => call(digest(*hash), value, Ty::Array),
        Filter::Crc32 => call("crc32", value, Ty::String),
        Filter::First(length) => {
            let length = Argument::Number(u64::try_from(*length).unwrap_or(u64::MAX));
            // Cut in the middle of a character, text is no text any more.
            if text && plain {
                affix("first_of", value, length, true)
            } else {
                Expr::Call(Call {
                    on: None,
                    function: "first",
                    arguments: vec![Argument::Value(value), length],
                    fallible: false,
                    ty: Ty::Vec,
                })
            }
        }
        Filter::Strip(text) => affixed(["without", "strip"], value, text),
        Filter::Prefix(text) => affixed(["prefixed", "prefix"], value, text),
        Filter::Default(text) => affixed(["or_else", "default"], value, text),
    }
}

/// A function of text, or its like for bytes, with a text of the recipe.
fn affixed([of_text, of_bytes]: [&'static str; 2], value: Expr, text: &str) -> Expr {
    let function = if value.is_text() { of_text } else { of_bytes };
    affix(function, value, Argument::Text(text.to_owned()), false)
}

fn affix(function: &'static str, value: Expr, argument: Argument, fallible: bool) -> Expr {
    let ty = if value.is_text() { Ty::String } else { Ty::Vec };
    Expr::Call(Call {
        on: None,
        function,
        arguments: vec![Argument::Value(value), argument],
        fallible,
        ty,
    })
}

/// The function that makes a digest.
pub(super) fn digest(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "md5",
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
    }
}

/// The function that makes an HMAC.
pub(super) fn hmac(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "hmac_md5",
        Hash::Sha1 => "hmac_sha1",
        Hash::Sha256 => "hmac_sha256",
        Hash::Sha384 => "hmac_sha384",
        Hash::Sha512 => "hmac_sha512",
    }
}
