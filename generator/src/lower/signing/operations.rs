//! What the recipes mean for the operations that they sign.

use indexmap::IndexMap;

use super::check::visit_signed;
use super::visit::Seen;
use crate::diag::{Sink, codes};
use crate::ir::signing::{Algorithm, Name, ParamSource, Scheme, Target};
use crate::ir::{
    Arena, Content, MediaType, Method, Operation, Schema, SchemaKind, SecurityKind, SecurityScheme,
};

/// Reports operations whose calls a recipe cannot sign, or signs without their bodies.
pub(in crate::lower) fn check_operations(
    operations: &[Operation],
    schemes: &IndexMap<String, SecurityScheme>,
    arena: &Arena<Schema>,
    sink: &mut Sink,
) {
    for (name, scheme) in schemes {
        let SecurityKind::Recipe(scheme) = &scheme.kind else {
            continue;
        };
        let uses = |operation: &&Operation| {
            operation
                .security
                .iter()
                .any(|it| it.schemes.contains(name))
        };
        let signed: Vec<&Operation> = operations.iter().filter(uses).collect();
        check_fields(scheme, &signed, arena, sink);
        check_bodies(scheme, &signed, sink);
    }
}

/// Reports bodies that take no field where the recipe puts one.
fn check_fields(
    scheme: &Scheme,
    operations: &[&Operation],
    arena: &Arena<Schema>,
    sink: &mut Sink,
) {
    let into_body = |target: &Target| matches!(target, Target::Body(_));
    let inject = scheme
        .inject
        .iter()
        .find(|it| it.when.is_none() && into_body(&it.target));
    let place = scheme
        .place
        .iter()
        .find(|it| it.when.is_none() && into_body(&it.target));
    let Some(origin) = inject.map(|it| &it.origin).or(place.map(|it| &it.origin)) else {
        return;
    };
    for operation in operations {
        let Some(reason) = obstacle(operation, arena) else {
            continue;
        };
        let message = format!(
            "scheme `{}` puts a field into every body, but {reason}",
            scheme.name
        );
        sink.report(&codes::CS0618, &operation.origin, message)
            .related(origin, "put in")
            .help("a `when` on the field can leave it out, for example `when: {body: present}`");
    }
}

/// Why the body of an operation takes no fields.
fn obstacle(operation: &Operation, arena: &Arena<Schema>) -> Option<String> {
    let Some(body) = &operation.body else {
        return match operation.method {
            Method::Get | Method::Head | Method::Options | Method::Trace => {
                Some("this operation has none".to_owned())
            }
            Method::Put
            | Method::Post
            | Method::Delete
            | Method::Patch
            | Method::Query
            | Method::Other(_) => None,
        };
    };
    body.contents()
        .find_map(|content| obstacle_in(content, arena))
}

/// Why a body of this form takes no fields.
fn obstacle_in(content: &Content, arena: &Arena<Schema>) -> Option<String> {
    match &content.media_type {
        MediaType::Json(_) => {
            let kind = &arena[content.usage?.schema].kind;
            let takes_fields = match kind {
                SchemaKind::Any
                | SchemaKind::Map(_)
                | SchemaKind::Object { .. }
                | SchemaKind::Choice(_)
                | SchemaKind::Unsupported(_) => true,
                SchemaKind::Null
                | SchemaKind::Boolean
                | SchemaKind::Integer(_)
                | SchemaKind::Number(_)
                | SchemaKind::String(_)
                | SchemaKind::Enum(_)
                | SchemaKind::Array(_) => false,
            };
            (!takes_fields).then(|| "the body of this operation is no object".to_owned())
        }
        MediaType::Form(_) => None,
        MediaType::Multipart(name) | MediaType::Text(name) | MediaType::Binary(name) => {
            let name = name.to_ascii_lowercase();
            // A form can be text that the caller has encoded.
            let fields =
                name.starts_with("application/x-www-form-urlencoded") || name.contains("xml");
            (!fields).then(|| format!("the body of this operation is `{name}`"))
        }
    }
}

/// Warns once a recipe of bodies that it does not sign.
fn check_bodies(scheme: &Scheme, operations: &[&Operation], sink: &mut Sink) {
    let bodies: Vec<_> = operations
        .iter()
        .filter(|operation| operation.body.is_some())
        .collect();
    if scheme.algorithm == Algorithm::None || scheme.place.is_empty() || signs_body(scheme) {
        return;
    }
    let Some(first) = bodies.first() else { return };
    let message = format!(
        "scheme `{}` does not sign the body of `{}`",
        scheme.name, first.id
    );
    let report = sink.report(&codes::CS0616, &scheme.origin, message);
    report.related(&first.origin, "defined");
    if bodies.len() > 1 {
        report.note(format!(
            "the same holds for {} more operations",
            bodies.len() - 1
        ));
    }
}

/// Whether the signature depends on the body: through the message, the key, or a field that was put
/// in before.
fn signs_body(scheme: &Scheme) -> bool {
    let mut found = false;
    // The way through a scheme can change it; this one does not.
    visit_signed(&mut scheme.clone(), true, &mut |_, seen| {
        found |= match seen {
            Seen::Insert(insert) => {
                matches!(
                    insert.name,
                    Name::Body | Name::FormField(_) | Name::BodyMember(_)
                )
            }
            Seen::Params(source, ..) => {
                matches!(
                    source,
                    ParamSource::Form | ParamSource::Json | ParamSource::Xml
                )
            }
            Seen::Body | Seen::MediaType | Seen::Headers(_) => false,
        };
    });
    found
}
