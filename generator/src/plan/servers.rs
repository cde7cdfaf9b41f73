//! Servers by name: those that a client can be given as its base URL, and those of single operations.

use super::docs::{self, Docs, markdown};
use super::homes::{Homes, ROOT_MODULES};
use super::krate::{ChosenServer, NamedServer, ServerEnum, ServerField, ServerFieldKind, Servers};
use super::names::{Case, Ident, Scope};
use crate::ir::{Api, Operation, Server, ServerVariable};

/// Names of the prelude and of the support sources that the module uses.
const TYPE_NAMES: &[&str] = &["Default", "From", "Server", "Self", "String"];

/// The servers of an API, if a caller can choose among them or some operations have their own.
pub(super) fn servers(api: &Api, homes: &Homes) -> Option<Servers> {
    let absolute = || api.servers.iter().filter(|it| is_absolute(it));
    let has_choice = absolute().count() > 1 || absolute().any(|it| it.template.is_some());
    let own = own_servers(api);
    if !has_choice && own.is_empty() {
        return None;
    }
    let mut names = Names::default();
    let mut found = Servers {
        module: module(homes),
        constants: Vec::new(),
        chosen: Vec::new(),
        enums: Vec::new(),
        own: Vec::new(),
        own_chosen: Vec::new(),
    };
    for server in absolute().filter(|_| has_choice) {
        match &server.template {
            Some(template) => {
                let ident = names.of(server, Case::Camel);
                let chosen = chosen(ident, server, template, &mut names, &mut found.enums);
                found.chosen.push(chosen);
            }
            None => found.constants.push(named(server, &mut names)),
        }
    }
    found.own = own.iter().map(|it| named(it, &mut names)).collect();
    for (server, constant) in own.into_iter().zip(&found.own) {
        if let Some(template) = server.template.as_ref().filter(|_| is_absolute(server)) {
            let address = address(constant, server, template, &mut names, &mut found.enums);
            found.own_chosen.push(address);
        }
    }
    Some(found)
}

/// The server that an operation has beside the base URL.
pub(super) fn own_server<'a>(api: &Api, operation: &'a Operation) -> Option<&'a Server> {
    let server = operation.server.as_ref()?;
    let base = api.servers.first().map_or("/", |it| it.url.as_str());
    (bare(&server.url) != bare(base)).then_some(server)
}

/// The constant of a server of single operations.
pub(super) fn constant(servers: &Servers, server: &Server) -> Option<(Ident, Ident)> {
    let found = servers.own.iter().find(|it| it.url == server.url)?;
    Some((servers.module.clone(), found.ident.clone()))
}

/// The servers of single operations, each once.
fn own_servers(api: &Api) -> Vec<&Server> {
    let mut own: Vec<&Server> = Vec::new();
    for operation in &api.operations {
        let server = own_server(api, operation);
        own.extend(server.filter(|it| own.iter().all(|other| other.url != it.url)));
    }
    own
}

