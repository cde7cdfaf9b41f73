//! Security schemes as files: from a recipe to straight-line steps.

use super::docs::{self, Docs, markdown};
use super::krate::SchemeFile;
use super::names::{Case, Ident, Scope};
use super::recipe::{Clock, Counter, Credential, Expr, Kind, PlaceKind, Recipe, Step, WirePart};
use crate::diag::{Sink, codes};
use crate::ir::signing::{
    self, Algorithm, Decode, FieldKind, Filter, Hash, Name, NamedValue, Operator, Part, Phase,
    Scheme, Target, Template, TimeFormat, Unit,
};
use crate::ir::{Api, SecurityKind, SecurityScheme};

/// Methods that the client's builder has, so that no scheme may be set by them.
const BUILDER_METHODS: &[&str] = &[
    "allow_plain_http",
    "base_url",
    "build",
    "builder",
    "clock",
    "clone",
    "connect_timeout",
    "default",
    "fmt",
    "header",
    "max_response_bytes",
    "new",
    "retry",
    "scheme",
    "timeout",
    "transport",
    "user_agent",
];

/// Names of the generated function that no value of a recipe may take.
const LOCALS: &[&str] = &[
    "draft",
    "env",
    "fresh",
    "hex",
    "hmac_sha256",
    "signature",
    "wire",
];

/// The file of every scheme that can be written.
pub(super) fn schemes(api: &Api, library: &str, sink: &mut Sink) -> Vec<SchemeFile> {
    let mut modules = Scope::with_reserved(BUILDER_METHODS);
    let mut types = Scope::with_reserved(&[
        "Counter",
        "Credentials",
        "CredentialsError",
        "Scheme",
        "Secret",
    ]);
    let mut files = Vec::new();
    for (name, scheme) in &api.security_schemes {
        let SecurityKind::Recipe(recipe) = &scheme.kind else {
            continue;
        };
        let module = modules.declare(name, Case::Snake, "scheme");
        let constant = Scope::default().declare(name, Case::Shouty, "SCHEME");
        let ident = types.declare(name, Case::Camel, "Scheme");
        match Writer::new(library, name).recipe(recipe) {
            Ok(recipe) => files.push(SchemeFile {
                module,
                constant,
                ident,
                wire: name.clone(),
                docs: scheme_docs(scheme),
                recipe,
            }),
            Err(what) => report(scheme, name, what, sink),
        }
    }
    for operation in api.operations.iter().filter(|it| !it.schemes.is_empty()) {
        let message = format!("the values of `{}` cannot be written yet", operation.id);
        sink.report(&codes::CS0503, &operation.origin, message)
            .help("it is signed with the values of the recipe; `countersign sign` knows its own");
    }
    files
}

fn report(scheme: &SecurityScheme, name: &str, what: &str, sink: &mut Sink) {
    sink.report(
        &codes::CS0503,
        &scheme.origin,
        format!("the recipe of `{name}` cannot be written yet: {what}"),
    )
    .help("calls are generated without it; `countersign sign` evaluates it all the same");
}

fn scheme_docs(scheme: &SecurityScheme) -> Docs {
    let mut docs = markdown(scheme.description.as_deref().unwrap_or_default());
    docs.push(&super::types::source_line(
        &scheme.origin.pointer.to_string(),
    ));
    docs
}

/// Writes one recipe; what it cannot write comes back as a phrase.
struct Writer<'a> {
    library: &'a str,
    scheme: &'a str,
    scope: Scope,
    credentials: Vec<Credential>,
    locals: Vec<(String, Ident, Kind)>,
}

type Written<T> = Result<T, &'static str>;

impl<'a> Writer<'a> {
    fn new(library: &'a str, scheme: &'a str) -> Self {
        let scope = Scope::with_reserved(LOCALS);
        Self {
            library,
            scheme,
            scope,
            credentials: Vec::new(),
            locals: Vec::new(),
        }
    }

    fn recipe(mut self, scheme: &Scheme) -> Written<Recipe> {
        if !scheme.send_body || scheme.serial {
            return Err("a body that is not sent, or calls one at a time");
        }
        for credential in &scheme.credentials {
            let credential = self.credential(credential)?;
            self.credentials.push(credential);
        }
        let mut counters = Vec::new();
        let mut steps = Vec::new();
        self.values(scheme, Phase::Start, &mut counters, &mut steps)?;
        for inject in &scheme.inject {
            steps.push(self.inject(inject)?);
        }
        steps.push(Step::Freeze);
        self.values(scheme, Phase::Query, &mut counters, &mut steps)?;
        steps.push(self.signature(scheme)?);
        self.values(scheme, Phase::Signature, &mut counters, &mut steps)?;
        for place in &scheme.place {
            steps.push(self.place(place)?);
        }
        Ok(Recipe {
            docs: in_words(scheme),
            credentials: self.credentials,
            counters,
            steps,
        })
    }

