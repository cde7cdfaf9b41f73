//! Where each type of the document stands, and what it is called.
//!
//! Components stand under `types`, one file each, whatever uses them; what an operation describes itself stands in
//! that operation's file. So a type keeps its path when another operation comes to use it.

mod outcomes;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::choices;
use super::groups::{Group, groups};
use super::krate::{Home, TypeName};
use super::names::{Case, Ident, Scope};
use super::{Features, features};
use crate::analyze::{Facts, User, flattened, flattened_event, headers, mentioned, roots, stream};
use crate::ir::{Additional, Api, Body, MediaType, Operation, Schema, SchemaId, SchemaKind};
use outcomes::{headers_name, outcome_name, outputs, refusal_name};
pub(super) use webhooks::{EventNames, WEBHOOKS};

/// Names that generated files import, so that no type of a document may have them.
pub(super) const TYPE_NAMES: &[&str] = &[
    "ApiError",
    "Applying",
    "Arc",
    "AsRef",
    "BTreeMap",
    "Base64",
    "BinaryBody",
    "Box",
    "Builder",
    "Bytes",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "Counter",
    "Credentials",
    "CredentialsError",
    "Date",
    "Debug",
    "Decimal",
    "DecodeError",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Draft",
    "Drop",
    "EncodeError",
    "Eq",
    "Err",
    "Error",
    "EventError",
    "FilePart",
    "Fn",
    "Formatter",
    "Fresh",
    "From",
    "FromVerified",
    "HashMap",
    "Into",
    "Ipv4Addr",
    "Ipv6Addr",
    "Iterator",
    "Method",
    "Multipart",
    "None",
    "Nullable",
    "Number",
    "Ok",
    "Operation",
    "OperationInfo",
    "Option",
    "Param",
    "PartialEq",
    "RawJson",
    "Request",
    "RequestParts",
    "Response",
    "Result",
    "Scheme",
    "Secret",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "SignError",
    "Some",
    "String",
    "Style",
    "Sync",
    "Timestamp",
    "ToString",
    "Url",
    "Uuid",
    "Value",
    "Vec",
    "Verified",
    "Wire",
];

/// Names that the root of a generated crate uses, or that Cargo takes for more than a module, so that no tag may
/// have them.
pub(super) const ROOT_MODULES: &[&str] = &[
    "alloc",
    "base64",
    "bigdecimal",
    "bin",
    "blocking",
    "bytes",
    "checks",
    "chrono",
    "core",
    "examples",
    "getrandom",
    "hmac",
    "http",
    "http_body",
    "httpdate",
    "jiff",
    "lib",
    "main",
    "md5",
    "md_5",
    "meta",
    "overview",
    "p256",
    "payload",
    "percent_encoding",
    "reqwest",
    "ring",
    "rust_decimal",
    "rustls",
    "rustls_platform_verifier",
    "security",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "signing",
    "spki",
    "std",
    "subtle",
    "support",
    "tests",
    "thiserror",
    "time",
    "tokio",
    "tracing",
    "transport",
    "types",
    "url",
    "uuid",
    "webhooks",
    "zeroize",
];

/// Methods of the client, so that no tag's handle may be reached by them. Private ones count: a type has one method
/// of each name.
pub(super) const CLIENT_METHODS: &[&str] = &[
    "all",
    "apply",
    "as_async",
    "attempt",
    "base_url",
    "builder",
    "clone",
    "download",
    "download_parts",
    "exchange",
    "fmt",
    "from",
    "into",
    "new",
    "scheme",
    "schemes",
    "send",
    "send_raw",
    "send_with_headers",
    "settle",
    "sign",
    "sign_parts",
    "wait",
    "with",
];

/// Methods that nobody expects to be calls, so that no operation may have their names.
const HANDLE_METHODS: &[&str] = &["new"];

/// What stands in the file of a tag or is imported there, so that no operation's file may have their names.
const OUR_MODULES: &[&str] = &["blocking", "serde_json", "std", "url", "uuid"];

/// What the type of a body is called that can be one of several.
#[derive(Debug)]
pub(super) struct BodyNames {
    pub(super) name: TypeName,
    /// In the order of [`Body::contents`].
    pub(super) variants: Vec<Ident>,
}

