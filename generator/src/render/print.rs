//! A file of Rust: docs, imports, items; printed with a blank line between what belongs apart.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::plan::docs::Docs;
use crate::plan::krate::{Home, Type, TypeName};
use crate::plan::names;

/// The length of a line, as prettyplease has it.
const WIDTH: usize = 89;

/// The first character of docs that are packed into one comment, and what stands for a slash in them. Both are
/// characters without a meaning, and docs that have them are not packed.
const PACKED: char = '\u{e000}';
const SLASH: char = '\u{e001}';
/// How such docs begin in printed text.
const COMMENT: &str = "/**\u{e000}";

/// A file while it is being written.
#[derive(Default)]
pub(super) struct File {
    docs: String,
    uses: Uses,
    /// Declarations of modules and re-exports, which stand together.
    head: Vec<String>,
    items: Vec<String>,
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

    /// The imports of the file.
    pub(super) fn uses(&mut self) -> &mut Uses {
        &mut self.uses
    }

    /// Appends to the declarations at the top of the file.
    pub(super) fn head(&mut self, tokens: TokenStream) {
        self.head.push(print(tokens));
    }

    /// Appends the declaration of a module, behind lines of attributes.
    pub(super) fn head_module(&mut self, attributes: &str, module: &names::Ident) {
        self.head.push(format!("{attributes}mod {module};\n"));
    }

    /// Appends a re-export, behind lines of attributes.
    pub(super) fn head_use(&mut self, attributes: &str, module: &str, names: &[&str]) {
        let line = import("pub use ", module, names);
        self.head.push(format!("{attributes}{line}"));
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
    pub(super) fn printed(&mut self, text: String) {
        self.items.push(text);
    }

    /// The text of the file.
    pub(super) fn into_text(self) -> String {
        let sections = [
            self.docs,
            self.uses.print(),
            self.head.concat(),
            self.items.join("\n"),
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
    if head.len() + all.len() + 3 <= WIDTH {
        return format!("{head}{{{all}}};\n");
    }
    let (mut text, mut column) = (format!("{head}{{\n   "), 3);
    for (place, name) in names.iter().enumerate() {
        let comma = usize::from(place + 1 < names.len());
        if column > 3 && column + 1 + name.len() + comma > WIDTH {
            text.push_str("\n   ");
            column = 3;
        }
        text.extend([" ", name, ","]);
        column += name.len() + 2;
    }
    text + "\n};\n"
}

/// A path of our own as tokens.
fn parsed(path: &str) -> TokenStream {
    path.parse()
        .expect("imports are paths that this program wrote")
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
///
/// Several lines go through the printer as one comment, which is taken apart when it is there.
pub(super) fn doc(docs: &Docs) -> TokenStream {
    let has_signs = |line: &String| line.contains([PACKED, SLASH]);
    if docs.lines.len() > 1 && !docs.lines.iter().any(has_signs) {
        let text = docs
            .lines
            .join("\n")
            .replace('/', SLASH.encode_utf8(&mut [0; 4]));
        let literal = Literal::string(&format!("{PACKED}{text}"));
        return quote!(#[doc = #literal]);
    }
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

/// A type as tokens; what it needs is imported. `here` is the module that the file belongs to.
pub(super) fn ty(ty: &Type, here: &Home, uses: &mut Uses) -> TokenStream {
    match ty {
        Type::Unit => quote!(()),
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Secret => {
            uses.add("crate::support", "Secret");
            quote!(Secret)
        }
        Type::Scalar(scalar) => {
            let (module, name) = scalar.import();
            uses.add(module, name);
            parsed(name)
        }
        Type::Json => {
            uses.add("serde_json", "Value");
            quote!(Value)
        }
        Type::RawJson => {
            uses.add("crate::support", "RawJson");
            quote!(RawJson)
        }
        Type::Problem => {
            uses.add("crate::support", "problem");
            quote!(problem::Problem)
        }
        Type::Bytes => quote!(Vec<u8>),
        Type::BinaryBody => support("BinaryBody", uses),
        Type::FilePart => support("FilePart", uses),
        Type::Multipart => support("Multipart", uses),
        Type::Vec(item) => {
            let item = self::ty(item, here, uses);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            uses.add("std::collections", "BTreeMap");
            let value = self::ty(value, here, uses);
            quote!(BTreeMap<String, #value>)
        }
        Type::Option(inner) => {
            let inner = self::ty(inner, here, uses);
            quote!(Option<#inner>)
        }
        Type::Nullable(inner) => {
            uses.add("crate::support", "Nullable");
            let inner = self::ty(inner, here, uses);
            quote!(Nullable<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = self::ty(inner, here, uses);
            quote!(Box<#inner>)
        }
        Type::Named(name) => named(name, here, uses),
    }
}

/// A type of the support sources.
fn support(name: &'static str, uses: &mut Uses) -> TokenStream {
    uses.add("crate::support", name);
    parsed(name)
}

/// A type of the document by its name, imported if it stands elsewhere.
fn named(name: &TypeName, here: &Home, uses: &mut Uses) -> TokenStream {
    let short = ident(&name.ident);
    match &name.home {
        home if home == here && *home != Home::Types => quote!(#short),
        Home::Types => {
            uses.add("crate::types", name.ident.as_str());
            quote!(#short)
        }
        Home::Operation { tag, .. } => {
            let tag = ident(tag);
            quote!(crate::#tag::#short)
        }
    }
}

/// Items as text.
pub(super) fn print(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("every crate that is planned renders to items of Rust");
    with_blank_lines(&prettyplease::unparse(&file))
}

/// `text` with a blank line between the functions of an `impl` and between items, and docs in lines of their own.
fn with_blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut previous = "";
    // What stands before each line of a comment that is being taken apart.
    let mut margin = None;
    for line in text.lines() {
        if let Some(indent) = margin {
            margin = doc_line(indent, line, &mut out).then_some(indent);
            continue;
        }
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
        previous = line;
        if let Some(first) = line[indent..].strip_prefix(COMMENT) {
            margin = doc_line(&line[..indent], first, &mut out).then_some(&line[..indent]);
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Writes a line of a comment as one of docs; returns whether there are more.
fn doc_line(indent: &str, line: &str, out: &mut String) -> bool {
    // Slashes are in disguise, so that nothing but the end looks like it.
    let text = line.strip_suffix("*/");
    let shown = text.unwrap_or(line).trim_end_matches(' ');
    out.extend([indent, "///"]);
    if !shown.is_empty() {
        out.push(' ');
    }
    out.extend(shown.chars().map(|c| if c == SLASH { '/' } else { c }));
    out.push('\n');
    text.is_none()
}
