//! `x-pagination`: how the pages of a list follow each other.
//!
//! Read when all schemas are there, because every name has to lead somewhere. What does not is reported, and the
//! operation is left without pages.

use super::Context;
use crate::diag::{Code, Diagnostic, Sink, codes};
use crate::ir::{
    Arena, Field, MediaType, Operation, PageInput, Pagination, ParameterPlace, Response, Schema,
    SchemaId, SchemaKind, StringFormat, Turn, Usage, Way,
};
use crate::parse::At;

/// The members that every kind has.
const COMMON: [&str; 2] = ["kind", "items"];
const OFFSET: [&str; 3] = ["offset", "limit", "total"];
const PAGE: [&str; 5] = ["page", "first", "limit", "total", "pages"];
const CURSOR: [&str; 2] = ["cursor", "next"];

/// Reads `x-pagination` of all operations that have it.
pub(super) fn paginate(context: &mut Context<'_, '_>, operations: &mut [Operation]) {
    for (index, at) in std::mem::take(&mut context.paged) {
        let reader = Reader {
            at: &at,
            operation: &operations[index],
            schemas: &context.schemas,
        };
        let pagination = reader.pagination(context.sink);
        if pagination.is_some() {
            reader.report_others(context.sink);
        }
        operations[index].pagination = pagination;
    }
}

/// What is wrong has been said.
struct Reported;

/// What the functions here look at.
struct Reader<'r, 'd> {
    at: &'r At<'d>,
    operation: &'r Operation,
    schemas: &'r Arena<Schema>,
}

impl Reader<'_, '_> {
    fn pagination(&self, sink: &mut Sink) -> Option<Pagination> {
        let kind = self.at.get("kind").and_then(|kind| kind.as_str());
        let turn = match kind {
            Some("offset") => self.offset(sink),
            Some("page") => self.page(sink),
            Some("cursor") => self.cursor(sink),
            _ => {
                let message = "this tells no way from page to page that is known";
                sink.report(&codes::CS0220, &self.at.key_origin(), message)
                    .help("`kind` is one of `offset`, `page`, `cursor`");
                return None;
            }
        };
        let items = self.items(sink);
        Some(Pagination {
            origin: self.at.key_origin(),
            items: items?,
            turn: turn?,
        })
    }

    fn offset(&self, sink: &mut Sink) -> Option<Turn> {
        self.known(&OFFSET, sink);
        let offset = self.input("offset", is_whole, "a whole number", sink);
        let limit = self.optional("limit", sink, Self::whole);
        let total = self.optional("total", sink, Self::number);
        Some(Turn::Offset {
            offset: offset?.0,
            limit: limit.ok()?,
            total: total.ok()?,
        })
    }

    fn page(&self, sink: &mut Sink) -> Option<Turn> {
        self.known(&PAGE, sink);
        let page = self.input("page", is_whole, "a whole number", sink);
        let limit = self.optional("limit", sink, Self::whole);
        let total = self.optional("total", sink, Self::number);
        let pages = self.optional("pages", sink, Self::number);
        Some(Turn::Page {
            page: page?.0,
            first: self.at.u64("first", sink).unwrap_or(1),
            limit: limit.ok()?,
            total: total.ok()?,
            pages: pages.ok()?,
        })
    }

    fn cursor(&self, sink: &mut Sink) -> Option<Turn> {
        self.known(&CURSOR, sink);
        let input = self.input("cursor", is_cursor, "a string or a whole number", sink);
        let (cursor, kind) = input?;
        let like_cursor = |other: &SchemaKind| same(kind, other);
        let next = self.way("next", "what `cursor` takes", sink, like_cursor)?;
        Some(Turn::Cursor { cursor, next })
    }

