//! Values that are more than values: they arrive as they were given, or are not sent.

use std::collections::BTreeMap;

use styles_fixture::headers::{Cookies, Headers, RawCookies};
use styles_fixture::paths::{Label, LabelExploded, Matrix, Simple, SimpleExploded};
use styles_fixture::queries::{Deep, Form, FormExploded, Maps, Pipes, Spaces};
use styles_fixture::types::Color;
use styles_fixture::{EncodeError, Error, Nullable};

use crate::{colors, refused, rgb, sent, target};

/// Every reserved character, what is none of ASCII, and what is escaped already.
const HOSTILE: &str = "a,b;c=d&e|f g/h?i#j[k]@l:m!n$o'p(q)r*s+t%2Fü\"<>\\^`{}~";
const ESCAPED: &str = "a%2Cb%3Bc%3Dd%26e%7Cf%20g%2Fh%3Fi%23j%5Bk%5D%40l%3Am%21n%24o%27p%28q%29r%2As%2Bt%252F\
                       %C3%BC%22%3C%3E%5C%5E%60%7B%7D~";

fn noted() -> Color {
    Color {
        note: Some(HOSTILE.to_owned().into()),
        ..Color::default()
    }
}

fn list() -> Vec<String> {
    vec![HOSTILE.to_owned(), "x".to_owned()]
}

#[test]
fn hostile_texts_arrive_as_they_are() {
    let seen = sent(&SimpleExploded {
        text: HOSTILE.to_owned(),
        list: list(),
        object: noted(),
    });
    let path = format!("/simple-exploded/{ESCAPED}/{ESCAPED},x/note={ESCAPED}");
    assert_eq!(seen.path, path);
    let seen = sent(&Matrix {
        text: HOSTILE.to_owned(),
        list: list(),
        object: noted(),
    });
    let path = format!("/matrix/;text={ESCAPED}/;list={ESCAPED},x/;object=note,{ESCAPED}");
    assert_eq!(seen.path, path);
    let seen = sent(&Form {
        text: Some(HOSTILE.to_owned()),
        list: Some(list()),
        object: Some(noted()),
    });
    let query = format!("text={ESCAPED}&list={ESCAPED},x&object=note,{ESCAPED}");
    assert_eq!(seen.query, query);
    let seen = sent(&FormExploded {
        text: Some(HOSTILE.to_owned()),
        list: Some(list()),
        object: Some(noted()),
    });
    let query = format!("text={ESCAPED}&list={ESCAPED}&list=x&note={ESCAPED}");
    assert_eq!(seen.query, query);
    let seen = sent(&Deep {
        color: Some(noted()),
        expand: Some(list()),
        ..Deep::default()
    });
    let query = format!("color%5Bnote%5D={ESCAPED}&expand%5B%5D={ESCAPED}&expand%5B%5D=x");
    assert_eq!(seen.query, query);
    let seen = sent(&Cookies {
        list: Some(list()),
        exploded: Some(noted()),
        ..Cookies::default()
    });
    let cookie = format!("list={ESCAPED},x; note={ESCAPED}");
    assert!(seen.headers.contains(&("cookie".to_owned(), cookie)));
}

/// The name of the parameter that an error is about.
fn of(error: &Error) -> &str {
    match error {
        Error::Encode {
            source: EncodeError::Parameter { name, .. },
            ..
        } => name,
        other => panic!("another error: {other:?}"),
    }
}

#[test]
fn what_no_server_could_tell_apart_is_not_sent() {
    let spaced = Spaces {
        list: Some(vec!["a b".to_owned()]),
        ..Spaces::default()
    };
    assert_eq!(of(&refused(&spaced)), "list");
    let piped = Pipes {
        list: Some(vec!["a|b".to_owned()]),
        ..Pipes::default()
    };
    assert_eq!(of(&refused(&piped)), "list");
    // Where reserved characters stay, so does what is escaped already, and is read as what separates.
    for text in ["a b", "a%20b"] {
        let spaced = Spaces {
            kept: Some(vec![text.to_owned()]),
            ..Spaces::default()
        };
        assert_eq!(of(&refused(&spaced)), "kept");
    }
    for text in ["a|b", "a%7Cb", "a%7cb"] {
        let piped = Pipes {
            kept: Some(vec![text.to_owned()]),
            ..Pipes::default()
        };
        assert_eq!(of(&refused(&piped)), "kept");
    }
    let dotted = LabelExploded {
        text: "a.b".to_owned(),
        list: vec!["a.b".to_owned()],
        object: rgb(),
    };
    assert_eq!(of(&refused(&dotted)), "list");
    let header = Headers {
        x_object: Some(noted()),
        ..Headers::default()
    };
    assert_eq!(of(&refused(&header)), "x-object");
    let cookie = RawCookies {
        text: Some("a;b".to_owned()),
        ..RawCookies::default()
    };
    assert_eq!(of(&refused(&cookie)), "text");
    let bracket = Deep {
        metadata: Some(BTreeMap::from([("a][b".to_owned(), String::new())])),
        ..Deep::default()
    };
    assert_eq!(of(&refused(&bracket)), "metadata");
}

#[test]
fn what_a_caller_has_escaped_arrives_as_it_was_given() {
    let piped = Pipes {
        list: Some(vec!["a%7Cb".to_owned(), "100%".to_owned()]),
        ..Pipes::default()
    };
    assert_eq!(target(&piped), "/pipes?list=a%257Cb%7C100%25");
    let spaced = Spaces {
        list: Some(vec!["a%20b".to_owned(), "c+d".to_owned()]),
        ..Spaces::default()
    };
    assert_eq!(target(&spaced), "/spaces?list=a%2520b%20c%2Bd");
}

#[test]
fn an_entry_of_a_map_is_no_other_parameter() {
    let limit = |text: &str| Some(BTreeMap::from([("limit".to_owned(), text.to_owned())]));
    let both = Maps {
        limit: Some(1),
        others: limit("2"),
        ..Maps::default()
    };
    assert_eq!(of(&refused(&both)), "others");
    let labels = BTreeMap::from([("a".to_owned(), 1)]);
    let twice = Maps {
        labels: Some(labels),
        others: Some(BTreeMap::from([("a".to_owned(), "b".to_owned())])),
        ..Maps::default()
    };
    assert_eq!(of(&refused(&twice)), "others");
}

#[test]
fn values_that_would_change_the_path_are_not_sent() {
    let is_path = |error: &Error| {
        matches!(
            error,
            Error::Encode {
                source: EncodeError::Path(_),
                ..
            }
        )
    };
    for text in ["", ".", "%2e", "%252E", "x/../y", "a\\..\\b", "x%2f..%2f"] {
        let label = Label {
            text: text.to_owned(),
            list: colors(),
            object: rgb(),
        };
        assert!(is_path(&refused(&label)), "{text}");
    }
    for object in [
        Color::default(),
        Color {
            note: Some(Nullable::Null),
            ..Color::default()
        },
    ] {
        let empty = Simple {
            text: "x".to_owned(),
            list: colors(),
            object,
        };
        assert!(is_path(&refused(&empty)));
    }
    let up = Simple {
        text: "x".to_owned(),
        list: vec!["..".to_owned()],
        object: rgb(),
    };
    assert!(is_path(&refused(&up)));
}
