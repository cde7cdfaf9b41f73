//! Expressions: what has a value, and what the value is in Rust.

use serde::Serialize;

use crate::ir::signing::JsonStyle;
use crate::plan::names::Ident;

/// Something that has a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Expr {
    /// A text of the recipe.
    Text(String),
    /// A credential or a setting.
    Field {
        /// The field.
        ident: Ident,
        /// How it is kept.
        form: Form,
    },
    /// A name that was bound before.
    Local {
        /// The name.
        ident: Ident,
        /// What it holds.
        ty: Ty,
    },
    /// A part of the message.
    Request {
        /// What holds the message.
        holder: Holder,
        /// The method that gives the part.
        call: &'static str,
        /// Which field, header or parameter.
        argument: Option<String>,
        /// It may not be there.
        fallible: bool,
        /// What it gives.
        ty: Ty,
    },
    /// What holds a secret: its memory is wiped. A name is bound to something that wipes itself.
    Wiped(Box<Self>),
    /// A function of ours.
    Call(Call),
    /// A function of the standard library that text and bytes have alike.
    Std(&'static str, Box<Self>),
    /// One after the other.
    Concat(Vec<Self>),
    /// One of two.
    Choose {
        /// The conditions of the first.
        tests: Vec<Test>,
        /// The first.
        then: Box<Self>,
        /// The second.
        otherwise: Box<Self>,
    },
    /// Lines of which some may be left out, with a text between them.
    Lines {
        /// The lines.
        lines: Vec<Line>,
        /// The text between.
        join: String,
    },
    /// A list: how it begins, and the methods that are called on it.
    List {
        /// The type.
        ty: &'static str,
        /// The methods, the last of which gives the bytes.
        methods: Vec<Method>,
    },
    /// Worked out by the crate's user from a view of the message.
    Hook {
        /// The field with the user's own.
        field: Ident,
        /// The method.
        ident: Ident,
        /// What it is worked out from.
        of: Box<Self>,
    },
    /// The message itself, for a method of the crate's user.
    View(Holder),
    /// A signature by a key that may be elsewhere.
    Handle {
        /// The field with the key.
        field: Ident,
        /// The function that signs with a key that is here.
        function: &'static str,
        /// That key is decoded.
        decoded: bool,
        /// The message.
        message: Box<Self>,
    },
    /// Not the same for all operations.
    ByOperation {
        /// What holds the message.
        holder: Holder,
        /// For these operations, this.
        arms: Vec<(Vec<String>, Self)>,
        /// For all others.
        otherwise: Box<Self>,
    },
}

/// How a credential or setting is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Form {
    /// As text that everyone may see.
    Text,
    /// As text that must not be seen.
    Secret,
    /// As a key that is decoded: the function that makes it.
    Key(&'static str),
    /// As a key that may be elsewhere: the function that makes one that is here of its text, if it is
    /// decoded.
    Handle(Option<&'static str>),
}

/// What holds the message that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Holder {
    /// A request into which fields are put.
    Draft,
    /// A request that is fixed.
    Wire,
    /// A message that came in.
    Incoming,
}

/// A function and what it is applied to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// A method of the request, or a function of ours.
    pub on: Option<Holder>,
    /// Its name.
    pub function: &'static str,
    /// What it is applied to, in order.
    pub arguments: Vec<Argument>,
    /// It may refuse.
    pub fallible: bool,
    /// What it gives.
    pub ty: Ty,
}

/// Something that a function is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Argument {
    /// A value, by reference.
    Value(Expr),
    /// A text of the recipe.
    Text(String),
    /// A number.
    Number(u64),
    /// How JSON is written.
    Style(JsonStyle),
    /// Texts of the recipe.
    Texts(Vec<String>),
}

