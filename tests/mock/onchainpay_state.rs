//! What the first API's mock remembers, as `x-mock` in its document says.

use std::sync::atomic::{AtomicU64, Ordering};

use countersign::mock::Server;
use ring::hmac;
use serde_json::{Value, json};

use crate::client::{Response, builder, onchainpay, post};

fn server() -> Server {
    let builder = builder(&onchainpay()).stateful(true);
    builder.start().expect("it starts")
}

/// Calls an operation, signed with a pair.
fn signed(server: &Server, public: &str, secret: &str, path: &str, body: &Value) -> Response {
    static NONCE: AtomicU64 = AtomicU64::new(1);
    let mut body = body.clone();
    body["nonce"] = NONCE.fetch_add(1, Ordering::Relaxed).into();
    let body = body.to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let bytes = tag.as_ref().iter();
    let signature = bytes.fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let headers = [
        ("x-api-public-key", public),
        ("x-api-signature", signature.as_str()),
    ];
    post(server, path, &headers, &body)
}

/// Calls an operation with the pair of its realm.
fn call(server: &Server, path: &str, body: &Value) -> Response {
    let realm = if path.starts_with("/partner") {
        "partner"
    } else {
        "merchant"
    };
    let pair = server.credentials(realm);
    signed(server, &pair["public_key"], &pair["secret"], path, body)
}

fn given(server: &Server, path: &str, body: &Value) -> Value {
    let response = call(server, path, body);
    assert_eq!(response.status, 200, "{path}: {}", response.text());
    response.json()["response"].clone()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

const UNKNOWN: &str = "3c6f0cf0-0000-4000-8000-000000000000";

#[test]
fn a_pair_that_a_partner_makes_is_a_merchants_until_it_is_deleted() {
    let server = server();
    let user = json!({"userId": UNKNOWN, "organizationId": UNKNOWN, "alias": "mine"});
    let pair = given(&server, "/partner/api/create-api-keys", &user);
    assert_eq!(pair["alias"], "mine");
    let with = |path: &str| {
        let (public, secret) = (text(&pair["public"]), text(&pair["secret"]));
        signed(
            &server,
            public,
            secret,
            path,
            &json!({"tx": "x", "limit": 1, "offset": 0}),
        )
    };
    assert_eq!(with("/api-gateway/orders").status, 200);
    assert_eq!(with("/partner/api/get-users").code(), "key-unknown");
    let listed = given(&server, "/partner/api/get-api-keys", &json!({}));
    assert_eq!(listed, json!({"keys": [pair], "total": 1}));
    let delete = json!({"userId": UNKNOWN, "keyId": pair["id"]});
    given(&server, "/partner/api/delete-api-keys", &delete);
    assert_eq!(with("/api-gateway/orders").code(), "key-unknown");
    let again = call(&server, "/partner/api/delete-api-keys", &delete);
    assert_eq!(again.code(), "object-unknown");
}

#[test]
fn an_order_that_is_made_can_be_read_and_is_listed() {
    let server = server();
    let wanted = json!({
        "currency": "ETH", "network": "ethereum", "amount": "1.5", "order": "No. 7",
        "errorWebhook": "https://a.example/", "successWebhook": "https://a.example/",
        "returnUrl": "https://a.example/", "lifetime": 1800,
    });
    let made = given(&server, "/api-gateway/make-order", &wanted);
    assert_eq!(made["clientOrderId"], "No. 7");
    let read = given(
        &server,
        "/api-gateway/order",
        &json!({"orderId": made["orderId"]}),
    );
    assert_eq!(read["id"], made["orderId"]);
    assert_eq!(read["orderId"], "No. 7");
    assert_eq!(
        (&read["amount"], &read["currency"]),
        (&json!("1.5"), &json!("ETH"))
    );
    assert!(
        read["transactions"].is_array(),
        "the rest is the example's: {read}"
    );
    let listed = given(&server, "/api-gateway/orders", &json!({}));
    assert_eq!(listed, json!({"orders": [made], "total": "1"}));
    let unknown = call(&server, "/api-gateway/order", &json!({"orderId": UNKNOWN}));
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (404, "object-unknown")
    );
    assert_eq!(unknown.json()["success"], false);
    assert_eq!(call(&server, "/api-gateway/order", &json!({})).status, 200);
}

