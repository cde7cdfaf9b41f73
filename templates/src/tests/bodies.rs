//! Forms and multipart bodies, byte for byte.

use std::collections::BTreeMap;

use http::Method;
use serde_json::json;
use serde_json::value::RawValue;

use crate::support::{
    BinaryBody, EncodeError, FilePart, Multipart, OperationInfo, RequestParts, Style,
};

const INFO: OperationInfo = OperationInfo::new("send", Method::POST, "/");

/// The parts of a request that is filled in like this.
fn parts(fill: impl FnOnce(&mut RequestParts)) -> Result<RequestParts, EncodeError> {
    let mut parts = RequestParts::new(const { &INFO });
    fill(&mut parts);
    parts.finish()
}

/// The content type and the body of a request.
fn sent(parts: Result<RequestParts, EncodeError>) -> (String, String) {
    let parts = parts.unwrap();
    let content_type = parts.headers["content-type"].to_str().unwrap().to_owned();
    let body = parts.body.unwrap();
    (content_type, String::from_utf8(body.to_vec()).unwrap())
}

/// A form with the members of an object, which is given as text: they stay in their order.
fn form(styles: &[(&str, Style)], body: &str) -> String {
    let body: &RawValue = serde_json::from_str(body).unwrap();
    let (content_type, body) = sent(parts(|parts| {
        parts.form_as("application/x-www-form-urlencoded", styles, body);
    }));
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    body
}

/// A multipart body with the boundary `B`.
fn multipart(body: &Multipart) -> String {
    let (content_type, body) = body
        .write("multipart/form-data", ["B".to_owned()].into_iter())
        .unwrap();
    assert_eq!(content_type, "multipart/form-data; boundary=B");
    String::from_utf8(body.to_vec()).unwrap()
}

fn problem(body: &Multipart) -> String {
    match parts(|parts| parts.multipart("multipart/form-data", body)) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it is written"),
    }
}

#[test]
fn a_form_escapes_what_browsers_escape() {
    let body = r#"{"a b": "1 + 1 = 2&c", "ü": "*-._~/%", "n": 1.50, "t": true}"#;
    let expected = "a+b=1+%2B+1+%3D+2%26c&%C3%BC=*-._%7E%2F%25&n=1.50&t=true";
    assert_eq!(form(&[], body), expected);
}

#[test]
fn a_form_repeats_lists_writes_objects_as_json_and_leaves_out_null() {
    let body =
        r#"{"l": ["a", "b"], "e": [], "n": null, "o": {"x":[1,"y"]}, "m": [{"k":1}], "s": ""}"#;
    let expected = "l=a&l=b&o=%7B%22x%22%3A%5B1%2C%22y%22%5D%7D&m=%7B%22k%22%3A1%7D&s=";
    assert_eq!(form(&[], body), expected);
}

#[test]
fn a_field_of_a_form_may_have_a_style() {
    let styles = [
        ("d", Style::deep_object().exploded()),
        ("f", Style::form()),
        ("p", Style::pipe_delimited()),
        ("j", Style::json()),
        ("r", Style::form().exploded().reserved()),
    ];
    let body = r#"{
        "d": {"a": {"b": "1 2"}, "c": [{"e": 1}, {"e": 2}]},
        "f": ["a", "b"], "p": ["a", "b"], "j": ["a"], "r": "a/b?c&d"
    }"#;
    let expected = "d%5Ba%5D%5Bb%5D=1+2&d%5Bc%5D%5B0%5D%5Be%5D=1&d%5Bc%5D%5B1%5D%5Be%5D=2\
        &f=a,b&p=a%7Cb&j=%5B%22a%22%5D&r=a/b?c%26d";
    assert_eq!(form(&styles, body), expected);
}

#[test]
fn a_form_is_an_object() {
    assert!(matches!(
        parts(|parts| parts.form(&["a"])),
        Err(EncodeError::Field { .. })
    ));
    assert!(matches!(
        parts(|parts| parts.form(&f64::NAN)),
        Err(EncodeError::Json(_))
    ));
    let empty: BTreeMap<String, String> = BTreeMap::new();
    assert_eq!(sent(parts(|parts| parts.form(&empty))).1, "");
}

