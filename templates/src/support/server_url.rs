//! Addresses of servers with variables (OpenAPI 3.1 §4.8.6).

use std::borrow::Cow;

use super::query;

/// `template` with these values in place of the names in braces.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut url = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        url.push_str(before);
        url.push_str(value.map_or("", |(_, text)| text));
        rest = after;
    }
    url + rest
}

/// What stands for a text of the caller's: one that is not the document's is percent-encoded, so that it does not
/// leave its place. The client refuses `.` and `..`, which no encoding keeps there.
pub(crate) fn text<'a>(value: &'a str, default: &str) -> Cow<'a, str> {
    if value == default {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(query::encode(value))
    }
}