/// What is called how, and stands where.
#[derive(Debug, Default)]
pub(super) struct Homes {
    /// In the order of the document.
    pub(super) groups: Vec<Group>,
    /// For each operation the method of its tag's handle.
    pub(super) methods: Vec<Ident>,
    /// For each operation whose list comes in pages the method that gives them.
    pub(super) pages: Vec<Option<Ident>>,
    /// For each operation whose response can be read while it comes the method that does.
    pub(super) streams: Vec<Option<Ident>>,
    /// For each operation whose successes come with headers their type and the method that gives them.
    pub(super) headers: Vec<Option<(Ident, Ident)>>,
    /// For each operation the module of its file, named like the method where it can be.
    pub(super) modules: Vec<Ident>,
    /// For each operation the type of its request.
    pub(super) requests: Vec<Ident>,
    /// For each operation the enumeration of what it gives back, if that differs by status.
    pub(super) outcomes: Vec<Option<TypeName>>,
    /// For each operation the enumeration of its refusals, if they differ by status.
    pub(super) refusals: Vec<Option<Ident>>,
    /// For each operation the object whose members are the fields of its request, if there is one.
    pub(super) inlined: Vec<Option<SchemaId>>,
    /// For each operation whose body can be one of several the names of its type and of each variant.
    pub(super) bodies: Vec<Option<BodyNames>>,
    /// The types with a name, in the order in which their files show them.
    pub(super) types: BTreeMap<Home, Vec<(SchemaId, Ident)>>,
    /// For each webhook the names of its module and its type, and the schema that the type stands for, if it does.
    pub(super) events: Vec<EventNames>,
    names: BTreeMap<SchemaId, TypeName>,
    /// What naming has come by.
    walked: BTreeSet<SchemaId>,
}

impl Homes {
    /// Gives every operation and every type that is reached a name and a place.
    pub(super) fn assign(api: &Api, facts: &Facts, by_tag: Features) -> Self {
        let mut homes = Self {
            groups: groups(api),
            ..Self::default()
        };
        match by_tag {
            Features::Tags => features::assign(&mut homes.groups),
            Features::None => {}
        }
        let mut shared = Scope::with_reserved(TYPE_NAMES);
        for group in &homes.groups {
            shared.reserve(group.handle.as_str());
        }
        homes.name_shared(api, facts, &mut shared);
        let shared = Arc::new(shared);
        homes.name_operations(api, facts, &shared);
        homes.name_webhooks(api, facts, &shared);
        homes
    }

    /// The types under `types` that the file of an operation names.
    pub(super) fn shared_types(&self, api: &Api, operation: &Operation) -> BTreeSet<Ident> {
        let (mut open, received) = roots(api, operation);
        open.extend(received);
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        while let Some(id) = open.pop() {
            match self.name(id) {
                Some(name) if name.home == Home::Types => drop(found.insert(name.ident.clone())),
                _ if seen.insert(id) => {
                    open.extend(mentioned(&api.schemas[id]).map(|usage| usage.schema));
                }
                _ => {}
            }
        }
        found
    }

    /// The name of a schema that has one.
    pub(super) fn name(&self, id: SchemaId) -> Option<&TypeName> {
        self.names.get(&id)
    }

    /// Names the components, and the types that stand in them. All components first: what they hold must not take
    /// their names. And first those that can have the name they want: one that cannot must not take another's.
    fn name_shared(&mut self, api: &Api, facts: &Facts, scope: &mut Scope) {
        let operations = api.operations.iter();
        let flattened: BTreeSet<_> = operations
            .filter_map(|operation| flattened(api, operation))
            .chain(
                api.webhooks
                    .iter()
                    .filter_map(|it| flattened_event(api, it)),
            )
            .collect();
        // What is flattened keeps its name, too: requests must not change theirs when something else uses it.
        let reached = |id| facts.users.reach(id) || flattened.contains(&id);
        let components = api
            .schemas
            .iter()
            .filter(|(id, schema)| schema.component.is_some() && has_name(schema) && reached(*id));
        let (as_wanted, bent): (Vec<_>, Vec<_>) = components
            .map(|(id, schema)| (id, hint(schema, "")))
            .partition(|(_, name)| scope.is_free(name, Case::Camel, "Type"));
        for (id, name) in as_wanted.into_iter().chain(bent) {
            self.name_type(api, id, &[&name], &Home::Types, scope);
        }
        for (id, _) in api.schemas.iter().filter(|(id, _)| reached(*id)) {
            if let Some(place) = place(api, facts, id) {
                let context = context_in(place, api, facts, id);
                self.name_tree(api, facts, id, &context, &Home::Types, scope);
            }
        }
        if let Some(types) = self.types.get_mut(&Home::Types) {
            types.retain(|(id, _)| facts.users.reach(*id));
            // As in the document, whatever operation meets them first.
            types.sort_by_key(|(id, _)| api.schemas[*id].origin.span.start);
        }
    }

