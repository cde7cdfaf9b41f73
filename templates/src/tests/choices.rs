//! Values of one of several types: told apart, never refused, never changed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::support::finite::Finite;
use crate::support::{Param, RawJson, choice, json};

#[derive(Clone, Debug, Default)]
pub struct Cat {
    kind: Option<String>,
    lives: i64,
}

json::sent_and_received! { Cat {
    kind = None,
    lives,
} }

#[derive(Clone, Debug)]
pub struct Dog {
    name: String,
    friend: Option<Box<Pet>>,
}

json::sent_and_received! { Dog {
    name,
    friend = None,
} }

choice::both! {
    /// Told apart by a member that is always written; `Kitty` is another name for a cat.
    pub enum Pet {
        Cat(Cat) = {"kind": "cat"},
        Kitty(Cat) = {"kind": "kitty"},
        Dog(Box<Dog>): From<Dog> = {"kind": "dog \"big\""},
        ..Other
    }
}

choice::both! {
    /// Told apart by kind of value, items and members.
    pub enum Mixed {
        Flag(bool) if boolean,
        Integer(i64) if integer,
        Number(f64) if number,
        Texts(Vec<String>) if [text],
        Integers(Vec<Option<i64>>) if [integer],
        Cat(Cat) if {"lives": (integer or text)},
        Second(Dog) if {"v": (= "2" | "true")},
        Dog(Dog) if {"name" | "friend"},
        Text(String) if ("a" | "b"),
        ..Other
    }
}

/// `text` read and written again, and the variant that it was.
fn round<T: DeserializeOwned + Serialize + std::fmt::Debug>(text: &str) -> (String, String) {
    let value: T = serde_json::from_str(text).unwrap();
    let debug = format!("{value:?}");
    let variant = debug.split(['(', ' ']).next().unwrap().to_owned();
    (variant, serde_json::to_string(&value).unwrap())
}

fn variant<T: DeserializeOwned + Serialize + std::fmt::Debug>(text: &str) -> String {
    round::<T>(text).0
}

