//! Fields of a body: reading them, and putting one in without touching the bytes around it.

use super::encoding;
use super::error::Reason;
use super::json::{self, Node, Value};
use super::request::Request;
use super::xml;
use crate::ir::signing::{FieldKind, JsonStyle};

/// Names and values, decoded, in order.
pub(super) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// A body that has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// An object.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// A flat element.
    Xml,
}

/// The kind of a request's body by its media type, in any case and with any parameters. Without a
/// media type a body counts as JSON.
pub(super) fn kind(request: &Request) -> Result<BodyKind, Reason> {
    let media_type = request.media_type();
    match media_type.as_str() {
        "" | "application/json" => Ok(BodyKind::Json),
        "application/x-www-form-urlencoded" => Ok(BodyKind::Form),
        "application/xml" | "text/xml" => Ok(BodyKind::Xml),
        other if other.ends_with("+json") => Ok(BodyKind::Json),
        other if other.ends_with("+xml") => Ok(BodyKind::Xml),
        _ => Err(Reason::MediaType(media_type)),
    }
}

/// The names and values of a form body; none if the media type is another.
pub(super) fn form_pairs(request: &Request) -> Pairs {
    match kind(request) {
        Ok(BodyKind::Form) => encoding::pairs(request.body.bytes()),
        Ok(BodyKind::Json | BodyKind::Xml) | Err(_) => Vec::new(),
    }
}

/// The members of a JSON body; none if the media type is another or there is no body.
pub(super) fn json_pairs(request: &Request) -> Result<Pairs, Reason> {
    if kind(request) != Ok(BodyKind::Json) || request.body.bytes().is_empty() {
        return Ok(Vec::new());
    }
    let node = json::parse(request.body.bytes()).map_err(Reason::BodyJson)?;
    let Value::Object(members) = node.value else {
        return Err(Reason::NotAnObject);
    };
    Ok(members
        .iter()
        .map(|(name, member)| (name.clone().into_bytes(), member.field()))
        .collect())
}

/// The children of an XML body; none if the media type is a form's or there is no body.
pub(super) fn xml_pairs(request: &Request) -> Result<Pairs, Reason> {
    let xml = kind(request) == Ok(BodyKind::Xml) || request.media_type().is_empty();
    if !xml || request.body.bytes().is_empty() {
        return Ok(Vec::new());
    }
    let element = xml::parse(request.body.bytes())?;
    Ok(element
        .children
        .into_iter()
        .map(|it| (it.name.into_bytes(), it.text.into_bytes()))
        .collect())
}

/// A member of a JSON body, whatever the media type; nothing if there is no such member or no body.
pub(super) fn member(body: &[u8], tokens: &[String]) -> Result<Vec<u8>, Reason> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let node = json::parse(body).map_err(Reason::BodyJson)?;
    Ok(node.find(tokens).map(Node::field).unwrap_or_default())
}

/// The bytes of a field, if the body has it.
pub(super) fn find(
    kind: BodyKind,
    body: &[u8],
    path: &[String],
) -> Result<Option<Vec<u8>>, Reason> {
    if body.is_empty() {
        return Ok(None);
    }
    match kind {
        BodyKind::Json => Ok(object(body)?.find(path).map(Node::field)),
        BodyKind::Form => {
            let name = path.join("/").into_bytes();
            Ok(encoding::pairs(body)
                .into_iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| value))
        }
        BodyKind::Xml => {
            let name = path.join("/");
            let child = xml::parse(body)?
                .children
                .into_iter()
                .find(|child| child.name == name);
            Ok(child.map(|child| child.text.into_bytes()))
        }
    }
}

/// Puts a field into a body, in place of one of its name, else at the end. An empty body becomes
/// an object, a form or an element `xml` with that field. Objects that the path needs are made.
pub(super) fn put(
    kind: BodyKind,
    body: &[u8],
    path: &[String],
    value: &[u8],
    field: FieldKind,
) -> Result<Vec<u8>, Reason> {
    if field == FieldKind::Integer && !is_integer(value) {
        return Err(Reason::NotInteger);
    }
    match kind {
        BodyKind::Json => put_json(
            if body.is_empty() { b"{}" } else { body },
            path,
            value,
            field,
        ),
        BodyKind::Form => Ok(put_form(body, path.join("/").as_bytes(), value)),
        BodyKind::Xml => put_xml(
            if body.is_empty() {
                b"<xml></xml>"
            } else {
                body
            },
            &path.join("/"),
            value,
        ),
    }
}

/// An optional minus and digits without needless zeros, as JSON has it.
fn is_integer(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    plain && (digits.len() == 1 || !digits.starts_with(b"0"))
}

fn object(body: &[u8]) -> Result<Node, Reason> {
    let node = json::parse(body).map_err(Reason::BodyJson)?;
    match node.value {
        Value::Object(_) => Ok(node),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Reason::NotAnObject)
        }
    }
}

fn put_json(
    body: &[u8],
    path: &[String],
    value: &[u8],
    field: FieldKind,
) -> Result<Vec<u8>, Reason> {
    let text = std::str::from_utf8(value).map_err(|_| Reason::NotText)?;
    let written = match field {
        FieldKind::Integer => text.to_owned(),
        FieldKind::String => quoted(text),
    };
    let root = object(body)?;
    let mut node = &root;
    for (depth, name) in path.iter().enumerate() {
        let Value::Object(members) = &node.value else {
            return Err(Reason::NotAnObject);
        };
        if let Some((_, member)) = members.iter().find(|(other, _)| other == name) {
            node = member;
            continue;
        }
        let (place, comma) = match members.last() {
            Some((_, last)) => (last.end, ","),
            None => (node.start + 1, ""),
        };
        let member = format!("{comma}{}", nested(&path[depth..], &written));
        return Ok(splice(body, place, place, member.as_bytes()));
    }
    Ok(splice(body, node.start, node.end, written.as_bytes()))
}