    fn name_operations(&mut self, api: &Api, facts: &Facts, shared: &Arc<Scope>) {
        let count = api.operations.len();
        let mut methods = vec![None; count];
        let mut modules = vec![None; count];
        let mut requests = vec![None; count];
        self.inlined = vec![None; count];
        self.pages = vec![None; count];
        self.bodies = std::iter::repeat_with(|| None).take(count).collect();
        self.streams = vec![None; count];
        self.headers = vec![None; count];
        let mut headed = vec![None; count];
        self.outcomes = vec![None; count];
        self.refusals = vec![None; count];
        for group in std::mem::take(&mut self.groups) {
            let mut calls = Scope::with_reserved(HANDLE_METHODS);
            let mut files = Scope::of_modules(OUR_MODULES);
            files.reserve(group.module.as_str());
            let mut types = Scope::within(shared);
            for &index in &group.operations {
                let operation = &api.operations[index];
                let (id, place) = (name_of(operation), operation.origin.pointer.as_str());
                let names = call_names(operation);
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                let method = calls.declare_first(&names, place, Case::Snake, "call");
                let names = [method.as_str(), &format!("{method} call")];
                modules[index] = Some(files.declare_first(&names, place, Case::Snake, "call"));
                let names = [id, method.as_str(), &format!("{id} Request")];
                requests[index] = Some(types.declare_first(&names, place, Case::Camel, "Call"));
                methods[index] = Some(method);
            }
            // What operations are called comes first: their pages must not take a name that one of them wants.
            for &index in &group.operations {
                let operation = &api.operations[index];
                let Some(method) = &methods[index] else {
                    continue;
                };
                if operation.pagination.is_some() {
                    let words = ["pages", "all pages"];
                    self.pages[index] = Some(beside(operation, method, words, &mut calls));
                }
                if stream(operation).is_some() {
                    let words = ["stream", "as stream"];
                    self.streams[index] = Some(beside(operation, method, words, &mut calls));
                }
                if !headers(api, operation).is_empty() {
                    let words = ["with headers", "and headers"];
                    headed[index] = Some(beside(operation, method, words, &mut calls));
                }
            }
            for &index in &group.operations {
                let (Some(module), Some(request)) = (&modules[index], &requests[index]) else {
                    continue;
                };
                let home = Home::Operation {
                    tag: group.module.clone(),
                    module: module.clone(),
                };
                self.outcomes[index] = outcome_name(api, index, request, &home, &mut types);
                self.refusals[index] = refusal_name(api, index, request, &mut types);
                self.headers[index] = headed[index].take().map(|method| {
                    let ident = headers_name(&api.operations[index], request, &mut types);
                    (ident, method)
                });
                self.name_types_of(api, facts, index, &home, request, &mut types);
            }
            self.groups.push(group);
        }
        self.methods = methods.into_iter().flatten().collect();
        self.modules = modules.into_iter().flatten().collect();
        self.requests = requests.into_iter().flatten().collect();
    }

