//! Parameters in every style, as any client may send them, good and bad.

use countersign::mock::Server;

use crate::client::{get, server};

const DOCUMENT: &str = include_str!("../fixtures/styles.yaml");

fn styles() -> Server {
    server(DOCUMENT)
}

/// What is said of a request that is refused: where, and what.
#[track_caller]
fn refusal(server: &Server, target: &str, headers: &[(&str, &str)]) -> (String, String) {
    let response = get(server, target, headers);
    assert_eq!(response.status, 422, "{target}: {}", response.text());
    let violation = response.json()["violations"][0].clone();
    let text = |key: &str| violation[key].as_str().unwrap_or_default().to_owned();
    (text("at"), text("message"))
}

#[test]
fn what_has_not_the_form_of_its_style_is_refused() {
    let server = styles();
    for (target, at, message) in [
        (
            "/label/blue/.a/.R,1",
            "path parameter `text`",
            "it begins with no dot",
        ),
        (
            "/matrix/;text=a/;other=a/;object=R,1",
            "path parameter `list`",
            "it begins with no `;` and its name",
        ),
        (
            "/simple/a/b/R,1,G",
            "path parameter `object`",
            "a member has no value",
        ),
        (
            "/simple-exploded/a/b/R",
            "path parameter `object`",
            "a member has no `=`",
        ),
        ("/content/%7B", "path parameter `point`", "it is no JSON"),
    ] {
        assert_eq!(
            refusal(&server, target, &[]),
            (at.to_owned(), message.to_owned()),
            "{target}"
        );
    }
}

#[test]
fn values_are_held_against_their_schemas_whatever_their_style() {
    let server = styles();
    for (target, at) in [
        ("/simple/a/b/R,red", "path parameter `object`/R"),
        (
            "/matrix-exploded/;text=a/;list=b/;R=red",
            "path parameter `object`/R",
        ),
        ("/form?object=R,red", "query parameter `object`/R"),
        ("/form-exploded?R=red", "query parameter `object`/R"),
        ("/spaces?object=R%20red", "query parameter `object`/R"),
        ("/pipes?object=R%7Cred", "query parameter `object`/R"),
        ("/deep?color[R]=red", "query parameter `color`/R"),
        (
            "/deep?filter[range][from]=near",
            "query parameter `filter`/range/from",
        ),
        (
            "/deep?filter[items][0][sizes][]=big",
            "query parameter `filter`/items/0/sizes/0",
        ),
        ("/maps?label=one", "query parameter `labels`/label"),
    ] {
        assert_eq!(refusal(&server, target, &[]).0, at, "{target}");
    }
    let (at, _) = refusal(&server, "/headers", &[("x-object", "R,red")]);
    assert_eq!(at, "header parameter `x-object`/R");
    let (at, _) = refusal(&server, "/cookies", &[("cookie", "object=R,red")]);
    assert_eq!(at, "cookie parameter `object`/R");
}

#[test]
fn what_clients_write_differently_is_read_the_same() {
    let server = styles();
    for target in [
        "/deep?filter[items][0][price]=1&filter[items][1][price]=2",
        "/deep?filter%5Btags%5D%5B0%5D=a&filter%5Btags%5D%5B1%5D=b&expand=a&expand=b",
        "/deep?created=5",
        "/spaces?list=a+b%20c",
        "/pipes?list=a|b%7cc",
        "/form-exploded?R=1&unknown=2",
        "/names?acl",
        "/names?acl=true",
    ] {
        let response = get(&server, target, &[]);
        assert_eq!(response.status, 204, "{target}: {}", response.text());
    }
}

#[test]
fn operations_of_one_path_are_told_apart_by_its_query() {
    let server = styles();
    for (target, operation) in [
        ("/orders?kind=open&a+b=%C3%BC&limit=1", "openOrders"),
        ("/orders?kind=closed", "closedOrders"),
        ("/orders?q=a&by=b&view=all", "findOrders"),
    ] {
        assert_eq!(get(&server, target, &[]).status, 204, "{target}");
        let seen = server.requests().pop().expect("it was seen");
        assert_eq!(seen.entry.operation.as_deref(), Some(operation));
    }
}
