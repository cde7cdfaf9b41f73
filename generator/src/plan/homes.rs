//! Where each type of the document stands, and what it is called.
//!
//! A component that several operations use stands under `types`, one file each; what a single operation uses stands
//! in that operation's file. A schema without a name of its own stands with the one that it was first met in.

mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use super::choices;
use super::krate::{Home, TypeName};
use super::names::{Case, Ident, Scope};
use super::operations::method_name;
use crate::analyze::{Facts, mentioned, success};
use crate::ir::{Additional, Api, Operation, Schema, SchemaId, SchemaKind};
pub(super) use webhooks::{EventNames, WEBHOOKS};

/// Names that generated files import, so that no type of a document may have them.
pub(super) const TYPE_NAMES: &[&str] = &[
    "ApiError",
    "Applying",
    "Arc",
    "AsRef",
    "BTreeMap",
    "Base64",
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
    "chrono",
    "core",
    "examples",
    "getrandom",
    "hmac",
    "http",
    "httpdate",
    "jiff",
    "lib",
    "main",
    "md5",
    "md_5",
    "meta",
    "p256",
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
    "builder",
    "clone",
    "exchange",
    "fmt",
    "from",
    "into",
    "new",
    "scheme",
    "schemes",
    "send",
    "sign",
    "sign_parts",
    "wait",
    "with",
];

/// Methods that nobody expects to be calls, so that no operation may have their names.
const HANDLE_METHODS: &[&str] = &["new"];

/// The module of ours that the file of a tag imports, so that no operation's file may have its name.
const IMPORTED_MODULE: &str = "paging";

/// A tag and the operations that it groups.
#[derive(Debug)]
pub(super) struct Group {
    /// Its name in the document; `None` for a group made from paths.
    pub(super) tag: Option<String>,
    /// The part that the paths of a group without a tag have in common, if they have a fixed part at all.
    pub(super) word: Option<String>,
    /// The module.
    pub(super) module: Ident,
    /// The handle.
    pub(super) handle: Ident,
    /// Places of the operations in the API.
    pub(super) operations: Vec<usize>,
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
    /// For each operation the module of its file, named like the method where it can be.
    pub(super) modules: Vec<Ident>,
    /// For each operation the type of its request.
    pub(super) requests: Vec<Ident>,
    /// For each operation the schema that its request stands for, if it does.
    pub(super) inlined: Vec<Option<SchemaId>>,
    /// The types with a name, in the order in which their files show them.
    pub(super) types: BTreeMap<Home, Vec<(SchemaId, Ident)>>,
    /// For each webhook the names of its module and its type, and the schema that the type stands for, if it does.
    pub(super) events: Vec<EventNames>,
    names: BTreeMap<SchemaId, TypeName>,
}

impl Homes {
    /// Gives every operation and every type that is reached a name and a place.
    pub(super) fn assign(api: &Api, facts: &Facts) -> Self {
        let mut homes = Self {
            groups: groups(api),
            ..Self::default()
        };
        let mut shared = Scope::with_reserved(TYPE_NAMES);
        for group in &homes.groups {
            shared.reserve(group.handle.as_str());
        }
        homes.name_shared(api, facts, &mut shared);
        homes.name_operations(api, facts, &shared);
        homes.name_webhooks(api, facts, &shared);
        homes
    }

    /// The name of a schema that has one.
    pub(super) fn name(&self, id: SchemaId) -> Option<&TypeName> {
        self.names.get(&id)
    }

    fn name_shared(&mut self, api: &Api, facts: &Facts, scope: &mut Scope) {
        let shared: Vec<_> = api
            .schemas
            .iter()
            .filter(|(id, schema)| {
                schema.component.is_some() && has_name(schema) && is_shared(facts, *id)
            })
            .map(|(id, schema)| (id, hint(schema, "")))
            .collect();
        // All components first: what they hold must not take their names. It stands right after its holder, though.
        // And first those that can have the name they want: one that cannot must not take another's.
        let (as_wanted, bent): (Vec<_>, Vec<_>) = shared
            .iter()
            .partition(|(_, name)| scope.is_free(name, Case::Camel, "Type"));
        for (id, name) in as_wanted.into_iter().chain(bent) {
            self.name_type(api, *id, &[name], &Home::Types, scope);
        }
        let mut components = self.types.remove(&Home::Types).unwrap_or_default();
        components.sort_by_key(|(id, _)| shared.iter().position(|(other, _)| other == id));
        let mut in_order = Vec::new();
        for component in components {
            self.name_held(api, component.0, &Home::Types, scope);
            in_order.push(component);
            in_order.extend(self.types.remove(&Home::Types).unwrap_or_default());
        }
        self.types.insert(Home::Types, in_order);
    }

