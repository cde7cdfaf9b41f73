//! The first call that the crate's docs show.

use super::homes::Homes;
use super::krate::{
    Construct, Example, ExampleRequest, ExampleScheme, ExampleValue, Field, OperationFile,
    SchemeBody, SchemeFile, TagModule, TokenOrigin, Type,
};
use super::names::Ident;
use crate::diag::{Sink, codes};
use crate::ir::{Api, Constraints, SchemaKind};

/// A call of the operation that the document chooses, else of the first one that can be shown in a few lines.
pub(super) fn example(
    api: &Api,
    homes: &Homes,
    tags: &[TagModule],
    schemes: &[SchemeFile],
    sink: &mut Sink,
) -> Option<Example> {
    let all = tags
        .iter()
        .flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation)));
    let all: Vec<_> = all.collect();
    let chosen = chosen(api, &all, schemes, sink);
    // The first of the least harm: who tries the crate will run this.
    let plain = || {
        let plain = all
            .iter()
            .filter(|(_, operation)| is_plain(operation, schemes));
        plain.min_by_key(|(_, operation)| {
            let harm = match operation.info.method.as_str() {
                "GET" | "HEAD" | "OPTIONS" => 0,
                "POST" => 1,
                "DELETE" => 3,
                _ => 2,
            };
            (harm, !is_literal(operation))
        })
    };
    let (tag, operation) = chosen.or_else(|| plain().copied())?;
    let scheme = operation.info.security.first().and_then(|all| all.first());
    let mut operations = api.operations.iter();
    let index = operations.position(|it| it.id == operation.info.id);
    Some(Example {
        scheme: scheme.and_then(|constant| self::scheme(constant, schemes)),
        tag: tag.module.clone(),
        method: operation.method.ident.clone(),
        request: request(api, homes, index, operation),
    })
}

/// The operation with the mark for a first call; another one with it, or one that cannot be shown, is reported.
fn chosen<'a>(
    api: &Api,
    all: &[(&'a TagModule, &'a OperationFile)],
    schemes: &[SchemeFile],
    sink: &mut Sink,
) -> Option<(&'a TagModule, &'a OperationFile)> {
    let mut chosen = None;
    for marked in api.operations.iter().filter(|it| it.hints.quick_start) {
        let mut files = all.iter();
        let file = files.find(|(_, operation)| operation.info.id == marked.id);
        let showable = file.filter(|(_, operation)| can_be_shown(operation, schemes));
        let message = match (showable, chosen) {
            (Some(file), None) => {
                chosen = Some(*file);
                continue;
            }
            (Some(_), Some(_)) => "another operation is the first call already",
            (None, _) => "a call of this operation cannot be shown in a few lines",
        };
        sink.report(&codes::CS0209, &marked.origin, message)
            .help("put `x-quick-start: true` on one operation with simple members");
    }
    chosen
}

/// The request with what has to be given.
fn request(
    api: &Api,
    homes: &Homes,
    index: Option<usize>,
    operation: &OperationFile,
) -> Option<ExampleRequest> {
    let item = &operation.request.item;
    let given: Vec<_> = match &item.construct {
        Construct::Default => Vec::new(),
        Construct::New(arguments) => {
            let fields = |name: &Ident| item.fields.iter().find(|field| field.ident == *name);
            arguments.iter().filter_map(fields).collect()
        }
        Construct::Literal | Construct::Read => item.fields.iter().collect(),
    };
    let value = |field: &Field| match (&field.ty, index) {
        (Type::String, Some(index)) => {
            let shown = text(api, homes, index, &field.wire);
            ExampleValue::Text(shown.unwrap_or_else(|| "text".to_owned()))
        }
        (Type::Scalar(scalar), Some(index)) => {
            let shown = text(api, homes, index, &field.wire);
            ExampleValue::Parsed(shown.unwrap_or_else(|| scalar.example().to_owned()))
        }
        _ => ExampleValue::Default,
    };
    (!item.fields.is_empty()).then(|| ExampleRequest {
        ident: item.ident.clone(),
        construct: item.construct.clone(),
        values: given
            .into_iter()
            .map(|field| (field.ident.clone(), value(field)))
            .collect(),
    })
}

/// Whether a request can be made in a few lines without a choice of the document.
fn is_plain(operation: &OperationFile, schemes: &[SchemeFile]) -> bool {
    !operation.method.deprecated && can_be_shown(operation, schemes)
}

/// Whether a request is made of literals alone.
fn is_literal(operation: &OperationFile) -> bool {
    let item = &operation.request.item;
    matches!(item.construct, Construct::Literal) || item.fields.is_empty()
}

/// Whether a request can be made in a few lines.
fn can_be_shown(operation: &OperationFile, schemes: &[SchemeFile]) -> bool {
    let has_default = |ty: &Type| {
        !matches!(
            ty,
            Type::Named(_)
                | Type::Boxed(_)
                | Type::RawJson
                | Type::Secret
                | Type::BinaryBody
                | Type::FilePart
                | Type::Multipart
        )
    };
    let is_written = |constant: &Ident| schemes.iter().any(|file| file.constant == *constant);
    let simple = operation
        .info
        .security
        .first()
        .is_none_or(|all| all.len() <= 1 && all.iter().all(is_written));
    let mut fields = operation.request.item.fields.iter();
    simple && fields.all(|field| has_default(&field.ty))
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

/// The document's example for a field of a request, if it is a text that can be shown.
fn text(api: &Api, homes: &Homes, index: usize, wire: &str) -> Option<String> {
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
    shown.filter(|text| {
        text.len() <= 80
            && text
                .chars()
                .all(|c| c == ' ' || c.is_ascii_graphic() && c != '`')
    })
}
