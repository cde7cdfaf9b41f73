//! How a request is signed: the order of the steps.
//!
//! The order is that of the evaluator: values that need nothing, fields into the body, values that read
//! the body, fields into headers, values that read headers, fields into the query, all other values,
//! message, signature, values that read it, results. Two things differ without changing any result. The
//! request is fixed as soon as nothing more is put in, and what the caller's own field may replace
//! (`"{nonce}"` in `inject`) is worked out with what reads it after that field was looked at.

use std::collections::BTreeSet;

use super::algorithm::raw;
use super::fresh;
use super::names::Names;
use super::reads;
use super::run::{Meaning, Run};
use super::text::filtered;
use super::unread::{is_async, locals, without_unread};
use super::values::Value;
use crate::ir::signing::{
    Algorithm, FieldKind, Inject, Name, Operator, Part, Phase, Place, Scheme, Target, Template,
    When,
};
use crate::plan::names::Ident;
use crate::plan::recipe::{Argument, Call, Expr, Fresh, Holder, Sign, Step, Test, Ty};

/// Writes down how a scheme signs.
pub(super) fn sign<'a>(names: &'a Names<'a>, values: &'a [Value<'a>], fields: bool) -> Sign {
    let mut signer = Signer {
        run: Run::new(names, Holder::Draft),
        scheme: names.scheme,
        values,
        done: BTreeSet::new(),
        waiting: BTreeSet::new(),
        looked_up: BTreeSet::new(),
        fields,
    };
    let fresh = signer.fresh();
    signer.steps();
    let steps = without_unread(signer.run.steps);
    let read = locals(&steps);
    let is_async = is_async(&steps);
    Sign {
        fresh: fresh
            .into_iter()
            .filter(|fresh| read.contains(&fresh.ident))
            .collect(),
        looked_up: Vec::new(),
        steps,
        is_async,
    }
}

struct Signer<'a> {
    run: Run<'a>,
    scheme: &'a Scheme,
    values: &'a [Value<'a>],
    /// The values that are bound.
    done: BTreeSet<&'a str>,
    /// The values that are not what they will be before a field is put in that the caller may have set.
    waiting: BTreeSet<&'a str>,
    /// The values for which the caller's own is looked up as soon as they are bound.
    looked_up: BTreeSet<&'a str>,
    /// Bodies may be something else than JSON.
    fields: bool,
}

impl<'a> Signer<'a> {
    /// The arguments of the function.
    fn fresh(&mut self) -> Vec<Fresh> {
        let values = self.values;
        let made = values
            .iter()
            .filter(|value| value.signs() && value.is_made());
        made.filter_map(|value| {
            let ident = self.run.names.value(value.name);
            fresh::make(value, &ident).map(|make| Fresh { ident, make })
        })
        .collect()
    }

    fn steps(&mut self) {
        for value in self.values.iter().filter(|value| value.signs()) {
            // What is fresh for all operations is there from the start.
            let always = value.arms.iter().map(|(_, operator)| *operator);
            if always.chain(value.base).all(super::values::is_made) {
                let ident = self.run.names.value(value.name);
                let meaning = Meaning::Local(Expr::Local { ident, ty: Ty::Str });
                self.run.meanings.insert(value.name, meaning);
                self.done.insert(value.name);
            }
        }
        self.take_over();
        let mut injects = self.scheme.inject.iter().peekable();
        for (phase, next) in [
            (Phase::Start, Phase::Body),
            (Phase::Body, Phase::Headers),
            (Phase::Headers, Phase::Query),
        ] {
            if injects.peek().is_none() {
                break;
            }
            self.bind_all(phase);
            while let Some(inject) = injects.next_if(|inject| fixed_with(&inject.target) == next) {
                self.inject(inject);
            }
        }
        self.run.steps.push(Step::Freeze);
        self.run.holder = Holder::Wire;
        self.bind_all(Phase::Query);
        if self.scheme.algorithm != Algorithm::None {
            self.signature();
        }
        self.bind_all(Phase::Signature);
        for place in &self.scheme.place {
            self.place(place);
        }
        if !self.scheme.send_body {
            self.run.steps.push(Step::DropBody);
        }
    }

