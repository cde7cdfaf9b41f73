//! What comes back, and how it is read.

use serde::Serialize;

use super::ty::Type;
use crate::ir::StatusPattern;
use crate::plan::docs::Docs;
use crate::plan::names::Ident;

/// How what comes back becomes what a call gives.
#[derive(Debug, Serialize)]
pub enum Reading {
    /// In one way.
    Always(Decode),
    /// In one way if there is something, which becomes an `Option`.
    Sometimes(Decode),
    /// By status, as variants of this enumeration; the first one also stands for statuses that are none of theirs.
    ByStatus(Ident, Vec<StatusVariant>),
}

/// What refusals hold.
#[derive(Debug, Serialize)]
pub enum Refusals {
    /// One type, whatever the status.
    One(Type, Decode),
    /// By status, as variants of this enumeration.
    ByStatus(Ident, Vec<StatusVariant>),
}

impl Refusals {
    /// The types that it names.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::One(ty, _) => vec![ty],
            Self::ByStatus(_, variants) => {
                variants.iter().filter_map(|it| it.ty.as_ref()).collect()
            }
        }
    }
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Decode {
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As bytes.
    Bytes,
    /// Not at all.
    Empty,
}

/// What a call gives back, by status.
#[derive(Debug, Serialize)]
pub struct StatusEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The first one also stands for statuses that are none of theirs.
    pub variants: Vec<StatusVariant>,
    /// Whether a variant takes much more room than others.
    pub is_large: bool,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// What comes with a status.
#[derive(Clone, Debug, Serialize)]
pub struct StatusVariant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The status.
    pub status: StatusPattern,
    /// What it holds, if anything.
    pub ty: Option<Type>,
    /// How that is read.
    pub decode: Decode,
}