    fn credential(&mut self, credential: &signing::Credential) -> Written<Credential> {
        if credential.decode != Decode::Utf8 || credential.optional || credential.strip.is_some() {
            return Err("a credential that is decoded or optional");
        }
        let ident = self
            .scope
            .declare(&credential.name, Case::Snake, "credential");
        let mut words = Scope::default();
        let variable = format!("{} {} {}", self.library, self.scheme, credential.name);
        let described = credential.description.clone();
        Ok(Credential {
            variable: words
                .declare(&variable, Case::Shouty, "CREDENTIAL")
                .to_string(),
            wire: credential.name.clone(),
            secret: credential.secret,
            docs: described.map(|text| markdown(&text)).unwrap_or_default(),
            ident,
        })
    }

    /// Binds the values that are fixed by `until` and not bound yet.
    fn values(
        &mut self,
        scheme: &Scheme,
        until: Phase,
        counters: &mut Vec<Counter>,
        steps: &mut Vec<Step>,
    ) -> Written<()> {
        for value in scheme.values.iter().filter(|value| value.phase <= until) {
            if self.local(&value.name).is_none() && value.used != signing::Used::Nowhere {
                steps.push(self.value(value, counters)?);
            }
        }
        Ok(())
    }

    fn value(&mut self, value: &NamedValue, counters: &mut Vec<Counter>) -> Written<Step> {
        let ident = self.scope.declare(&value.name, Case::Snake, "value");
        let expr = match &value.operator {
            Operator::Counter(Unit::Ms) => {
                let owner = self
                    .credentials
                    .iter()
                    .find(|credential| !credential.secret);
                let owner = owner
                    .ok_or("a counter without a public credential")?
                    .ident
                    .clone();
                counters.push(Counter {
                    ident: ident.clone(),
                    owner,
                });
                Expr::Counter(ident.clone())
            }
            Operator::Time(time) if time.offset == 0 => match time.format {
                TimeFormat::Unix(Unit::S) => Expr::Unix(Clock::Seconds),
                TimeFormat::Unix(Unit::Ms) => Expr::Unix(Clock::Milliseconds),
                _ => return Err("a spelling of time"),
            },
            Operator::Text(line) if line.when.is_none() => self.template(&line.text)?,
            Operator::Setting(text) => Expr::Text(text.clone()),
            _ => return Err("an operator of its values"),
        };
        self.locals
            .push((value.name.clone(), ident.clone(), expr.kind()));
        Ok(Step::Let { ident, value: expr })
    }

    fn inject(&self, inject: &signing::Inject) -> Written<Step> {
        if inject.when.is_some() {
            return Err("a condition");
        }
        let value = self.template(&inject.value)?;
        match &inject.target {
            Target::Body(path) => match path.as_slice() {
                [name] => {
                    let integer = inject.kind == FieldKind::Integer;
                    if integer && value.kind() != Kind::Number {
                        return Err("a number made from text");
                    }
                    Ok(Step::InjectBody {
                        name: name.clone(),
                        value,
                        integer,
                    })
                }
                _ => Err("a nested member of the body"),
            },
            Target::Header(name) => Ok(Step::InjectHeader {
                name: name.clone(),
                value,
            }),
            Target::Query(name) => Ok(Step::InjectQuery {
                name: name.clone(),
                value,
            }),
            Target::Cookie(_) => Err("a cookie put in before signing"),
        }
    }

    fn signature(&mut self, scheme: &Scheme) -> Written<Step> {
        let Algorithm::Hmac(Hash::Sha256) = scheme.algorithm else {
            return Err("its algorithm");
        };
        let key = scheme.key.as_ref().ok_or("a MAC without a key")?;
        let [line] = scheme.message.lines.as_slice() else {
            return Err("a message of several lines");
        };
        if line.when.is_some() {
            return Err("a condition");
        }
        let mac = Expr::HmacSha256 {
            key: Box::new(self.template(&key.bytes)?),
            message: Box::new(self.template(&line.text)?),
        };
        let value = filtered(mac, &scheme.encode)?;
        let ident = Ident::fixed("signature");
        self.locals
            .push(("signature".to_owned(), ident.clone(), value.kind()));
        Ok(Step::Let { ident, value })
    }

