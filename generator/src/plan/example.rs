//! The first call that the crate's docs show.

use super::homes::Homes;
use super::krate::{
    Construct, Example, ExampleScheme, ExampleValue, OperationFile, SchemeBody, SchemeFile,
    TagModule, TokenOrigin, Type,
};
use super::names::Ident;
use crate::ir::{Api, Constraints, SchemaKind};

/// A call of the first operation that can be shown in a few lines.
pub(super) fn example(
    api: &Api,
    homes: &Homes,
    tags: &[TagModule],
    schemes: &[SchemeFile],
) -> Option<Example> {
    let operations = tags
        .iter()
        .flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation)))
        .filter(|(_, operation)| is_plain(operation, schemes));
    // The first of the least harm: who tries the crate will run this.
    let (tag, operation) = operations.min_by_key(|(_, operation)| match operation.info.method {
        "GET" | "HEAD" | "OPTIONS" => 0,
        "POST" => 1,
        "DELETE" => 3,
        _ => 2,
    })?;
    let scheme = operation.info.security.first().and_then(|all| all.first());
    let index = homes
        .requests
        .iter()
        .position(|name| *name == operation.request.item.ident);
    let texts = |field: &super::krate::Field| match (&field.ty, index) {
        (Type::String, Some(index)) => ExampleValue::Text(text(api, homes, index, &field.wire)),
        _ => ExampleValue::Default,
    };
    let fields = &operation.request.item.fields;
    let request = fields
        .iter()
        .map(|field| (field.ident.clone(), texts(field)))
        .collect();
    Some(Example {
        scheme: scheme.and_then(|constant| self::scheme(constant, schemes)),
        tag: tag.module.clone(),
        method: operation.method.ident.clone(),
        request: (!fields.is_empty()).then(|| (operation.request.item.ident.clone(), request)),
    })
}

/// Whether a request can be made in a few lines of literals.
fn is_plain(operation: &OperationFile, schemes: &[SchemeFile]) -> bool {
    let item = &operation.request.item;
    let has_default = |ty: &Type| {
        !matches!(
            ty,
            Type::Named(_) | Type::Boxed(_) | Type::RawJson | Type::Secret
        )
    };
    let is_written = |constant: &Ident| schemes.iter().any(|file| file.constant == *constant);
    let simple = operation
        .info
        .security
        .first()
        .is_none_or(|all| all.len() <= 1 && all.iter().all(is_written));
    let literal = matches!(item.construct, Construct::Literal) || item.fields.is_empty();
    simple
        && literal
        && !operation.method.deprecated
        && item.fields.iter().all(|field| has_default(&field.ty))
}

fn scheme(constant: &Ident, schemes: &[SchemeFile]) -> Option<ExampleScheme> {
    let scheme = schemes.iter().find(|scheme| scheme.constant == *constant)?;
    let (constructor, credentials) = match &scheme.body {
        SchemeBody::Recipe(recipe) => {
            let required = recipe.credentials.iter().filter(|it| !it.optional);
            let names = required.map(|it| it.wire.replace('_', " "));
            (Some("new"), names.collect())
        }
        SchemeBody::Tokens(tokens) => match tokens.origin {
            TokenOrigin::Endpoint { .. } => {
                let names = ["client id", "client secret"];
                (Some("new"), names.map(str::to_owned).into())
            }
            TokenOrigin::Caller { .. } => (Some("token"), vec!["token".to_owned()]),
        },
        SchemeBody::Certificate => (None, Vec::new()),
    };
    Some(ExampleScheme {
        method: scheme.module.clone(),
        ident: scheme.ident.clone(),
        constructor,
        credentials,
    })
}

/// The document's example for a field of a request, else its name.
fn text(api: &Api, homes: &Homes, index: usize, wire: &str) -> String {
    let example = |constraints: &Constraints| {
        serde_json::from_str::<String>(constraints.example.as_deref()?).ok()
    };
    let of_body = homes.inlined[index].and_then(|id| match &api.schemas[id].kind {
        SchemaKind::Object { fields, .. } => fields.get(wire).map(|field| field.usage.schema),
        _ => None,
    });
    let parameters = &api.operations[index].parameters;
    let of_parameter = || {
        parameters
            .iter()
            .find(|parameter| parameter.name == wire)
            .map(|parameter| parameter.usage.schema)
    };
    let schema = of_body.or_else(of_parameter);
    let shown = schema.and_then(|id| example(&api.schemas[id].constraints));
    // A doc example is read by people: nothing that could end its line or its block.
    shown
        .filter(|text| {
            text.len() <= 80
                && text
                    .chars()
                    .all(|c| c == ' ' || c.is_ascii_graphic() && c != '`')
        })
        .unwrap_or_else(|| "text".to_owned())
}
