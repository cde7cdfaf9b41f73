use crate::diag::Sink;
use crate::parse::{Document, parse};
use crate::source::Source;

fn read(text: &str) -> (Document, Vec<String>) {
    let mut sink = Sink::new();
    let source = Source::new("x", format!("swagger: '2.0'\n{text}"));
    let document = parse(&source, &mut sink).expect("it is a document");
    let reports = sink.finish().reports;
    let reports = reports
        .iter()
        .map(|it| format!("{} {}", it.code, it.message));
    (document, reports.collect())
}

/// What stands at a place, as JSON without quotes.
fn at(document: &Document, place: &str) -> String {
    let at = document.resolve(place);
    let at = at.unwrap_or_else(|| panic!("there is nothing at {place}"));
    let json = serde_json::to_string(at.node).expect("a tree is JSON");
    json.replace('"', "")
}

/// What becomes of a document, at a place; nothing is reported.
fn check(text: &str, place: &str, expected: &str) {
    let (document, reports) = read(text);
    assert_eq!(reports, Vec::<String>::new());
    assert_eq!(at(&document, place), expected);
}

#[test]
fn host_and_base_path_and_schemes_are_addresses() {
    check(
        "host: a.example\nbasePath: /v1/\nschemes: [http, https]",
        "#/servers",
        "[{url:https://a.example/v1},{url:http://a.example/v1}]",
    );
    check("host: a.example", "#/servers", "[{url:https://a.example}]");
    check("basePath: v1", "#/servers", "[{url:/v1}]");
}

#[test]
fn schemes_that_no_client_speaks_are_reported() {
    let (document, reports) = read("host: a.example\nschemes: [wss, https]");
    assert_eq!(at(&document, "#/servers"), "[{url:https://a.example}]");
    assert_eq!(reports.len(), 1);
    assert!(reports[0].starts_with("CS0107"), "{reports:?}");
}

#[test]
fn a_body_has_the_media_types_of_its_operation() {
    let text = "
consumes: [application/json, application/xml]
paths:
  /a:
    post:
      parameters: [{in: body, name: b, required: true, description: d, schema: {$ref: '#/definitions/S'}}]
    put:
      consumes: [text/plain]
      parameters: [{in: body, name: b, schema: {type: string}}]
    patch:
      parameters: [{in: body, name: b, schema: {type: string}}]
";
    check(
        text,
        "#/paths/~1a/post/requestBody",
        "{description:d,content:{application/json:{schema:{$ref:#/components/schemas/S}},\
         application/xml:{schema:{$ref:#/components/schemas/S}}},required:true}",
    );
    check(
        text,
        "#/paths/~1a/put/requestBody",
        "{content:{text/plain:{schema:{type:string}}}}",
    );
    check(
        text,
        "#/paths/~1a/patch/requestBody/content/application~1xml",
        "{schema:{$ref:#/paths/~1a/patch/requestBody/content/application~1json/schema}}",
    );
}

#[test]
fn a_form_is_one_object() {
    let text = "
paths:
  /a:
    parameters: [{in: formData, name: x, type: string}, {in: formData, name: shared, type: integer}]
    post:
      parameters:
        - {in: formData, name: x, type: array, items: {type: string}, collectionFormat: multi, required: true}
        - {in: formData, name: f, type: file, description: d}
";
    check(
        text,
        "#/paths/~1a/post/requestBody",
        "{content:{multipart/form-data:{schema:{type:object,properties:{shared:{type:integer},\
         x:{type:array,items:{type:string}},f:{type:string,format:binary,description:d}},\
         required:[x]},encoding:{x:{style:form,explode:true}}}},required:true}",
    );
}

#[test]
fn forms_are_urlencoded_unless_they_hold_files() {
    let text = "
consumes: [application/json, application/x-www-form-urlencoded, multipart/form-data]
paths: {/a: {post: {parameters: [{in: formData, name: x, type: string}]}}}
";
    let (document, _) = read(text);
    let content = at(&document, "#/paths/~1a/post/requestBody/content");
    assert!(content.starts_with("{application/x-www-form-urlencoded:{schema:{type:object"));
    assert!(content.contains("multipart/form-data:{schema:{$ref:"));
}