#[test]
fn texts_files_and_json_are_parts() {
    let body = Multipart::new()
        .text("purpose", &"fine tune".to_owned())
        .text("page", &vec![1_i64, 2])
        .text("absent", &None::<String>)
        .files(
            "file",
            &FilePart::new("x\r\ny".to_owned())
                .name("a.txt")
                .content_type("text/plain"),
        )
        .json("meta", &json!({"a": 1}));
    let expected = "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine tune\r\n\
        --B\r\nContent-Disposition: form-data; name=\"page\"\r\n\r\n1\r\n\
        --B\r\nContent-Disposition: form-data; name=\"page\"\r\n\r\n2\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nx\r\ny\r\n\
        --B\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n\
        --B--\r\n";
    assert_eq!(multipart(&body), expected);
}

#[test]
fn a_value_is_a_part_by_what_it_is() {
    let body = Multipart::new().value("v", &json!(["a", {"b": 1}, null, 2, [3]]));
    let head = "--B\r\nContent-Disposition: form-data; name=\"v\"\r\n";
    let json = "Content-Type: application/json\r\n";
    let expected = format!(
        "{head}\r\na\r\n{head}{json}\r\n{{\"b\":1}}\r\n{head}\r\n2\r\n{head}{json}\r\n[3]\r\n--B--\r\n"
    );
    assert_eq!(multipart(&body), expected);
}

#[test]
fn nothing_is_escaped_in_a_part_that_has_a_style() {
    let list = ["a/ü", "100%"];
    for (style, expected) in [
        (Style::pipe_delimited(), "a/ü|100%"),
        (Style::space_delimited(), "a/ü 100%"),
        (Style::form(), "a/ü,100%"),
        (Style::pipe_delimited().reserved(), "a/ü|100%"),
    ] {
        let written = multipart(&Multipart::new().styled("l", style, &list));
        let part = format!("name=\"l\"\r\n\r\n{expected}\r\n");
        assert!(written.contains(&part), "{written}");
    }
    // So what separates items must not be in them.
    for (style, item) in [
        (Style::pipe_delimited(), "a|b"),
        (Style::space_delimited(), "a b"),
        (Style::form(), "a,b"),
    ] {
        let problem = problem(&Multipart::new().styled("l", style, &[item]));
        assert!(problem.contains("separates"), "{problem}");
    }
    let escaped = Multipart::new().styled("l", Style::pipe_delimited(), &["a%7Cb"]);
    assert!(multipart(&escaped).contains("a%7Cb"));
}

#[test]
fn no_member_takes_the_name_of_another_part() {
    let named = || Multipart::new().text("id", &"7".to_owned());
    let rest = BTreeMap::from([("id", "8")]);
    assert!(problem(&named().values(&rest)).contains("another part"));
    let exploded = Style::form().exploded();
    let styled = named().styled("more", exploded, &rest);
    assert!(problem(&styled).contains("another part"));
    let list = BTreeMap::from([("tags", ["a", "b"])]);
    let written = multipart(&named().values(&list));
    assert_eq!(written.matches("name=\"tags\"").count(), 2);
}

#[test]
fn names_of_files_end_no_header() {
    let hostile = "a\"\r\nX-Evil: 1\r\n\r\nä\\.txt";
    let file = FilePart::new(vec![1]).name(hostile);
    let body = multipart(&Multipart::new().files(hostile, &file));
    let name = "a%22%0D%0AX-Evil: 1%0D%0A%0D%0Aä\\.txt";
    let line =
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n");
    assert!(body.starts_with(&line), "{body}");
}

#[test]
fn heads_of_parts_are_refused_that_would_hold_more_than_one_line() {
    let file = || FilePart::new(vec![1]);
    let with = |file: FilePart| problem(&Multipart::new().files("f", &file));
    let content_type = "the field `f` of the body cannot be sent: its content type cannot be sent";
    assert_eq!(with(file().content_type("a/b\r\nX: y")), content_type);
    let header = "the field `f` of the body cannot be sent: it has a header that cannot be sent";
    assert_eq!(with(file().header("x", "a\r\nb")), header);
    assert_eq!(with(file().header("x\r\ny", "a")), header);
    assert_eq!(
        with(file().header("Content-Disposition", "form-data")),
        header
    );
    let number = "the field `n` of the body cannot be sent: it cannot be written as JSON";
    assert_eq!(problem(&Multipart::new().json("n", &f64::NAN)), number);
}