    fn items(&self, sink: &mut Sink) -> Option<Way> {
        let is_list = |kind: &SchemaKind| matches!(kind, SchemaKind::Array(_));
        if self.at.has("items") {
            return self.way("items", "a list", sink, is_list);
        }
        let payload = self.payload();
        if payload.is_some_and(|usage| is_list(&self.schemas[usage.schema].kind)) {
            return Some(Way::new());
        }
        sink.report(
            &codes::CS0223,
            &self.at.key_origin(),
            "the response is no list, and `items` does not say where it holds one",
        )
        .help("`items: /data` leads to the member `data` of the payload");
        None
    }

    /// Reports members that mean nothing here.
    fn known(&self, of_kind: &[&str], sink: &mut Sink) {
        let all = [COMMON.as_slice(), of_kind].concat();
        for (key, member) in self.at.members().filter(|(key, _)| !all.contains(key)) {
            let message = format!("`{key}` has no meaning in pages of this kind");
            sink.report(&codes::CS0220, &member.key_origin(), message)
                .help(format!("known here: `{}`", all.join("`, `")));
        }
    }

    /// What stands under `key`, if anything does.
    fn optional<T>(
        &self,
        key: &str,
        sink: &mut Sink,
        read: impl Fn(&Self, &str, &mut Sink) -> Option<T>,
    ) -> Result<Option<T>, Reported> {
        match self.at.get(key) {
            Some(_) => read(self, key, sink).map(Some).ok_or(Reported),
            None => Ok(None),
        }
    }

    /// A part of the request that takes a whole number.
    fn whole(&self, key: &str, sink: &mut Sink) -> Option<PageInput> {
        let (input, _) = self.input(key, is_whole, "a whole number", sink)?;
        Some(input)
    }

    /// A way to a number.
    fn number(&self, key: &str, sink: &mut Sink) -> Option<Way> {
        self.way(key, "a number", sink, is_count)
    }

    /// The part of the request that `key` names, with what it takes.
    fn input(
        &self,
        key: &str,
        fits: fn(&SchemaKind) -> bool,
        expected: &str,
        sink: &mut Sink,
    ) -> Option<(PageInput, &SchemaKind)> {
        let at = self.at.require(key, sink)?;
        let name = at.expect_str(sink)?;
        let (input, id) = match self.find(name) {
            Ok(found) => found,
            Err((message, help)) => {
                report(&codes::CS0221, &at, message, sink).help(help);
                return None;
            }
        };
        let kind = &self.schemas[id].kind;
        if !fits(kind) {
            let message = format!("`{name}` is not {expected}");
            report(&codes::CS0222, &at, message, sink);
            return None;
        }
        Some((input, kind))
    }

    /// The part of the request with this name, or why there is none, and what to do.
    fn find(&self, name: &str) -> Result<(PageInput, SchemaId), (String, &'static str)> {
        let mut parameters = self.operation.parameters.iter();
        let in_query = parameters
            .find(|parameter| parameter.place == ParameterPlace::Query && parameter.name == name);
        match (in_query, self.body_member(name)) {
            (Some(parameter), None) => Ok((PageInput::Query(name.into()), parameter.usage.schema)),
            (None, Some(field)) => Ok((PageInput::Body(name.into()), field.usage.schema)),
            (None, None) => Err((
                format!("the request has no `{name}`"),
                "name a parameter of the query, or a member of a JSON body that has to be there",
            )),
            (Some(_), Some(_)) => Err((
                format!("`{name}` is in the query and in the body"),
                "rename one of the two",
            )),
        }
    }

    /// A member of a body that is always there.
    fn body_member(&self, name: &str) -> Option<&Field> {
        let body = self.operation.body.as_ref().filter(|body| body.required)?;
        let usage = body.content.usage.filter(|usage| !usage.nullable)?;
        let is_json =
            matches!(body.content.media_type, MediaType::Json(_)) && body.others.is_empty();
        let field = self.member(usage.schema, name).filter(|_| is_json)?;
        (!field.read_only).then_some(field)
    }

