//! Bodies of every media type over loopback HTTP, byte for byte.
//!
//! The document is `tests/fixtures/bodies.yaml`, its crate `tests/bodies`. What is expected of forms is what the WHATWG's
//! URL standard says (§5.2), of multipart bodies RFC 7578 and RFC 2046.

#[path = "../schemes/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;

use bodies_fixture::bytes_api::{SendAnything, SendBytes, SignBytes};
use bodies_fixture::files::{
    Change, ChangeFile, SendFiles, SendFilesKind, SendParts, SendRelated, SignFiles,
};
use bodies_fixture::forms::{
    Details, ReplaceForm, SendChoice, SendChoiceBody, SendChoiceBodyWithCard, SendForm, SignForm,
};
use bodies_fixture::security::{Body, Fields};
use bodies_fixture::several::{SendAlike, SendSeveral, SendSeveralBody};
use bodies_fixture::texts::{RemoveTexts, RemoveTextsBody, SearchTexts, SendText, SendXml};
use bodies_fixture::transport::{BoxFuture, Chunks, TransportError};
use bodies_fixture::{
    BinaryBody, Client, EncodeError, Error, FilePart, Multipart, Nullable, Operation, Retry,
};
use bytes::Bytes;
use ring::hmac;

use server::{Call, Server};

const SECRET: &str = "0123456789abcdef";

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .allow_plain_http(true)
        .retry(Retry::default().repeat_unsafe(true))
        .body(Body::new(SECRET))
        .fields(Fields::new(SECRET))
        .build()
        .expect("the options are good")
}

/// What arrives of a request.
async fn sent<O: Operation>(request: &O) -> Call {
    let server = Server::start(|_| Ok(()), 0).await;
    if let Err(error) = client(&server.url).send(request).await {
        panic!("{error:?}");
    }
    server.calls().remove(0)
}

/// Content type and body of what arrives of a request.
async fn body<O: Operation>(request: &O) -> (String, String) {
    let call = sent(request).await;
    assert_eq!(call.header("content-length"), call.body.len().to_string());
    let body = String::from_utf8(call.body.clone()).expect("a text");
    (call.header("content-type").to_owned(), body)
}

/// Content type and body, with `B` in place of the boundary.
async fn parts<O: Operation>(request: &O) -> (String, String) {
    let (content_type, body) = body(request).await;
    let (_, boundary) = content_type.split_once("boundary=").expect("a boundary");
    assert_eq!(boundary.len(), 32);
    (
        content_type.replace(boundary, "B"),
        body.replace(boundary, "B"),
    )
}

fn details(page: i64) -> Details {
    Details {
        page: Some(page),
        title: None,
    }
}

fn signature(message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, message);
    let mut hex = String::new();
    for byte in tag.as_ref() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[tokio::test]
async fn a_form_has_the_members_of_its_schema_as_fields() {
    let request = SendForm {
        note: None,
        tags: Some(vec!["a b".into(), "c&d".into()]),
        age: Some(7),
        price: Some("1.50".parse().unwrap()),
        pets: Some(vec!["cat".into()]),
        codes: Some(vec!["x".into(), "y".into()]),
        path: Some("/a?b=c&d".into()),
        details: Some(details(1)),
        metadata: Some(BTreeMap::from([("k".to_owned(), details(2))])),
        password: Some("p+w".into()),
        ..SendForm::new("Zoë + Co".to_owned())
    };
    let (content_type, body) = body(&request).await;
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    let expected = [
        "name=Zo%C3%AB+%2B+Co",
        "tags=a+b",
        "tags=c%26d",
        "age=7",
        "price=1.50",
        "pets=%5B%22cat%22%5D",
        "codes=x%7Cy",
        "path=/a?b=c%26d",
        "details=%7B%22page%22%3A1%7D",
        "metadata%5Bk%5D%5Bpage%5D=2",
        "password=p%2Bw",
    ];
    assert_eq!(body, expected.join("&"));
}