    fn name_operations(&mut self, api: &Api, facts: &Facts, shared: &Scope) {
        let count = api.operations.len();
        let mut methods = vec![None; count];
        let mut modules = vec![None; count];
        let mut requests = vec![None; count];
        self.inlined = vec![None; count];
        self.pages = vec![None; count];
        for group in std::mem::take(&mut self.groups) {
            let mut calls = Scope::with_reserved(HANDLE_METHODS);
            let mut files = Scope::of_modules(&[group.module.as_str(), IMPORTED_MODULE]);
            let mut types = shared.clone();
            for &index in &group.operations {
                let operation = &api.operations[index];
                let (id, place) = (&operation.id, operation.origin.pointer.as_str());
                let names = call_names(operation);
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                let method = calls.declare_first(&names, place, Case::Snake, "call");
                let names = [method.as_str(), &format!("{method} call")];
                modules[index] = Some(files.declare_first(&names, place, Case::Snake, "call"));
                let names = [id.as_str(), method.as_str(), &format!("{id} Request")];
                requests[index] = Some(types.declare_first(&names, place, Case::Camel, "Call"));
                methods[index] = Some(method);
            }
            // What operations are called comes first: their pages must not take a name that one of them wants.
            for &index in &group.operations {
                let operation = &api.operations[index];
                if let (Some(method), Some(_)) = (&methods[index], &operation.pagination) {
                    let names = [format!("{method} pages"), format!("{method} all pages")];
                    let names: Vec<_> = names.iter().map(String::as_str).collect();
                    let place = operation.origin.pointer.as_str();
                    let pages = calls.declare_first(&names, place, Case::Snake, "pages");
                    self.pages[index] = Some(pages);
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
        if let Some(id) = request_body(api, facts, operation) {
            self.inlined[index] = Some(id);
            self.names.insert(
                id,
                TypeName {
                    home: home.clone(),
                    ident: request.clone(),
                },
            );
            self.name_held(api, id, home, scope);
        }
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| (parameter.usage.schema, parameter.name.as_str()));
        for (id, name) in parameters.collect::<Vec<_>>() {
            self.name_tree(api, id, &format!("{request} {name}"), home, scope);
        }
        if let Some(usage) = operation.body.as_ref().and_then(|body| body.content.usage) {
            self.name_tree(api, usage.schema, &format!("{request} body"), home, scope);
        }
        if let Some(usage) =
            success(operation).and_then(|response| response.content.as_ref()?.usage)
        {
            self.name_tree(api, usage.schema, &format!("{request} output"), home, scope);
        }
    }

    /// Names `id` and everything below it that has no name yet.
    fn name_tree(
        &mut self,
        api: &Api,
        id: SchemaId,
        context: &str,
        home: &Home,
        scope: &mut Scope,
    ) {
        let mut seen = BTreeSet::new();
        let mut open = vec![(id, context.to_owned())];
        while let Some((id, context)) = open.pop() {
            if self.names.contains_key(&id) || !seen.insert(id) {
                continue;
            }
            let schema = &api.schemas[id];
            if has_name(schema) {
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

    fn name_held(&mut self, api: &Api, id: SchemaId, home: &Home, scope: &mut Scope) {
        let context = self
            .names
            .get(&id)
            .map(|name| name.ident.to_string())
            .unwrap_or_default();
        for (held, context) in held(api, &api.schemas[id], &context) {
            self.name_tree(api, held, &context, home, scope);
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

/// Whether several operations use a schema.
fn is_shared(facts: &Facts, id: SchemaId) -> bool {
    facts.users.get(&id).is_some_and(|users| users.len() > 1)
}

/// The text that a schema's name is made from.
fn hint(schema: &Schema, context: &str) -> String {
    schema
        .component
        .clone()
        .or_else(|| schema.title.clone())
        .unwrap_or_else(|| context.to_owned())
}

/// What a schema holds, each with a text to make a name from.
fn held(api: &Api, schema: &Schema, context: &str) -> Vec<(SchemaId, String)> {
    let context = schema
        .component
        .as_deref()
        .or(schema.title.as_deref())
        .unwrap_or(context);
    match &schema.kind {
        SchemaKind::Object { fields, additional } => {
            let named = fields
                .iter()
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
            .iter()
            .map(|usage| (usage.schema, format!("{context} item")))
            .collect(),
        _ => mentioned(schema)
            .iter()
            .map(|usage| (usage.schema, format!("{context} value")))
            .collect(),
    }
}

/// The object that an operation's request stands for: its JSON body, if nothing else is sent and nobody else uses it.
fn request_body(api: &Api, facts: &Facts, operation: &Operation) -> Option<SchemaId> {
    let body = operation
        .body
        .as_ref()
        .filter(|body| body.required && operation.parameters.is_empty())?;
    let usage = body.content.usage.filter(|usage| !usage.nullable)?;
    let is_object = matches!(api.schemas[usage.schema].kind, SchemaKind::Object { .. });
    let is_json = matches!(body.content.media_type, crate::ir::MediaType::Json(_));
    let only_sent = facts
        .directions
        .get(&usage.schema)
        .is_some_and(|direction| !direction.response);
    (is_object && is_json && only_sent && !is_shared(facts, usage.schema)).then_some(usage.schema)
}

/// What the operations of a group have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Their first tag.
    Tag(String),
    /// The first fixed part of their paths, if there is one.
    Word(Option<String>),
}

/// The operations by their first tag; those without one by the first fixed part of their path.
fn groups(api: &Api) -> Vec<Group> {
    let mut operations: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut order = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let key = match &operation.tag {
            Some(tag) => Key::Tag(tag.clone()),
            None => Key::Word(first_word(&operation.path)),
        };
        let group = operations.entry(key.clone()).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(index);
    }
    // Tags stand in the order in which the document declares them.
    order.sort_by_key(|key| match key {
        Key::Tag(name) => api.tags.get_index_of(name),
        Key::Word(_) => Some(usize::MAX),
    });
    let reserved = Scope::of_modules(&[ROOT_MODULES, CLIENT_METHODS].concat());
    let mut modules = reserved.clone();
    let mut handles = Scope::with_reserved(TYPE_NAMES);
    let mut groups = Vec::new();
    for key in order {
        let operations = operations.remove(&key).unwrap_or_default();
        let (tag, word) = match key {
            Key::Tag(name) => (Some(name), None),
            Key::Word(word) => (None, word),
        };
        let name = tag.as_deref().or(word.as_deref()).unwrap_or("root");
        // Beside another tag, the path tells more; beside a name of ours, what it is.
        let by_path = operations
            .first()
            .and_then(|index| first_word(&api.operations[*index].path))
            .filter(|word| !word.eq_ignore_ascii_case(name))
            .filter(|_| reserved.is_free(name, Case::Snake, "api"))
            .map(|word| format!("{name} {word}"));
        let as_api = format!("{name} api");
        let names: Vec<_> = [name].into_iter().chain(by_path.as_deref()).collect();
        let handle_names: Vec<_> = names.iter().map(|name| handle_name(name)).collect();
        let handle_names: Vec<_> = handle_names.iter().map(String::as_str).collect();
        let module_names = [names.as_slice(), &[&as_api]].concat();
        groups.push(Group {
            module: modules.declare_first(&module_names, name, Case::Snake, "api"),
            handle: handles.declare_first(&handle_names, name, Case::Camel, "Api"),
            tag,
            word,
            operations,
        });
    }
    groups
}

/// The name of a tag's handle; one that says already that it is an API need not say it twice.
fn handle_name(name: &str) -> String {
    let words = Scope::default().declare(name, Case::Snake, "api");
    let last = words.as_str().rsplit('_').next();
    if last == Some("api") {
        name.to_owned()
    } else {
        format!("{name} Api")
    }
}

/// What an operation may be called: by its id, and with its HTTP method or the last word of its path.
fn call_names(operation: &Operation) -> Vec<String> {
    let id = &operation.id;
    let method = method_name(operation.method).to_lowercase();
    let words = operation.path.split('/').rev();
    let last = words
        .filter(|part| !part.contains('{') && part.contains(char::is_alphabetic))
        .map(|word| format!("{id} {word}"));
    let by_method = (!id.to_lowercase().starts_with(&method)).then(|| format!("{id} {method}"));
    [id.clone()]
        .into_iter()
        .chain(by_method)
        .chain(last.take(1))
        .collect()
}

/// The first part of a path that is no parameter and no version.
fn first_word(path: &str) -> Option<String> {
    let mut parts = path
        .split('/')
        .filter(|part| !part.is_empty() && !part.contains('{'));
    let is_version =
        |part: &str| part.starts_with('v') && part[1..].bytes().all(|byte| byte.is_ascii_digit());
    parts.find(|part| !is_version(part)).map(str::to_owned)
}
