//! The names of one scheme file: fields, arguments, locals, methods.

use std::collections::BTreeMap;

use crate::ir::signing::{Operator, Scheme, Target, TimeFormat, TimePart};
use crate::plan::names::{Case, Ident, Scope};
use crate::plan::recipe::{Expr, Form, HookKind};

/// Names that the functions of a scheme use themselves, and methods of its type.
pub(super) const RESERVED: &[&str] = &[
    "apply",
    "borrow",
    "borrow_mut",
    "check",
    "clone",
    "clone_into",
    "credentials",
    "custom",
    "draft",
    "env",
    "expected",
    "fmt",
    "fresh",
    "from",
    "from_env",
    "incoming",
    "into",
    "lines",
    "message",
    "new",
    "raw",
    "received",
    "sign",
    "signature",
    "to_owned",
    "try_from",
    "try_into",
    "serial",
    "turn",
    "type_id",
    "verify",
    "verify_any",
    "wire",
    "with_key_handle",
];

/// Methods that whatever works out values has already, or whose names it would hide.
const TAKEN: &[&str] = &[
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "deref",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The field with what the crate's user works out.
pub(super) fn hook_field() -> Ident {
    Ident::fixed("custom")
}

/// The names of one scheme.
pub(super) struct Names<'a> {
    pub(super) scheme: &'a Scheme,
    /// Fields of the credentials, and how they are kept.
    pub(super) credentials: BTreeMap<&'a str, (Ident, Form)>,
    /// Locals, arguments and settings.
    pub(super) values: BTreeMap<&'a str, Ident>,
    /// Methods of the crate's user.
    pub(super) hooks: BTreeMap<(&'a str, HookKind), Ident>,
    /// Nothing is put into the body after signing.
    pub(super) body_stays: bool,
    /// Nothing is put into the query after signing.
    pub(super) query_stays: bool,
}

/// The method for a name; those that begin with a word for a conversion would promise one.
fn method(name: &str, methods: &mut Scope) -> Ident {
    let is_conversion = ["from", "into"].iter().any(|word| name.starts_with(word));
    if is_conversion {
        methods.declare(&format!("value {name}"), Case::Snake, "value")
    } else {
        methods.declare(name, Case::Snake, "value")
    }
}

impl<'a> Names<'a> {
    /// The names of a scheme; none of them is `reserved`.
    pub(super) fn of(
        scheme: &'a Scheme,
        values: impl IntoIterator<Item = &'a str>,
        hooks: impl IntoIterator<Item = (&'a str, HookKind)>,
        form: impl Fn(&str) -> Form,
        reserved: &[&str],
    ) -> Self {
        let mut scope = Scope::with_reserved(&[RESERVED, reserved].concat());
        let mut credentials = BTreeMap::new();
        for credential in &scheme.credentials {
            let ident = scope.declare(&credential.name, Case::Snake, "credential");
            let form = form(&credential.name);
            credentials.insert(credential.name.as_str(), (ident, form));
        }
        let values = values
            .into_iter()
            .map(|name| (name, scope.declare(name, Case::Snake, "value")))
            .collect();
        let mut methods = Scope::with_reserved(TAKEN);
        let hooks = hooks
            .into_iter()
            .map(|hook| (hook, method(hook.0, &mut methods)))
            .collect();
        let placed =
            |wanted: fn(&Target) -> bool| scheme.place.iter().any(|place| wanted(&place.target));
        Self {
            scheme,
            credentials,
            values,
            hooks,
            body_stays: scheme.send_body && !placed(|target| matches!(target, Target::Body(_))),
            query_stays: !placed(|target| matches!(target, Target::Query(_))),
        }
    }

    /// The local, argument or setting of a value.
    pub(super) fn value(&self, name: &str) -> Ident {
        let ident = self.values.get(name);
        ident.cloned().unwrap_or_else(|| Ident::fixed("value"))
    }

    /// Whether a value is made anew for every attempt, of nothing but ASCII.
    pub(super) fn is_made_plain(&self, name: &str) -> bool {
        let value = self.scheme.values.iter().find(|value| value.name == name);
        value.is_some_and(|value| match &value.operator {
            Operator::Time(time) => match &time.format {
                TimeFormat::Pattern(parts) => parts
                    .iter()
                    .all(|part| !matches!(part, TimePart::Text(text) if !text.is_ascii())),
                _ => true,
            },
            Operator::Counter(_) | Operator::Random(_) => true,
            _ => false,
        })
    }

    /// A credential as an expression.
    pub(super) fn credential(&self, name: &str) -> Expr {
        match self.credentials.get(name) {
            Some((ident, form)) => Expr::Field {
                ident: ident.clone(),
                form: *form,
            },
            // Names were resolved when the recipe was read.
            None => Expr::empty(),
        }
    }

    /// The method of the crate's user for a name.
    pub(super) fn hook(&self, name: &str, kind: HookKind) -> Ident {
        let ident = self.hooks.get(&(name, kind));
        ident.cloned().unwrap_or_else(|| Ident::fixed("value"))
    }
}
