//! What the mock answers: examples, generated values, statuses, media types, and faults.

use std::time::{Duration, Instant};

use countersign::mock::{Fault, Reply};

use crate::client::{builder, call, exchange, get, onchainpay, server};

const SHOP: &str = r##"openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example/v1"}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: all
          headers: {X-Total: {schema: {type: integer, minimum: 7, maximum: 7}}}
          content:
            application/json:
              schema: {type: array, minItems: 2, items: {$ref: "#/components/schemas/Order"}}
              examples:
                one: {value: [{id: first, amount: 1.10}]}
                none: {$ref: "#/components/examples/None"}
            text/csv: {example: "id,amount"}
        "404":
          description: nothing
          content: {application/json: {schema: {type: object}, example: {why: gone}}}
        4XX: {description: a mistake}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getOrder
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
    delete:
      operationId: deleteOrder
      responses: {"204": {description: gone}}
components:
  examples: {None: {value: []}}
  schemas:
    Order:
      type: object
      required: [id, amount]
      properties:
        id: {type: string, format: uuid}
        amount: {type: number, minimum: 3, maximum: 4}
        note: {type: string, nullable: true}
        state: {type: string, enum: [open, closed]}
"##;

const FEED: &str = r#"openapi: 3.1.0
info: {title: Feed, version: "1"}
paths:
  /feed:
    get:
      responses:
        "200":
          description: either way
          content:
            application/json: {example: [1]}
            text/event-stream: {example: [{word: a}, {word: b}]}
            application/x-ndjson: {schema: {type: array, minItems: 2, maxItems: 2, items: {const: 7}}}
        "202": {description: later, content: {application/json: {example: {ticket: 1}}}}
        "404": {description: gone, content: {application/json: {example: {why: gone}}}}
  /ticks:
    get:
      responses:
        "200":
          description: ticks
          content:
            text/event-stream:
              itemSchema:
                type: object
                properties: {data: {type: string, contentMediaType: application/json, contentSchema: {const: {at: 1}}}}
"#;

#[test]
fn a_stream_is_a_row_of_items() {
    let server = server(FEED);
    let events = get(&server, "/feed", &[("accept", "text/event-stream")]);
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert_eq!(
        events.text(),
        "data: {\"word\":\"a\"}\n\ndata: {\"word\":\"b\"}\n\n"
    );
    let lines = get(&server, "/feed", &[("accept", "application/x-ndjson")]);
    assert_eq!(lines.text(), "7\n7\n");
    let ticks = get(&server, "/ticks", &[]);
    assert_eq!(ticks.text(), "data: {\"at\":1}\n\n");
}

