//! One function while it is being written: what the names of the recipe mean at this point of it.

use std::collections::BTreeMap;

use super::names::Names;
use super::values::Value;
use super::wiped::wiped;
use crate::ir::signing::{Insert, Name, Operator, Part, Template};
use crate::plan::names::Ident;
use crate::plan::recipe::{Expr, Form, Holder, Step, Ty};

/// A function while it is being written.
pub(super) struct Run<'a> {
    pub(super) names: &'a Names<'a>,
    /// What holds the message at this point.
    pub(super) holder: Holder,
    /// What the values mean that are bound by now.
    pub(super) meanings: BTreeMap<&'a str, Meaning<'a>>,
    /// What `{signature}` is.
    pub(super) signature: Expr,
    /// The function so far.
    pub(super) steps: Vec<Step>,
}

/// What the name of a value means.
#[derive(Clone)]
pub(super) enum Meaning<'a> {
    /// Something that was bound.
    Local(Expr),
    /// A text of the recipe that was bound.
    Literal { ident: Ident, text: &'a str },
    /// A setting.
    Field { ident: Ident },
    /// Another name for something that stays as it is.
    Alias(&'a Insert),
}

impl<'a> Run<'a> {
    /// A function in which no value is bound.
    pub(super) fn new(names: &'a Names<'a>, holder: Holder) -> Self {
        Self {
            names,
            holder,
            meanings: BTreeMap::new(),
            signature: Expr::empty(),
            steps: Vec::new(),
        }
    }

    /// Binds a value. `named` asks for a name of its own, because the name is given another meaning later.
    pub(super) fn bind(&mut self, value: &Value<'a>, named: bool) {
        let ident = self.names.value(value.name);
        let meaning = match (value.base, value.arms.is_empty()) {
            (Some(Operator::Setting(_)), true) if !named => Meaning::Field { ident },
            (Some(Operator::Text(line)), true) if line.when.is_none() && !named => {
                match self.other_name(&line.text) {
                    Some(insert) => Meaning::Alias(insert),
                    None => self.let_value(ident, value),
                }
            }
            _ => self.let_value(ident, value),
        };
        self.meanings.insert(value.name, meaning);
    }

    /// Binds the name of a value to an expression.
    pub(super) fn let_as(&mut self, name: &'a str, value: Expr) {
        let ident = self.names.value(name);
        let bound = self.let_step(ident, value);
        self.meanings.insert(name, Meaning::Local(bound));
    }

    fn let_value(&mut self, ident: Ident, value: &Value<'a>) -> Meaning<'a> {
        let expr = wiped(self.value(value));
        let literal = match (value.base, &expr) {
            (Some(Operator::Text(line)), Expr::Text(_)) => literal(&line.text),
            _ => None,
        };
        let bound = self.let_step(ident.clone(), expr);
        match literal {
            Some(text) if value.arms.is_empty() => Meaning::Literal { ident, text },
            _ => Meaning::Local(bound),
        }
    }

    /// Binds a name; what would borrow from the message is copied. Returns what the name is.
    pub(super) fn let_step(&mut self, ident: Ident, value: Expr) -> Expr {
        let ty = if value.borrows_message() || matches!(value, Expr::Std("trim_ascii", _)) {
            value.ty().owned()
        } else if matches!(
            value,
            Expr::Field {
                form: Form::Text,
                ..
            }
        ) {
            Ty::Str
        } else {
            value.ty()
        };
        let is_wiped = matches!(value, Expr::Wiped(_));
        let local = Expr::Local {
            ident: ident.clone(),
            ty,
        };
        self.steps.push(Step::Let { ident, value });
        if is_wiped {
            Expr::Wiped(Box::new(local))
        } else {
            local
        }
    }

    /// The string to sign as a local: it is read more than once.
    pub(super) fn message_local(&mut self, message: Expr) -> Expr {
        let is_body = matches!(&message, Expr::Request { call: "body", .. });
        if message.is_local() || is_body && self.names.body_stays {
            return message;
        }
        self.let_step(Ident::fixed("message"), wiped(message))
    }

    /// What a value is, for all operations.
    fn value(&self, value: &Value<'a>) -> Expr {
        let setting = || Expr::Field {
            ident: self.names.value(value.name),
            form: Form::Text,
        };
        let made = |ident| Expr::Local { ident, ty: Ty::Str };
        let of = |operator: &'a Operator| match operator {
            Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) => {
                made(self.names.value(value.name))
            }
            operator => self.operator(operator),
        };
        let base = match value.base {
            Some(Operator::Setting(_)) => setting(),
            Some(operator) => of(operator),
            None => Expr::empty(),
        };
        if value.arms.is_empty() {
            return base;
        }
        let arms = value.arms.iter();
        Expr::ByOperation {
            holder: self.holder,
            arms: arms
                .map(|(operations, operator)| (operations.clone(), of(operator)))
                .collect(),
            otherwise: Box::new(base),
        }
    }

    /// What the template is another name for: something that is the same whenever it is read.
    fn other_name(&self, template: &'a Template) -> Option<&'a Insert> {
        let [Part::Insert(insert)] = template.parts.as_slice() else {
            return None;
        };
        let stays = match &insert.name {
            Name::Method
            | Name::Scheme
            | Name::Host
            | Name::Port
            | Name::Authority
            | Name::Origin
            | Name::Path
            | Name::BaseUrl
            | Name::Param(_)
            | Name::Status
            | Name::Credential(_)
            | Name::Value(_) => true,
            Name::Body => self.names.body_stays,
            Name::Query | Name::Target | Name::Url => self.names.query_stays,
            Name::ContentType
            | Name::MediaType
            | Name::Header(_)
            | Name::QueryField(_)
            | Name::FormField(_)
            | Name::BodyMember(_)
            | Name::Signature => false,
        };
        (stays && insert.filters.is_empty()).then_some(insert)
    }

    /// A credential.
    pub(super) fn field(&self, name: &str) -> Expr {
        self.names.credential(name)
    }
}

/// The text of a template without insertions.
fn literal(template: &Template) -> Option<&str> {
    match template.parts.as_slice() {
        [] => Some(""),
        [Part::Text(text)] => Some(text),
        _ => None,
    }
}
