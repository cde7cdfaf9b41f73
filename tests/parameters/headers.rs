//! Parameters in headers and cookies.

use styles_fixture::Operation;
use styles_fixture::headers::{Cookies, Headers, RawCookies};

use crate::{colors, rgb, sent, text};

#[track_caller]
fn header<O: Operation>(request: &O, name: &str) -> Option<String> {
    let headers = sent(request).headers;
    let mut named = headers.into_iter().filter(|(other, _)| other == name);
    named.next().map(|(_, value)| value)
}

#[test]
fn headers() {
    let request = Headers {
        x_text: Some("a, b ü".replace('ü', "%")),
        x_list: Some(colors()),
        x_object: Some(rgb()),
        x_exploded: Some(rgb()),
    };
    let header = |name| header(&request, name).unwrap();
    assert_eq!(header("x-text"), "a, b %");
    assert_eq!(header("x-list"), "blue,black,brown");
    assert_eq!(header("x-object"), "R,100,G,200,B,150");
    assert_eq!(header("x-exploded"), "R=100,G=200,B=150");
}

#[test]
fn cookies() {
    let request = Cookies {
        text: Some("a b;c".to_owned()),
        list: Some(colors()),
        object: Some(rgb()),
        exploded: Some(rgb()),
        many: Some(colors()),
    };
    assert_eq!(
        header(&request, "cookie").unwrap(),
        "text=a%20b%3Bc; list=blue,black,brown; object=R,100,G,200,B,150; R=100; G=200; B=150; \
         many=blue; many=black; many=brown"
    );
}

#[test]
fn cookies_as_they_are() {
    let request = RawCookies {
        text: Some("a%20b/=".to_owned()),
        list: Some(colors()),
        exploded: Some(rgb()),
    };
    assert_eq!(
        header(&request, "cookie").unwrap(),
        "text=a%20b/=; list=blue,black,brown; R=100; G=200; B=150"
    );
    let request = RawCookies {
        text: Some(text()),
        ..RawCookies::default()
    };
    assert_eq!(header(&request, "cookie").unwrap(), "text=blue");
}