#[test]
fn a_member_tells_which_it_is_wherever_it_stands() {
    for text in [
        r#"{"kind":"cat","lives":9}"#,
        r#"{ "lives" : 9 , "kind" : "cat" }"#,
        r#"{"x":{"kind":"kitty"},"lives":9,"kind":"c\u0061t"}"#,
        r#"{"lives":9,"\u006bind":"cat"}"#,
    ] {
        let (variant, written) = round::<Pet>(text);
        assert_eq!(variant, "Cat", "{text}");
        assert_eq!(written, r#"{"kind":"cat","lives":9}"#);
    }
    assert_eq!(
        variant::<Pet>(r#"{"kind":"dog \"big\"","name":"a"}"#),
        "Dog"
    );
}

#[test]
fn the_member_is_written_as_the_variant_says_and_once() {
    let kitty = Pet::Kitty(Cat {
        kind: Some("cat".to_owned()),
        lives: 7,
    });
    let text = serde_json::to_string(&kitty).unwrap();
    assert_eq!(text, r#"{"kind":"kitty","lives":7}"#);
    let dog = Pet::from(Dog {
        name: "Rex".to_owned(),
        friend: Some(Box::new(kitty)),
    });
    assert_eq!(
        serde_json::to_string(&dog).unwrap(),
        r#"{"kind":"dog \"big\"","name":"Rex","friend":{"kind":"kitty","lives":7}}"#
    );
}

#[test]
fn what_fits_none_is_kept_as_it_came() {
    for text in [
        r#"{"kind":"fish","n":12345678901234567890123456789.10}"#,
        r#"{"kind":"cat"}"#,
        r#"{"kind":"cat","lives":99999999999999999999}"#,
        r#"{"kind":1,"lives":9}"#,
        r#""cat""#,
        "null",
        "[ 1 ,  2.50 ]",
    ] {
        let (variant, written) = round::<Pet>(text);
        assert_eq!(variant, "Other", "{text}");
        assert_eq!(written, text);
    }
}

#[test]
fn kinds_of_values_are_told_apart() {
    for (text, expected) in [
        ("true", "Flag"),
        ("-12", "Integer"),
        ("1.5", "Number"),
        ("1e3", "Number"),
        ("[]", "Texts"),
        (r#"["a"]"#, "Texts"),
        ("[null, 1]", "Integers"),
        (r#"{"lives":1}"#, "Cat"),
        (r#"{"name":"a"}"#, "Dog"),
        (r#"{"name":"a","v":2 }"#, "Second"),
        (r#"{"name":"a","v":true}"#, "Second"),
        (r#"{"name":"a","v":22}"#, "Dog"),
        (r#""b""#, "Text"),
        (r#""c""#, "Other"),
        (r#"{"lives":true}"#, "Other"),
        ("{}", "Other"),
        ("99999999999999999999", "Other"),
    ] {
        assert_eq!(variant::<Mixed>(text), expected, "{text}");
    }
}

#[test]
fn values_come_from_trees_as_well_as_from_text() {
    let value = serde_json::json!({"kind": "cat", "lives": 3});
    let pet: Pet = serde_json::from_value(value.clone()).unwrap();
    assert!(matches!(pet, Pet::Cat(Cat { lives: 3, .. })));
    assert_eq!(serde_json::to_value(&pet).unwrap(), value);
}

#[test]
fn text_that_is_no_json_is_refused_at_its_place() {
    let text = r#"[{"kind":"cat","lives":9},{"kind":"cat" "lives":9}]"#;
    let error = serde_json::from_str::<Vec<Pet>>(text).unwrap_err();
    assert_eq!((error.line(), error.column()), (1, 41), "{error}");
}

#[test]
fn a_number_that_json_does_not_have_is_refused_inside_a_choice() {
    let mut out = Vec::new();
    let mut json = serde_json::Serializer::new(&mut out);
    let error = Mixed::Number(f64::NAN).serialize(Finite(&mut json));
    assert!(error.is_err());
}

#[test]
fn deep_values_are_kept_without_being_read() {
    let deep = |depth: usize| {
        let open = r#"{"kind":"dog \"big\"","name":"a","friend":"#;
        format!("{}null{}", open.repeat(depth), "}".repeat(depth))
    };
    assert_eq!(variant::<Pet>(&deep(100)), "Dog");
    assert_eq!(variant::<Pet>(&deep(10_000)), "Other");
}

#[test]
fn the_text_of_what_is_not_known_is_read_by_those_who_know_it() {
    let Pet::Other(raw) = serde_json::from_str(r#"{"kind":"cat"}"#).unwrap() else {
        panic!("a cat without lives fits no alternative");
    };
    let error = raw.read::<Cat>().unwrap_err();
    assert!(error.to_string().contains("missing field `lives`"));
    assert_eq!(format!("{raw:?}"), "RawJson([14 bytes])");
    assert!(RawJson::new("{").is_err());
    assert_eq!(RawJson::new("[1]").unwrap().as_str(), "[1]");
}

choice::both! {
    /// Told apart by members that are there, the one with most of its own first.
    pub enum Paid {
        Bank(Bank) if {"iban": not_null},
        Numbered(Numbered) if {"number": not_null},
        Voucher(Voucher) if {"code"},
        Cash(Cash) if {},
        ..Other
    }
}

#[derive(Clone, Debug)]
pub struct Bank {
    iban: String,
    number: Option<String>,
}

json::sent_and_received! { Bank {
    iban,
    number = None,
} }

#[derive(Clone, Debug)]
pub struct Numbered {
    number: String,
}

json::sent_and_received! { Numbered {
    number,
} }

#[derive(Clone, Debug)]
pub struct Voucher {
    code: Option<i64>,
}

json::sent_and_received! { Voucher {
    code = None,
} }

#[derive(Clone, Debug)]
pub struct Cash {
    coins: Option<i64>,
}

json::sent_and_received! { Cash {
    coins = None,
} }

#[test]
fn a_member_that_is_null_tells_nothing() {
    for (text, expected) in [
        (r#"{"number":"7","iban":null,"code":null}"#, "Numbered"),
        (r#"{"number":null,"iban":"DE","code":null}"#, "Bank"),
        (r#"{"iban":"DE","number":"7"}"#, "Bank"),
        (r#"{"number":"7","code":5}"#, "Numbered"),
        (r#"{"coins":3,"code":null}"#, "Cash"),
        (r#"{"coins":null,"code":3}"#, "Voucher"),
    ] {
        assert_eq!(variant::<Paid>(text), expected, "{text}");
    }
}

#[test]
fn of_a_repeated_member_the_last_tells() {
    let text = r#"{"kind":"kitty","lives":9,"kind":"cat"}"#;
    assert_eq!(variant::<Pet>(text), "Cat");
    let text = r#"{"iban":"DE","number":"7","iban":null}"#;
    assert_eq!(variant::<Paid>(text), "Numbered");
}

#[derive(Clone, Debug)]
pub struct Open {
    name: Option<String>,
    others: BTreeMap<String, String>,
}

json::sent_and_received! { Open {
    name = None,
    ..others
} }

#[test]
fn a_named_member_is_written_once() {
    let others = ["name", "other"].map(|name| (name.to_owned(), "b".to_owned()));
    let open = Open {
        name: Some("a".to_owned()),
        others: others.into(),
    };
    let text = serde_json::to_string(&open).unwrap();
    assert_eq!(text, r#"{"name":"a","other":"b"}"#);
}

/// A choice in a parameter.
#[derive(Clone, Debug)]
enum Key {
    Number(i64),
    Other(RawJson),
}

choice::param! { Key { Number, ..Other } }

#[test]
fn a_parameter_is_written_without_the_quotes_of_json() {
    let texts = |key: &Key| {
        let mut texts = Vec::new();
        key.each(&mut |text| texts.push(text.to_owned()));
        texts
    };
    let other = |text: &str| texts(&Key::Other(RawJson::new(text).unwrap()));
    assert_eq!(texts(&Key::Number(1)), ["1"]);
    assert_eq!(other(r#""a\"b""#), [r#"a"b"#]);
    assert_eq!(other("1.50"), ["1.50"]);
    assert!(other("null").is_empty());
}

choice::both! {
    /// Told by a member that may be absent, and by members of its own.
    pub enum Hinted {
        Cat(Cat) if ({"kind": (maybe "cat" | "kitty"), "lives": not_null} and {"purrs" | "lives"}),
        Any(BTreeMap<String, RawJson>) if {"kind": (maybe "any"), "level": (maybe = "1" | "2")},
        ..Other
    }
}

#[test]
fn a_mark_that_may_be_absent_rules_out_by_any_other_text() {
    let read = |text| serde_json::from_str::<Hinted>(text).expect("any JSON is read");
    for text in [
        r#"{"lives": 9}"#,
        r#"{"lives": 9, "kind": null}"#,
        r#"{"kind": "kitty", "lives": 9}"#,
    ] {
        assert!(matches!(read(text), Hinted::Cat(_)), "{text}");
    }
    for text in [
        "{}",
        r#"{"kind": "any", "lives": 9}"#,
        r#"{"purrs": true, "level": 2}"#,
    ] {
        assert!(matches!(read(text), Hinted::Any(_)), "{text}");
    }
    for text in [
        r#"{"kind": "dog", "lives": 9}"#,
        r#"{"kind": 1}"#,
        r#"{"level": 3}"#,
        "[]",
    ] {
        assert!(matches!(read(text), Hinted::Other(_)), "{text}");
    }
}

choice::both! {
    /// Objects that do not exclude each other, each with members of its own.
    pub enum Several {
        Small(BTreeMap<String, RawJson>) if ({"id": not_null} keeping "weight" | "inner/left"),
        Large(BTreeMap<String, RawJson>) if ({"id": not_null} keeping "volume" | "inner/right" | "a~1b~0"),
        Empty(BTreeMap<String, RawJson>) if ({} keeping),
        Text(String) if text,
        ..Other
    }
}

#[test]
fn an_alternative_that_would_drop_a_member_gives_way_to_one_that_keeps_it() {
    let read = |text| serde_json::from_str::<Several>(text).expect("any JSON is read");
    for text in [
        r#"{"id": 1}"#,
        r#"{"id": 1, "weight": 2, "more": 3}"#,
        r#"{"id": 1, "inner": {"left": null}}"#,
        r#"{"id": 1, "inner": 2}"#,
        r#"{"id": 1, "weight": 2, "volume": null}"#,
        r#"{"id": 1, "a": {"b~": 2}}"#,
    ] {
        assert!(matches!(read(text), Several::Small(_)), "{text}");
    }
    for text in [
        r#"{"id": 1, "volume": 2}"#,
        r#"{"id": 1, "volume": null}"#,
        r#"{"id": 1, "inner": {"right": 2}}"#,
        r#"{"id": 1, "a/b~": 2}"#,
    ] {
        assert!(matches!(read(text), Several::Large(_)), "{text}");
    }
    // `Small` and `Large` have no part in what has no `id`.
    let alone = r#"{"volume": 2, "weight": 3}"#;
    assert!(matches!(read(alone), Several::Empty(_)));
}

#[test]
fn what_every_alternative_would_drop_something_of_is_kept_as_it_came() {
    for text in [
        r#"{"id":1,"volume":2.50,"weight":3}"#,
        r#"{"id":1,"volume":2,"inner":{"left":1}}"#,
    ] {
        let read: Several = serde_json::from_str(text).expect("any JSON is read");
        assert!(matches!(&read, Several::Other(raw) if raw.as_str() == text));
        assert_eq!(serde_json::to_string(&read).expect("it is written"), text);
    }
}
