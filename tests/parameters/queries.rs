//! Parameters in the query.

use std::collections::BTreeMap;

use styles_fixture::content::Content;
use styles_fixture::queries::{
    Choices, ChoicesScalar, ChoicesSort, Deep, DeleteRules, Form, FormExploded, Maps, Names, Pipes,
    Range, Spaces,
};
use styles_fixture::types::{Filter, Item, Page, Span};

use crate::{colors, rgb, sent, target, text};

#[test]
fn form() {
    let request = Form {
        text: Some(text()),
        list: Some(colors()),
        object: Some(rgb()),
    };
    assert_eq!(
        target(&request),
        "/form?text=blue&list=blue,black,brown&object=R,100,G,200,B,150"
    );
    let request = FormExploded {
        text: Some(text()),
        list: Some(colors()),
        object: Some(rgb()),
    };
    assert_eq!(
        target(&request),
        "/form-exploded?text=blue&list=blue&list=black&list=brown&R=100&G=200&B=150"
    );
}

#[test]
fn delimited() {
    let request = Spaces {
        text: Some(text()),
        list: Some(colors()),
        object: Some(rgb()),
        many: Some(colors()),
        kept: Some(slashes()),
    };
    assert_eq!(
        target(&request),
        "/spaces?text=blue&list=blue%20black%20brown&object=R%20100%20G%20200%20B%20150\
         &many=blue&many=black&many=brown&kept=a/b%20%41"
    );
    let request = Pipes {
        text: Some(text()),
        list: Some(colors()),
        object: Some(rgb()),
        many: Some(colors()),
        kept: Some(slashes()),
    };
    assert_eq!(
        target(&request),
        "/pipes?text=blue&list=blue%7Cblack%7Cbrown&object=R%7C100%7CG%7C200%7CB%7C150\
         &many=blue&many=black&many=brown&kept=a/b%7C%41"
    );
}

/// What stays as it is where reserved characters do.
fn slashes() -> Vec<String> {
    vec!["a/b".to_owned(), "%41".to_owned()]
}

/// With brackets as one reads them.
fn brackets(text: &str) -> String {
    text.replace("%5B", "[").replace("%5D", "]")
}

#[test]
fn deep_objects() {
    let request = Deep {
        color: Some(rgb()),
        expand: Some(vec!["data.customer".to_owned(), "a&b".to_owned()]),
        filter: Some(filter()),
        created: Some(
            Range {
                gte: Some(1),
                lt: None,
            }
            .into(),
        ),
        metadata: Some(BTreeMap::from([("order id".to_owned(), "é=1".to_owned())])),
    };
    let expected = [
        "color[R]=100",
        "color[G]=200",
        "color[B]=150",
        "expand[]=data.customer",
        "expand[]=a%26b",
        "filter[name]=n%C3%BC",
        "filter[range][from]=0.5",
        "filter[range][to]=2.0",
        "filter[tags][]=x",
        "filter[tags][]=y%2Cz",
        "filter[items][0][price]=1.50",
        "filter[items][0][sizes][]=1",
        "filter[items][0][sizes][]=2",
        "filter[items][1][price]=",
        "created[gte]=1",
        "metadata[order%20id]=%C3%A9%3D1",
    ];
    assert_eq!(brackets(&sent(&request).query), expected.join("&"));
    let request = Deep {
        created: Some(1_700_000_000_i64.into()),
        ..Deep::default()
    };
    assert_eq!(target(&request), "/deep?created=1700000000");
}

fn filter() -> Filter {
    Filter {
        name: Some("nü".to_owned()),
        range: Some(Span {
            from: Some(0.5),
            to: Some(2.0),
        }),
        tags: Some(vec!["x".to_owned(), "y,z".to_owned()]),
        items: Some(vec![
            Item {
                price: Some("1.50".to_owned()),
                sizes: Some(vec![1, 2]),
            },
            Item {
                price: Some(String::new()),
                sizes: None,
            },
        ]),
    }
}