    /// Finds out which values wait for a field that the caller may have set. Where such a value is read
    /// before its field is put in, or its field is not always put in, the caller's own is looked up as
    /// soon as the value is bound.
    fn take_over(&mut self) {
        for (index, inject) in self.scheme.inject.iter().enumerate() {
            let Some(name) = Self::bare(inject) else {
                continue;
            };
            let mut same = self
                .scheme
                .inject
                .iter()
                .filter(|it| Self::bare(it) == Some(name));
            let first = same.next().is_some_and(|it| std::ptr::eq(it, inject));
            let only = same.next().is_none();
            let early = self.scheme.inject[..index]
                .iter()
                .any(|earlier| self.reads(earlier).contains(name));
            if !first {
                continue;
            }
            if only && inject.when.is_none() && !early {
                self.waiting.insert(name);
            } else if self.done.contains(name) {
                self.look_up(name);
            } else {
                self.looked_up.insert(name);
            }
        }
    }

    /// Binds a value to what the caller wrote into one of the fields that hold it, else to itself.
    fn look_up(&mut self, name: &'a str) {
        let scheme = self.scheme;
        let holding = scheme
            .inject
            .iter()
            .filter(|it| Self::bare(it) == Some(name));
        // The first field that is there counts, so it is asked last.
        for inject in holding.collect::<Vec<_>>().into_iter().rev() {
            let own = own(&inject.target, self.local(name), self.fields);
            self.run.let_as(name, own);
        }
    }

    fn local(&self, name: &str) -> Expr {
        let insert = crate::ir::signing::Insert {
            name: Name::Value(name.to_owned()),
            filters: Vec::new(),
            secret: false,
        };
        self.run.insert(&insert)
    }

    /// Binds the values that can be worked out from this phase on.
    fn bind_all(&mut self, phase: Phase) {
        let values = self.values;
        for value in values.iter().filter(|it| it.signs() && it.phase <= phase) {
            let waits = value
                .reads
                .iter()
                .chain([&value.name])
                .any(|name| self.waiting.contains(name) || self.is_late(name, phase));
            if !waits {
                self.need(value.name);
            }
        }
    }

