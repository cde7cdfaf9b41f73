//! Security schemes as files: from a recipe to straight-line steps.

use indexmap::IndexSet;

use super::docs::{self, Docs, markdown};
use super::krate::{SchemeFile, SchemeName};
use super::names::{Case, Ident, Scope};
use super::recipe::{
    Check, Clock, Counter, Credential, Expr, Kind, PlaceKind, Recipe, Step, WirePart,
};

use crate::diag::{Sink, codes};
use crate::ir::signing::{
    self, Algorithm, Decode, FieldKind, Filter, Hash, Name, NamedValue, Operator, Part, Phase,
    Scheme, Target, Template, TimeFormat, Unit,
};
use crate::ir::{Api, ParameterPlace, SecurityKind, SecurityScheme};

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
    "mac",
    "signature",
    "wire",
];

/// The names of all schemes: those that the document defines, and those that only operations ask for.
pub(super) fn names(api: &Api, files: &[SchemeFile]) -> Vec<SchemeName> {
    let defined = api.security_schemes.keys();
    let required = api.operations.iter().flat_map(|it| &it.security);
    let required = required.flat_map(|requirement| &requirement.schemes);
    let all: IndexSet<&str> = defined.chain(required).map(String::as_str).collect();
    let mut constants = Scope::default();
    let name = |wire: &str| SchemeName {
        constant: constants.declare(wire, Case::Shouty, "SCHEME"),
        wire: wire.to_owned(),
        ident: files
            .iter()
            .find(|file| file.wire == wire)
            .map(|file| file.ident.clone()),
    };
    all.into_iter().map(name).collect()
}