#[tokio::test]
async fn a_form_may_be_absent_or_empty_or_a_choice() {
    let mut request = ReplaceForm::new("1".into());
    let call = sent(&request).await;
    assert_eq!((call.body.len(), call.header("content-length")), (0, "0"));
    assert!(call.headers.iter().all(|(name, _)| name != "content-type"));
    request.body = Some(Details::default());
    let form = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
    assert_eq!(body(&request).await, (form, String::new()));
    let card = SendChoiceBodyWithCard { card: "1 2".into() };
    let request = SendChoice {
        body: SendChoiceBody::WithCard(card),
    };
    assert_eq!(body(&request).await.1, "card=1+2");
}

#[tokio::test]
async fn the_fields_of_a_form_are_signed_as_they_are_sent() {
    let request = SignForm {
        b: "x y&".into(),
        a: vec![2, 1],
    };
    let call = sent(&request).await;
    let body = String::from_utf8(call.body.clone()).unwrap();
    let nonce = body.strip_prefix("b=x+y%26&a=2&a=1&nonce=").expect(&body);
    let canon = format!("a=2&a=1&b=x y&&nonce={nonce}");
    assert_eq!(call.header("x-signature"), signature(canon.as_bytes()));
}

#[tokio::test]
async fn a_multipart_body_has_files_texts_and_json() {
    let request = SendFiles {
        previews: Some(vec![
            FilePart::new(vec![b'1']).name("1.png"),
            FilePart::new(vec![b'2'])
                .name("2.gif")
                .content_type("image/gif"),
        ]),
        details: Some(details(1)),
        rows: Some(vec![details(2), details(3)]),
        tags: Some(vec!["ü".into(), String::new()]),
        joined: Some(vec!["a".into(), "b".into()]),
        count: Some(2),
        made: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        kind: Some(SendFilesKind::B),
        table: Some("a,b\r\n".into()),
        pin: Some("12".into()),
        additional_properties: BTreeMap::from([("more".to_owned(), "x".to_owned())]),
        ..SendFiles::new(FilePart::from("\r\n--".to_owned()).name("a\"\r\nb.txt"))
    };
    let (content_type, body) = parts(&request).await;
    assert_eq!(content_type, "multipart/form-data; boundary=B");
    let part = |head: &str, content: &str| {
        format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let json = |name: &str, content: &str| {
        part(
            &format!("name=\"{name}\"\r\nContent-Type: application/json"),
            content,
        )
    };
    let bytes = "Content-Type: application/octet-stream";
    let expected = [
        part(
            &format!("name=\"file\"; filename=\"a%22%0D%0Ab.txt\"\r\n{bytes}"),
            "\r\n--",
        ),
        part(
            "name=\"previews\"; filename=\"1.png\"\r\nContent-Type: image/png\r\nx-kind: preview",
            "1",
        ),
        part(
            "name=\"previews\"; filename=\"2.gif\"\r\nContent-Type: image/gif\r\nx-kind: preview",
            "2",
        ),
        json("details", "{\"page\":1}"),
        json("rows", "{\"page\":2}"),
        json("rows", "{\"page\":3}"),
        part("name=\"tags\"", "ü"),
        part("name=\"tags\"", ""),
        part("name=\"joined\"", "a,b"),
        part("name=\"count\"", "2"),
        part("name=\"made\"", "2026-01-02T03:04:05Z"),
        part("name=\"kind\"", "b"),
        part("name=\"table\"\r\nContent-Type: text/csv", "a,b\r\n"),
        part("name=\"pin\"", "12"),
        part("name=\"more\"", "x"),
        "--B--\r\n".to_owned(),
    ];
    assert_eq!(body, expected.concat());
}

#[tokio::test]
async fn a_multipart_body_may_be_absent_or_without_parts() {
    let mut request = ChangeFile::new("1".into());
    assert!(sent(&request).await.body.is_empty());
    request.body = Some(Change::default());
    assert_eq!(parts(&request).await.1, "--B--\r\n");
}

#[tokio::test]
async fn a_multipart_body_is_signed_as_it_is_sent() {
    let request = SignFiles {
        file: FilePart::from(vec![0, 1, 255]),
    };
    let (one, other) = (sent(&request).await, sent(&request).await);
    assert_ne!(one.body, other.body, "every call has its own boundary");
    for call in [one, other] {
        assert_eq!(call.header("x-signature"), signature(&call.body));
    }
}

#[tokio::test]
async fn related_and_mixed_parts_have_types_and_no_names() {
    let request = SendRelated {
        id: "1".into(),
        body: bodies_fixture::files::SendRelatedBody {
            metadata: details(1),
            media: FilePart::from(vec![b'x']).content_type("image/png"),
        },
    };
    let (content_type, body) = parts(&request).await;
    assert_eq!(
        content_type,
        "multipart/related; type=\"application/json\"; boundary=B"
    );
    let expected = "--B\r\nContent-Type: application/json\r\n\r\n{\"page\":1}\r\n\
        --B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n";
    assert_eq!(body, expected);
    let request = SendParts {
        id: "1".into(),
        body: Multipart::new().text("any", &"ä".to_owned()),
    };
    let expected = "--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nä\r\n--B--\r\n";
    let found = parts(&request).await;
    assert_eq!(
        found,
        (
            "multipart/mixed; boundary=B".to_owned(),
            expected.to_owned()
        )
    );
}

#[tokio::test]
async fn what_no_part_can_carry_is_not_sent() {
    let file = FilePart::from(vec![1]).content_type("a/b\r\nx: y");
    let client = Client::builder()
        .base_url("http://127.0.0.1:9")
        .allow_plain_http(true)
        .build()
        .unwrap();
    match client.send(&SendFiles::new(file)).await {
        Err(Error::Encode {
            source: EncodeError::Field { name, .. },
            ..
        }) => assert_eq!(name, "file"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn bytes_have_the_media_type_of_the_document_or_the_callers() {
    let mut request = SendBytes { body: None };
    assert!(sent(&request).await.body.is_empty());
    request.body = Some(vec![0, 255].into());
    let call = sent(&request).await;
    assert_eq!(call.header("content-type"), "application/octet-stream");
    assert_eq!(call.body, [0, 255]);
    let mut request = SendAnything {
        body: BinaryBody::from("x".to_owned()),
    };
    let of = |media_type: &str| (media_type.to_owned(), "x".to_owned());
    assert_eq!(body(&request).await, of("application/octet-stream"));
    request.body = request.body.content_type("image/svg+xml");
    assert_eq!(body(&request).await, of("image/svg+xml"));
}

/// A body in three pieces.
struct Pieces(Vec<&'static str>);

impl Chunks for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = (!self.0.is_empty()).then(|| Bytes::from(self.0.remove(0)));
        Box::pin(async move { Ok(piece) })
    }
}

fn streamed(length: Option<u64>) -> SendAnything {
    let pieces = Pieces(vec!["one", "", "two"]);
    SendAnything {
        body: BinaryBody::stream(pieces, length).content_type("text/plain"),
    }
}

#[tokio::test]
async fn a_stream_of_known_length_is_announced() {
    let call = sent(&streamed(Some(6))).await;
    assert_eq!(call.body, b"onetwo");
    assert_eq!(call.header("content-length"), "6");
    assert_eq!(call.header("content-type"), "text/plain");
    let file = SendBytes {
        body: Some(BinaryBody::reader(
            std::io::repeat(7).take(200_000),
            Some(200_000),
        )),
    };
    assert_eq!(sent(&file).await.body, vec![7; 200_000]);
}

#[tokio::test]
async fn a_stream_of_unknown_length_comes_in_chunks() {
    let call = sent(&streamed(None)).await;
    assert_eq!(call.body, b"onetwo");
    assert_eq!(call.header("transfer-encoding"), "chunked");
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = Server::start(|_| Ok(()), 1).await;
    let client = client(&server.url);
    let request = streamed(Some(6));
    let busy = client.send(&request).await.unwrap_err();
    assert_eq!(busy.status(), Some(http::StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(server.calls().len(), 1, "the call is not repeated");
    match client.send(&request).await.unwrap_err() {
        Error::Encode { source, .. } => assert!(matches!(source, EncodeError::Sent)),
        other => panic!("{other:?}"),
    }
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn a_stream_of_another_length_than_announced_is_no_request() {
    for length in [0, 3, 5, 7] {
        let server = Server::start(|_| Ok(()), 0).await;
        let error = client(&server.url).send(&streamed(Some(length))).await;
        assert!(matches!(error, Err(Error::Transport { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn a_stream_cannot_be_signed() {
    let server = Server::start(|_| Ok(()), 0).await;
    let request = SignBytes {
        body: BinaryBody::reader(&b"abc"[..], None),
    };
    match client(&server.url).send(&request).await.unwrap_err() {
        Error::Sign { source, .. } => {
            assert_eq!(
                source.to_string(),
                "the body is a stream, and the signature covers it"
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(server.calls().is_empty());
    let call = sent(&SignBytes {
        body: vec![1].into(),
    })
    .await;
    assert_eq!(call.header("x-signature"), signature(&[1]));
}

#[tokio::test]
async fn texts_keep_the_parameters_of_their_media_type() {
    let text = SendText { body: "ü".into() };
    let expected = ("text/plain; charset=utf-8".to_owned(), "ü".to_owned());
    assert_eq!(body(&text).await, expected);
    let xml = SendXml {
        body: "<a/>".into(),
    };
    let expected = ("application/atom+xml".to_owned(), "<a/>".to_owned());
    assert_eq!(body(&xml).await, expected);
}

#[tokio::test]
async fn a_body_is_sent_with_every_method_that_has_one() {
    let request = SearchTexts {
        page: Some(1),
        title: None,
    };
    let call = sent(&request).await;
    assert_eq!(
        (call.method.as_str(), &call.body[..]),
        ("GET", &b"{\"page\":1}"[..])
    );
    assert_eq!(call.target(), "/texts");
    let call = sent(&RemoveTexts { body: None }).await;
    assert_eq!((call.method.as_str(), call.body.len()), ("DELETE", 0));
}

#[tokio::test]
async fn no_body_is_told_from_null() {
    let of = |body| RemoveTexts { body };
    let some = RemoveTextsBody::default();
    for (request, expected) in [
        (of(None), ""),
        (of(Some(Nullable::Null)), "null"),
        (of(Some(Nullable::Value(some))), "{}"),
    ] {
        let call = sent(&request).await;
        assert_eq!(String::from_utf8_lossy(&call.body), expected);
    }
}

#[tokio::test]
async fn the_variant_says_in_which_media_type_a_body_is_sent() {
    let of = |body| SendSeveral { body };
    let json = of(SendSeveralBody::Json(details(1)));
    let expected = ("application/json".to_owned(), "{\"page\":1}".to_owned());
    assert_eq!(body(&json).await, expected);
    let text = of(SendSeveralBody::Text("a,b".into()));
    assert_eq!(body(&text).await, ("text/csv".to_owned(), "a,b".to_owned()));
    let bytes = of(SendSeveralBody::Binary(vec![b'x'].into()));
    assert_eq!(body(&bytes).await.0, "application/octet-stream");
    let note = Change {
        note: Some("n".into()),
        file: None,
    };
    let (content_type, body) = parts(&of(SendSeveralBody::Multipart(note))).await;
    assert_eq!(content_type, "multipart/form-data; boundary=B");
    assert!(body.contains("name=\"note\"\r\n\r\nn\r\n"), "{body}");
}

#[tokio::test]
async fn what_is_the_same_in_several_media_types_is_json() {
    let request = SendAlike {
        body: Some(details(1)),
    };
    assert_eq!(body(&request).await.0, "application/json");
}

#[test]
fn a_client_that_waits_sends_the_same() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|_| Ok(()), 0));
    let client = bodies_fixture::blocking::Client::builder()
        .base_url(&server.url)
        .allow_plain_http(true)
        .build_blocking()
        .unwrap();
    let request = SendForm::new("a b".into());
    client.forms().send_form(&request).unwrap();
    let file = FilePart::from(vec![1]);
    client.files().send_files(&SendFiles::new(file)).unwrap();
    client.bytes_api().send_anything(&streamed(None)).unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].body, b"name=a+b");
    assert!(
        calls[1]
            .header("content-type")
            .starts_with("multipart/form-data; boundary=")
    );
}
