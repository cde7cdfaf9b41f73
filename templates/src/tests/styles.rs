//! The table of styles (OpenAPI 3.1.1 §4.8.12.4), and what it leaves open.

use std::collections::BTreeMap;

use http::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{EncodeError, OperationInfo, Param, RequestParts, Style};

static INFO: OperationInfo = OperationInfo::new("styles", Method::GET, "/{color}");

/// The parts of a request that is filled in like this.
fn parts(fill: impl FnOnce(&mut RequestParts)) -> Result<RequestParts, EncodeError> {
    let mut parts = RequestParts::new(&INFO);
    fill(&mut parts);
    parts.finish()
}

/// The members of an object in the order of the table.
#[derive(Serialize)]
struct Color {
    #[serde(rename = "R")]
    red: u8,
    #[serde(rename = "G")]
    green: u8,
    #[serde(rename = "B")]
    blue: u8,
}

const RGB: Color = Color {
    red: 100,
    green: 200,
    blue: 150,
};
const COLORS: [&str; 3] = ["blue", "black", "brown"];

type Sent = Result<String, EncodeError>;

fn path(style: Style, value: &(impl Serialize + ?Sized)) -> Sent {
    let parts = parts(|parts| parts.path_styled("color", style, value))?;
    Ok(parts.path[1..].to_owned())
}

fn query(style: Style, value: &(impl Serialize + ?Sized)) -> Sent {
    let parts = parts(|parts| parts.query_styled("color", style, value))?;
    Ok(parts.query.text().to_owned())
}

fn header(style: Style, value: &(impl Serialize + ?Sized)) -> Sent {
    let parts = parts(|parts| parts.header_styled("color", style, value))?;
    let value = parts.headers.get("color").map(|value| value.to_str());
    Ok(value.map_or_else(String::new, |value| value.unwrap().to_owned()))
}

fn cookie(style: Style, value: &(impl Serialize + ?Sized)) -> Sent {
    let parts = parts(|parts| parts.cookie_styled("color", style, value))?;
    let value = parts.headers.get("cookie").map(|value| value.to_str());
    Ok(value.map_or_else(String::new, |value| value.unwrap().to_owned()))
}

/// What a style makes of the empty text, a text, a list and an object.
fn row(
    send: fn(Style, &Value) -> Sent,
    object: fn(Style, &Color) -> Sent,
    style: Style,
) -> [String; 4] {
    [
        send(style, &json!("")).unwrap_or_else(|error| error.to_string()),
        send(style, &json!("blue")).unwrap(),
        send(style, &json!(COLORS)).unwrap(),
        object(style, &RGB).unwrap(),
    ]
}

const REFUSED: &str = "the path parameter `color` must not be empty, `.` or `..`";

