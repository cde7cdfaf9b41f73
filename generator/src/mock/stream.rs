//! Bodies that are a row of items: server-sent events, lines and sequences of JSON.

use serde_json::Value;

use super::negotiate::essence;
use super::schema::Json;
use crate::ir::Framing;
use crate::parse::At;

/// Returns the schema of what a media type holds; of a stream, that of an item, which for events is their data.
pub(super) fn schema<'d>(media_type: &str, entry: &At<'d>) -> Option<At<'d>> {
    let whole = entry.get("schema");
    let Some(framing) = Framing::of(&essence(media_type)).filter(|_| whole.is_none()) else {
        return whole;
    };
    let item = entry.get("itemSchema")?;
    let data = item.get("properties").and_then(|it| it.get("data"));
    match data.filter(|_| framing == Framing::Events) {
        Some(data) => Some(data.get("contentSchema").unwrap_or(data)),
        None => Some(item),
    }
}

/// Returns a value as a stream, if the media type is one: a list as its items, anything else as one item. A text
/// that is an example of the whole stream is that stream.
pub(super) fn written(media_type: &str, json: &Json) -> Option<Vec<u8>> {
    let framing = Framing::of(&essence(media_type))?;
    let items = match json {
        Json::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let text = items.iter().map(|item| match framing {
        Framing::Events => event(item),
        Framing::Lines => plain(item).unwrap_or_else(|| format!("{item}\n")),
        Framing::Sequence => format!("\u{1e}{item}\n"),
    });
    Some(text.collect::<String>().into_bytes())
}

fn event(item: &Json) -> String {
    let data = match plain(item) {
        Some(text) if is_events(&text) => return text,
        Some(text) => text,
        None => item.to_string(),
    };
    let lines = data.split(['\n', '\r']).map(|it| format!("data: {it}\n"));
    lines.collect::<String>() + "\n"
}

/// Whether a text is one of events already.
fn is_events(text: &str) -> bool {
    let fields = ["data:", "event:", "id:", "retry:", ":"];
    fields.iter().any(|field| text.starts_with(field)) && text.contains('\n')
}

/// The text that a JSON string is.
fn plain(item: &Json) -> Option<String> {
    let Json::Text(text) = item else {
        return None;
    };
    match serde_json::from_str(text) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_as(media_type: &str, value: &Value) -> String {
        let bytes = written(media_type, &Json::of(value)).expect("it is a stream");
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn items_are_set_apart_as_the_media_type_does() {
        let list = serde_json::json!([{"a": 1}, 2]);
        let events = written_as("text/event-stream; charset=utf-8", &list);
        assert_eq!(events, "data: {\"a\":1}\n\ndata: 2\n\n");
        assert_eq!(written_as("application/x-ndjson", &list), "{\"a\":1}\n2\n");
        let sequence = written_as("application/json-seq", &list);
        assert_eq!(sequence, "\u{1e}{\"a\":1}\n\u{1e}2\n");
        assert!(written("application/json", &Json::of(&list)).is_none());
    }

    #[test]
    fn a_text_is_data_unless_it_is_the_stream_itself() {
        let text = Value::String("one\ntwo".into());
        assert_eq!(
            written_as("text/event-stream", &text),
            "data: one\ndata: two\n\n"
        );
        let stream = Value::String("event: a\ndata: b\n\n".into());
        assert_eq!(
            written_as("text/event-stream", &stream),
            "event: a\ndata: b\n\n"
        );
        let lines = Value::String("{}\n{}\n".into());
        assert_eq!(written_as("application/jsonl", &lines), "{}\n{}\n");
    }
}
