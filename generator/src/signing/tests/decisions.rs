//! What the vocabulary leaves open and `docs/signing.md` decides, where no other test shows it.

use super::*;

fn read(url: &str, headers: &[(&str, &str)], body: &str, probe: &str) -> Vec<u8> {
    let request = Request {
        url: Url::parse(url).expect("a URL"),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Shown::open(*value)))
            .collect(),
        ..request(body)
    };
    let recipe = format!("values: {{probe: {probe}}}\nmessage: '{{probe}}'");
    let signed = signed_with(&scheme(&recipe), request, Injection::All);
    signed
        .expect("the request can be signed")
        .message
        .bytes()
        .to_vec()
}

const FORM: (&str, &str) = (
    "Content-Type",
    "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
);

#[test]
fn queries_and_forms_are_decoded_alike() {
    const FIELDS: &str = "a=1+2&b=%zz%2&c&&a=%C3";
    for (source, expected) in [
        ("a", b"1 2\xc3".as_slice()),
        ("b", b"%zz%2"),
        ("c", b""),
        ("d", b""),
    ] {
        let url = format!("https://api.example/?{FIELDS}");
        let found = read(&url, &[], "", &format!("'{{query.{source}}}'"));
        assert_eq!(found, expected, "{source}");
        let found = read("/", &[FORM], FIELDS, &format!("'{{form.{source}}}'"));
        assert_eq!(found, expected, "{source}");
    }
    let raw = read("/?a=1+2&b=%7e&c", &[], "", "{params: {from: [query-wire]}}");
    assert_eq!(raw, b"a=1+2&b=%7e&c=");
    assert_eq!(read("/?a=1+2", &[], "", "'{query|unpct}'"), b"a=1+2");
}

#[test]
fn a_form_is_known_by_its_media_type_in_any_case() {
    let params = "{params: {from: [form]}}";
    assert_eq!(read("/", &[FORM], "a=1", params), b"a=1");
    let json = ("Content-Type", "application/json");
    assert_eq!(read("/", &[json], "a=1", params), b"");
}

