//! Lists that come in pages: the fields that say which page is meant, and those that tell where it ends.

use serde::Serialize;

use super::docs::Docs;
use super::krate::{Field, Presence, Request, RequestPart, Type};
use super::names::Ident;
use super::types::View;
use crate::analyze::{Outcome, outcome, success};
use crate::ir::{self, Operation, PageInput, SchemaId, Usage};

/// How the list of an operation comes in pages.
#[derive(Debug, Serialize)]
pub struct Paging {
    /// The method of the tag's handle.
    pub method: Ident,
    /// What is listed.
    pub item: Type,
    /// Whether the payload may be `null`.
    pub nullable: bool,
    /// From the payload to the list.
    pub items: Vec<Step>,
    /// What leads from one page to the next.
    pub turn: Turn,
}

/// A field on the way from a request or a payload to a value in it.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Its name.
    pub field: Ident,
    /// Whether it is there.
    pub presence: Presence,
}

/// What leads from one page to the next: ways that begin at the request or at the payload.
#[derive(Debug, Serialize)]
pub enum Turn {
    /// The number of items to skip.
    Offset {
        /// In the request: that number.
        offset: Vec<Step>,
        /// In the request: how many items are asked for.
        limit: Option<Vec<Step>>,
        /// In the payload: how many items there are in all.
        total: Option<Vec<Step>>,
    },
    /// The number of the page.
    Page {
        /// In the request: that number.
        page: Vec<Step>,
        /// The number of the first page.
        first: u64,
        /// In the request: how many items are asked for.
        limit: Option<Vec<Step>>,
        /// In the payload: how many items there are in all.
        total: Option<Vec<Step>>,
        /// In the payload: how many pages there are in all.
        pages: Option<Vec<Step>>,
    },
    /// What the service gave along with the page before.
    Cursor {
        /// In the request: it.
        cursor: Vec<Step>,
        /// In the payload: it.
        next: Vec<Step>,
    },
}

impl Paging {
    /// Docs of the method: the way to that for one page.
    pub fn docs(&self, operation: &Ident) -> Docs {
        Docs::text(&format!(
            "The pages of [`{operation}`](Self::{operation}), from that which `request` asks for."
        ))
    }
}

/// How the list of an operation comes in pages, if it does.
pub(super) fn paging(view: View<'_>, index: usize, request: &Request) -> Option<Paging> {
    let operation = &view.api.operations[index];
    let pagination = operation.pagination.as_ref()?;
    let payload = success(operation)?.content.as_ref()?.usage?;
    let may_be_absent = matches!(outcome(view.api, operation), Outcome::Sometimes(_));
    let finder = Finder {
        view,
        operation,
        request,
        payload,
    };
    Some(Paging {
        method: view.homes.pages[index].clone()?,
        item: finder.item(&pagination.items)?,
        nullable: payload.nullable || may_be_absent,
        items: finder.way(&pagination.items)?,
        turn: finder.turn(&pagination.turn)?,
    })
}

/// Finds the fields of members.
struct Finder<'f> {
    view: View<'f>,
    operation: &'f Operation,
    request: &'f Request,
    payload: Usage,
}

impl Finder<'_> {
    fn turn(&self, turn: &ir::Turn) -> Option<Turn> {
        Some(match turn {
            ir::Turn::Offset {
                offset,
                limit,
                total,
            } => Turn::Offset {
                offset: self.input(offset)?,
                limit: limit.as_ref().and_then(|limit| self.input(limit)),
                total: total.as_ref().and_then(|total| self.way(total)),
            },
            ir::Turn::Page {
                page,
                first,
                limit,
                total,
                pages,
            } => Turn::Page {
                page: self.input(page)?,
                first: *first,
                limit: limit.as_ref().and_then(|limit| self.input(limit)),
                total: total.as_ref().and_then(|total| self.way(total)),
                pages: pages.as_ref().and_then(|pages| self.way(pages)),
            },
            ir::Turn::Cursor { cursor, next } => Turn::Cursor {
                cursor: self.input(cursor)?,
                next: self.way(next)?,
            },
        })
    }

    /// What the list at the end of `way` holds.
    fn item(&self, way: &[String]) -> Option<Type> {
        let ty = match self.fields(way)?.pop() {
            Some(field) => field.ty,
            None => self.view.ty(self.payload),
        };
        match ty.present() {
            Type::Vec(item) => Some((**item).clone()),
            _ => None,
        }
    }

    fn way(&self, names: &[String]) -> Option<Vec<Step>> {
        let fields = self.fields(names)?;
        Some(fields.iter().map(step).collect())
    }

    /// The fields of the members on a way from the payload.
    fn fields(&self, names: &[String]) -> Option<Vec<Field>> {
        let mut at = self.payload.schema;
        let mut fields = Vec::new();
        for name in names {
            fields.push(self.view.field_of(at, name)?);
            at = self.member(at, name)?;
        }
        Some(fields)
    }

    fn member(&self, id: SchemaId, name: &str) -> Option<SchemaId> {
        match &self.view.api.schemas[id].kind {
            ir::SchemaKind::Object { fields, .. } => Some(fields.get(name)?.usage.schema),
            _ => None,
        }
    }

    fn input(&self, input: &PageInput) -> Option<Vec<Step>> {
        let fields = &self.request.item.fields;
        match input {
            PageInput::Query(name) => {
                let is_meant = |part: &&RequestPart| matches!(part, RequestPart::Query { wire, .. } if wire == name);
                let RequestPart::Query { field, .. } = self.request.parts.iter().find(is_meant)?
                else {
                    return None;
                };
                let field = fields.iter().find(|other| other.ident == *field)?;
                Some(vec![step(field)])
            }
            PageInput::Body(name) => {
                let body = self.operation.body.as_ref()?.content.usage?;
                let member = step(&self.view.field_of(body.schema, name)?);
                Some(
                    body_field(self.request)
                        .into_iter()
                        .chain([member])
                        .collect(),
                )
            }
        }
    }
}

/// The field with the body, if the request itself is not the body.
fn body_field(request: &Request) -> Option<Step> {
    let field = request.parts.iter().find_map(|part| match part {
        RequestPart::Body { field, .. } => field.clone(),
        _ => None,
    });
    field.map(|field| Step {
        field,
        presence: Presence::Required,
    })
}

fn step(field: &Field) -> Step {
    Step {
        field: field.ident.clone(),
        presence: field.presence,
    }
}
