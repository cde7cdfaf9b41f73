//! A file of Rust: docs, imports, items; printed with a blank line between what belongs apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::plan::docs::Docs;
use crate::plan::krate::{Home, Type, TypeName};
use crate::plan::names;

/// The length of a line, as rustfmt and prettyplease have it.
pub(super) const WIDTH: usize = 100;
/// The length of a line of imports, as prettyplease has it.
const IMPORT_WIDTH: usize = 89;

/// The module of the support sources with all that files of operations, types and events need of them.
const PRELUDE: &str = "crate::support::prelude";
/// What it exports that such files name, by module.
const OF_PRELUDE: &[(&str, &[&str])] = &[
    ("crate", &["meta", "security"]),
    (
        "crate::support",
        &[
            "Base64",
            "BinaryBody",
            "Date",
            "Decimal",
            "DecodeError",
            "FilePart",
            "Multipart",
            "Nullable",
            "Number",
            "RawJson",
            "Response",
            "Secret",
            "Style",
            "Timestamp",
            "choice",
            "headers",
            "paging",
            "problem",
            "refusal",
            "stream",
        ],
    ),
    ("crate::support::signing", &["Verified"]),
    ("crate::support::webhook", &["EventError", "FromVerified"]),
    ("serde_json", &["Value"]),
    ("std::collections", &["BTreeMap"]),
];

/// A file while it is being written.
#[derive(Default)]
pub(super) struct File {
    docs: String,
    uses: Uses,
    /// Declarations of modules and re-exports, which stand together.
    head: Vec<String>,
    items: Vec<String>,
    /// What stands before each item that is printed already.
    condition: String,
    /// Other names of types, which stand together at the end.
    aliases: Vec<String>,
}

impl File {
    /// A file that begins with these docs.
    pub(super) fn new(docs: &Docs) -> Self {
        let mut file = Self::default();
        file.docs(docs);
        file
    }

    /// Appends a paragraph to the docs.
    pub(super) fn docs(&mut self, docs: &Docs) {
        if !self.docs.is_empty() && !docs.lines.is_empty() {
            self.docs.push_str(&comment("//!", ""));
        }
        self.more_docs(docs);
    }

    /// Appends lines to the last paragraph of the docs.
    pub(super) fn more_docs(&mut self, docs: &Docs) {
        let lines = docs.lines.iter();
        self.docs.extend(lines.map(|line| comment("//!", line)));
    }

    /// Appends a line to the docs that is there under a condition.
    pub(super) fn docs_if(&mut self, condition: &str, line: &str) {
        let line = Literal::string(line);
        let attribute = format!("#![cfg_attr({condition}, doc = {line})]\n");
        self.docs.push_str(&attribute);
    }

    /// Appends an attribute of the whole file, and why it is there, below the docs.
    pub(super) fn attribute(&mut self, reason: &str, attribute: &str) {
        let _ = write!(self.docs, "\n// {reason}\n#![{attribute}]\n");
    }

    /// The imports of the file.
    pub(super) fn uses(&mut self) -> &mut Uses {
        &mut self.uses
    }

    /// The file with one import of the prelude for all that stands there.
    #[must_use]
    pub(super) fn with_prelude(mut self) -> Self {
        self.uses.take_from_prelude();
        self
    }

    /// Appends to the declarations at the top of the file.
    pub(super) fn head(&mut self, tokens: TokenStream) {
        self.head.push(print(tokens));
    }

    /// Appends the declaration of modules whose items are exported, one a line.
    pub(super) fn head_modules<'a>(&mut self, modules: impl IntoIterator<Item = &'a names::Ident>) {
        let modules = modules.into_iter().map(ToString::to_string);
        self.head_exports("", modules);
    }

    /// Appends the declaration of modules with the names that are exported, behind lines of attributes.
    pub(super) fn head_named_modules<'a>(
        &mut self,
        attributes: &str,
        modules: impl IntoIterator<Item = (&'a names::Ident, Vec<&'a str>)>,
    ) {
        let modules = modules.into_iter();
        let modules = modules.map(|(module, names)| export(module.as_str(), &names));
        self.head_exports(attributes, modules);
    }

    fn head_exports(&mut self, attributes: &str, exports: impl Iterator<Item = String>) {
        let mut text = format!("{attributes}crate::support::modules! {{\n");
        for export in exports {
            let _ = writeln!(text, "    {export},");
        }
        self.head.push(text + "}\n");
    }

    /// Appends a line that is printed already.
    pub(super) fn head_line(&mut self, line: &str) {
        self.head.push(line.to_owned());
    }

    /// Appends a re-export.
    pub(super) fn head_use(&mut self, module: &str, names: &[&str]) {
        self.head.push(import("pub use ", module, names));
    }

    /// Appends a blank line to the declarations.
    pub(super) fn head_gap(&mut self) {
        self.head.push("\n".to_owned());
    }

    /// Appends an item.
    pub(super) fn item(&mut self, tokens: TokenStream) {
        self.items.push(print(tokens));
    }

    /// Appends an item that is printed already.
    pub(super) fn printed(&mut self, mut text: String) {
        text.insert_str(0, &self.condition);
        self.items.push(text);
    }

    /// Puts these attributes before what is printed from now on.
    pub(super) fn condition(&mut self, attributes: String) {
        self.condition = attributes;
    }

    /// Appends another name of a type.
    pub(super) fn alias(&mut self, text: String) {
        self.aliases.push(text);
    }

    /// The text of the file.
    pub(super) fn into_text(self) -> String {
        let sections = [
            self.docs,
            self.uses.print(),
            self.head.concat(),
            self.items.join("\n"),
            self.aliases.concat(),
        ];
        let filled: Vec<_> = sections
            .iter()
            .map(|text| text.trim_matches('\n'))
            .filter(|text| !text.is_empty())
            .collect();
        filled.join("\n\n") + "\n"
    }
}

