//! Servers by name, and what their variables can be.

use serde::Serialize;

use crate::plan::docs::Docs;
use crate::plan::names::Ident;

/// `src/servers.rs`: servers by name.
#[derive(Debug, Serialize)]
pub struct Servers {
    /// Name of the module.
    pub module: Ident,
    /// Base URLs without variables.
    pub constants: Vec<NamedServer>,
    /// Base URLs with variables.
    pub chosen: Vec<ChosenServer>,
    /// What variables can be.
    pub enums: Vec<ServerEnum>,
    /// Servers of single operations.
    pub own: Vec<NamedServer>,
    /// Addresses of these that have variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_chosen: Vec<ChosenServer>,
}

impl Servers {
    /// Whether one of them has variables.
    pub fn has_variables(&self) -> bool {
        !self.chosen.is_empty() || !self.own_chosen.is_empty()
    }
}

/// A server with a name.
#[derive(Debug, Serialize)]
pub struct NamedServer {
    /// Its constant.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Its address.
    pub url: String,
}

/// A server with variables.
#[derive(Debug, Serialize)]
pub struct ChosenServer {
    /// Its type.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Its address, with names in braces.
    pub template: String,
    /// Its variables.
    pub fields: Vec<ServerField>,
}

/// A variable of a server.
#[derive(Debug, Serialize)]
pub struct ServerField {
    /// The field.
    pub ident: Ident,
    /// Its name in the address.
    pub wire: String,
    /// Its docs.
    pub docs: Docs,
    /// What stands there unless somebody chooses.
    pub default: String,
    /// What it holds.
    pub kind: ServerFieldKind,
}

/// What a variable of a server holds.
#[derive(Debug, Serialize)]
pub enum ServerFieldKind {
    /// Any text.
    Text,
    /// One of this type; the default variant.
    Enum(Ident, Ident),
}

/// What a variable of servers can be.
#[derive(Debug, Serialize)]
pub struct ServerEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The variable's name in addresses.
    pub variable: String,
    /// Name and text of each value.
    pub variants: Vec<(Ident, String)>,
}

impl ServerEnum {
    /// Whether these are its values.
    pub fn has(&self, values: &[String]) -> bool {
        let texts = self.variants.iter().map(|(_, text)| text);
        texts.eq(values)
    }
}
