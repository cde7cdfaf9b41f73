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