#[test]
fn the_document_speaks_for_files_that_say_nothing_of_themselves() {
    let files = vec![
        FilePart::new(vec![b'1']),
        FilePart::new(vec![b'2'])
            .content_type("image/gif")
            .header("X-Kind", "own"),
    ];
    let body = Multipart::new()
        .files("f", &files)
        .content_type("image/png")
        .header("x-kind", "usual");
    let head =
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"blob\"\r\nContent-Type: ";
    let expected = format!(
        "{head}image/png\r\nx-kind: usual\r\n\r\n1\r\n{head}image/gif\r\nx-kind: own\r\n\r\n2\r\n--B--\r\n"
    );
    assert_eq!(multipart(&body), expected);
}

#[test]
fn a_boundary_does_not_stand_in_a_part() {
    let text = "x\r\n--one\r\n--two--".to_owned();
    let boundaries = ["one", "two", "three"].map(str::to_owned);
    let body = Multipart::new().text("t", &text);
    let (content_type, _) = body
        .write("multipart/form-data", boundaries.into_iter())
        .unwrap();
    assert_eq!(content_type, "multipart/form-data; boundary=three");
}

#[test]
fn two_bodies_have_two_boundaries() {
    let body = Multipart::new();
    let (one, text) = sent(parts(|parts| parts.multipart("multipart/form-data", &body)));
    let (other, _) = sent(parts(|parts| parts.multipart("multipart/form-data", &body)));
    assert_ne!(one, other);
    let boundary = one.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(boundary.len(), 32);
    assert_eq!(text, format!("--{boundary}--\r\n"));
}

#[test]
fn related_parts_have_types_in_place_of_names() {
    let body = Multipart::new()
        .json("metadata", &json!({"name": "a"}))
        .files(
            "media",
            &FilePart::new(vec![b'x']).content_type("image/png"),
        );
    let written = body.write(
        "multipart/related; boundary=old; x=y",
        ["B".to_owned()].into_iter(),
    );
    let (content_type, body) = written.unwrap();
    assert_eq!(
        content_type,
        "multipart/related; x=y; type=\"application/json\"; boundary=B"
    );
    let expected = "--B\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a\"}\r\n\
        --B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n";
    assert_eq!(std::str::from_utf8(&body).unwrap(), expected);
}

#[test]
fn huge_lists_are_written() {
    let many: Vec<_> = (0..20_000_i64).collect();
    let body = multipart(&Multipart::new().text("n", &many));
    assert_eq!(body.matches("--B\r\n").count(), many.len());
    assert_eq!(
        form(&[], &json!({"n": many}).to_string())
            .matches('&')
            .count(),
        many.len() - 1
    );
}

#[test]
fn bytes_have_the_media_type_of_the_document_or_their_own() {
    let body = BinaryBody::from(vec![b'x']);
    let own = body.clone().content_type("image/png");
    assert_eq!(
        sent(parts(|parts| parts.binary("a/b", &body))),
        ("a/b".to_owned(), "x".to_owned())
    );
    assert_eq!(
        sent(parts(|parts| parts.binary("a/b", &own))).0,
        "image/png"
    );
    let refused = parts(|parts| parts.binary("a/b", &body.content_type("a\nb")));
    assert!(matches!(refused, Err(EncodeError::Header("content-type"))));
}

#[test]
fn no_content_is_told() {
    let shown = format!(
        "{:?} {:?}",
        FilePart::new("secret".to_owned()),
        BinaryBody::from("secret".to_owned())
    );
    let form = Multipart::new().text("password", &"secret".to_owned());
    assert!(!format!("{shown} {form:?}").contains("secret"));
}

#[test]
fn a_stream_is_written_until_it_is_taken() {
    let body = BinaryBody::reader(&b"abc"[..], Some(3));
    let parts_of = || parts(|parts| parts.binary("a/b", &body));
    let upload = parts_of().unwrap().upload.unwrap();
    assert_eq!(upload.length(), Some(3));
    assert!(parts_of().is_ok());
    assert!(upload.take().is_some());
    assert!(matches!(parts_of(), Err(EncodeError::Sent)));
}