#[test]
fn lists_are_joined_as_they_say() {
    let cases = [
        ("", "query", "style:form,explode:false"),
        ("csv", "query", "style:form,explode:false"),
        ("ssv", "query", "style:spaceDelimited,explode:false"),
        ("pipes", "query", "style:pipeDelimited,explode:false"),
        ("multi", "query", "style:form,explode:true"),
        ("csv", "path", "style:simple,explode:false"),
        ("", "header", "style:simple,explode:false"),
    ];
    for (format, place, expected) in cases {
        let format = if format.is_empty() {
            String::new()
        } else {
            format!(", collectionFormat: {format}")
        };
        let text = format!(
            "parameters: {{P: {{in: {place}, name: p, type: array, items: {{type: string}}{format}}}}}"
        );
        let expected =
            format!("{{in:{place},name:p,{expected},schema:{{type:array,items:{{type:string}}}}}}");
        check(&text, "#/components/parameters/P", &expected);
    }
}

#[test]
fn lists_that_no_later_version_knows_are_reported() {
    for (format, place) in [("tsv", "query"), ("multi", "header"), ("lines", "query")] {
        let text = format!(
            "parameters: {{P: {{in: {place}, name: p, type: array, items: {{}}, collectionFormat: {format}}}}}"
        );
        let reports = read(&text).1;
        assert!(reports[0].starts_with("CS0107"), "{reports:?}");
    }
}

#[test]
fn what_describes_a_type_moves_to_the_schema() {
    check(
        "parameters: {P: {in: query, name: p, type: integer, format: int64, minimum: 1, exclusiveMinimum: true, default: 2, x-example: 3, allowEmptyValue: true}}",
        "#/components/parameters/P",
        "{in:query,name:p,allowEmptyValue:true,example:3,\
         schema:{type:integer,format:int64,default:2,exclusiveMinimum:1}}",
    );
}

#[test]
fn responses_have_the_media_types_of_their_operation() {
    let text = "
produces: [application/json]
responses: {E: {description: e, schema: {type: object}}}
paths:
  /a:
    get:
      responses: {'200': {description: d, schema: {type: string}, examples: {application/json: x}}, '400': {$ref: '#/responses/E'}}
    put:
      produces: [text/json]
      responses: {'400': {$ref: '#/responses/E'}}
    post:
      produces: [image/png]
      responses: {'200': {description: d, schema: {type: file}}, '204': {description: n}}
";
    check(
        text,
        "#/paths/~1a/get/responses",
        "{200:{description:d,content:{application/json:{schema:{type:string},example:x}}},\
         400:{$ref:#/components/responses/E}}",
    );
    check(
        text,
        "#/paths/~1a/put/responses/400",
        "{description:e,content:{text/json:{schema:{$ref:#/components/responses/E/content/application~1json/schema}}}}",
    );
    check(
        text,
        "#/paths/~1a/post/responses",
        "{200:{description:d,content:{image/png:{schema:{type:string,format:binary}}}},204:{description:n}}",
    );
}

#[test]
fn headers_have_schemas() {
    check(
        "responses: {R: {description: d, headers: {H: {description: h, type: integer, format: int32}}}}",
        "#/components/responses/R",
        "{description:d,headers:{H:{description:h,schema:{type:integer,format:int32}}}}",
    );
}

#[test]
fn schemas_say_what_later_versions_say() {
    check(
        "definitions: {S: {type: object, discriminator: kind, properties: {a: {type: string, x-nullable: true, example: x}, file: {type: file}}}}",
        "#/components/schemas/S",
        "{type:object,discriminator:{propertyName:kind},properties:{a:{type:[string,null],examples:[x]},\
         file:{type:string,format:binary}}}",
    );
}