    fn name_types_of(
        &mut self,
        api: &Api,
        facts: &Facts,
        index: usize,
        home: &Home,
        request: &Ident,
        scope: &mut Scope,
    ) {
        let operation = &api.operations[index];
        if let Some(id) = flattened(api, operation) {
            self.inlined[index] = Some(id);
            if place(api, facts, id).is_none() {
                let name = TypeName {
                    home: home.clone(),
                    ident: request.clone(),
                };
                self.names.insert(id, name);
                self.name_tree(api, facts, id, request.as_str(), home, scope);
            }
        }
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| (parameter.usage.schema, parameter.name.as_str()));
        for (id, name) in parameters.collect::<Vec<_>>() {
            self.name_tree(api, facts, id, &format!("{request} {name}"), home, scope);
        }
        if let Some(body) = &operation.body {
            self.bodies[index] = body_names(body, operation, home, request, scope);
            let variants = self.bodies[index].iter().flat_map(|it| &it.variants);
            let words: Vec<_> = variants.map(Ident::to_string).collect();
            for (at, content) in body.contents().enumerate() {
                let context = match words.get(at) {
                    Some(variant) => format!("{request} {variant} body"),
                    None => format!("{request} body"),
                };
                if let Some(usage) = content.usage {
                    self.name_tree(api, facts, usage.schema, &context, home, scope);
                }
            }
        }
        for (id, context) in outputs(api, operation, request) {
            self.name_tree(api, facts, id, &context, home, scope);
        }
        if let Some(usage) = stream(operation).and_then(|stream| stream.item) {
            let context = format!("{request} item");
            self.name_tree(api, facts, usage.schema, &context, home, scope);
        }
        for header in headers(api, operation) {
            if let Some(usage) = header.usage {
                let context = format!("{request} {}", header.described.name);
                self.name_tree(api, facts, usage.schema, &context, home, scope);
            }
        }
    }

    /// Names `id` and everything below it that belongs to the same place and has no name yet.
    fn name_tree(
        &mut self,
        api: &Api,
        facts: &Facts,
        id: SchemaId,
        context: &str,
        home: &Home,
        scope: &mut Scope,
    ) {
        let here = place(api, facts, id);
        if here.is_some() != (*home == Home::Types) {
            return;
        }
        let mut open = vec![(id, context.to_owned())];
        while let Some((id, context)) = open.pop() {
            if place(api, facts, id) != here || !self.walked.insert(id) {
                continue;
            }
            let schema = &api.schemas[id];
            if has_name(schema) && facts.users.reach(id) && !self.names.contains_key(&id) {
                // A title may be that of many; where it stands tells more than a word for what it is.
                let is_titled = schema.component.is_none() && schema.title.is_some();
                let second = is_titled.then_some(context.as_str());
                let first = hint(schema, &context);
                let names: Vec<_> = [first.as_str()].into_iter().chain(second).collect();
                self.name_type(api, id, &names, home, scope);
            }
            open.extend(held(api, schema, &context).into_iter().rev());
        }
    }

    /// Names a schema by the first of `names` that is free, or by the first and the word `Model`.
    fn name_type(
        &mut self,
        api: &Api,
        id: SchemaId,
        names: &[&str],
        home: &Home,
        scope: &mut Scope,
    ) {
        let place = api.schemas[id].origin.pointer.as_str();
        let as_model = names.first().map(|name| format!("{name} Model"));
        let names: Vec<_> = names.iter().copied().chain(as_model.as_deref()).collect();
        let ident = scope.declare_first(&names, place, Case::Camel, "Type");
        self.types
            .entry(home.clone())
            .or_default()
            .push((id, ident.clone()));
        self.names.insert(
            id,
            TypeName {
                home: home.clone(),
                ident,
            },
        );
    }
}

/// The names of a body's type and variants, if it can be one of several.
fn body_names(
    body: &Body,
    operation: &Operation,
    home: &Home,
    request: &Ident,
    scope: &mut Scope,
) -> Option<BodyNames> {
    if body.others.is_empty() {
        return None;
    }
    let place = operation.origin.pointer.as_str();
    let names = [format!("{request} body"), format!("{request} content")];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let ident = scope.declare_first(&names, place, Case::Camel, "Body");
    let mut taken = Scope::default();
    let variants = body.contents().map(|content| {
        let name = content.media_type.name();
        let short = match &content.media_type {
            MediaType::Json(_) => "Json",
            MediaType::Form(_) => "Form",
            MediaType::Multipart(_) => "Multipart",
            MediaType::Text(_) if name.contains("xml") => "Xml",
            MediaType::Text(_) => "Text",
            MediaType::Binary(_) => "Binary",
        };
        taken.declare_first(&[short, name], place, Case::Camel, "Body")
    });
    let variants = variants.collect();
    Some(BodyNames {
        name: TypeName {
            home: home.clone(),
            ident,
        },
        variants,
    })
}

/// The name of a method beside that of an operation, with one of these words behind it.
fn beside(operation: &Operation, method: &Ident, words: [&str; 2], calls: &mut Scope) -> Ident {
    let names = words.map(|word| format!("{method} {word}"));
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let place = operation.origin.pointer.as_str();
    calls.declare_first(&names, place, Case::Snake, "call")
}

/// Whether a schema becomes an item with a name of its own.
pub(super) fn has_name(schema: &Schema) -> bool {
    match &schema.kind {
        SchemaKind::Object { .. } | SchemaKind::Enum(_) | SchemaKind::Choice(_) => true,
        SchemaKind::Any
        | SchemaKind::Null
        | SchemaKind::Boolean
        | SchemaKind::Integer(_)
        | SchemaKind::Number(_)
        | SchemaKind::String(_)
        | SchemaKind::Array(_)
        | SchemaKind::Map(_)
        | SchemaKind::Unsupported(_) => false,
    }
}