#[test]
fn several_successes_are_given_by_status_and_refusals_whatever_is_accepted() {
    let server = server(FEED);
    let later = get(&server, "/feed", &[("prefer", "code=202")]);
    assert_eq!(later.status, 202);
    assert_eq!(later.text(), r#"{"ticket":1}"#);
    let headers = [("prefer", "code=404"), ("accept", "text/event-stream")];
    let gone = get(&server, "/feed", &headers);
    assert_eq!(gone.status, 404);
    assert_eq!(gone.text(), r#"{"why":"gone"}"#);
}

#[test]
fn the_first_example_is_given_as_it_is_spelled() {
    let response = get(&server(SHOP), "/orders", &[]);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("x-total"), Some("7"));
    assert_eq!(response.text(), r#"[{"id":"first","amount":1.10}]"#);
}

#[test]
fn status_and_example_are_chosen_by_preference() {
    let server = server(SHOP);
    let preferring = |wish: &str| {
        let response = get(&server, "/orders", &[("Prefer", wish)]);
        (response.status, response.text())
    };
    assert_eq!(preferring("example=none"), (200, "[]".to_owned()));
    assert_eq!(
        preferring("code=404"),
        (404, r#"{"why":"gone"}"#.to_owned())
    );
    assert_eq!(preferring("code=409"), (409, String::new()));
    assert_eq!(
        preferring("wait=5"),
        (200, r#"[{"id":"first","amount":1.10}]"#.to_owned())
    );
    for wish in ["code=500", "example=two", "fault=flood"] {
        let response = get(&server, "/orders", &[("Prefer", wish)]);
        assert_eq!(response.status, 400, "{wish}");
        assert_eq!(response.code(), "preference-unknown", "{wish}");
    }
}

#[test]
fn a_value_is_made_where_there_is_no_example() {
    let first = get(&server(SHOP), "/orders/5", &[]);
    let value = first.json();
    assert_eq!(value["id"].as_str().map(str::len), Some(36));
    assert!((3.0..=4.0).contains(&value["amount"].as_f64().expect("a number")));
    assert_eq!(first.text(), get(&server(SHOP), "/orders/5", &[]).text());
    let other = builder(SHOP).seed(5).start().expect("it starts");
    assert_ne!(first.text(), get(&other, "/orders/5", &[]).text());
    let made = get(&server(SHOP), "/orders", &[("Prefer", "dynamic=true")]);
    assert_eq!(
        made.json().as_array().map(Vec::len),
        Some(2),
        "{}",
        made.text()
    );
}

#[test]
fn the_path_of_the_server_may_stand_before() {
    let server = server(SHOP);
    assert_eq!(get(&server, "/v1/orders", &[]).status, 200);
    assert_eq!(get(&server, "/orders/", &[]).status, 200);
    assert_eq!(get(&server, "/v2/orders", &[]).code(), "path-unknown");
}

#[test]
fn what_the_carrier_says_is_not_the_documents() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: a
          headers:
            Content-Length: {schema: {type: integer}}
            Transfer-Encoding: {schema: {type: string}}
            Connection: {schema: {type: string}}
            X-Left: {schema: {type: integer}, example: 5}
          content: {application/json: {example: [1, 2]}}
        '204': {description: none, content: {application/json: {example: 1}}}
",
    );
    let response = get(&server, "/a", &[]);
    assert_eq!((response.status, response.text().as_str()), (200, "[1,2]"));
    assert_eq!(response.header("content-length"), Some("5"));
    assert_eq!(response.header("x-left"), Some("5"));
    let none = get(&server, "/a", &[("Prefer", "code=204")]);
    assert_eq!((none.status, none.header("content-type")), (204, None));
    server.queue("a", Reply::json(200, "{}").header("Content-Length", "77"));
    assert_eq!(get(&server, "/a", &[]).text(), "{}");
}

#[test]
fn headers_are_written_as_the_document_says() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        '204':
          description: a
          headers:
            X-List: {schema: {type: array, items: {type: number}, example: [1.5, 2]}}
            X-Object: {schema: {type: object}, example: {a: b, c: 1}}
            X-Exploded: {explode: true, schema: {type: object}, example: {a: b, c: 1}}
            X-Json: {content: {application/json: {schema: {type: string, example: d}}}}
            X-Text: {content: {text/plain: {schema: {type: string, example: d}}}}
            Set-Cookie: {schema: {type: array, items: {type: string}, example: [a=1, b=2]}}
",
    );
    let response = get(&server, "/a", &[]);
    for (name, text) in [
        ("x-list", "1.5,2"),
        ("x-object", "a,b,c,1"),
        ("x-exploded", "a=b,c=1"),
        ("x-json", "\"d\""),
        ("x-text", "d"),
    ] {
        assert_eq!(response.header(name), Some(text), "{name}");
    }
    let lines = response.head.lines();
    let cookies = lines.filter_map(|line| line.strip_prefix("set-cookie: "));
    assert_eq!(cookies.collect::<Vec<_>>(), ["a=1", "b=2"]);
}

#[test]
fn templates_that_a_path_fits_alike_share_it() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /files/{id}: {get: {operationId: a, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: a}}}}
  /files/{name}: {put: {operationId: b, parameters: [{name: name, in: path, required: true, schema: {type: string}}], responses: {'201': {description: b}}}}
  /files/all: {delete: {operationId: c, responses: {'204': {description: c}}}}
