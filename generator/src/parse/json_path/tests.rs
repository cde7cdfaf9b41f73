//! The examples of RFC 9535, and paths that ask for too much.

use super::{JsonPath, Step, Steps};
use crate::diag::Sink;
use crate::parse::node::Node;
use crate::parse::read_value;
use crate::source::Source;

/// The document of RFC 9535 §1.5.
const STORE: &str = r#"{"store": {
    "book": [
        {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
        {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
        {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99},
        {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99}
    ],
    "bicycle": {"color": "red", "price": 399}
}}"#;
/// The document of RFC 9535 §2.3.5.3.
const FILTERED: &str = r#"{
    "a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
    "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}},
    "e": "f"
}"#;
/// Parts of an API as overlays select them.
const API: &str = "
info: {title: T, x-logo: {url: a}}
paths:
  /orders/{id}:
    get: {tags: [orders, old], parameters: [{name: id, in: path}, {name: page, in: query, schema: {type: integer}}]}
    post: {tags: [orders], x-internal: true, requestBody: {content: {application/json: {schema: {$ref: '#/s'}}}}}
  /files: {get: {operationId: getFiles, responses: {'200': {description: It's it.}}}}
";

fn tree(text: &str) -> Node {
    let mut sink = Sink::new();
    read_value(&Source::new("x", text), &mut sink).expect("it is a document")
}

fn pointer(way: &[Step]) -> String {
    let steps = way.iter().map(|step| match step {
        Step::Name(name) => format!("/{name}"),
        Step::Index(index) => format!("/{index}"),
    });
    steps.collect()
}

/// Asserts that a path selects the values at these places.
#[track_caller]
fn check(document: &str, path: &str, expected: &[&str]) {
    let read = JsonPath::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let found = read.select(&tree(document), &Steps::new(100_000));
    let found = found.unwrap_or_else(|_| panic!("{path} takes too long"));
    let mut found: Vec<_> = found.iter().map(|way| pointer(way)).collect();
    let mut expected: Vec<_> = expected.iter().map(|it| (*it).to_owned()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{path}");
}

#[test]
fn the_examples_of_the_specification_select_what_it_says() {
    let check = |path, expected: &[&str]| check(STORE, path, expected);
    let book = |index: usize, name: &str| format!("/store/book/{index}{name}");
    let all = |name: &str| -> Vec<String> { (0..4).map(|index| book(index, name)).collect() };
    let authors = all("/author");
    let authors: Vec<_> = authors.iter().map(String::as_str).collect();
    check("$", &[""]);
    check("$.store.book[*].author", &authors);
    check("$..author", &authors);
    check("$.store.*", &["/store/book", "/store/bicycle"]);
    let prices = all("/price");
    let prices = prices.iter().map(String::as_str);
    let prices: Vec<_> = prices.chain(["/store/bicycle/price"]).collect();
    check("$.store..price", &prices);
    check("$..book[2]", &["/store/book/2"]);
    check("$..book[2].author", &["/store/book/2/author"]);
    check("$..book[2].publisher", &[]);
    check("$..book[-1]", &["/store/book/3"]);
    check("$..book[0,1]", &["/store/book/0", "/store/book/1"]);
    check("$..book[:2]", &["/store/book/0", "/store/book/1"]);
    check("$..book[?@.isbn]", &["/store/book/2", "/store/book/3"]);
    check("$..book[?@.price<10]", &["/store/book/0", "/store/book/2"]);
    check("$['store']['bicycle']", &["/store/bicycle"]);
}

#[test]
fn filters_select_what_the_specification_says() {
    let check = |path, expected: &[&str]| check(FILTERED, path, expected);
    check("$.a[?@.b == 'kilo']", &["/a/9"]);
    check("$.a[?(@.b == 'kilo')]", &["/a/9"]);
    check("$.a[?@>3.5]", &["/a/1", "/a/4", "/a/5"]);
    check("$.a[?@.b]", &["/a/6", "/a/7", "/a/8", "/a/9"]);
    check("$[?@.*]", &["/a", "/o"]);
    check("$[?@[?@.b]]", &["/a"]);
    check("$.o[?@<3, ?@<3]", &["/o/p", "/o/q"]);
    check(r#"$.a[?@<2 || @.b == "k"]"#, &["/a/2", "/a/7"]);
    check(r#"$.a[?match(@.b, "[jk]")]"#, &["/a/6", "/a/7"]);
    check(r#"$.a[?search(@.b, "[jk]")]"#, &["/a/6", "/a/7", "/a/9"]);
    check("$.o[?@>1 && @<4]", &["/o/q", "/o/r"]);
    check("$.o[?@.u || @.x]", &["/o/t"]);
    check(
        "$.a[?@.b == $.x]",
        &["/a/0", "/a/1", "/a/2", "/a/3", "/a/4", "/a/5"],
    );
    check("$.a[?@ == @][?@ == 'j']", &["/a/6/b"]);
    check("$.a[?!@.b][0]", &[]);
    check("$[?length(@) > 5]", &["/a"]);
    check("$[?count(@.*) == 5]", &["/o"]);
    check("$.a[?value(@..b) == 'j']", &["/a/6"]);
    check("$.a[?!(@ == 3 || @.b) && @ >= 5]", &["/a/1", "/a/5"]);
    check("$.a[5:1:-2]", &["/a/5", "/a/3"]);
    check("$.a[::-5]", &["/a/9", "/a/4"]);
    check("$.a[ 1 : -7 : 1 ]", &["/a/1", "/a/2"]);
    check("$.a[::0]", &[]);
}

#[test]
fn paths_of_overlays_select_parts_of_an_api() {
    let check = |path, expected: &[&str]| check(API, path, expected);
    let (orders, files) = ("/paths//orders/{id}", "/paths//files");
    let get = format!("{orders}/get");
    check("$.info['x-logo']", &["/info/x-logo"]);
    check("$.paths['/orders/{id}'].get", &[&get]);
    check("$.paths.*.get", &[&get, &format!("{files}/get")]);
    check(
        "$.paths.*[?@['x-internal'] == true]",
        &[&format!("{orders}/post")],
    );
    check("$.paths.*[?@.tags[?@ == 'old']]", &[&get]);
    check("$.paths.*.*.tags[?@ == 'old']", &[&format!("{get}/tags/1")]);
    check("$.paths[?@.get.operationId == 'getFiles']", &[files]);
    check(
        "$.paths.*[?search(@.operationId, '^get')]",
        &[&format!("{files}/get")],
    );
    check(
        "$.paths.*.*.parameters[?@.name=='page' && @.in=='query']",
        &[&format!("{get}/parameters/1")],
    );
    check(
        "$.paths..parameters[?@.schema.type=='integer'].schema",
        &[&format!("{get}/parameters/1/schema")],
    );
    check("$.paths[?@..['$ref']]", &[orders]);
    check(
        "$..[?@['$ref']]",
        &[&format!(
            "{orders}/post/requestBody/content/application/json/schema"
        )],
    );
    check(
        "$.paths.*.*.responses.*.description",
        &[&format!("{files}/get/responses/200/description")],
    );
    check(
        "$..[?@.description == 'It\\'s it.']",
        &[&format!("{files}/get/responses/200")],
    );
    check("$..tags[?@ == \"\\u006fld\"]", &[&format!("{get}/tags/1")]);
    check("$.paths[?count(@..tags) > 1]", &[orders]);
}

#[test]
fn what_is_no_path_is_told() {
    for (path, expected) in [
        ("", "expected `$` at `the end`"),
        ("info", "expected `$` at `info`"),
        ("$.", "expected a name or `*` at `the end`"),
        (
            "$.x-logo",
            "a name with other characters is written `['a-name']`: at `-logo`",
        ),
        ("$.a b", "expected `.name`, `['name']` or the end at ` b`"),
        ("$[01]", "expected a whole number at `01]`"),
        ("$[-0]", "expected a whole number at `-0]`"),
        (
            "$['a",
            "expected the quote that ends this name at `the end`",
        ),
        ("$['\\x']", "there is no such escape: at `x']`"),
        ("$['\\ud83d']", "there is no such escape: at `ud83d']`"),
        (
            "$[?@.a == $..b]",
            "a path that may select several values is not compared; at `]`",
        ),
        ("$[?1]", "expected a comparison such as `== 1` at `]`"),
        (
            "$[?length(@.a)]",
            "expected a comparison such as `== 1` at `]`",
        ),
        (
            "$[?match(@.a, 'b') == true]",
            "`match` and `search` are not compared; at ` true]`",
        ),
        (
            "$[?none(@.a)]",
            "expected a path, a value, or a function of RFC 9535 at `none(@.a)]`",
        ),
        (
            "$[?@.a === 1]",
            "expected a path, a value, or a function of RFC 9535 at `= 1]`",
        ),
        ("$[?@.a == 1.]", "expected a number at `1.]`"),
    ] {
        let error = JsonPath::read(path).err();
        let error = error.map(|it| it.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{path}");
    }
    let deep = format!("${}{}", "[?@".repeat(40), "]".repeat(40));
    let error = JsonPath::read(&deep).unwrap_err().to_string();
    assert!(error.starts_with("nested too deeply"), "{error}");
}

/// A document of twenty thousand values, twenty levels deep.
fn large() -> Node {
    let text = format!("{{\"text\": \"{}b\"}}", "a".repeat(40));
    let inner = format!("{}{text}{}", "{\"a\": ".repeat(18), "}".repeat(18));
    let items = vec![inner; 1_000];
    tree(&format!("{{\"list\": [{}]}}", items.join(", ")))
}

#[test]
fn paths_that_would_take_forever_give_up() {
    let large = large();
    let stars = "[*,*]".repeat(40);
    for path in [
        "$..[?count($..*)>count(@..*)]",
        "$..[?@..[?@..[?@..[?@..[?@..[?@..x]]]]]]",
        "$.list[?$.list[?$.list[?@.x == $]]]",
        "$..[?count(@..*..*..*..*..*..*..*..*..*) > 9]",
        "$.list[?$.list == $.list]",
        "$.list[?count($..*) == 1 || count($..*) == 2]",
    ] {
        let path = JsonPath::read(path).unwrap();
        assert!(
            path.select(&large, &Steps::new(3_000_000)).is_err(),
            "{path:?}"
        );
    }
    // What selects the same values again and again does not take longer for it.
    for path in [
        "$..*..*..*..*..*",
        &format!("${stars}"),
        "$..[*,*,*]..[*,*,*]..[*,*,*]",
    ] {
        let read = JsonPath::read(path).unwrap();
        assert!(
            read.select(&large, &Steps::new(30_000_000)).is_ok(),
            "{path}"
        );
    }
}

#[test]
fn expressions_are_bounded() {
    let large = large();
    for pattern in [
        "a{1000}{1000}",
        "((a{100}){100}){100}",
        "\\\\p{L}{1000}",
        "(a|aa)+$",
        "(a*)*(a*)*(a*)*c",
        "(",
    ] {
        let path = JsonPath::read(&format!("$..[?match(@.text, '{pattern}')]")).unwrap();
        let found = path.select(&large, &Steps::new(100_000_000));
        assert_eq!(found.map(|it| it.len()).ok(), Some(0), "{pattern}");
    }
    let path = JsonPath::read("$..[?search(@.text, '^\\\\p{L}+\\\\w.$')]").unwrap();
    let found = path.select(&large, &Steps::new(100_000_000));
    assert_eq!(found.map(|it| it.len()).ok(), Some(1_000));
    // One that stands in the document is read for each value.
    let path = JsonPath::read("$..[?match(@.text, value($.list[0]..text))]").unwrap();
    assert!(path.select(&large, &Steps::new(3_000_000)).is_err());
}