    fn place(&self, place: &signing::Place) -> Written<Step> {
        if place.when.is_some() {
            return Err("a condition");
        }
        let (kind, name) = match &place.target {
            Target::Header(name) => (PlaceKind::Header, name),
            Target::Query(name) => (PlaceKind::Query, name),
            Target::Cookie(name) => (PlaceKind::Cookie, name),
            Target::Body(_) => return Err("a result in the body"),
        };
        let value = self.template(&place.value)?;
        if value.kind() == Kind::Bytes {
            return Err("a result that is no text");
        }
        Ok(Step::Place {
            place: kind,
            name: name.clone(),
            value,
        })
    }

    fn template(&self, template: &Template) -> Written<Expr> {
        let mut parts = template
            .parts
            .iter()
            .map(|part| self.part(part))
            .collect::<Written<Vec<_>>>()?;
        Ok(match parts.len() {
            0 => Expr::Text(String::new()),
            1 => parts.remove(0),
            _ => Expr::Concat(parts),
        })
    }

    fn part(&self, part: &Part) -> Written<Expr> {
        let insert = match part {
            Part::Text(text) => return Ok(Expr::Text(text.clone())),
            Part::Insert(insert) => insert,
        };
        let value = match &insert.name {
            Name::Method => Expr::Wire(WirePart::Method),
            Name::Path => Expr::Wire(WirePart::Path),
            Name::Query => Expr::Wire(WirePart::Query),
            Name::Body => Expr::Wire(WirePart::Body),
            Name::Credential(name) => self.credential_named(name)?,
            Name::Value(name) => self.local(name).ok_or("a value that is not bound yet")?,
            Name::Signature => self
                .local("signature")
                .ok_or("the signature before it is made")?,
            _ => return Err("a part of the request"),
        };
        filtered(value, &insert.filters)
    }

    fn credential_named(&self, name: &str) -> Written<Expr> {
        let credential = self
            .credentials
            .iter()
            .find(|credential| credential.wire == name);
        let credential = credential.ok_or("a credential that is not declared")?;
        Ok(Expr::Credential {
            ident: credential.ident.clone(),
            secret: credential.secret,
        })
    }

    fn local(&self, name: &str) -> Option<Expr> {
        let (_, ident, kind) = self.locals.iter().find(|(wire, ..)| wire == name)?;
        Some(Expr::Local {
            ident: ident.clone(),
            kind: *kind,
        })
    }
}

fn filtered(value: Expr, filters: &[Filter]) -> Written<Expr> {
    filters
        .iter()
        .try_fold(value, |value, filter| match filter {
            Filter::Hex => Ok(Expr::Hex(Box::new(value))),
            _ => Err("a filter"),
        })
}

/// The recipe as a reviewer would tell it.
fn in_words(scheme: &Scheme) -> Docs {
    let mut lines = Vec::new();
    for value in scheme
        .values
        .iter()
        .filter(|value| matches!(value.operator, Operator::Counter(_)))
    {
        let name = docs::code(&value.name);
        lines.push(format!(
            "{name}: Unix milliseconds, greater than any used before with the same credentials."
        ));
    }
    for inject in &scheme.inject {
        lines.push(format!("Put in first: {}.", target(&inject.target)));
    }
    let message: Vec<_> = scheme
        .message
        .lines
        .iter()
        .map(|line| template_text(&line.text))
        .collect();
    lines.push(format!(
        "String to sign: {}.",
        docs::code(&message.join(&scheme.message.join))
    ));
    if let Some(key) = &scheme.key {
        lines.push(format!(
            "Signature: HMAC-SHA256 with the key {}, in lowercase hex.",
            docs::code(&template_text(&key.bytes))
        ));
    }
    for place in &scheme.place {
        lines.push(format!(
            "Sent as {}: {}.",
            target(&place.target),
            docs::code(&template_text(&place.value))
        ));
    }
    Docs {
        lines: lines.iter().map(|line| format!("- {line}")).collect(),
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Header(name) => format!("header {}", docs::code(name)),
        Target::Query(name) => format!("query parameter {}", docs::code(name)),
        Target::Cookie(name) => format!("cookie {}", docs::code(name)),
        Target::Body(path) => format!("member {} of the body", docs::code(&path.join("."))),
    }
}

fn template_text(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Insert(insert) => format!("{{{}}}", insert_name(&insert.name)),
    };
    template.parts.iter().map(part).collect()
}

fn insert_name(name: &Name) -> String {
    match name {
        Name::Credential(name) | Name::Value(name) => name.clone(),
        other => format!("{other:?}").to_lowercase(),
    }
}
