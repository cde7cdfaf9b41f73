//! A signing recipe as straight-line steps: what the functions of a scheme do, from top to bottom.
//!
//! Names are final, values stand in the order in which they are worked out, and each expression knows
//! what it is in Rust. `plan::schemes` makes this; `render::security` writes it down.

mod expr;
mod uses;

use serde::Serialize;

use super::docs::Docs;
use super::names::Ident;

pub use expr::{Argument, Call, Expr, Form, Holder, Line, Method, Test, Ty};

/// What a scheme is made of, and what it does to a message.
#[derive(Debug, Serialize)]
pub struct Recipe {
    /// The recipe in words.
    pub docs: Docs,
    /// What the crate's user supplies, in the order of the document.
    pub credentials: Vec<Credential>,
    /// Texts with a default that the crate's user may change.
    pub settings: Vec<Setting>,
    /// Counters that belong to the credentials.
    pub counters: Vec<Counter>,
    /// Sends calls with the same credentials one at a time.
    pub serial: Option<Owner>,
    /// What the crate's user works out.
    pub hooks: Option<Hooks>,
    /// How a request is signed, if the scheme does that.
    pub sign: Option<Sign>,
    /// How a message is verified, if the scheme does that.
    pub verify: Option<Verify>,
}

/// Something that the crate's user supplies.
#[derive(Debug, Serialize)]
pub struct Credential {
    /// Name of the field and of the argument, or of the method that sets an optional one.
    pub ident: Ident,
    /// Name in the recipe.
    pub wire: String,
    /// How it is kept.
    pub form: Form,
    /// Taken off the front first, if it is there.
    pub strip: Option<String>,
    /// Left out of `new`, and empty unless it is set.
    pub optional: bool,
    /// What its text is checked for when a client is built.
    pub check: Check,
    /// What the algorithm asks of its bytes: a function that checks them.
    pub checked_by: Option<&'static str>,
    /// It signs and does nothing else, so that it may be kept outside the process: the function that
    /// signs with it here.
    pub handle: Option<&'static str>,
    /// The environment variable that holds it.
    pub variable: String,
    /// Its description in the document.
    pub docs: Docs,
}

/// What a credential is checked for when a client is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Check {
    /// Its text is used as a key, or encoded on its way.
    Text,
    /// Sent as it is, so that it must be something that can be sent.
    Sent,
    /// The user name of the scheme `basic`.
    UserName,
    /// The password of the scheme `basic`.
    Password,
}

/// A text with a default.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// Name of the field, and of the method that sets it.
    pub ident: Ident,
    /// Name in the recipe.
    pub wire: String,
    /// The text unless it is set.
    pub default: String,
}

/// A number that grows with every attempt.
#[derive(Debug, Serialize)]
pub struct Counter {
    /// Name of the field.
    pub ident: Ident,
    /// The credential that tells one counter from another.
    pub owner: Owner,
    /// What tells the counters of one scheme apart, if it has several.
    pub tag: Option<String>,
}

/// The credential that something is kept for.
#[derive(Clone, Debug, Serialize)]
pub struct Owner {
    /// Its field; without one there is nothing to tell apart.
    pub field: Option<Ident>,
    /// How it is kept.
    pub form: Form,
}

/// What the crate's user works out: a trait with a method for each name.
#[derive(Debug, Serialize)]
pub struct Hooks {
    /// Name of the trait.
    pub name: Ident,
    /// Name of the field.
    pub field: Ident,
    /// The methods, in the order of their first use.
    pub methods: Vec<Hook>,
}

/// A method of the crate's user.
#[derive(Debug, Serialize)]
pub struct Hook {
    /// Its name.
    pub ident: Ident,
    /// Its name in the recipe.
    pub wire: String,
    /// What it gives.
    pub gives: HookKind,
}

/// What a method of the crate's user gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum HookKind {
    /// A value, from a view of the message.
    Value,
    /// A raw signature, from the string to sign.
    Signature,
}

/// How a request is signed.
#[derive(Debug, Serialize)]
pub struct Sign {
    /// What is made anew for every attempt, in the order of the arguments.
    pub fresh: Vec<Fresh>,
    /// What the caller wrote in place of fresh texts that the response is verified with.
    pub looked_up: Vec<Step>,
    /// Done in this order for every attempt.
    pub steps: Vec<Step>,
    /// A key or a value may be elsewhere.
    pub is_async: bool,
}

/// A text that is made anew for every attempt.
#[derive(Debug, Serialize)]
pub struct Fresh {
    /// Name of the argument.
    pub ident: Ident,
    /// How it is made.
    pub make: Make,
}