#[test]
fn maps_are_one_pair_an_entry() {
    let request = Maps {
        labels: Some(BTreeMap::from([("a b".to_owned(), 1), ("c".to_owned(), 2)])),
        others: None,
        limit: Some(5),
        page: Some(Page {
            number: Some(1),
            sort: Some(vec!["name".to_owned(), "age".to_owned()]),
        }),
    };
    assert_eq!(
        target(&request),
        "/maps?limit=5&a%20b=1&c=2&number=1&sort=name&sort=age"
    );
}

#[test]
fn choices_are_sent_as_what_they_are() {
    let request = Choices {
        scalar: Some(ChoicesScalar::Integer(7)),
        several: Some(colors().into()),
        either: Some(rgb().into()),
        sort: Some(ChoicesSort::ABEqualC),
    };
    assert_eq!(
        target(&request),
        "/choices?scalar=7&several=blue&several=black&several=brown&either=R,100,G,200,B,150\
         &sort=a%26b%3Dc"
    );
    let request = Choices {
        scalar: Some(true.into()),
        several: Some("a,b".to_owned().into()),
        either: Some("c,d".to_owned().into()),
        sort: Some(ChoicesSort::D),
    };
    assert_eq!(
        target(&request),
        "/choices?scalar=true&several=a%2Cb&either=c%2Cd&sort=%C3%BC%2Cd"
    );
}

#[test]
fn names_that_are_almost_the_same_stay_apart() {
    let request = Names {
        ids: Some(vec![1, 2]),
        ids_in_query: Some(vec![3]),
        key: Some("q".to_owned()),
        key_in_header: Some("h".to_owned()),
        acl: Some(true),
        empty: Some(String::new()),
        old: None,
    };
    let seen = sent(&request);
    assert_eq!(seen.query, "ids=1&ids=2&ids%5B%5D=3&key=q&acl&empty=");
    let key = seen.headers.iter().find(|(name, _)| name == "key");
    assert_eq!(key.unwrap().1, "h");
}

#[test]
fn content_is_json_in_every_place() {
    let small = Filter {
        name: Some("ü/".to_owned()),
        ..Filter::default()
    };
    let request = Content {
        point: small.clone(),
        where_: Some(small.clone()),
        any: Some(serde_json::json!(["a", 1])),
        note: Some("a b".to_owned()),
        x_where: Some(small.clone()),
        where_in_cookie: Some(small),
    };
    let seen = sent(&request);
    let escaped = "%7B%22name%22%3A%22%C3%BC%2F%22%7D";
    assert_eq!(seen.path, format!("/content/{escaped}"));
    assert_eq!(
        seen.query,
        format!("where={escaped}&any=%5B%22a%22%2C1%5D&note=a%20b")
    );
    let header = |name: &str| {
        let mut headers = seen.headers.iter();
        headers
            .find(|(other, _)| other == name)
            .map(|(_, it)| it.clone())
    };
    assert_eq!(header("x-where").unwrap(), r#"{"name":"\u00fc/"}"#);
    assert_eq!(header("cookie").unwrap(), format!("where={escaped}"));
}

#[test]
fn what_is_absent_is_not_sent() {
    assert_eq!(target(&Deep::default()), "/deep");
    assert_eq!(target(&Spaces::default()), "/spaces");
    let empty = Deep {
        color: Some(crate::Color::default()),
        expand: Some(Vec::new()),
        metadata: Some(BTreeMap::new()),
        ..Deep::default()
    };
    assert_eq!(target(&empty), "/deep");
    let off = Names {
        acl: Some(false),
        ..Names::default()
    };
    assert_eq!(target(&off), "/names");
}

#[test]
fn a_flag_that_is_required_is_always_sent() {
    assert_eq!(target(&DeleteRules), "/rules?rules");
}