    /// Whether a value is worked out by the crate's user, who sees as much as there can be seen.
    fn is_late(&self, name: &str, phase: Phase) -> bool {
        let custom = |value: &Value<'_>| {
            value
                .operators()
                .any(|operator| matches!(operator, Operator::Custom(_)))
        };
        phase < Phase::Query && !self.done.contains(name) && self.value(name).is_some_and(custom)
    }

    /// Binds a value, and all that it reads before.
    fn need(&mut self, name: &str) {
        let values = self.values;
        let Some(wanted) = values.iter().find(|value| value.name == name) else {
            return;
        };
        for value in values {
            let is_read = value.name == wanted.name || wanted.reads.contains(value.name);
            if is_read && self.done.insert(value.name) {
                let named = self.bare_names().any(|bare| bare == value.name);
                self.run.bind(value, named);
                if self.looked_up.contains(value.name) {
                    self.look_up(value.name);
                }
            }
        }
    }

    fn inject(&mut self, inject: &'a Inject) {
        for name in self.reads(inject) {
            self.need(name);
        }
        let tests = self.run.tests(inject.when.as_ref());
        if tests.contains(&Test::Never) {
            return;
        }
        let integer = inject.kind == FieldKind::Integer;
        let (call, name) = match &inject.target {
            Target::Header(name) => ("inject_header", name.clone()),
            Target::Query(name) => ("inject_query", name.clone()),
            Target::Cookie(name) => ("inject_cookie", name.clone()),
            Target::Body(path) => {
                let call = match (self.fields, integer) {
                    (true, true) => "inject_field_integer",
                    (true, false) => "inject_field",
                    (false, true) => "inject_body_integer",
                    (false, false) => "inject_body",
                };
                (call, pointer(path))
            }
        };
        let value = self.run.template(&inject.value);
        let bare = Self::bare(inject).filter(|name| self.waiting.remove(name));
        let bind = bare.map(|name| self.run.names.value(name));
        if let (Some(name), Some(ident)) = (bare, bind.clone()) {
            let meaning = Meaning::Local(Expr::Local {
                ident,
                ty: Ty::String,
            });
            self.run.meanings.insert(name, meaning);
        }
        let step = Step::Inject {
            call,
            name,
            value,
            bind,
        };
        self.run.steps.push(under(tests, step));
    }

    fn signature(&mut self) {
        let message = self.run.message(&self.scheme.message);
        let message = self.run.message_local(message);
        self.run.steps.push(Step::Note {
            message: message.clone(),
            secret: self.scheme.message.secret,
        });
        let raw = raw(&self.run, None, message);
        let value = filtered(raw, false, &self.scheme.encode);
        self.run.signature = self.run.let_step(Ident::fixed("signature"), value);
    }

    fn place(&mut self, place: &Place) {
        let tests = self.run.tests(place.when.as_ref());
        if tests.contains(&Test::Never) {
            return;
        }
        let (call, name) = match &place.target {
            Target::Header(name) => ("place_header", name.clone()),
            Target::Query(name) => ("place_query", name.clone()),
            Target::Cookie(name) => ("place_cookie", name.clone()),
            Target::Body(path) if self.fields => ("place_field", pointer(path)),
            Target::Body(path) => ("place_body", pointer(path)),
        };
        let value = self.run.template(&place.value);
        let step = Step::Place { call, name, value };
        self.run.steps.push(under(tests, step));
    }

    /// The name of the value that a field holds as it is, if it holds nothing else.
    fn bare(inject: &'a Inject) -> Option<&'a str> {
        let [Part::Insert(insert)] = inject.value.parts.as_slice() else {
            return None;
        };
        match &insert.name {
            Name::Value(name) if insert.filters.is_empty() => Some(name),
            _ => None,
        }
    }

    fn bare_names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.scheme.inject.iter().filter_map(Self::bare)
    }

    /// The values that a field reads, those in between included.
    fn reads(&self, inject: &Inject) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        let values = self.values;
        let mut note = |name: &Name| {
            if let Name::Value(name) = name
                && let Some(value) = values.iter().find(|value| value.name == name)
            {
                names.insert(value.name);
                names.extend(&value.reads);
            }
        };
        let read: (&Template, Option<&When>) = (&inject.value, inject.when.as_ref());
        reads::template(read.0, &mut note);
        reads::when(read.1, &mut note);
        names
    }

    fn value(&self, name: &str) -> Option<&'a Value<'a>> {
        self.values.iter().find(|value| value.name == name)
    }
}

/// The fresh texts that the response is verified with, as the caller wrote them in fields of his own.
pub(super) fn looked_up(names: &Names<'_>, verified_with: &[Ident], fields: bool) -> Vec<Step> {
    let mut steps = Vec::new();
    for inject in names.scheme.inject.iter().rev() {
        let Some(ident) = Signer::bare(inject).map(|name| names.value(name)) else {
            continue;
        };
        if verified_with.contains(&ident) {
            let value = Expr::Local {
                ident: ident.clone(),
                ty: Ty::String,
            };
            let value = own(&inject.target, value, fields);
            steps.push(Step::Let { ident, value });
        }
    }
    steps
}

/// What the caller wrote into a field, else `value`.
fn own(target: &Target, value: Expr, fields: bool) -> Expr {
    let (function, field) = match target {
        Target::Header(header) | Target::Cookie(header) => ("header_or", header.clone()),
        Target::Query(field) => ("query_or", field.clone()),
        Target::Body(path) if fields => ("field_or", pointer(path)),
        Target::Body(path) => ("body_or", pointer(path)),
    };
    Expr::Call(Call {
        on: Some(Holder::Draft),
        function,
        arguments: vec![Argument::Text(field), Argument::Value(value)],
        fallible: true,
        ty: Ty::String,
    })
}

fn under(tests: Vec<Test>, step: Step) -> Step {
    if tests.is_empty() {
        return step;
    }
    Step::When {
        tests,
        steps: vec![step],
    }
}

/// A path into a body as the document writes it.
fn pointer(path: &[String]) -> String {
    let steps = path
        .iter()
        .map(|step| step.replace('~', "~0").replace('/', "~1"));
    steps.collect::<Vec<_>>().join("/")
}

/// The phase before which a field has to be in.
fn fixed_with(target: &Target) -> Phase {
    match target {
        Target::Body(_) => Phase::Body,
        Target::Header(_) | Target::Cookie(_) => Phase::Headers,
        Target::Query(_) => Phase::Query,
    }
}
