//! The twin of a generated file: derives of serde in place of the macros that give the same.
//!
//! Only objects are rewritten; enumerations keep their macros in both crates. The text is the
//! generator's own, so its lines are known: no parser is needed.

use std::fmt::Write as _;

use crate::Result;

/// Returns the file with derives, and how many types got them.
pub(crate) fn rewrite(file: &str) -> Result<(String, usize)> {
    let (mut text, mut count) = (String::new(), 0);
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        let call = line.strip_prefix("json::");
        match call.and_then(|call| call.strip_suffix("! {")) {
            Some(way @ ("request" | "response" | "both")) => {
                let block: Vec<_> = lines.by_ref().take_while(|line| *line != "}").collect();
                text.push_str(&object(way, &block)?);
                count += 1;
            }
            _ => text.extend([line, "\n"]),
        }
    }
    Ok((with_idle_import(&text), count))
}

/// A type that a macro declares in these lines.
fn object(way: &str, block: &[&str]) -> Result<String> {
    let (mut text, mut inits, mut name) = (String::new(), String::new(), "");
    let mut lines = block.iter().map(|line| line.get(4..).unwrap_or_default());
    while let Some(line) = lines.next() {
        if let Some(declared) = line.strip_prefix("pub struct ") {
            name = declared.trim_end_matches([' ', '{', '}', ';']);
            text.push_str(derives(way));
            let _ = writeln!(text, "{line}");
        } else if let Some(first) = line.strip_prefix("new(") {
            let more: String = lines.by_ref().collect();
            let arguments = format!("{first}{more}");
            let arguments = arguments.trim_end_matches(')');
            let _ = writeln!(
                text,
                "\nimpl {name} {{\n    pub fn new({arguments}) -> Self {{\n        Self {{ {inits}}}\n    }}\n}}"
            );
        } else if let Some(field) = Field::of(line)? {
            inits.push_str(&field.init());
            text.push_str(&field.text());
        } else {
            let _ = writeln!(text, "{line}");
        }
    }
    Ok(text)
}

/// What the macros put before a type, and the derives that stand for what else they give.
fn derives(way: &str) -> &'static str {
    match way {
        "request" => {
            "#[derive(Clone, Debug, serde::Serialize)]\n\
             #[cfg_attr(feature = \"full-serde\", derive(serde::Deserialize))]\n"
        }
        "response" => {
            "#[derive(Clone, Debug, serde::Deserialize)]\n\
             #[cfg_attr(feature = \"full-serde\", derive(serde::Serialize))]\n#[non_exhaustive]\n"
        }
        _ => "#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]\n",
    }
}

/// A member of an object.
struct Field<'l> {
    name: &'l str,
    ty: &'l str,
    /// Its name on the wire, quoted.
    wire: Option<&'l str>,
    is_optional: bool,
    is_rest: bool,
}

impl<'l> Field<'l> {
    /// Reads a line; nothing if it declares no field.
    fn of(line: &'l str) -> Result<Option<Self>> {
        let line = line.trim();
        let is_rest = line.starts_with("..pub ");
        let Some(field) = line.trim_start_matches("..").strip_prefix("pub ") else {
            return Ok(None);
        };
        let (name, field) = field.split_once(": ").ok_or("a field has a type")?;
        let field = field.trim_end_matches(',');
        if field.ends_with(" = None or null") {
            return Err(format!("{name}: a derive cannot tell `null` from absence").into());
        }
        let (field, is_optional) = match field.strip_suffix(" = None") {
            Some(field) => (field, true),
            None => (field, false),
        };
        let (ty, wire) = match field.split_once(" as \"") {
            Some((ty, _)) => (ty, Some(&field[ty.len() + " as ".len()..])),
            None => (field, None),
        };
        Ok(Some(Self {
            name,
            ty,
            wire,
            is_optional,
            is_rest,
        }))
    }

    fn text(&self) -> String {
        let mut attributes: Vec<_> = self
            .wire
            .map(|wire| format!("rename = {wire}"))
            .into_iter()
            .collect();
        if self.is_optional {
            attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        if self.is_rest {
            attributes.push("flatten".to_owned());
        }
        let attribute = match attributes.as_slice() {
            [] => String::new(),
            attributes => format!("    #[serde({})]\n", attributes.join(", ")),
        };
        format!("{attribute}    pub {}: {},\n", self.name, self.ty)
    }

    /// What `new` puts into it.
    fn init(&self) -> String {
        match (self.is_optional, self.is_rest) {
            (true, _) => format!("{}: None, ", self.name),
            (_, true) => format!("{}: BTreeMap::new(), ", self.name),
            _ => format!("{}, ", self.name),
        }
    }
}

/// Lets the import of the prelude be there for nothing, where all that was named of it were the macros.
fn with_idle_import(text: &str) -> String {
    let import = "use crate::support::prelude::*;\n";
    text.replace(import, &format!("#[allow(unused_imports)]\n{import}"))
}
