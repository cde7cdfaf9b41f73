//! How the API's other clients write what they send: all of it is signed right, and taken.

use countersign::mock::Server;

use crate::client::{onchainpay, post, server};
use crate::onchainpay_client::signature;

const ORDER: &str = "/api-gateway/make-order";
const BALANCE: &str = "1503cf18-597f-447f-b172-112dfe377e1b";

/// Sends bodies in turn to a mock of their own, each signed as it is written.
fn taken(path: &str, bodies: &[String]) {
    let server = server(&onchainpay());
    for body in bodies {
        sent(&server, path, body);
    }
}

fn sent(server: &Server, path: &str, body: &str) {
    let pair = server.credentials("merchant");
    let signature = signature(&pair["secret"], body);
    let headers = [
        ("x-api-public-key", pair["public_key"].as_str()),
        ("x-api-signature", signature.as_str()),
    ];
    let response = post(server, path, &headers, body);
    assert_eq!(response.status, 200, "{body}: {}", response.text());
    assert_eq!(response.json()["success"], true, "{}", response.text());
}

/// An order in one line, with this nonce.
fn order(nonce: &str) -> String {
    format!(r#"{{"currency":"USDT","network":"tron","amount":"10","order":"1","nonce":{nonce}}}"#)
}

#[test]
fn python_puts_blanks_escapes_and_null_and_nonces_do_not_grow() {
    let body = |nonce: u32| {
        format!(
            r#"{{"currency": "USDT", "network": "tron", "amount": "10.5", "order": "\u0437\u0430\u043a\u0430\u0437 \ud83d\ude00", "description": null, "lifetime": null, "checkRisks": null, "externalUserId": null, "advancedBalanceId": "{BALANCE}", "nonce": {nonce}}}"#
        )
    };
    taken(ORDER, &[body(903_112_457), body(17), body(500_000_000)]);
}

#[test]
fn node_appends_a_nonce_and_a_balance_and_escapes_nothing() {
    let body = |path: &str, members: &str| {
        let nonce = "1643881172430";
        let all = format!(r#"{{{members},"nonce":{nonce},"advancedBalanceId":"{BALANCE}"}}"#);
        taken(path, &[all]);
    };
    let order = r#""currency":"USDT","network":"tron","amount":"10.5","order":"заказ 😀 <1>""#;
    body(ORDER, order);
    // A member that the operation does not have.
    body("/api-gateway/price-rate", r#""from":"ETH","to":"USDT""#);
}

#[test]
fn go_sorts_members_and_escapes_what_html_could_take() {
    let body = format!(
        r#"{{"advancedBalanceId":"{BALANCE}","amount":"10.5","currency":"USDT","network":"tron","nonce":1643881172431,"order":"\u003ca\u003e \u0026 заказ"}}"#
    );
    taken(ORDER, &[body]);
}

#[test]
fn php_escapes_slashes_and_puts_one_at_the_end_of_the_path() {
    let body = format!(
        r#"{{"advancedBalanceId":"{BALANCE}","amount":"10.5","currency":"USDT","description":null,"network":"tron","order":"\u0437\/1","returnUrl":"https:\/\/shop.example\/","nonce":1643881172432}}"#
    );
    taken(&format!("{ORDER}/"), &[body]);
}

#[test]
fn nonces_are_numbers_or_texts_of_any_kind() {
    let nonces = [
        "1643881172432.25",
        "\"1643881172433\"",
        "\"5d5a9d52-4b5c-4b1c-8a53-ff5a8a0f8a10\"",
        "1.643881172434e12",
        "\"a\"",
    ];
    taken(ORDER, &nonces.map(order));
}

#[test]
fn members_of_earlier_calls_are_taken_along() {
    let body = r#"{"from":"ETH","to":"USDT","order":"1","network":"tron","nonce":1643881172435}"#;
    taken("/api-gateway/price-rate", &[body.to_owned()]);
}