/// A method of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Method {
    /// With arguments.
    Plain {
        /// Its name.
        name: &'static str,
        /// What it is given.
        arguments: Vec<Argument>,
        /// It may refuse.
        fallible: bool,
    },
    /// Reads the message.
    Source {
        /// Its name.
        name: &'static str,
        /// What holds the message.
        holder: Holder,
        /// It may refuse.
        fallible: bool,
    },
    /// Adds an item under conditions.
    AddIf {
        /// The conditions.
        tests: Vec<Test>,
        /// Its name.
        name: String,
        /// Its value.
        value: Expr,
    },
    /// Applies filters to a part of each item.
    Filter {
        /// The method that applies a filter, and the one that applies one that may refuse.
        names: [&'static str; 2],
        /// Of the closure.
        argument: Ident,
        /// The filters applied to the argument.
        value: Expr,
    },
    /// Makes items of one name one, values joined as they were before their filters.
    Comma,
    /// Writes the items down; the last method.
    Join {
        /// An item shows its name.
        name: bool,
        /// An item shows its value.
        value: bool,
        /// An item.
        item: Expr,
        /// Stands between items.
        between: String,
    },
}

/// A line that may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// It is there only if all of these hold.
    pub tests: Vec<Test>,
    /// The line.
    pub text: Expr,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Test {
    /// The method is one of these.
    Method(Holder, Vec<String>),
    /// The body has bytes (true) or none.
    Body(Holder, bool),
    /// The media type is one of these.
    MediaType(Holder, Vec<String>),
    /// Has bytes.
    Has(Expr),
    /// Has none.
    Lacks(Expr),
    /// Never holds: what was asked is known when the program is written.
    Never,
}

/// What a value is in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Ty {
    /// `&str`.
    Str,
    /// `String`.
    String,
    /// `&[u8]`.
    Slice,
    /// `Vec<u8>`.
    Vec,
    /// `[u8; N]`.
    Array,
}

impl Ty {
    /// Whether it is known to be text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Str | Self::String)
    }

    /// Whether it belongs to something else.
    pub fn is_borrowed(self) -> bool {
        matches!(self, Self::Str | Self::Slice)
    }

    /// The same, kept by itself.
    #[must_use]
    pub fn owned(self) -> Self {
        match self {
            Self::Str | Self::String => Self::String,
            Self::Slice | Self::Vec => Self::Vec,
            Self::Array => Self::Array,
        }
    }
}

impl Expr {
    /// Nothing.
    pub fn empty() -> Self {
        Self::Text(String::new())
    }

    /// A function of ours that is applied to a value and cannot refuse.
    pub fn call(function: &'static str, value: Self, ty: Ty) -> Self {
        Self::Call(Call {
            on: None,
            function,
            arguments: vec![Argument::Value(value)],
            fallible: false,
            ty,
        })
    }

    /// Whether the value is known to be text.
    pub fn is_text(&self) -> bool {
        self.ty().is_text()
    }

    /// What the value is in Rust.
    pub fn ty(&self) -> Ty {
        match self {
            Self::Text(_) => Ty::Str,
            Self::Field { form, .. } => match form {
                Form::Text => Ty::String,
                Form::Secret => Ty::Str,
                Form::Key(_) | Form::Handle(_) => Ty::Slice,
            },
            Self::Local { ty, .. } | Self::Request { ty, .. } => *ty,
            Self::Wiped(of) => of.ty(),
            Self::Call(call) => call.ty,
            Self::Std("trim_ascii", of) => match of.ty() {
                Ty::Str | Ty::String => Ty::Str,
                Ty::Slice | Ty::Vec | Ty::Array => Ty::Slice,
            },
            Self::Std(_, of) => match of.ty() {
                Ty::Str | Ty::String => Ty::String,
                Ty::Slice | Ty::Vec | Ty::Array => Ty::Vec,
            },
            Self::Concat(parts) => joined(parts.iter()),
            Self::Choose {
                then, otherwise, ..
            } => match (then.ty(), otherwise.ty()) {
                (Ty::Str, Ty::Str) if then.is_literal() && otherwise.is_literal() => Ty::Str,
                _ => joined([&**then, &**otherwise].into_iter()),
            },
            Self::Lines { lines, .. } => joined(lines.iter().map(|line| &line.text)),
            Self::List { .. } | Self::Hook { .. } | Self::Handle { .. } => Ty::Vec,
            Self::View(_) => Ty::Slice,
            Self::ByOperation {
                arms, otherwise, ..
            } => {
                let all = || arms.iter().map(|(_, value)| value).chain([&**otherwise]);
                if all().all(Self::is_literal) {
                    Ty::Str
                } else {
                    joined(all())
                }
            }
        }
    }