",
    );
    let status = |method: &str| call(&server, method, "/files/all", &[], b"").status;
    assert_eq!(
        (status("GET"), status("PUT"), status("DELETE")),
        (200, 201, 204)
    );
    let refused = call(&server, "POST", "/files/all", &[], b"");
    assert_eq!(
        refused.header("allow"),
        Some("DELETE, GET, PUT, HEAD, OPTIONS")
    );
}

#[test]
fn media_types_are_negotiated() {
    let server = server(SHOP);
    let csv = get(&server, "/orders", &[("Accept", "text/csv")]);
    assert_eq!(csv.header("content-type"), Some("text/csv"));
    assert_eq!(csv.text(), "id,amount");
    let none = get(&server, "/orders", &[("Accept", "image/png")]);
    assert_eq!((none.status, none.code().as_str()), (406, "not-acceptable"));
}

#[test]
fn methods_are_answered_as_http_wants() {
    let server = server(SHOP);
    let head = call(&server, "HEAD", "/orders", &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some("30"));
    let post = call(&server, "POST", "/orders", &[], b"");
    assert_eq!(
        (post.status, post.code().as_str()),
        (405, "method-not-allowed")
    );
    assert_eq!(post.header("allow"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(call(&server, "DELETE", "/orders/1", &[], b"").status, 204);
}

#[test]
fn methods_of_any_name_are_answered() {
    let server = server(
        r##"openapi: 3.2.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    query:
      responses: {"200": {summary: Found., content: {application/json: {$ref: "#/components/mediaTypes/Ids"}}}}
    additionalOperations:
      PURGE: {responses: {"204": {summary: Done.}}}
components:
  mediaTypes: {Ids: {schema: {type: array}, example: [a, b]}}
"##,
    );
    let found = call(&server, "QUERY", "/orders", &[], b"");
    assert_eq!((found.status, found.text()), (200, r#"["a","b"]"#.into()));
    assert_eq!(call(&server, "PURGE", "/orders", &[], b"").status, 204);
    assert_eq!(call(&server, "PUT", "/orders", &[], b"").status, 405);
}

#[test]
fn a_document_of_swagger_is_served_like_others() {
    let server = server(
        r##"swagger: "2.0"
info: {title: Shop, version: "1"}
host: shop.example
basePath: /v1
produces: [application/json]
paths:
  /orders:
    post:
      parameters:
        - {name: state, in: query, type: array, items: {type: string, enum: [open, closed]}}
        - {name: order, in: body, required: true, schema: {$ref: "#/definitions/Order"}}
      responses: {"201": {description: Made., schema: {$ref: "#/definitions/Order"}, examples: {application/json: {id: first}}}}
definitions:
  Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string, x-nullable: true}}}
"##,
    );
    let json = &[("Content-Type", "application/json")];
    let post = |target: &str, body: &[u8]| call(&server, "POST", target, json, body);
    let made = post("/v1/orders?state=open,closed", br#"{"id":"x","note":null}"#);
    assert_eq!(
        (made.status, made.text()),
        (201, r#"{"id":"first"}"#.into())
    );
    assert_eq!(post("/v1/orders?state=lost", br#"{"id":"x"}"#).status, 422);
    assert_eq!(post("/v1/orders", br#"{"note":null}"#).status, 422);
}

#[test]
fn browsers_of_other_origins_may_call() {
    let server = server(SHOP);
    let origin = ("Origin", "https://app.example");
    let asked = [
        origin,
        ("Access-Control-Request-Method", "DELETE"),
        ("Access-Control-Request-Headers", "x-api-key"),
    ];
    let preflight = call(&server, "OPTIONS", "/orders/1", &asked, b"");
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        preflight.header("access-control-allow-headers"),
        Some("x-api-key")
    );
    let methods = preflight.header("access-control-allow-methods");
    assert!(
        methods.is_some_and(|it| it.contains("DELETE")),
        "{methods:?}"
    );
    let plain = get(&server, "/orders", &[origin]);
    assert_eq!(plain.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn faults_and_delays_come_when_asked_for() {
    let server = server(SHOP);
    let asking = |wish: &str| {
        let request = format!(
            "GET /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPrefer: {wish}\r\n\r\n"
        );
        String::from_utf8_lossy(&exchange(server.address(), request.as_bytes())).into_owned()
    };
    assert_eq!(asking("fault=drop"), "");
    let cut = asking("fault=cut");
    assert!(
        cut.contains("content-length: 30") && cut.ends_with(r#"[{"id":"first","#),
        "{cut}"
    );
    let slow = Instant::now();
    assert!(asking("fault=slow").ends_with("1.10}]"));
    assert!(slow.elapsed() >= Duration::from_millis(100));
    let late = Instant::now();
    assert!(asking("delay=150ms").ends_with("1.10}]"));
    assert!(late.elapsed() >= Duration::from_millis(150));
    let garbage = get(&server, "/orders", &[("Prefer", "fault=garbage")]);
    assert!(serde_json::from_slice::<serde_json::Value>(&garbage.body).is_err());
    assert_eq!(garbage.header("content-type"), Some("application/json"));
}

#[test]
fn the_flag_of_the_envelope_says_what_the_response_is() {
    let server = builder(&onchainpay())
        .learn(true)
        .start()
        .expect("it starts");
    let call = |wish: &str, nonce: &str| {
        let headers = [
            ("Content-Type", "application/json"),
            ("x-api-public-key", "any"),
            ("x-api-signature", "00"),
            ("Prefer", wish),
        ];
        let body = format!(
            r#"{{"userId": "7376bfd8-2e53-4832-8445-50095093b5c2", "organizationId": "23fd734d-df33-4c6a-964c-55fba0c235ee", "alias": "x", "nonce": "{nonce}"}}"#
        );
        let response = call(
            &server,
            "POST",
            "/partner/api/create-api-keys",
            &headers,
            body.as_bytes(),
        );
        assert_eq!(
            response.header("content-type"),
            Some("application/json"),
            "{}",
            response.text()
        );
        (response.status, response.json())
    };
    let (status, value) = call("dynamic=true", "1");
    assert_eq!((status, &value["success"]), (200, &true.into()), "{value}");
    assert!(value["response"]["secret"].is_string(), "{value}");
    let (status, value) = call("code=500", "2");
    assert_eq!((status, &value["success"]), (500, &false.into()), "{value}");
    assert!(value["error"].is_object(), "{value}");
}

#[test]
fn queued_responses_come_first_and_requests_are_kept() {
    let server = server(SHOP);
    server.queue("getOrder", Reply::json(500, "{}").header("X-Why", "test"));
    server.queue("getOrder", Reply::status(200).fault(Fault::Drop));
    let first = get(&server, "/orders/1?x=y", &[("X-Mine", "z")]);
    assert_eq!((first.status, first.header("x-why")), (500, Some("test")));
    let second = exchange(
        server.address(),
        b"GET /orders/1 HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    assert!(second.is_empty());
    assert_eq!(get(&server, "/orders/1", &[]).status, 200);
    let seen = server.requests();
    assert_eq!(seen.len(), 3);
    assert_eq!(
        (seen[0].path.as_str(), seen[0].query.as_str()),
        ("/orders/1", "x=y")
    );
    assert!(
        seen[0]
            .headers
            .contains(&("x-mine".to_owned(), "z".to_owned()))
    );
    assert_eq!(seen[0].entry.operation.as_deref(), Some("getOrder"));
    server.stop();
}

/// A component that has another name for itself than the discriminator would say.
#[test]
fn an_alternative_is_called_what_it_calls_itself() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: fine
          content:
            application/json:
              schema:
                oneOf: [{$ref: '#/components/schemas/Open'}]
                discriminator: {propertyName: type}
components:
  schemas:
    Open:
      type: object
      required: [type]
      properties: {type: {type: string, enum: [open]}}
",
    );
    let response = get(&server, "/a", &[("Prefer", "dynamic=true")]);
    assert_eq!(response.json(), serde_json::json!({"type": "open"}));
}