#[test]
fn what_is_absent_is_empty() {
    for probe in [
        "{header.x-none}",
        "{query.none}",
        "{form.none}",
        "{body#/none}",
        "{body#/none/0}",
        "{content_type}",
        "{status}",
    ] {
        assert_eq!(read("/", &[], "", &format!("'{probe}'")), b"", "{probe}");
    }
    assert_eq!(read("/", &[], r#"{"a": null}"#, "'{body#/a}'"), b"");
}

#[test]
fn a_given_value_goes_before_all_else() {
    let scheme = scheme(
        "values: {nonce: {counter: unix-ms}}
inject: [{in: body, name: nonce, value: '{nonce}'}]
message: '{nonce}'",
    );
    let given = BTreeMap::from([("nonce".to_owned(), b"3".to_vec())]);
    let inputs = Inputs {
        scheme: &scheme,
        keys: &keys(&scheme),
        given: &given,
        injection: Injection::All,
    };
    let signed = sign(inputs, request(r#"{"nonce":"2"}"#), &mut Fixed::at(NOW));
    let signed = signed.expect("the request can be signed");
    assert_eq!(signed.message.bytes(), b"3");
}

#[test]
fn members_of_one_name_are_an_error() {
    let message = refused("message: '{body#/a}'", r#"{"a":1,"a":2}"#);
    assert!(message.starts_with("the message: the body: "), "{message}");
}

/// Generated code keeps no code for what nothing reads.
#[test]
fn what_nothing_reads_is_in_nobodys_way() {
    let recipe = "values: {unread: '{body#/a}'}";
    assert!(signed(recipe, "no JSON").values.is_empty());
}

#[test]
fn what_is_put_in_is_text_that_arrives() {
    for (recipe, body, reason) in [
        (
            "inject: [{in: query, name: a, value: '{body|sha256}'}]",
            "{}",
            "query field `a`: the bytes are not UTF-8 text",
        ),
        (
            "inject: [{in: header, name: X-A, value: ' a'}]",
            "{}",
            "header `X-A`: the value has characters that cannot be sent here",
        ),
        (
            "inject: [{in: header, name: X-A, value: \"\\x01\"}]",
            "{}",
            "header `X-A`: the value has characters that cannot be sent here",
        ),
        (
            "place: [{in: cookie, name: a, value: 'é{signature}'}]",
            "{}",
            "cookie `a`: the value has characters that cannot be sent here",
        ),
    ] {
        assert_eq!(refused(recipe, body), reason, "{recipe}");
    }
    let letters = "inject: [{in: header, name: X-A, value: 'é'}]";
    assert_eq!(signed(letters, "{}").injected.len(), 1);
}

#[test]
fn a_request_that_only_reads_gets_no_body() {
    let scheme = scheme("inject: [{in: body, name: a, value: '1'}]");
    for (method, body, is_refused) in [
        ("GET", "", true),
        ("DELETE", "", true),
        ("DELETE", "{}", false),
        ("POST", "", false),
        ("PUT", "", false),
        ("PATCH", "", false),
    ] {
        let request = Request {
            method: method.to_owned(),
            ..request(body)
        };
        let signed = signed_with(&scheme, request, Injection::All);
        assert_eq!(signed.is_err(), is_refused, "{method} {body}");
    }
}

/// What stands in a field is worked out wherever the caller has set that field: an error in it is an
/// error of every call.
#[test]
fn a_value_is_worked_out_though_the_caller_wrote_another() {
    let written = |recipe: &str| {
        let request = Request {
            headers: vec![("X-A".into(), Shown::open("mine"))],
            ..request("no JSON")
        };
        signed_with(&scheme(recipe), request, Injection::All)
    };
    let value = "values: {a: '{body#/a}'}\ninject: [{in: header, name: X-A, value: '{a}'}]";
    assert!(written(value).is_err());
    let text = "inject: [{in: header, name: X-A, value: 'a{body#/a}'}]";
    assert!(written(text).is_err());
}

#[test]
fn the_first_field_that_the_caller_wrote_is_what_a_value_means() {
    let recipe = "values: {a: {mac: hmac-sha256, key: '{secret}', of: x}}\n\
        inject: [{in: header, name: X-A, value: '{a}'}, {in: header, name: X-B, value: '{a}'}]\n\
        message: '{a}'";
    let message = |headers: &[&str]| {
        let headers = headers.iter();
        let request = Request {
            headers: headers
                .map(|name| ((*name).to_owned(), Shown::open(*name)))
                .collect(),
            ..request("")
        };
        let signed = signed_with(&scheme(recipe), request, Injection::All);
        signed.map(|signed| signed.message.bytes().to_vec())
    };
    assert_eq!(message(&["X-B", "X-A"]), Ok(b"X-A".to_vec()));
    // The bytes of a MAC are no text that could stand in the other field.
    assert!(message(&["X-A"]).is_err());
}

/// What the application works out is no text that somebody fixed: the caller's own goes before it.
#[test]
fn what_the_caller_wrote_goes_before_what_the_application_works_out() {
    let scheme = scheme(
        "values: {a: {custom: proof}}\n\
         inject: [{in: header, name: X-A, value: '{a}'}]\nmessage: '{a}'",
    );
    let given = [("a".to_owned(), b"proof".to_vec())].into();
    let inputs = Inputs {
        scheme: &scheme,
        keys: &keys(&scheme),
        given: &given,
        injection: Injection::All,
    };
    let mut request = request("");
    let signed = sign(inputs, request.clone(), &mut Fixed::at(NOW)).expect("it can be signed");
    assert_eq!(signed.message.bytes(), b"proof");
    request.headers.push(("X-A".into(), Shown::open("mine")));
    let signed = sign(inputs, request, &mut Fixed::at(NOW)).expect("it can be signed");
    assert_eq!(signed.message.bytes(), b"mine");
}