    /// The way from the payload to a value that fits.
    fn way(
        &self,
        key: &str,
        expected: &str,
        sink: &mut Sink,
        fits: impl Fn(&SchemaKind) -> bool,
    ) -> Option<Way> {
        let at = self.at.require(key, sink)?;
        let pointer = at.expect_str(sink)?;
        let way = names(pointer);
        let mut found = way.as_ref().and(self.payload());
        for name in way.iter().flatten() {
            found = found
                .and_then(|usage| self.member(usage.schema, name))
                .filter(|field| !field.write_only)
                .map(|field| field.usage);
        }
        let Some(usage) = found else {
            let message = format!("`{pointer}` leads nowhere in the payload of the response");
            report(&codes::CS0223, &at, message, sink).help(
                "it is a JSON pointer (RFC 6901) over members of objects, such as `/page/total`",
            );
            return None;
        };
        if !fits(&self.schemas[usage.schema].kind) {
            let message = format!("`{pointer}` is not {expected}");
            report(&codes::CS0222, &at, message, sink);
            return None;
        }
        way
    }

    /// Reports the successful responses that are no page.
    fn report_others(&self, sink: &mut Sink) {
        let Some(page) = self
            .operation
            .success
            .map(|at| &self.operation.responses[at])
        else {
            return;
        };
        let held = |it: &Response| {
            it.content
                .as_ref()
                .map(|it| (it.media_type.clone(), it.usage))
        };
        let successes = self.operation.responses.iter();
        let others = successes.filter(|it| it.status.is_success() && it.content.is_some());
        for other in others.filter(|it| held(it) != held(page)) {
            let message = "this response is not the page of a list, and will not be read";
            sink.report(&codes::CS0406, &other.origin, message)
                .related(&page.origin, "the page stands");
        }
    }

    fn member(&self, id: SchemaId, name: &str) -> Option<&Field> {
        match &self.schemas[id].kind {
            SchemaKind::Object { fields, .. } => fields.get(name),
            _ => None,
        }
    }

    /// What a response holds once the envelope is opened, if it is JSON.
    fn payload(&self) -> Option<Usage> {
        let response = self.operation.responses.get(self.operation.success?)?;
        let content = response.content.as_ref()?;
        content
            .usage
            .filter(|_| matches!(content.media_type, MediaType::Json(_)))
    }
}

fn report<'s>(
    code: &'static Code,
    at: &At<'_>,
    message: String,
    sink: &'s mut Sink,
) -> &'s mut Diagnostic {
    sink.report(code, &at.origin(), message)
}

/// The names in a JSON pointer; `None` if it is none.
fn names(pointer: &str) -> Option<Way> {
    let Some(rest) = pointer.strip_prefix('/') else {
        return pointer.is_empty().then(Way::new);
    };
    let unescaped = |name: &str| name.replace("~1", "/").replace("~0", "~");
    Some(rest.split('/').map(unescaped).collect())
}

fn is_whole(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Integer(_))
}

fn is_cursor(kind: &SchemaKind) -> bool {
    is_whole(kind) || is_text(kind)
}

fn is_text(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::String(StringFormat::Plain | StringFormat::Other(_))
    )
}

/// Whether a number may be in it: some services write numbers as texts, or now as one and now as the other.
fn is_count(kind: &SchemaKind) -> bool {
    is_cursor(kind)
        || matches!(
            kind,
            SchemaKind::Number(_) | SchemaKind::Any | SchemaKind::Unsupported(_)
        )
}

/// Whether two cursors are of one type, whatever that of their format is.
fn same(one: &SchemaKind, other: &SchemaKind) -> bool {
    match (one, other) {
        (SchemaKind::Integer(one), SchemaKind::Integer(other)) => one == other,
        (SchemaKind::String(one), SchemaKind::String(other)) => one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_pointer_is_taken_apart_at_its_slashes() {
        let all = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(names(""), all(&[]));
        assert_eq!(names("/page/total"), all(&["page", "total"]));
        assert_eq!(names("/a~1b/c~0d"), all(&["a/b", "c~d"]));
        assert_eq!(names("data"), None);
    }
}