fn bare(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn is_absolute(server: &Server) -> bool {
    server.url.contains("://")
}

/// The name of the module: one that no tag has.
fn module(homes: &Homes) -> Ident {
    let mut scope = Scope::of_modules(ROOT_MODULES);
    for group in &homes.groups {
        scope.reserve(group.module.as_str());
    }
    let names = ["servers", "base_urls"];
    scope.declare_first(&names, "servers", Case::Snake, "servers")
}

/// The names of the module. Types and constants differ by more than case, too.
struct Names(Scope);

impl Default for Names {
    fn default() -> Self {
        Self(Scope::with_reserved(TYPE_NAMES))
    }
}

impl Names {
    /// A name for a server: its own, that of a short description, or what its address says.
    fn of(&mut self, server: &Server, case: Case) -> Ident {
        let address = words_of_address(server);
        let said = server.description.as_deref().and_then(short);
        let names: Vec<_> = [server.name.as_deref(), said]
            .into_iter()
            .flatten()
            .chain([address.as_str()])
            .collect();
        let place = server.template.as_ref().unwrap_or(&server.url);
        self.0.declare_first(&names, place, case, "server")
    }
}

/// A description that is no more than a name.
fn short(description: &str) -> Option<&str> {
    let text = description.trim().trim_end_matches('.');
    let last = text.rsplit_once(' ');
    let text = match last {
        Some((name, word)) if word.eq_ignore_ascii_case("server") => name,
        _ => text,
    };
    let is_name = text.split(' ').count() <= 3 && text.len() <= 30;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_/()".contains(c);
    let has_letter = text.contains(|c: char| c.is_ascii_alphabetic());
    (is_name && has_letter && text.chars().all(is_plain)).then_some(text)
}

/// The words of an address without its variables; of the scheme only the one that is not usual.
fn words_of_address(server: &Server) -> String {
    let mut text = server
        .template
        .clone()
        .unwrap_or_else(|| server.url.clone());
    for variable in &server.variables {
        text = text.replace(&format!("{{{}}}", variable.name), " ");
    }
    text.strip_prefix("https://")
        .map_or(text.clone(), str::to_owned)
}

fn named(server: &Server, names: &mut Names) -> NamedServer {
    NamedServer {
        ident: names.of(server, Case::Shouty),
        docs: docs_of(server, &server.url),
        url: server.url.clone(),
    }
}

fn docs_of(server: &Server, address: &str) -> Docs {
    let mut text = markdown(server.description.as_deref().unwrap_or_default());
    text.push(&Docs::text(&format!("{}.", docs::code_whole(address))));
    text
}

/// What a caller makes an address of that stands in place of a server's.
fn address(
    constant: &NamedServer,
    server: &Server,
    template: &str,
    names: &mut Names,
    enums: &mut Vec<ServerEnum>,
) -> ChosenServer {
    let constant = &constant.ident;
    let name = format!("{constant} address");
    let ident = names.0.declare(&name, Case::Camel, "Address");
    let docs = Docs::text(&format!("An address for [`{constant}`]."));
    let mut address = chosen(ident, server, template, names, enums);
    address.docs = docs.and(&address.docs.lines.join("\n"));
    address
}

fn chosen(
    ident: Ident,
    server: &Server,
    template: &str,
    names: &mut Names,
    enums: &mut Vec<ServerEnum>,
) -> ChosenServer {
    let mut scope = Scope::default();
    let fields = server.variables.iter().map(|variable| ServerField {
        ident: scope.declare(&variable.name, Case::Snake, "variable"),
        wire: variable.name.clone(),
        docs: docs_of_field(variable),
        default: variable.default.clone(),
        kind: kind(variable, names, enums),
    });
    ChosenServer {
        fields: fields.collect(),
        docs: docs_of(server, template),
        template: template.to_owned(),
        ident,
    }
}

fn docs_of_field(variable: &ServerVariable) -> Docs {
    let mut text = markdown(variable.description.as_deref().unwrap_or_default());
    let default = docs::code(&variable.default);
    text.push(&Docs::text(&format!("{default} unless told otherwise.")));
    text
}

/// What a variable holds: one of a list that has its default, or any text.
fn kind(
    variable: &ServerVariable,
    names: &mut Names,
    enums: &mut Vec<ServerEnum>,
) -> ServerFieldKind {
    let mut values = variable.values.clone();
    if values.is_empty() {
        return ServerFieldKind::Text;
    }
    if !values.contains(&variable.default) {
        values.insert(0, variable.default.clone());
    }
    let is_same = |it: &&ServerEnum| it.variable == variable.name && it.has(&values);
    let found = match enums.iter().position(|it| is_same(&it)) {
        Some(found) => found,
        None => {
            enums.push(server_enum(variable, values, names));
            enums.len() - 1
        }
    };
    let found = &enums[found];
    let default = found.variants.iter().find(|it| it.1 == variable.default);
    match default {
        Some((default, _)) => ServerFieldKind::Enum(found.ident.clone(), default.clone()),
        None => ServerFieldKind::Text,
    }
}

fn server_enum(variable: &ServerVariable, values: Vec<String>, names: &mut Names) -> ServerEnum {
    let mut scope = Scope::default();
    let mut variants: Vec<(Ident, String)> = Vec::new();
    for value in values {
        if variants.iter().all(|(_, other)| *other != value) {
            let ident = scope.declare(&value, Case::Camel, "Empty");
            variants.push((ident, value));
        }
    }
    ServerEnum {
        ident: names.0.declare(&variable.name, Case::Camel, "Value"),
        docs: Docs::text(&format!(
            "What {} can be.",
            docs::code(&format!("{{{}}}", variable.name))
        )),
        variable: variable.name.clone(),
        variants,
    }
}