/// The file of every scheme that can be written.
pub(super) fn schemes(api: &Api, library: &str, sink: &mut Sink) -> Vec<SchemeFile> {
    let mut modules = Scope::of_modules(&[BUILDER_METHODS, &["security"]].concat());
    let mut types = Scope::with_reserved(super::homes::TYPE_NAMES);
    let mut constants = Scope::default();
    let mut files = Vec::new();
    for (name, scheme) in &api.security_schemes {
        // Every scheme has a constant, so that the names are those of `names`.
        let constant = constants.declare(name, Case::Shouty, "SCHEME");
        let written = match &scheme.kind {
            SecurityKind::Recipe(recipe) => Writer::new(library, name).recipe(recipe),
            SecurityKind::Key { place, name: wire } => {
                Ok(Writer::new(library, name).key(*place, wire))
            }
            SecurityKind::Bearer => Ok(Writer::new(library, name).bearer()),
            SecurityKind::Basic => Ok(Writer::new(library, name).basic()),
            SecurityKind::Unsupported => continue,
        };
        let module = modules.declare(name, Case::Snake, "scheme");
        let ident = types.declare(name, Case::Camel, "Scheme");
        match written {
            Ok(recipe) => files.push(SchemeFile {
                module,
                constant,
                ident,
                wire: name.clone(),
                docs: scheme_docs(name, scheme, &recipe),
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
    .help("calls are refused until `ClientBuilder::scheme` is given an implementation");
}

fn scheme_docs(name: &str, scheme: &SecurityScheme, recipe: &Recipe) -> Docs {
    let mut docs = match &scheme.description {
        Some(text) => markdown(text),
        None => Docs::text(&format!("Credentials for {}.", docs::code(name))),
    };
    docs.push(&recipe.docs);
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
    /// What the names of values mean.
    locals: Vec<(String, Expr)>,
    is_fresh: bool,
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
            is_fresh: false,
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
        if scheme.algorithm != Algorithm::None {
            steps.extend(self.signature(scheme)?);
        }
        self.values(scheme, Phase::Signature, &mut counters, &mut steps)?;
        for place in &scheme.place {
            let step = self.place(place)?;
            self.mark_sent(&step);
            steps.push(step);
        }
        Ok(Recipe {
            docs: in_words(scheme),
            credentials: self.credentials,
            counters,
            is_fresh: self.is_fresh,
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
        let described = credential.description.clone();
        Ok(Credential {
            variable: self.variable(&credential.name),
            wire: credential.name.clone(),
            secret: credential.secret,
            check: Check::Text,
            docs: described.map(|text| markdown(&text)).unwrap_or_default(),
            ident,
        })
    }

    /// A key that is sent as it is.
    fn key(mut self, place: ParameterPlace, name: &str) -> Recipe {
        let check = match place {
            ParameterPlace::Query => Check::Text,
            ParameterPlace::Header | ParameterPlace::Cookie | ParameterPlace::Path => Check::Sent,
        };
        let key = self.supplied("key", true, check);
        let (name, value) = (name.to_owned(), key);
        let (step, place) = match place {
            ParameterPlace::Query => (
                Step::InjectQuery {
                    name: name.clone(),
                    value,
                },
                "query parameter",
            ),
            ParameterPlace::Cookie => (
                Step::InjectCookie {
                    name: name.clone(),
                    value,
                },
                "cookie",
            ),
            ParameterPlace::Header | ParameterPlace::Path => (
                Step::InjectHeader {
                    name: name.clone(),
                    value,
                },
                "header",
            ),
        };
        self.sent(
            step,
            &format!("Sent as it is, in the {place} {}.", docs::code(&name)),
        )
    }

    /// A token in `Authorization`.
    fn bearer(mut self) -> Recipe {
        let token = self.supplied("token", true, Check::Sent);
        let value = Expr::Concat(vec![Expr::Text("Bearer ".to_owned()), token]);
        self.authorization(
            value,
            "Sent in the header `Authorization`, after `Bearer` (RFC 6750).",
        )
    }

    /// User name and password in `Authorization`.
    fn basic(mut self) -> Recipe {
        let user = self.supplied("user", false, Check::UserName);
        let password = self.supplied("password", true, Check::Password);
        let pair = Expr::Concat(vec![user, Expr::Text(":".to_owned()), password]);
        let value = Expr::Concat(vec![
            Expr::Text("Basic ".to_owned()),
            Expr::Base64(Box::new(pair)),
        ]);
        self.authorization(
            value,
            "Sent in the header `Authorization`, after `Basic` and in base64 (RFC 7617).",
        )
    }

    fn authorization(self, value: Expr, words: &str) -> Recipe {
        self.sent(
            Step::InjectHeader {
                name: "authorization".to_owned(),
                value,
            },
            words,
        )
    }

    fn sent(self, step: Step, words: &str) -> Recipe {
        Recipe {
            docs: Docs::text(words),
            credentials: self.credentials,
            counters: Vec::new(),
            is_fresh: false,
            steps: vec![step],
        }
    }

    /// A credential of a scheme that does not name its own.
    fn supplied(&mut self, name: &'static str, secret: bool, check: Check) -> Expr {
        let ident = self.scope.declare(name, Case::Snake, "credential");
        let variable = self.variable(name);
        let credential = Credential {
            ident: ident.clone(),
            wire: name.to_owned(),
            secret,
            check,
            variable,
            docs: Docs::none(),
        };
        self.credentials.push(credential);
        Expr::Credential { ident, secret }
    }

    /// The environment variable for a credential.
    fn variable(&self, credential: &str) -> String {
        let text = format!("{} {} {credential}", self.library, self.scheme);
        Scope::default()
            .declare(&text, Case::Shouty, "CREDENTIAL")
            .to_string()
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
                steps.extend(self.value(value, counters)?);
            }
        }
        Ok(())
    }

    /// The step that binds a value; none for another name of something that has one.
    fn value(&mut self, value: &NamedValue, counters: &mut Vec<Counter>) -> Written<Option<Step>> {
        let ident = self.scope.declare(&value.name, Case::Snake, "value");
        let expr = match &value.operator {
            Operator::Counter(unit @ (Unit::S | Unit::Ms)) => {
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
                Expr::Counter(
                    ident.clone(),
                    if *unit == Unit::S {
                        Clock::Seconds
                    } else {
                        Clock::Milliseconds
                    },
                )
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
        self.is_fresh |= value.fresh;
        if let Expr::Text(_) | Expr::Credential { .. } | Expr::Local { .. } | Expr::Wire(_) = expr {
            self.locals.push((value.name.clone(), expr));
            return Ok(None);
        }
        self.bind(&value.name, &ident, expr.kind());
        Ok(Some(Step::Let { ident, value: expr }))
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

    /// The raw signature, and what `{signature}` means.
    fn signature(&mut self, scheme: &Scheme) -> Written<[Step; 2]> {
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
        let raw = Expr::Local {
            ident: Ident::fixed("mac"),
            kind: mac.kind(),
        };
        let value = filtered(raw, &scheme.encode)?;
        let ident = Ident::fixed("signature");
        self.bind("signature", &ident, value.kind());
        let bind = |ident, value| Step::Let { ident, value };
        Ok([bind(Ident::fixed("mac"), mac), bind(ident, value)])
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

    /// Remembers that a credential is sent as it is.
    fn mark_sent(&mut self, step: &Step) {
        if let Step::Place {
            value: Expr::Credential { ident, .. },
            ..
        } = step
        {
            let mut credentials = self.credentials.iter_mut();
            if let Some(credential) = credentials.find(|credential| credential.ident == *ident) {
                credential.check = Check::Sent;
            }
        }
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
        let mut locals = self.locals.iter();
        locals
            .find(|(wire, _)| wire == name)
            .map(|(_, value)| value.clone())
    }

    fn bind(&mut self, name: &str, ident: &Ident, kind: Kind) {
        let ident = ident.clone();
        self.locals
            .push((name.to_owned(), Expr::Local { ident, kind }));
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
    for value in &scheme.values {
        let Operator::Counter(unit) = value.operator else {
            continue;
        };
        let (name, unit) = (
            docs::code(&value.name),
            if unit == Unit::S {
                "seconds"
            } else {
                "milliseconds"
            },
        );
        lines.push(format!(
            "{name}: Unix {unit}, greater than any used before with the same credentials."
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
    if scheme.algorithm != Algorithm::None {
        lines.push(format!(
            "String to sign: {}.",
            docs::code(&message.join(&scheme.message.join.replace('\n', "\\n")))
        ));
    }
    if let Some(key) = &scheme.key {
        lines.push(format!(
            "Signature: HMAC-SHA256 with the key {}{}.",
            docs::code(&template_text(&key.bytes)),
            if scheme.encode.is_empty() {
                ""
            } else {
                ", in lowercase hex"
            },
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
        Part::Text(text) => text.replace('\n', "\\n"),
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
