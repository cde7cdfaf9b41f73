//! Fields put into forms and XML.

use crate::support::signing::{Draft, Params};

const FORM: &str = "application/x-www-form-urlencoded";

fn post(media_type: &str, body: &str) -> Draft {
    let headers = [("content-type", media_type)];
    Draft::of("POST", "/", &headers, body.as_bytes(), &[]).expect("a request")
}

/// The body after `s` was placed in it.
#[track_caller]
fn with(media_type: &str, body: &str, value: &str) -> String {
    let mut wire = post(media_type, body).freeze();
    wire.place_field("s", value).expect("a body with fields");
    String::from_utf8(wire.body().to_vec()).expect("text")
}

#[test]
fn the_media_type_says_how_a_field_is_written() {
    assert_eq!(with(FORM, "a=1&&s=2&s=3&b", "x y&"), "a=1&b&s=x+y%26");
    assert_eq!(with(FORM, "", "1"), "s=1");
    assert_eq!(
        with("text/xml", "<xml>\n<a>1</a>\n</xml>", "<"),
        "<xml>\n<a>1</a>\n<s>&lt;</s></xml>"
    );
    assert_eq!(
        with("application/xml; v=1", "<r><s/></r>", "2"),
        "<r><s>2</s></r>"
    );
    assert_eq!(with("application/soap+xml", "", "2"), "<xml><s>2</s></xml>");
    assert_eq!(
        with("Application/Problem+JSON", r#"{"s":1}"#, "2"),
        r#"{"s":"2"}"#
    );
    let mut wire = post("text/plain", "a").freeze();
    assert!(wire.place_field("s", "1").is_err());
}

#[test]
fn a_field_that_the_caller_set_is_left_alone() {
    let mut draft = post(FORM, "n=%31+&n=2");
    assert_eq!(draft.field_or("n", "3").unwrap(), "1 ");
    assert_eq!(draft.inject_field("n", "3").unwrap(), "1 ");
    assert_eq!(draft.inject_field_integer("m", "4").unwrap(), "4");
    assert!(draft.inject_field_integer("o", "four").is_err());
    assert_eq!(draft.body(), b"n=%31+&n=2&m=4");

    let mut draft = post("text/xml", "<x><n>a&amp;b</n></x>");
    assert_eq!(draft.inject_field("n", "3").unwrap(), "a&b");
    assert_eq!(draft.inject_field("m", "4").unwrap(), "4");
    assert_eq!(draft.body(), b"<x><n>a&amp;b</n><m>4</m></x>");
    assert!(draft.inject_field("a b", "4").is_err());
    assert!(draft.inject_field("b", "\0").is_err());
}

#[test]
fn children_of_xml_are_parameters() {
    let list = |text: &str| {
        let pairs = Params::new()
            .xml(&post("text/xml", text))?
            .join_pairs("=", "&");
        Ok::<_, crate::SignError>(String::from_utf8(pairs).expect("text"))
    };
    let text = "<?xml version='1.0'?><!-- c --><xml a='>'>\n <a x=\"1\">1 &lt;&#x41;&#66;</a><b/>\
                <c><![CDATA[<&>]]>d<!-- e --></c >\n</xml>\n";
    assert_eq!(list(text).unwrap(), "a=1 <AB&b=&c=<&>d");
    for text in [
        "x",
        "<a>",
        "<a/>",
        "<a><b><c/></b></a>",
        "<a>t</a>",
        "<!DOCTYPE a><a></a>",
        "<a><b>&x;</b></a>",
        "<a></a><b></b>",
        "<a></b>",
        "<a><b></b x></a>",
        "<a><b>",
        "<a é=",
        "<é",
    ] {
        assert!(list(text).is_err(), "{text}");
    }
    assert_eq!(list("").unwrap(), "");
    assert!(
        Params::new()
            .xml(&post(FORM, "a=1"))
            .unwrap()
            .join_pairs("", "")
            .is_empty()
    );
}