    /// Whether it is a name that was bound.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Local { .. } => true,
            Self::Wiped(of) => of.is_local(),
            _ => false,
        }
    }

    /// Whether it is a text of the recipe.
    pub fn is_literal(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Whether it borrows from the message that is being signed or verified, and from nothing that is
    /// made on the way.
    pub fn borrows_message(&self) -> bool {
        match self {
            Self::Request { ty, .. } => ty.is_borrowed(),
            Self::View(_) => true,
            Self::Std("trim_ascii", of) => of.borrows_message(),
            Self::Call(call) => call.ty.is_borrowed() && call.on.is_some(),
            Self::Text(_)
            | Self::Field { .. }
            | Self::Local { .. }
            | Self::Wiped(_)
            | Self::Std(..)
            | Self::Concat(_)
            | Self::Choose { .. }
            | Self::Lines { .. }
            | Self::List { .. }
            | Self::Hook { .. }
            | Self::Handle { .. }
            | Self::ByOperation { .. } => false,
        }
    }

    /// Whether working it out can fail.
    pub fn is_fallible(&self) -> bool {
        let mut fallible = false;
        self.visit(&mut |value| {
            fallible |= match value {
                Self::Request { fallible, .. } => *fallible,
                Self::Call(call) => call.fallible,
                Self::Field { form, .. } => matches!(form, Form::Key(_) | Form::Handle(_)),
                Self::List { .. } | Self::Hook { .. } | Self::Handle { .. } => true,
                _ => false,
            };
        });
        fallible
    }

    /// Visits this expression and all within it.
    pub fn visit(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Text(_)
            | Self::Field { .. }
            | Self::Local { .. }
            | Self::Request { .. }
            | Self::View(_) => {}
            Self::Call(call) => arguments(&call.arguments, visit),
            Self::Std(_, of)
            | Self::Wiped(of)
            | Self::Hook { of, .. }
            | Self::Handle { message: of, .. } => {
                of.visit(visit);
            }
            Self::Concat(parts) => parts.iter().for_each(|part| part.visit(visit)),
            Self::Choose {
                tests,
                then,
                otherwise,
            } => {
                for test in tests {
                    test.visit(visit);
                }
                then.visit(visit);
                otherwise.visit(visit);
            }
            Self::Lines { lines, .. } => {
                for line in lines {
                    for test in &line.tests {
                        test.visit(visit);
                    }
                    line.text.visit(visit);
                }
            }
            Self::List { methods, .. } => methods.iter().for_each(|method| method.visit(visit)),
            Self::ByOperation {
                arms, otherwise, ..
            } => {
                for (_, value) in arms {
                    value.visit(visit);
                }
                otherwise.visit(visit);
            }
        }
    }
}

/// What several values are together.
fn joined<'e>(mut parts: impl Iterator<Item = &'e Expr>) -> Ty {
    if parts.all(Expr::is_text) {
        Ty::String
    } else {
        Ty::Vec
    }
}

fn arguments(arguments: &[Argument], visit: &mut dyn FnMut(&Expr)) {
    for argument in arguments {
        if let Argument::Value(value) = argument {
            value.visit(visit);
        }
    }
}

impl Method {
    fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Self::Plain { arguments, .. } => self::arguments(arguments, visit),
            Self::Source { .. } | Self::Comma | Self::Join { .. } => {}
            Self::AddIf { tests, value, .. } => {
                for test in tests {
                    test.visit(visit);
                }
                value.visit(visit);
            }
            Self::Filter { value, .. } => value.visit(visit),
        }
    }
}

impl Test {
    /// Visits the expressions of a condition.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Self::Has(value) | Self::Lacks(value) => value.visit(visit),
            Self::Method(..) | Self::Body(..) | Self::MediaType(..) | Self::Never => {}
        }
    }
}