#[test]
fn paths_follow_the_table() {
    let row = |style| row(path, path, style);
    let simple = [REFUSED, "blue", "blue,black,brown", "R,100,G,200,B,150"];
    assert_eq!(row(Style::simple()), simple);
    let simple = [REFUSED, "blue", "blue,black,brown", "R=100,G=200,B=150"];
    assert_eq!(row(Style::simple().exploded()), simple);
    let label = [REFUSED, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"];
    assert_eq!(row(Style::label()), label);
    let label = [REFUSED, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"];
    assert_eq!(row(Style::label().exploded()), label);
    let matrix = [
        ";color",
        ";color=blue",
        ";color=blue,black,brown",
        ";color=R,100,G,200,B,150",
    ];
    assert_eq!(row(Style::matrix()), matrix);
    let matrix = [
        ";color",
        ";color=blue",
        ";color=blue;color=black;color=brown",
        ";R=100;G=200;B=150",
    ];
    assert_eq!(row(Style::matrix().exploded()), matrix);
}

#[test]
fn queries_follow_the_table() {
    let row = |style| row(query, query, style);
    let form = [
        "color=",
        "color=blue",
        "color=blue,black,brown",
        "color=R,100,G,200,B,150",
    ];
    assert_eq!(row(Style::form()), form);
    let exploded = [
        "color=",
        "color=blue",
        "color=blue&color=black&color=brown",
        "R=100&G=200&B=150",
    ];
    for style in [
        Style::form(),
        Style::space_delimited(),
        Style::pipe_delimited(),
    ] {
        assert_eq!(row(style.exploded()), exploded);
    }
    let spaces = [
        "color=",
        "color=blue",
        "color=blue%20black%20brown",
        "color=R%20100%20G%20200%20B%20150",
    ];
    assert_eq!(row(Style::space_delimited()), spaces);
    let pipes = [
        "color=",
        "color=blue",
        "color=blue%7Cblack%7Cbrown",
        "color=R%7C100%7CG%7C200%7CB%7C150",
    ];
    assert_eq!(row(Style::pipe_delimited()), pipes);
    let deep = [
        "color=",
        "color=blue",
        "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
    ];
    assert_eq!(row(Style::deep_object()), deep);
}

#[test]
fn headers_and_cookies_follow_the_table() {
    let simple = ["", "blue", "blue,black,brown", "R,100,G,200,B,150"];
    assert_eq!(row(header, header, Style::simple()), simple);
    let simple = ["", "blue", "blue,black,brown", "R=100,G=200,B=150"];
    assert_eq!(row(header, header, Style::simple().exploded()), simple);
    let joined = [
        "color=",
        "color=blue",
        "color=blue,black,brown",
        "color=R,100,G,200,B,150",
    ];
    let exploded = [
        "color=",
        "color=blue",
        "color=blue; color=black; color=brown",
        "R=100; G=200; B=150",
    ];
    for style in [Style::form(), Style::cookie()] {
        assert_eq!(row(cookie, cookie, style), joined);
        assert_eq!(row(cookie, cookie, style.exploded()), exploded);
    }
}

/// What holds a delimiter of every style, and everything that may not stand in a URL.
const HOSTILE: &str = "a,b;c=d&e|f g/h?i#j[k]%2Fü.+";

#[test]
fn delimiters_within_values_are_escaped() {
    let escaped = "a%2Cb%3Bc%3Dd%26e%7Cf%20g%2Fh%3Fi%23j%5Bk%5D%252F%C3%BC.%2B";
    assert_eq!(
        path(Style::simple(), &[HOSTILE, "x"]).unwrap(),
        format!("{escaped},x")
    );
    assert_eq!(
        path(Style::matrix().exploded(), &[HOSTILE, "x"]).unwrap(),
        format!(";color={escaped};color=x")
    );
    let object = BTreeMap::from([(HOSTILE, HOSTILE)]);
    let exploded = query(Style::form().exploded(), &object).unwrap();
    assert_eq!(exploded, format!("{escaped}={escaped}"));
    let joined = query(Style::form(), &object).unwrap();
    assert_eq!(joined, format!("color={escaped},{escaped}"));
    let exploded = cookie(Style::form(), &[HOSTILE, "x"]).unwrap();
    assert_eq!(exploded, format!("color={escaped},x"));
}

#[track_caller]
fn refused(sent: Sent) {
    let error = sent.unwrap_err();
    let is_meant = matches!(error, EncodeError::Parameter { name: "color", .. });
    assert!(is_meant, "{error:?}");
}

#[test]
fn values_that_no_reader_could_tell_apart_are_refused() {
    refused(query(Style::space_delimited(), &["a b"]));
    refused(query(Style::pipe_delimited(), &["a|b"]));
    refused(query(Style::pipe_delimited(), &json!({"a|b": 1})));
    refused(query(Style::deep_object(), &json!({"a]": 1})));
    refused(query(Style::form().reserved(), &["a,b"]));
    // What is escaped already stays so, and one pass of decoding makes it a delimiter.
    for text in ["a%20b", "a b"] {
        refused(query(Style::space_delimited().reserved(), &[text]));
    }
    for text in ["a%7Cb", "a%7cb", "a|b"] {
        refused(query(Style::pipe_delimited().reserved(), &[text]));
    }
    refused(path(Style::label().exploded(), &["1.5"]));
    refused(header(Style::simple(), &json!({"a": "b,c"})));
    refused(header(Style::simple(), &["a,b"]));
    refused(header(Style::simple(), &["a", " b"]));
    refused(header(Style::simple(), &["5\"", "6\""]));
    refused(header(Style::simple(), &[r#""a\""#, "b"]));
    refused(header(Style::simple(), &[r#""a,b","c""#]));
    let quoted = header(Style::simple(), &[r#""a,b""#, "c"]);
    assert_eq!(quoted.unwrap(), r#""a,b",c"#);
    refused(header(Style::simple().exploded(), &json!({"a=b": "c"})));
    refused(cookie(Style::cookie(), &["a,b"]));
    refused(cookie(Style::cookie(), "a;b"));
    refused(cookie(Style::cookie(), "ü"));
    refused(cookie(Style::cookie().exploded(), &json!({"a b": 1})));
    // Where nothing passes as it is written, it is a text like any other: the way out that the specification names.
    let pipes = query(Style::pipe_delimited(), &["a%7Cb", "c"]);
    assert_eq!(pipes.unwrap(), "color=a%257Cb%7Cc");
    let blanks = query(Style::space_delimited(), &["a%20b", "c"]);
    assert_eq!(blanks.unwrap(), "color=a%2520b%20c");
    let slashes = query(Style::pipe_delimited().reserved(), &["a/%41", "b"]);
    assert_eq!(slashes.unwrap(), "color=a/%41%7Cb");
    // A value alone needs no delimiter.
    for style in [Style::space_delimited(), Style::pipe_delimited()] {
        assert_eq!(query(style, "a |b").unwrap(), "color=a%20%7Cb");
    }
    assert_eq!(path(Style::label().exploded(), &1.5).unwrap(), ".1.5");
}

#[test]
fn values_that_would_change_the_path_are_refused_in_every_style() {
    let all = [Style::simple(), Style::label(), Style::matrix()];
    for style in all.into_iter().flat_map(|it| [it, it.exploded()]) {
        for value in ["x/../y", "%2f..%2f", "x/%252e%252e", "/..", "a\\..\\b"] {
            let error = path(style, value).unwrap_err();
            assert!(matches!(error, EncodeError::Path("color")), "{value}");
        }
        for value in [json!(null), json!([]), json!({}), json!([null])] {
            let error = path(style, &value).unwrap_err();
            assert!(matches!(error, EncodeError::Path("color")), "{value}");
        }
    }
    for value in ["", ".", "%2e", "%252E"] {
        for style in [Style::simple().reserved(), Style::label()] {
            assert!(path(style, value).is_err(), "{style:?} {value}");
        }
    }
    assert_eq!(path(Style::label(), "..").unwrap(), "...");
    assert_eq!(path(Style::matrix(), "..").unwrap(), ";color=..");
    assert_eq!(path(Style::simple(), &["..", "a"]).unwrap(), "..,a");
}

#[test]
fn reserved_characters_stay_where_the_place_can_hold_them() {
    let text = "a/b?c#d[e]@f!g$h&i'j(k)l*m+n,o;p=q:r%2F%z";
    assert_eq!(
        path(Style::simple().reserved(), text).unwrap(),
        "a%2Fb%3Fc%23d%5Be%5D@f!g$h&i'j(k)l*m+n,o%3Bp=q:r%2F%25z"
    );
    let matrix = Style::matrix().exploded().reserved();
    assert_eq!(path(matrix, &["a;b"]).unwrap(), ";color=a%3Bb");
    assert_eq!(
        query(Style::form().reserved(), text).unwrap(),
        "color=a/b?c%23d%5Be%5D@f!g$h%26i%27j(k)l*m%2Bn,o;p=q:r%2F%25z"
    );
    assert_eq!(
        cookie(Style::form().reserved(), text).unwrap(),
        "color=a/b?c#d[e]@f!g$h&i'j(k)l*m+n%2Co%3Bp=q:r%2F%25z"
    );
}

#[test]
fn null_and_what_is_empty_is_not_sent() {
    for style in [
        Style::form(),
        Style::form().exploded(),
        Style::space_delimited(),
        Style::pipe_delimited(),
        Style::deep_object(),
        Style::json(),
    ] {
        assert_eq!(query(style, &json!(null)).unwrap(), "");
        assert_eq!(cookie(style, &json!(null)).unwrap(), "");
        if style != Style::json() {
            assert_eq!(query(style, &json!([])).unwrap(), "");
            assert_eq!(query(style, &json!({})).unwrap(), "");
            assert_eq!(query(style, &json!({"a": null})).unwrap(), "");
        }
    }
    assert_eq!(
        query(Style::form(), &json!([1, null, 2])).unwrap(),
        "color=1,2"
    );
    let deep = query(Style::deep_object(), &json!({"a": null, "b": ""})).unwrap();
    assert_eq!(deep, "color%5Bb%5D=");
    let matrix = path(Style::matrix().exploded(), &json!({"a": "", "b": 1})).unwrap();
    assert_eq!(matrix, ";a;b=1");
}

#[test]
fn deep_objects_are_as_deep_as_their_values() {
    let value = json!({
        "a": {"b": {"c": 1}, "list": ["x", "y"]},
        "items": [{"price": "p", "tags": ["t"]}, {"price": "q"}],
        "grid": [[1, 2], [3]],
    });
    let sent = query(Style::deep_object(), &value).unwrap();
    let sent = sent.replace("%5B", "[").replace("%5D", "]");
    let expected = [
        "color[a][b][c]=1",
        "color[a][list][]=x",
        "color[a][list][]=y",
        "color[grid][0][]=1",
        "color[grid][0][]=2",
        "color[grid][1][]=3",
        "color[items][0][price]=p",
        "color[items][0][tags][]=t",
        "color[items][1][price]=q",
    ];
    let mut pieces: Vec<_> = sent.split('&').collect();
    pieces.sort_unstable();
    assert_eq!(pieces, expected);
}

#[test]
fn what_lies_deeper_than_a_style_is_json() {
    let value = json!({"a": {"b": [1, "x"]}});
    let inner = "%7B%22b%22%3A%5B1%2C%22x%22%5D%7D";
    let form = query(Style::form(), &value).unwrap();
    assert_eq!(form, format!("color=a,{inner}"));
    let exploded = query(Style::form().exploded(), &value).unwrap();
    assert_eq!(exploded, format!("a={inner}"));
    let list = path(Style::simple(), &[value]).unwrap();
    assert_eq!(list, format!("%7B%22a%22%3A{inner}%7D"));
    // The items of a member are several parameters of its name, as one writes forms.
    let value = json!({"sort": ["name", "age"]});
    let exploded = query(Style::form().exploded(), &value).unwrap();
    assert_eq!(exploded, "sort=name&sort=age");
}

#[test]
fn content_is_json_text() {
    let value = json!({"a": ["ü", 1]});
    let escaped = "%7B%22a%22%3A%5B%22%C3%BC%22%2C1%5D%7D";
    assert_eq!(path(Style::json(), &value).unwrap(), escaped);
    let query = query(Style::json(), &value).unwrap();
    assert_eq!(query, format!("color={escaped}"));
    let cookie = cookie(Style::json(), &value).unwrap();
    assert_eq!(cookie, format!("color={escaped}"));
    // A header is ASCII, and JSON can be.
    let header = header(Style::json(), &json!(["ü😀", 1])).unwrap();
    assert_eq!(header, "[\"\\u00fc\\ud83d\\ude00\",1]");
}

#[test]
fn numbers_keep_their_spelling() {
    let raw: Box<serde_json::value::RawValue> =
        serde_json::from_str(r#"{"a": 1.50, "b": 12345678901234567890.0}"#).unwrap();
    let sent = query(Style::form().exploded(), &raw).unwrap();
    assert_eq!(sent, "a=1.50&b=12345678901234567890.0");
}

#[test]
fn a_member_does_not_stand_for_another_parameter() {
    let both = parts(|parts| {
        parts.query("limit", &1);
        let rest = json!({"a": 1, "limit": 2});
        parts.query_styled("rest", Style::form().exploded(), &rest);
    });
    let error = both.map(|_| ()).unwrap_err();
    assert!(matches!(error, EncodeError::Parameter { name: "rest", .. }));
    let own = parts(|parts| {
        parts.query("a", &1);
        parts.query_styled("a", Style::form().exploded(), &[2]);
    });
    assert_eq!(own.unwrap().query.text(), "a=1&a=2");
}

#[test]
fn what_json_lacks_is_not_sent() {
    refused(query(Style::form(), &[f64::NAN]));
    let mut deep = json!(1);
    for _ in 0..200 {
        deep = json!([deep]);
    }
    refused(query(Style::deep_object(), &deep));
}

#[test]
fn a_flag_is_its_name() {
    let sent = parts(|parts| {
        parts.query_flag("a b", &true);
        parts.query_flag("c", &false);
    });
    assert_eq!(sent.unwrap().query.text(), "a%20b");
}

#[test]
fn the_query_of_a_path_is_sent() {
    static FIXED: OperationInfo = OperationInfo::new("fixed", Method::GET, "/a?b=c");
    let mut sent = RequestParts::new(&FIXED);
    sent.query("d", &1);
    assert_eq!((sent.path.as_str(), sent.query.text()), ("/a", "b=c&d=1"));
}

#[test]
fn what_is_nested_without_end_is_refused() {
    let depth = 2_000;
    let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let raw = serde_json::value::RawValue::from_string(text).unwrap();
    refused(query(Style::deep_object(), &raw));
}

#[test]
fn numbers_that_are_not_finite_are_refused_in_all_places() {
    let some = Some(f64::INFINITY);
    let several = vec![1.0, f64::NAN];
    let fills: [fn(&mut RequestParts, &dyn Param); 7] = [
        |parts, value| parts.path("color", value),
        |parts, value| parts.query("color", value),
        |parts, value| parts.query_joined("color", value),
        |parts, value| parts.query_reserved("color", value),
        |parts, value| parts.query_joined_reserved("color", value),
        |parts, value| parts.header("color", value),
        |parts, value| parts.cookie("color", value),
    ];
    for fill in fills {
        for value in [&f32::NAN as &dyn Param, &some, &several, &&several] {
            let error = parts(|parts| fill(parts, value)).err();
            let name = |error| matches!(error, EncodeError::Parameter { name: "color", .. });
            assert!(error.is_some_and(name));
        }
        assert!(parts(|parts| fill(parts, &Some(1.5))).is_ok());
    }
}

#[test]
fn a_method_that_is_none_is_refused() {
    for name in ["", "DE LETE", "A\n"] {
        let error = parts(|parts| parts.method(name)).err();
        assert!(error.is_some_and(|error| matches!(error, EncodeError::Method(_))));
    }
    assert!(parts(|parts| parts.method("PURGE")).is_ok());
}