/// A member of this path: `"a":{"b":value}`.
fn nested(path: &[String], value: &str) -> String {
    let names: Vec<String> = path.iter().map(|name| quoted(name)).collect();
    let closing = "}".repeat(names.len().saturating_sub(1));
    format!("{}:{value}{closing}", names.join(":{"))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    json::escape(&mut out, text, JsonStyle::default());
    out.push('"');
    out
}

fn put_form(body: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut field = encoding::form(name);
    field.push(b'=');
    field.extend(encoding::form(value));
    let named = |piece: &&[u8]| {
        !piece.is_empty()
            && !encoding::pairs(piece)
                .iter()
                .any(|(other, _)| other == name)
    };
    let mut pieces: Vec<&[u8]> = body.split(|&byte| byte == b'&').filter(named).collect();
    pieces.push(&field);
    pieces.join(&b'&')
}

fn put_xml(body: &[u8], name: &str, value: &[u8]) -> Result<Vec<u8>, Reason> {
    let text = std::str::from_utf8(value).map_err(|_| Reason::NotText)?;
    let child = xml::child(name, text).ok_or_else(|| Reason::XmlName(name.to_owned()))?;
    let element = xml::parse(body)?;
    let (start, end) = match element.children.iter().find(|child| child.name == name) {
        Some(child) => (child.start, child.end),
        None => (element.close, element.close),
    };
    Ok(splice(body, start, end, child.as_bytes()))
}

fn splice(body: &[u8], start: usize, end: usize, inserted: &[u8]) -> Vec<u8> {
    let before = body.get(..start).unwrap_or(body);
    let after = body.get(end..).unwrap_or_default();
    [before, inserted, after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn puts(
        kind: BodyKind,
        body: &str,
        path: &[&str],
        value: &str,
        field: FieldKind,
        expected: &str,
    ) {
        let path: Vec<String> = path.iter().map(|&name| name.to_owned()).collect();
        let put = put(kind, body.as_bytes(), &path, value.as_bytes(), field)
            .expect("the body takes the field");
        assert_eq!(String::from_utf8_lossy(&put), expected);
    }

    #[test]
    fn a_json_member_goes_to_the_end_and_the_rest_stays_byte_for_byte() {
        use FieldKind::{Integer, String};
        puts(
            BodyKind::Json,
            "{ \"a\" : 1.0\n}",
            &["nonce"],
            "5",
            Integer,
            "{ \"a\" : 1.0,\"nonce\":5\n}",
        );
        puts(
            BodyKind::Json,
            "{ }",
            &["n"],
            "a\"b",
            String,
            "{\"n\":\"a\\\"b\" }",
        );
        puts(BodyKind::Json, "", &["n"], "-7", Integer, "{\"n\":-7}");
        puts(
            BodyKind::Json,
            "{\"n\":1}",
            &["n"],
            "2",
            String,
            "{\"n\":\"2\"}",
        );
        puts(
            BodyKind::Json,
            "{\"p\":{}}",
            &["p", "q", "r"],
            "2",
            Integer,
            "{\"p\":{\"q\":{\"r\":2}}}",
        );
    }

    #[test]
    fn form_and_xml_fields_go_to_the_end() {
        puts(
            BodyKind::Form,
            "a=1&s=2",
            &["s"],
            "x y&",
            FieldKind::String,
            "a=1&s=x+y%26",
        );
        puts(BodyKind::Form, "", &["s"], "1", FieldKind::Integer, "s=1");
        puts(
            BodyKind::Xml,
            "<xml>\n<a>1</a>\n</xml>",
            &["s"],
            "<",
            FieldKind::String,
            "<xml>\n<a>1</a>\n<s>&lt;</s></xml>",
        );
        puts(
            BodyKind::Xml,
            "<r><s/></r>",
            &["s"],
            "2",
            FieldKind::String,
            "<r><s>2</s></r>",
        );
        puts(
            BodyKind::Xml,
            "",
            &["s"],
            "2",
            FieldKind::String,
            "<xml><s>2</s></xml>",
        );
    }

    #[test]
    fn what_takes_no_fields_is_refused() {
        let path = ["a".to_owned(), "b".to_owned()];
        let put = |kind, body: &[u8], value: &[u8], field| put(kind, body, &path, value, field);
        assert_eq!(
            put(BodyKind::Json, b"[1]", b"1", FieldKind::String),
            Err(Reason::NotAnObject)
        );
        assert_eq!(
            put(BodyKind::Json, b"{\"a\":1}", b"1", FieldKind::String),
            Err(Reason::NotAnObject)
        );
        assert_eq!(
            put(BodyKind::Json, b"{}", b"\xff", FieldKind::String),
            Err(Reason::NotText)
        );
        for value in ["", "-", "01", "1.0", "1e3", " 1", "+1"] {
            assert_eq!(
                put(BodyKind::Json, b"{}", value.as_bytes(), FieldKind::Integer),
                Err(Reason::NotInteger)
            );
        }
    }
}
