//! Bodies that are no JSON: forms, multipart, text.

use countersign::mock::Server;

use crate::client::{Response, call, server};

const BODIES: &str = r##"openapi: 3.0.3
info: {title: Bodies, version: "1"}
paths:
  /form:
    post:
      operationId: form
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Fields"}}}}
      responses: {"200": {description: fine}}
  /parts:
    post:
      operationId: parts
      requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Fields"}}}}
      responses: {"200": {description: fine}}
  /text:
    post:
      operationId: text
      requestBody: {required: true, content: {text/plain: {schema: {type: string, maxLength: 3}}}}
      responses: {"200": {description: fine}}
  /styled:
    post:
      operationId: styled
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                codes: {type: array, items: {type: string}, maxItems: 2}
                sizes: {type: array, items: {type: integer}}
                deep: {$ref: "#/components/schemas/Deep"}
            encoding:
              codes: {style: pipeDelimited}
              sizes: {explode: false}
              deep: {style: deepObject, explode: true}
      responses: {"200": {description: fine}}
components:
  schemas:
    Deep:
      type: object
      additionalProperties: false
      properties:
        zip: {type: string}
        count: {type: integer}
        tags: {type: array, items: {type: string}}
        rows: {type: array, items: {type: object, required: [a], properties: {a: {type: integer}}}}
    Fields:
      type: object
      required: [count]
      properties:
        count: {type: integer}
        zip: {type: string}
        tags: {type: array, items: {type: string}}
        meta: {type: object, required: [a], properties: {a: {type: integer}}}
        file: {type: string, format: binary}
"##;

fn form(server: &Server, body: &str) -> Response {
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    call(server, "POST", "/form", &headers, body.as_bytes())
}

fn parts(server: &Server, parts: &[(&str, &[u8])]) -> Response {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend(format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    raw(server, "multipart/form-data; boundary=x", &body)
}

fn raw(server: &Server, media_type: &str, body: &[u8]) -> Response {
    call(
        server,
        "POST",
        "/parts",
        &[("Content-Type", media_type)],
        body,
    )
}

fn violated(response: &Response) -> (String, String) {
    let body = response.json();
    let first = &body["violations"][0];
    let text = |name: &str| first[name].as_str().unwrap_or_default().to_owned();
    (text("at"), text("rule"))
}

#[test]
fn a_text_that_looks_like_a_number_may_stand_beside_a_number() {
    let server = server(BODIES);
    assert_eq!(form(&server, "count=3&zip=01234").status, 200);
    assert_eq!(form(&server, "count=3&zip=12345").status, 200);
}

#[test]
fn a_list_in_a_form_may_have_one_item() {
    let server = server(BODIES);
    assert_eq!(form(&server, "count=3&tags=a").status, 200);
    assert_eq!(form(&server, "count=3&tags[]=1&tags[]=2").status, 200);
    let wrong = form(&server, "count=three&tags=a");
    assert_eq!(violated(&wrong), ("/count".into(), "type".into()));
}

#[test]
fn fields_are_read_in_their_styles() {
    let server = server(BODIES);
    let send = |body: &str| {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        call(&server, "POST", "/styled", &headers, body.as_bytes())
    };
    let good = "codes=1%7C2&sizes=1,2&deep[zip]=0123&deep[count]=3&deep[tags][]=1&deep[tags][]=b\
        &deep%5Brows%5D%5B0%5D%5Ba%5D=1&deep[rows][1][a]=2";
    let response = send(good);
    assert_eq!(response.status, 200, "{}", response.text());
    for (body, at) in [
        ("codes=1|2|3", "/codes"),
        ("sizes=1,x", "/sizes/1"),
        ("deep[count]=x", "/deep/count"),
        ("deep[rows][0][a]=1&deep[rows][1][a]=x", "/deep/rows/1/a"),
        ("deep[cuont]=1", "/deep"),
        ("deep=1", "/deep"),
    ] {
        assert_eq!(violated(&send(body)).0, at, "{body}");
    }
    for body in [
        "deep[",
        "deep[[]]=1",
        "deep[a]b]=1",
        "[]=1",
        "=",
        "deep[a]=1&deep[a][b]=2&deep=3",
    ] {
        assert!([200, 422].contains(&send(body).status), "{body}");
    }
}

#[test]
fn parts_are_held_against_the_schema() {
    let server = server(BODIES);
    let all: [(&str, &[u8]); 5] = [
        ("name=\"count\"", b"3"),
        ("name=\"zip\"", b"12345"),
        ("name=\"tags\"", b"a"),
        (
            "name=\"meta\"\r\nContent-Type: application/json",
            b"{\"a\": 1}",
        ),
        (
            "name=\"file\"; filename=\"a.bin\"\r\nContent-Type: image/png",
            b"\xff\x00\r\n",
        ),
    ];
    let response = parts(&server, &all);
    assert_eq!(response.status, 200, "{}", response.text());
    let missing = parts(&server, &all[1..]);
    assert_eq!(violated(&missing).1, "required");
    let wrong = parts(&server, &[("name=\"count\"", b"three")]);
    assert_eq!(violated(&wrong), ("/count".into(), "type".into()));
    let nested = parts(&server, &[all[0], ("name=\"meta\"", b"{\"a\": true}")]);
    assert_eq!(violated(&nested), ("/meta/a".into(), "type".into()));
}

#[test]
fn parts_that_cannot_be_read_are_refused() {
    let server = server(BODIES);
    let no_json = parts(
        &server,
        &[("name=\"meta\"\r\nContent-Type: application/json", b"{")],
    );
    assert_eq!(
        (no_json.status, no_json.code().as_str()),
        (400, "body-malformed")
    );
    for (media_type, body) in [
        ("multipart/form-data", "--x--"),
        ("multipart/form-data; boundary=x", "--x\r\n"),
        ("multipart/form-data; boundary=x", "--x\r\n\r\nabc\r\n--x--"),
    ] {
        let response = raw(&server, media_type, body.as_bytes());
        assert_eq!(
            (response.status, response.code().as_str()),
            (400, "body-malformed"),
            "{body}"
        );
    }
}

#[test]
fn many_fields_take_no_long_time() {
    let server = server(BODIES);
    let fields = (0..200_000).map(|number| format!("&a{number}=1"));
    let body = "count=three".to_owned() + &fields.collect::<String>();
    assert_eq!(
        violated(&form(&server, &body)),
        ("/count".into(), "type".into())
    );
}

#[test]
fn text_is_held_against_the_schema() {
    let server = server(BODIES);
    let text = |body: &[u8]| {
        call(
            &server,
            "POST",
            "/text",
            &[("Content-Type", "text/plain")],
            body,
        )
    };
    assert_eq!(text(b"123").status, 200);
    assert_eq!(violated(&text(b"abcd")).1, "maxLength");
    assert_eq!(text(b"\xff").code(), "body-malformed");
}
