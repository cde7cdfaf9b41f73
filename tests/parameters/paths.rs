//! Parameters in the path, and paths with more than a path.

use styles_fixture::fixed::{
    ClosedOrders, FindOrders, FindOrdersView, OpenOrders, TargetedOrders, TargetedOrdersXTarget,
};
use styles_fixture::paths::{
    Label, LabelExploded, Matrix, MatrixExploded, Reserved, Simple, SimpleExploded,
};

use crate::{colors, rgb, sent, target, text};

/// Makes a request of these three.
macro_rules! all {
    ($Request:ident) => {
        $Request {
            text: text(),
            list: colors(),
            object: rgb(),
        }
    };
}

#[test]
fn simple() {
    assert_eq!(
        target(&all!(Simple)),
        "/simple/blue/blue,black,brown/R,100,G,200,B,150"
    );
    assert_eq!(
        target(&all!(SimpleExploded)),
        "/simple-exploded/blue/blue,black,brown/R=100,G=200,B=150"
    );
}

#[test]
fn label() {
    assert_eq!(
        target(&all!(Label)),
        "/label/.blue/.blue,black,brown/.R,100,G,200,B,150"
    );
    assert_eq!(
        target(&all!(LabelExploded)),
        "/label-exploded/.blue/.blue.black.brown/.R=100.G=200.B=150"
    );
}

#[test]
fn matrix() {
    assert_eq!(
        target(&all!(Matrix)),
        "/matrix/;text=blue/;list=blue,black,brown/;object=R,100,G,200,B,150"
    );
    assert_eq!(
        target(&all!(MatrixExploded)),
        "/matrix-exploded/;text=blue/;list=blue;list=black;list=brown/;R=100;G=200;B=150"
    );
    let empty = Matrix {
        text: String::new(),
        ..all!(Matrix)
    };
    let expected = "/matrix/;text/;list=blue,black,brown/;object=R,100,G,200,B,150";
    assert_eq!(target(&empty), expected);
}

#[test]
fn reserved_characters_stay_where_the_document_allows_it() {
    let mut request = Reserved::new("a:b@c/d?e#f;g=h,i%2Fj".to_owned());
    request.at = Some(rgb());
    request.jar = Some("a/b=c,d;e".to_owned());
    let seen = sent(&request);
    assert_eq!(seen.path, "/reserved/a:b@c%2Fd%3Fe%23f%3Bg=h,i%2Fj");
    assert_eq!(seen.query, "at=R,100,G,200,B,150");
    let cookie = seen.headers.iter().find(|(name, _)| name == "cookie");
    assert_eq!(cookie.unwrap().1, "jar=a/b=c%2Cd%3Be");
}

#[test]
fn the_query_of_a_path_is_sent_before_the_parameters() {
    let open = OpenOrders { limit: Some(3) };
    let seen = sent(&open);
    assert_eq!(seen.query, "kind=open&a%20b=%C3%BC&limit=3");
    assert_eq!(
        (seen.path.as_str(), seen.entry.operation.as_deref()),
        ("/orders", Some("openOrders"))
    );
    let seen = sent(&ClosedOrders {});
    assert_eq!(
        (seen.query.as_str(), seen.entry.operation.as_deref()),
        ("kind=closed", Some("closedOrders"))
    );
}

#[test]
fn what_varies_in_the_query_of_a_path_is_a_parameter() {
    let find = FindOrders {
        q: "a&b".to_owned(),
        by: "c".to_owned(),
        view: FindOrdersView::All,
    };
    let seen = sent(&find);
    assert_eq!(seen.query, "q=a%26b&by=c&view=all");
    assert_eq!(seen.entry.operation.as_deref(), Some("findOrders"));
}

#[test]
fn the_fragment_of_a_path_is_not_sent() {
    let targeted = TargetedOrders {
        x_target: TargetedOrdersXTarget::Orders,
    };
    let seen = sent(&targeted);
    assert_eq!((seen.path.as_str(), seen.query.as_str()), ("/orders", ""));
    assert_eq!(seen.entry.operation.as_deref(), Some("targetedOrders"));
}
