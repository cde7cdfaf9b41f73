//! The twin of a generated file: derives of serde in place of the calls that give the same.
//!
//! Only objects are rewritten; lists of texts keep their macro in both crates. The text is the
//! generator's own, so its lines are known: no parser is needed.

/// One call of a macro, read back.
struct Call<'a> {
    /// `request`, `response` or `both`.
    direction: &'a str,
    /// Name of the type.
    name: &'a str,
    /// Each field with its attribute of serde.
    fields: Vec<(&'a str, String)>,
}

/// Returns the file with derives.
pub(crate) fn rewrite(file: &str) -> String {
    let (mut rest, mut calls) = (String::new(), Vec::new());
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        match call(line, &mut lines) {
            Some(call) => calls.push(call),
            None => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    calls
        .iter()
        .fold(without_import(&rest), |text, call| derive(&text, call))
}

/// Reads a call that begins with this line to its end.
fn call<'a>(line: &'a str, lines: &mut std::str::Lines<'a>) -> Option<Call<'a>> {
    let (direction, name) = line.strip_prefix("json::")?.split_once("! { ")?;
    if direction == "open_enum" {
        return None;
    }
    let fields = lines
        .take_while(|line| *line != "} }")
        .filter_map(|line| field(line.trim()))
        .collect();
    Some(Call {
        direction,
        name: name.strip_suffix(" {")?,
        fields,
    })
}

fn field(line: &str) -> Option<(&str, String)> {
    if let Some(rest) = line.strip_prefix("..") {
        return Some((rest, "flatten".to_owned()));
    }
    let (name, wire) = line.trim_end_matches([',', ';']).split_once(": ")?;
    let attribute = match wire.strip_suffix(" optional") {
        Some(wire) => format!("rename = {wire}, skip_serializing_if = \"Option::is_none\""),
        None => format!("rename = {wire}"),
    };
    Some((name, attribute))
}

fn derive(text: &str, call: &Call<'_>) -> String {
    let always_and_feature = match call.direction {
        "request" => ("serde::Serialize", "serde::Deserialize"),
        "response" => ("serde::Deserialize", "serde::Serialize"),
        _ => ("serde::Deserialize, serde::Serialize", ""),
    };
    let (always, feature) = always_and_feature;
    let head = format!("pub struct {} {{\n", call.name);
    let Some((before, after)) = text.split_once(&head) else {
        return text.to_owned();
    };
    let Some((body, after)) = after.split_once("\n}") else {
        return text.to_owned();
    };
    let mut body = format!("\n{body}");
    for (name, attribute) in &call.fields {
        let line = format!("\n    pub {name}: ");
        body = body.replacen(&line, &format!("\n    #[serde({attribute})]{line}"), 1);
    }
    let derives =
        format!("#[derive({always})]\n#[cfg_attr(feature = \"full-serde\", derive({feature}))]\n");
    format!("{before}{derives}{head}{}\n}}{after}", &body[1..])
}

/// Leaves out the import of the macros where none is called any more.
fn without_import(text: &str) -> String {
    if text.contains("json::open_enum") {
        return text.to_owned();
    }
    text.replace("use crate::support::json;\n", "")
        .replace(", json,\n};", ",\n};")
        .replace(", json};", "};")
}