/// The component that a schema is or stands in, as the beginning of its pointer: its type stands under `types`,
/// whatever uses it. So does what stands with an operation and is used by others as well, which has no such beginning.
pub(super) fn place<'a>(api: &'a Api, facts: &Facts, id: SchemaId) -> Option<&'a str> {
    let pointer = api.schemas[id].origin.pointer.as_str();
    if let Some(rest) = pointer.strip_prefix(COMPONENTS) {
        let mut slashes = rest.match_indices('/').map(|(at, _)| at);
        let end = slashes.nth(1).unwrap_or(rest.len());
        return Some(&pointer[..COMPONENTS.len() + end]);
    }
    facts.users.get(id).are_several().then_some("")
}

/// Where components stand in a document.
const COMPONENTS: &str = "/components/";

/// The text that names below a place are made from, for a schema that has none of its own.
fn context_in(place: &str, api: &Api, facts: &Facts, id: SchemaId) -> String {
    let pointer = api.schemas[id].origin.pointer.as_str();
    if let Some((_, key)) = place.rsplit_once('/') {
        let mut words = vec![key];
        let mut parts = pointer[place.len()..].split('/');
        while let Some(part) = parts.next() {
            match part {
                "properties" => words.extend(parts.next()),
                "items" => words.push("item"),
                _ => {}
            }
        }
        return words.join(" ").replace("~1", "/").replace("~0", "~");
    }
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let first_user = facts.users.get(id).iter().next();
    let user = first_user.map_or("", |user| match user {
        User::Operation(index) => &api.operations[index].id,
        User::Webhook(index) => &api.webhooks[index].name,
    });
    format!("{user} {last}")
}

/// Whether a schema has a name, or holds what may have one.
fn leads_on(schema: &Schema) -> bool {
    has_name(schema) || matches!(schema.kind, SchemaKind::Array(_) | SchemaKind::Map(_))
}

/// The text that a schema's name is made from.
fn hint(schema: &Schema, context: &str) -> String {
    own_name(schema).unwrap_or(context).to_owned()
}

/// What a schema is called in the document: what it asks for, its key among the components, or its title.
pub(super) fn own_name(schema: &Schema) -> Option<&str> {
    let names = [&schema.hints.name, &schema.component, &schema.title];
    names.into_iter().find_map(Option::as_deref)
}

/// What a schema holds, each with a text to make a name from.
fn held(api: &Api, schema: &Schema, context: &str) -> Vec<(SchemaId, String)> {
    let context = own_name(schema).unwrap_or(context);
    match &schema.kind {
        SchemaKind::Object { fields, additional } => {
            let named = fields
                .iter()
                .filter(|(_, field)| leads_on(&api.schemas[field.usage.schema]))
                .map(|(name, field)| (field.usage.schema, format!("{context} {name}")));
            let others = match additional {
                Additional::Typed(usage) => Some((usage.schema, format!("{context} value"))),
                Additional::Unsaid | Additional::Forbidden => None,
            };
            named.chain(others).collect()
        }
        SchemaKind::Choice(choice) => choice
            .alternatives
            .iter()
            .zip(choices::names(api, choice))
            .map(|(it, names)| (it.usage.schema, format!("{context} {}", names[0])))
            .collect(),
        SchemaKind::Array(_) => mentioned(schema)
            .map(|usage| (usage.schema, format!("{context} item")))
            .collect(),
        _ => mentioned(schema)
            .map(|usage| (usage.schema, format!("{context} value")))
            .collect(),
    }
}

/// What the names of an operation are made from: what it asks for, or its id.
fn name_of(operation: &Operation) -> &str {
    operation.hints.name.as_ref().unwrap_or(&operation.id)
}

/// What an operation may be called: by its id, and with its HTTP method or the last word of its path.
fn call_names(operation: &Operation) -> Vec<String> {
    let id = name_of(operation);
    let method = operation.method.name().to_lowercase();
    let words = operation.path.split('/').rev();
    let last = words
        .filter(|part| !part.contains('{') && part.contains(char::is_alphabetic))
        .map(|word| format!("{id} {word}"));
    let by_method = (!id.to_lowercase().starts_with(&method)).then(|| format!("{id} {method}"));
    [id.to_owned()]
        .into_iter()
        .chain(by_method)
        .chain(last.take(1))
        .collect()
}