fn comment(marker: &str, line: &str) -> String {
    if line.is_empty() {
        format!("{marker}\n")
    } else {
        format!("{marker} {line}\n")
    }
}

/// What a file imports, by module.
#[derive(Default)]
pub(super) struct Uses(BTreeMap<String, BTreeSet<String>>);

impl Uses {
    /// Imports `name` from `module`.
    pub(super) fn add(&mut self, module: &str, name: impl Into<String>) {
        self.0
            .entry(module.to_owned())
            .or_default()
            .insert(name.into());
    }

    /// Takes an import back.
    pub(super) fn remove(&mut self, module: &str, name: &str) {
        if let Some(names) = self.0.get_mut(module) {
            names.remove(name);
        }
    }

    /// Imports everything of the prelude instead of what it has, if there is any of that.
    fn take_from_prelude(&mut self) {
        let mut is_needed = false;
        for (module, exported) in OF_PRELUDE {
            if let Some(names) = self.0.get_mut(*module) {
                let count = names.len();
                names.retain(|name| !exported.contains(&name.as_str()));
                is_needed |= names.len() < count;
            }
        }
        if is_needed {
            self.add(PRELUDE, "*");
        }
    }

    /// The standard library, then other crates, then this one; each group sorted.
    fn print(&self) -> String {
        let group = |module: &str| match module {
            _ if module.starts_with("std") => 0,
            _ if !module.starts_with("crate") && !module.starts_with("super") => 1,
            _ => 2,
        };
        let mut groups = [const { String::new() }; 3];
        for (module, names) in self.0.iter().filter(|(_, names)| !names.is_empty()) {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            groups[group(module)].push_str(&import("use ", module, &names));
        }
        groups
            .iter()
            .filter(|group| !group.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// An import, as prettyplease writes it: in one line, or with as many names in each as there is room for.
fn import(start: &str, module: &str, names: &[&str]) -> String {
    let head = format!("{start}{module}::");
    let all = match names {
        [name] => return format!("{head}{name};\n"),
        names => names.join(", "),
    };
    // With the braces and the semicolon.
    if head.len() + all.len() + 3 <= IMPORT_WIDTH {
        return format!("{head}{{{all}}};\n");
    }
    let (mut text, mut column) = (format!("{head}{{\n   "), 3);
    for (place, name) in names.iter().enumerate() {
        let comma = usize::from(place + 1 < names.len());
        if column > 3 && column + 1 + name.len() + comma > IMPORT_WIDTH {
            text.push_str("\n   ");
            column = 3;
        }
        text.extend([" ", name, ","]);
        column += name.len() + 2;
    }
    text + "\n};\n"
}

/// A module and names of it, in one line or with as many names in each as there is room for.
fn export(module: &str, names: &[&str]) -> String {
    let all = match names {
        [name] => return format!("{module}::{name}"),
        names => names.join(", "),
    };
    // With the indent, the braces and the comma.
    if module.len() + all.len() + 9 <= WIDTH {
        return format!("{module}::{{{all}}}");
    }
    let (mut text, mut column) = (format!("{module}::{{\n       "), 7);
    for name in names {
        if column > 7 && column + name.len() + 2 > WIDTH {
            text.push_str("\n       ");
            column = 7;
        }
        text.extend([" ", name, ","]);
        column += name.len() + 2;
    }
    text + "\n    }"
}

/// A path of our own as tokens.
pub(super) fn parsed(path: &str) -> TokenStream {
    path.parse()
        .expect("names of types and modules are paths that this program wrote")
}

/// An identifier as a token.
pub(super) fn ident(ident: &names::Ident) -> Ident {
    Ident::new(ident.as_str(), Span::call_site())
}

/// What is there only if one of these features is on; nothing of the kind without any.
pub(super) fn cfg<'a>(features: impl IntoIterator<Item = &'a String>) -> TokenStream {
    let features: Vec<_> = features.into_iter().collect();
    match features.as_slice() {
        [] => quote!(),
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(any(#(feature = #features),*))]),
    }
}

/// The lines of the attribute that [`cfg`] is.
pub(super) fn cfg_lines(features: &[String]) -> String {
    if features.is_empty() {
        return String::new();
    }
    let cfg = cfg(features);
    let printed = print(quote!(#cfg mod m;));
    printed.trim_end_matches("mod m;\n").to_owned()
}

/// Docs as attributes.
pub(super) fn doc(docs: &Docs) -> TokenStream {
    docs.lines
        .iter()
        .map(|line| {
            let text = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            let literal = Literal::string(&text);
            quote!(#[doc = #literal])
        })
        .collect()
}

/// Docs as lines of a comment before what is indented by this many blanks.
pub(super) fn doc_lines(docs: &Docs, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    let mut text = String::new();
    for line in &docs.lines {
        text.push_str(&blanks);
        text.push_str(&comment("///", line));
    }
    text
}

/// A type as tokens; what it needs is imported. `here` is the module that the file belongs to.
pub(super) fn ty(ty: &Type, here: &Home, uses: &mut Uses) -> TokenStream {
    parsed(&type_text(ty, here, uses))
}

/// A type as text; what it needs is imported. `here` is the module that the file belongs to.
pub(super) fn type_text(ty: &Type, here: &Home, uses: &mut Uses) -> String {
    let plain = match ty {
        Type::Unit => "()",
        Type::Bool => "bool",
        Type::I32 => "i32",
        Type::I64 => "i64",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::String => "String",
        Type::Bytes => "Vec<u8>",
        Type::Secret => support("Secret", uses),
        Type::RawJson => support("RawJson", uses),
        Type::BinaryBody => support("BinaryBody", uses),
        Type::FilePart => support("FilePart", uses),
        Type::Multipart => support("Multipart", uses),
        Type::Scalar(scalar) => {
            let (module, name) = scalar.import();
            uses.add(module, name);
            name
        }
        Type::Json => {
            uses.add("serde_json", "Value");
            "Value"
        }
        Type::Problem => {
            uses.add("crate::support", "problem");
            "problem::Problem"
        }
        Type::Vec(item) => return format!("Vec<{}>", type_text(item, here, uses)),
        Type::Map(value) => {
            uses.add("std::collections", "BTreeMap");
            return format!("BTreeMap<String, {}>", type_text(value, here, uses));
        }
        Type::Option(inner) => return format!("Option<{}>", type_text(inner, here, uses)),
        Type::Nullable(inner) => {
            uses.add("crate::support", "Nullable");
            return format!("Nullable<{}>", type_text(inner, here, uses));
        }
        Type::Boxed(inner) => return format!("Box<{}>", type_text(inner, here, uses)),
        Type::Named(name) => return named(name, here, uses),
    };
    plain.to_owned()
}

/// A type of the support sources.
fn support(name: &'static str, uses: &mut Uses) -> &'static str {
    uses.add("crate::support", name);
    name
}

/// A type of the document by its name, imported if it stands elsewhere.
/// The name of a type as it is written `here`. What the document repeats imports no types: features decide which of
/// them are there.
pub(super) fn named(name: &TypeName, here: &Home, uses: &mut Uses) -> String {
    let ident = &name.ident;
    match (&name.home, here) {
        (home, here) if home == here && *home != Home::Types => ident.to_string(),
        (Home::Types, Home::Repeated(_)) => format!("super::{ident}"),
        (Home::Types, _) => {
            uses.add("crate::types", ident.as_str());
            ident.to_string()
        }
        (Home::Repeated(kind), _) => {
            uses.add("crate::types", kind.module());
            format!("{}::{ident}", kind.module())
        }
        (Home::Operation { .. }, _) => format!("{}::{ident}", name.home.path()),
    }
}

/// Items as text.
pub(super) fn print(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("every crate that is planned renders to items of Rust");
    with_blank_lines(&prettyplease::unparse(&file))
}

/// `text` with a blank line between the functions of an `impl` and between items.
fn with_blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut previous = "";
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let closing = previous.trim_start();
        let is_line = ["type ", "const ", "pub const "]
            .iter()
            .any(|start| closing.starts_with(start));
        let ends = (matches!(closing, "}" | "};" | "];") || is_line && closing.ends_with(';'))
            && previous.len() - closing.len() == indent;
        if ends && !line.trim_start().starts_with(['}', ')']) && indent <= 4 {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::support::SOURCES;

    #[test]
    fn the_prelude_exports_what_is_imported_from_it() {
        let mut sources = SOURCES.iter();
        let source = sources.find(|source| source.path == "support/prelude.rs");
        let text = source.expect("the prelude is registered").text;
        for name in OF_PRELUDE.iter().flat_map(|(_, names)| *names) {
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(words.any(|word| word == *name), "`{name}` is exported");
        }
    }

    #[test]
    fn imports_are_written_as_the_printer_writes_them() {
        for width in 1..30 {
            for count in 1..40 {
                let names = (0..count).map(|at| format!("{}{at}", "N".repeat(width - at % width)));
                let names: Vec<_> = names.collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                let text = import("pub use ", "crate::types", &names);
                let tokens = text.parse().expect("an import is Rust");
                assert_eq!(text, print(tokens));
            }
        }
    }
}