/// How a fresh text is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Make {
    /// A number since 1970: the method that gives it, and what is added.
    Unix(&'static str, i64),
    /// A date: the method that gives it, and the seconds that are added.
    Date(&'static str, i64),
    /// A date by a pattern, and the seconds that are added.
    Pattern(Vec<Piece>, i64),
    /// The next number of the counter in this field: the method that gives the time.
    Counter(Ident, &'static str),
    /// Random text: the function that makes it, and its size.
    Random(&'static str, Option<u16>),
    /// Not the same for all operations: for these it is made so, for those so, else so.
    ByOperation(Vec<(Vec<String>, Option<Self>)>, Option<Box<Self>>),
}

/// A piece of a date by a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Piece {
    /// Itself.
    Text(String),
    /// A part of the date.
    Part(DatePart),
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DatePart {
    /// What it is called.
    pub name: &'static str,
    /// Where it is from.
    pub value: &'static str,
    /// How `format!` pads it.
    pub padding: &'static str,
}

/// One line of a function.
#[derive(Debug, Serialize)]
pub enum Step {
    /// Binds a name.
    Let {
        /// The name.
        ident: Ident,
        /// What it is bound to.
        value: Expr,
    },
    /// Puts a field in before signing, unless the caller has set it.
    Inject {
        /// The method that does it.
        call: &'static str,
        /// Name on the wire.
        name: String,
        /// What is put in.
        value: Expr,
        /// Bound to what the field holds then.
        bind: Option<Ident>,
    },
    /// Fixes method, URL, headers and body.
    Freeze,
    /// Keeps the string to sign for whoever asks which bytes were signed.
    Note {
        /// The string.
        message: Expr,
        /// It holds a secret.
        secret: bool,
    },
    /// Puts a result into the request.
    Place {
        /// The method that does it.
        call: &'static str,
        /// Name on the wire.
        name: String,
        /// What is put there.
        value: Expr,
    },
    /// Takes the body off, which travels elsewhere.
    DropBody,
    /// Done only if all of these hold.
    When {
        /// The conditions.
        tests: Vec<Test>,
        /// What is done.
        steps: Vec<Self>,
    },
}

/// How a message is verified.
#[derive(Debug, Serialize)]
pub struct Verify {
    /// It is the response to a request that this scheme signed, not a webhook.
    pub of_response: bool,
    /// What the request was signed with and the response is verified with, in the order of the arguments.
    pub fresh: Vec<Ident>,
    /// The values up to the string that was signed.
    pub values: Vec<Step>,
    /// The signatures that came with the message.
    pub received: Received,
    /// How a received text becomes a raw signature; `None` where the texts are compared.
    pub decode: Option<Vec<Decode>>,
    /// How one of them is checked.
    pub check: SignatureCheck,
    /// What must hold once the signature does.
    pub equal: Vec<Equal>,
    /// The age allowed.
    pub clock: Option<Clock>,
    /// What the application may deduplicate by.
    pub replay: Option<Expr>,
    /// A value may be elsewhere.
    pub is_async: bool,
}

/// Where the received signatures are.
#[derive(Debug, Serialize)]
pub enum Received {
    /// One.
    One(Expr),
    /// The items of a list that begin with a text.
    Picked {
        /// The list.
        of: Expr,
        /// What stands between the items; without it there is one.
        split: String,
        /// What a wanted item begins with.
        keep: String,
    },
}

/// A step from a received text to a raw signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Decode {
    /// From hexadecimal of either case.
    Hex,
    /// From base64 of either alphabet.
    Base64,
    /// From percent-encoding.
    Pct,
}

/// How a received signature is checked.
#[derive(Debug, Serialize)]
pub enum SignatureCheck {
    /// By making it again.
    Again(Expr),
    /// By a function that takes key, message and raw signature.
    Public {
        /// The function.
        function: &'static str,
        /// The key.
        key: Expr,
        /// The message.
        message: Expr,
    },
}

/// Two texts that must agree.
#[derive(Debug, Serialize)]
pub struct Equal {
    /// Checked only if these hold.
    pub tests: Vec<Test>,
    /// One.
    pub left: Expr,
    /// The other.
    pub right: Expr,
    /// The first is what the message says of the key, the second which one it is.
    pub names_key: bool,
}

/// The age allowed.
#[derive(Debug, Serialize)]
pub struct Clock {
    /// When the message was signed.
    pub value: Expr,
    /// The function that reads it.
    pub instant: &'static str,
    /// Seconds in either direction.
    pub tolerance: u64,
}

impl Recipe {
    /// Whether the request is fixed before its end: something is computed from it.
    pub fn signs(&self) -> bool {
        self.sign.as_ref().is_some_and(Sign::freezes)
    }
}

impl Sign {
    /// Whether the request is fixed before its end.
    pub fn freezes(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Freeze))
    }

    /// Whether something is put into the request before it is fixed.
    pub fn injects(&self) -> bool {
        any_step(&self.steps, &|step| matches!(step, Step::Inject { .. }))
    }

    /// Whether the string to sign is kept.
    pub fn notes(&self) -> bool {
        any_step(&self.steps, &|step| matches!(step, Step::Note { .. }))
    }

    /// Whether something is put into the request after it is fixed.
    pub fn places(&self) -> bool {
        any_step(&self.steps, &|step| {
            matches!(step, Step::Place { .. } | Step::DropBody)
        })
    }
}

fn any_step(steps: &[Step], wanted: &dyn Fn(&Step) -> bool) -> bool {
    steps.iter().any(|step| match step {
        Step::When { steps, .. } => any_step(steps, wanted),
        step => wanted(step),
    })
}

impl Step {
    /// Visits the expressions of a step.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Self::Let { value, .. }
            | Self::Inject { value, .. }
            | Self::Place { value, .. }
            | Self::Note { message: value, .. } => value.visit(visit),
            Self::Freeze | Self::DropBody => {}
            Self::When { tests, steps } => {
                for test in tests {
                    test.visit(visit);
                }
                for step in steps {
                    step.visit(visit);
                }
            }
        }
    }
}

impl Verify {
    /// Visits the expressions of a verification.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        for step in &self.values {
            step.visit(visit);
        }
        match &self.received {
            Received::One(value) | Received::Picked { of: value, .. } => value.visit(visit),
        }
        match &self.check {
            SignatureCheck::Again(value) => value.visit(visit),
            SignatureCheck::Public { key, message, .. } => {
                key.visit(visit);
                message.visit(visit);
            }
        }
        for equal in &self.equal {
            for test in &equal.tests {
                test.visit(visit);
            }
            equal.left.visit(visit);
            equal.right.visit(visit);
        }
        let clock = self.clock.iter().map(|clock| &clock.value);
        clock
            .chain(&self.replay)
            .for_each(|value| value.visit(visit));
    }
}
