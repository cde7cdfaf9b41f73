//! What recipes read of a message.

use crate::support::signing::Draft;

/// A request that is only looked at.
fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Draft {
    Draft::of(method, url, headers, body.as_bytes(), &[("id", "a b")]).expect("a request")
}

fn get(url: &str) -> Draft {
    request("GET", url, &[], "")
}

#[test]
fn a_url_comes_apart_without_being_normalised() {
    let it = get("HTTPS://Api.Example:8443/a/../%7e?b=1&&c#d");
    assert_eq!(
        (it.scheme(), it.host(), it.port()),
        ("https", "api.example", "8443")
    );
    assert_eq!(it.authority(), "api.example:8443");
    assert_eq!(it.origin(), "https://api.example:8443");
    assert_eq!((it.path(), it.query()), ("/a/../%7e", "b=1&&c"));
    assert_eq!(it.target(), "/a/../%7e?b=1&&c");
    assert_eq!(it.base_url(), "https://api.example:8443/a/../%7e");
    assert_eq!(it.url(), "https://api.example:8443/a/../%7e?b=1&&c");
}

#[test]
fn default_ports_addresses_and_bare_paths_are_understood() {
    for (url, authority, port, path) in [
        ("https://a:443", "a", "443", "/"),
        ("http://a:0443/", "a:443", "443", "/"),
        ("http://[::1]:8080/x", "[::1]:8080", "8080", "/x"),
        ("http://[::1]", "[::1]", "80", "/"),
        ("https://a:/", "a", "443", "/"),
        ("/x?y", "", "", "/x"),
    ] {
        let it = get(url);
        assert_eq!(it.authority(), authority, "{url}");
        assert_eq!((it.port(), it.path()), (port, path), "{url}");
    }
    for url in [
        "http://u:p@a/",
        "http://a:b/",
        "http://a:70000/",
        "http://a/ b",
        "http://a/\n",
    ] {
        assert!(Draft::of("GET", url, &[], b"", &[]).is_err(), "{url}");
    }
}

#[test]
fn headers_are_joined_and_two_are_known_without_being_there() {
    let it = request(
        "POST",
        "https://a:8443/",
        &[
            ("X-A", "1"),
            ("x-a", "2"),
            ("Content-Type", "Application/JSON; charset=utf-8"),
        ],
        "{}",
    );
    assert_eq!(it.header("x-a"), b"1, 2");
    assert_eq!(it.header("X-B"), b"");
    assert_eq!(it.header("not a name"), b"");
    assert_eq!(it.header("Host"), b"a:8443");
    assert_eq!(it.header("content-length"), b"2");
    assert_eq!(get("/").header("content-length"), b"");
    assert_eq!(it.content_type(), b"Application/JSON; charset=utf-8");
    assert_eq!(it.media_type(), "application/json");
    assert_eq!(get("/").media_type(), "");
}

#[test]
fn fields_of_a_query_are_decoded_and_bad_escapes_stay() {
    let it = get("https://a/?a=1+2&b=%zz%&a=%33&c&&=d&%61=4&e=%ff");
    assert_eq!(it.query_field("a"), b"1 234");
    assert_eq!(it.query_field("b"), b"%zz%");
    assert_eq!(it.query_field("c"), b"");
    assert_eq!(it.query_field(""), b"d");
    assert_eq!(it.query_field("e"), b"\xff");
    assert_eq!(it.query_field("f"), b"");
}

#[test]
fn fields_of_a_form_are_read_if_it_is_one() {
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let it = request("POST", "/", &[("content-type", form)], "a=1+2&a=%263");
    assert_eq!(it.form_field("a"), b"1 2&3");
    let it = request("POST", "/", &[], "a=1");
    assert_eq!(it.form_field("a"), b"");
}

#[test]
fn members_of_a_body_keep_the_spelling_of_numbers() {
    let body =
        r#"{"a/b": [{"c": 10.00}, "x\u00e9\n"], "n": null, "t": true, "o": { "p" : [ 1e5 ] }}"#;
    let it = request("POST", "/", &[], body);
    let member = |pointer: &[&str]| it.body_member(pointer).unwrap();
    assert_eq!(member(&["a/b", "0", "c"]), "10.00");
    assert_eq!(member(&["a/b", "1"]), "xé\n");
    assert_eq!(member(&["a/b", "00"]), "");
    assert_eq!(member(&["a/b", "c"]), "");
    assert_eq!(member(&["a/b", "2"]), "");
    assert_eq!(member(&["n"]), "");
    assert_eq!(member(&["t"]), "true");
    assert_eq!(member(&["o"]), r#"{"p":[1e5]}"#);
    assert_eq!(member(&["o", "p", "0", "q"]), "");
}

#[test]
fn a_body_that_cannot_be_read_has_no_members() {
    assert_eq!(
        request("POST", "/", &[], "").body_member(&["a"]).unwrap(),
        ""
    );
    for body in [
        "{",
        "x",
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"b":1,"b":2}]"#,
        "{} {}",
        "{\"a\":01}",
    ] {
        assert!(
            request("POST", "/", &[], body).body_member(&["a"]).is_err(),
            "{body}"
        );
    }
    let deep = "[".repeat(100_000);
    assert!(
        request("POST", "/", &[], &deep)
            .body_member(&["0"])
            .is_err()
    );
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert!(
        request("POST", "/", &[], &deep)
            .body_member(&["0"])
            .is_err()
    );
}

#[test]
fn path_parameters_are_not_encoded() {
    assert_eq!(get("/").param("id").unwrap(), "a b");
    assert!(get("/").param("other").is_err());
}