#[test]
fn users_are_found_by_either_name() {
    let server = server();
    let path = "/api-gateway/personal-addresses";
    let user = json!({"clientId": "u1", "clientEmail": "u1@a.example"});
    let made = given(&server, &format!("{path}/create-user"), &user);
    for name in [json!({"id": made["id"]}), json!({"clientId": "u1"})] {
        assert_eq!(given(&server, &format!("{path}/get-user"), &name), made);
    }
    let unknown = call(
        &server,
        &format!("{path}/get-user"),
        &json!({"clientId": "u2"}),
    );
    assert_eq!(unknown.code(), "object-unknown");
    let partner = given(
        &server,
        "/partner/api/create-user",
        &json!({"email": "a@a.example"}),
    );
    let found = given(
        &server,
        "/partner/api/get-user",
        &json!({"userId": partner["id"]}),
    );
    assert_eq!(found["email"], "a@a.example");
}

#[test]
fn addresses_that_are_made_are_found_and_those_in_the_book_go_again() {
    let server = server();
    let wanted = json!({"currency": "ETH", "network": "ethereum", "alias": "a", "comment": "c"});
    let made = given(&server, "/api-gateway/create-payout-address", &wanted);
    let found = given(
        &server,
        "/api-gateway/addresses/find-by-id",
        &json!({"id": made[0]["id"]}),
    );
    assert_eq!(
        (&found["alias"], &found["currency"]),
        (&json!("a"), &json!("ETH"))
    );
    let entry = json!({"address": "0x1", "networks": ["bsc"], "alias": "friend"});
    let entry = given(&server, "/api-gateway/address-book/add", &entry);
    let book = given(&server, "/api-gateway/address-book/get", &json!({}));
    assert_eq!(
        (&book["addresses"], &book["count"]),
        (&json!([entry]), &json!(1))
    );
    given(
        &server,
        "/api-gateway/address-book/remove",
        &json!({"addressId": entry["id"]}),
    );
    let book = given(&server, "/api-gateway/address-book/get", &json!({}));
    assert_eq!(book["addresses"], json!([]));
}

#[test]
fn what_is_made_can_be_read_by_its_id() {
    let server = server();
    let id = UNKNOWN;
    for (make, body, read, name) in [
        (
            "make-withdrawal-async",
            json!({"addressId": id, "address": "0x1", "amount": "7", "feeToken": "t"}),
            "get-withdrawal",
            "withdrawalId",
        ),
        (
            "make-invoice",
            json!({"currency": "USD", "amount": "7", "lifetime": 30, "currencies": [[1]]}),
            "get-invoice",
            "invoiceId",
        ),
        (
            "auto-swaps/create",
            json!({"address": "0x1", "currency": "ETH", "network": "ethereum"}),
            "auto-swaps/get",
            "id",
        ),
        (
            "auto-withdrawals/create",
            json!({"address": "0x1", "currency": "ETH", "network": "ethereum"}),
            "auto-withdrawals/get",
            "id",
        ),
        (
            "bridge/create",
            json!({"addressFromId": id, "addressToId": id, "feeToken": "t"}),
            "bridge/get",
            "id",
        ),
        (
            "swaps/create",
            json!({"addressFromId": id, "addressToId": id, "feeToken": "t"}),
            "swaps/get",
            "id",
        ),
    ] {
        let made = given(&server, &format!("/api-gateway/{make}"), &body);
        let found = given(
            &server,
            &format!("/api-gateway/{read}"),
            &json!({name: made["id"]}),
        );
        assert_eq!(found["id"], made["id"], "{make}");
        assert_eq!(found, made, "{make}");
    }
}