#[test]
fn references_lead_to_where_things_stand() {
    check(
        "
definitions: {A: {properties: {b: {$ref: '#/definitions/B'}, c: {$ref: B}}, example: {$ref: '#/definitions/B'}}, B: {type: string}}
",
        "#/components/schemas/A",
        "{properties:{b:{$ref:#/components/schemas/B},c:{$ref:#/components/schemas/B}},\
         examples:[{$ref:#/definitions/B}]}",
    );
}

#[test]
fn named_bodies_are_referred_to() {
    let text = "
parameters: {B: {in: body, name: b, schema: {type: object}}, F: {in: formData, name: f, type: string}}
paths:
  /a:
    post: {parameters: [{$ref: '#/parameters/B'}]}
    put: {consumes: [text/json], parameters: [{$ref: '#/parameters/B'}]}
    patch: {parameters: [{$ref: '#/parameters/F'}]}
";
    check(
        text,
        "#/paths/~1a/post",
        "{requestBody:{$ref:#/components/requestBodies/B}}",
    );
    check(
        text,
        "#/paths/~1a/put/requestBody/content",
        "{text/json:{schema:{$ref:#/components/requestBodies/B/content/application~1json/schema}}}",
    );
    let (document, _) = read(text);
    let form = at(&document, "#/paths/~1a/patch/requestBody");
    assert!(form.contains("properties:{f:{type:string}}"), "{form}");
}

#[test]
fn security_schemes_are_those_of_later_versions() {
    check(
        "securityDefinitions: {b: {type: basic}, o: {type: oauth2, flow: accessCode, authorizationUrl: a, tokenUrl: t, scopes: {s: d}}}",
        "#/components/securitySchemes",
        "{b:{type:http,scheme:basic},\
         o:{type:oauth2,flows:{authorizationCode:{authorizationUrl:a,tokenUrl:t,scopes:{s:d}}}}}",
    );
}

#[test]
fn references_into_what_moves_lead_to_it() {
    let text = "
produces: [application/json]
paths:
  /a/{b}:
    parameters: [{in: body, name: s, schema: {type: object, properties: {q: {type: integer}}}}, {in: path, name: b, type: string}]
    post:
      parameters:
      - {in: body, name: b, schema: {type: object, properties: {p: {type: string}}}}
      - {in: query, name: c, type: string}
      responses:
        200: {description: d, schema: {type: object, properties: {m%: {type: boolean}}}}
        201: {$ref: '#/responses/R'}
    put: {responses: {}}
parameters:
  B: {in: body, name: b, schema: {type: object, properties: {n: {type: number}}}}
responses:
  R: {description: d, schema: {type: array, items: {type: string}}}
definitions:
  S:
    properties:
      response: {$ref: '#/paths/~1a~1{b}/post/responses/200/schema/properties/m%25'}
      encoded: {$ref: '#/paths/~1a~1%7Bb%7D/post/responses/200/schema'}
      through: {$ref: '#/paths/~1a~1{b}/post/responses/201/schema/items'}
      named: {$ref: '#/responses/R/schema'}
      body: {$ref: '#/paths/~1a~1{b}/post/parameters/0/schema/properties/p'}
      shared: {$ref: '#/paths/~1a~1{b}/parameters/0/schema/properties/q'}
      namedBody: {$ref: '#/parameters/B/schema/properties/n'}
";
    let (document, reports) = read(text);
    assert_eq!(reports, Vec::<String>::new());
    for (name, expected) in [
        ("response", "{type:boolean}"),
        ("encoded", "{type:object,properties:{m%:{type:boolean}}}"),
        ("through", "{type:string}"),
        ("named", "{type:array,items:{type:string}}"),
        ("body", "{type:string}"),
        ("shared", "{type:integer}"),
        ("namedBody", "{type:number}"),
    ] {
        let place = format!("#/components/schemas/S/properties/{name}/$ref");
        let target = document.resolve(&place).expect(name);
        let target = target.as_str().expect(name);
        assert_eq!(at(&document, target), expected, "{target}");
    }
    // A parameter by its place in the list.
    let shifted = "#/paths/~1a~1{b}/post/parameters/0/name";
    assert_eq!(at(&document, shifted), "c");
}
