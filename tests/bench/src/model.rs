//! The synthetic API: its document, and samples of what it sends.
//!
//! An operation has a tree of objects for its request and another for its response. Every object
//! has ten members, one of each kind that documents hold.

use serde_json::{Map, Value, json};

/// Objects in one tree.
const TREE: usize = 5;

/// Returns the number of operations that hold this many objects, the last one whole.
pub(crate) fn operations(objects: usize) -> usize {
    objects.div_ceil(2 * TREE)
}

/// Returns an OpenAPI document with this many operations, each called `callN`.
pub(crate) fn document(operations: usize) -> String {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for operation in 0..operations {
        paths.insert(format!("/call{operation}"), path(operation));
        for place in 0..TREE {
            for tree in ["Request", "Response"] {
                let name = format!("{tree}{operation}Part{place}");
                schemas.insert(name, object(tree, operation, place));
            }
        }
        let texts = ["open", "closed", "on_hold", "cancelled"];
        schemas.insert(
            format!("Status{operation}"),
            json!({"type": "string", "enum": texts}),
        );
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Bench", "version": "1"},
        "servers": [{"url": "https://bench.example"}],
        "paths": paths,
        "components": {"schemas": schemas},
    });
    document.to_string()
}

fn path(operation: usize) -> Value {
    let json = |tree: &str| {
        let root = reference(&format!("{tree}{operation}Part0"));
        json!({"application/json": {"schema": root}})
    };
    json!({"post": {
        "operationId": format!("call{operation}"),
        "tags": ["bench"],
        "summary": format!("Does number {operation}."),
        "requestBody": {"required": true, "content": json("Request")},
        "responses": {"200": {"description": "Done.", "content": json("Response")}},
    }})
}

fn object(tree: &str, operation: usize, place: usize) -> Value {
    let child = |number| {
        let child = children(place)[number]?;
        Some(reference(&format!("{tree}{operation}Part{child}")))
    };
    let integer = json!({"type": "integer", "format": "int64"});
    json!({
        "type": "object",
        "description": format!("Object {place} of {tree} {operation}."),
        "required": [
            "id", "itemCount", "isEnabled", "ratio", "closedBy", "tags", "lineItems", "labels", "status",
        ],
        "properties": {
            "id": {"type": "string", "description": "The identifier."},
            "itemCount": integer,
            "isEnabled": {"type": "boolean"},
            "ratio": {"type": "number", "description": "Between 0 and 1."},
            "freeNote": child(0).unwrap_or(json!({"type": "string"})),
            "closedBy": {"type": "string", "nullable": true},
            "tags": {"type": "array", "items": {"type": "string"}},
            "lineItems": {"type": "array", "items": child(1).unwrap_or(integer)},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "status": reference(&format!("Status{operation}")),
        },
    })
}

/// The children of an object in its tree: one alone, one in a list.
fn children(place: usize) -> [Option<usize>; 2] {
    [2 * place + 1, 2 * place + 2].map(|child| (child < TREE).then_some(child))
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

/// Returns a list of response roots whose JSON has about this many bytes.
pub(crate) fn sample(bytes: usize) -> Value {
    let mut seed = 1;
    let mut list = Vec::new();
    let mut length = 2;
    while length < bytes {
        let value = value(0, &mut seed, bytes < 4096);
        length += value.to_string().len() + 1;
        list.push(value);
    }
    Value::Array(list)
}

/// An object of the response of operation 0; without what hangs below it if it shall be `small`.
fn value(place: usize, seed: &mut usize, small: bool) -> Value {
    *seed = (*seed * 75 + 74) % 65_537;
    let number = *seed;
    let text = |length: usize| "a name, é".chars().cycle().take(length).collect::<String>();
    let [one, many] = children(place);
    let mut object = Map::new();
    object.insert("id".into(), json!(format!("9f2c-{number:08}-77aa-41d0")));
    object.insert("itemCount".into(), json!(number * 1009));
    object.insert("isEnabled".into(), json!(number.is_multiple_of(2)));
    #[expect(clippy::cast_precision_loss, reason = "the number is below 2^17")]
    object.insert("ratio".into(), json!(number as f64 / 65_537.0));
    let note = match one {
        Some(_) if small => None,
        Some(child) => Some(value(child, seed, small)),
        None => (!number.is_multiple_of(3)).then(|| json!(text(number % 60))),
    };
    object.extend(note.map(|note| ("freeNote".to_owned(), note)));
    let closed_by = (!number.is_multiple_of(4)).then(|| text(number % 12));
    object.insert("closedBy".into(), json!(closed_by));
    let tags: Vec<_> = (0..number % 4).map(|tag| text(4 + tag)).collect();
    object.insert("tags".into(), json!(tags));
    let items: Vec<_> = match many {
        Some(_) if small => Vec::new(),
        Some(child) => (0..number % 5).map(|_| value(child, seed, small)).collect(),
        None => (0..number % 5).map(|item| json!(item * number)).collect(),
    };
    object.insert("lineItems".into(), json!(items));
    let labels: Map<_, _> = (0..number % 3)
        .map(|label| (format!("label{label}"), json!(text(20))))
        .collect();
    object.insert("labels".into(), json!(labels));
    object.insert(
        "status".into(),
        json!(["open", "on_hold", "someday"][number % 3]),
    );
    Value::Object(object)
}

/// Returns the JSON of a value with the members of each object from the last to the first.
pub(crate) fn reversed(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(reversed).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}:{}", json!(name), reversed(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        plain => plain.to_string(),
    }
}
