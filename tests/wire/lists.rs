//! Lists of the first API whose pages are unlike those of the shared tests: bare lists, and numbered pages.

use onchainpay::address_book::GetAddressBook;
use onchainpay::partner::GetUserOrganizations;
use onchainpay::security::{Merchant, Partner};
use onchainpay::{Client, Paged, Pages};
use serde_json::{Value, json};

use crate::common::{SECRET, Script, unique_key};

fn client(script: &Script) -> Client {
    Client::builder()
        .transport(script.clone())
        .merchant(Merchant::new(unique_key(), SECRET))
        .partner(Partner::new(unique_key(), SECRET))
        .build()
        .expect("the options are good")
}

fn response(payload: &Value) -> String {
    json!({"success": true, "response": payload}).to_string()
}

async fn count<O: Paged>(mut pages: Pages<O>) -> usize {
    let mut count = 0;
    while let Some(mut page) = pages.next().await.expect("a page") {
        count += O::items(&mut page).map_or(0, |items| items.len());
    }
    count
}

/// What was sent as `name`, page by page.
fn sent(script: &Script, name: &str) -> Vec<Value> {
    let sent = script.sent();
    sent.iter().map(|sent| sent.member(name)).collect()
}

#[tokio::test]
async fn a_bare_list_ends_with_a_page_that_is_not_full() {
    let organization = |id: u8| json!({"id": id.to_string(), "name": "n", "createdAt": "2026-01-01T00:00:00.000Z"});
    let page = |ids: &[u8]| {
        let all: Vec<_> = ids.iter().map(|id| organization(*id)).collect();
        response(&json!(all))
    };
    let script = Script::good(page(&[1, 2])).gives(200, page(&[3]));
    let request = GetUserOrganizations {
        limit: Some(2),
        ..GetUserOrganizations::default()
    };
    let pages = client(&script)
        .partner()
        .get_user_organizations_pages(&request);
    assert_eq!(count(pages).await, 3);
    assert_eq!(sent(&script, "offset"), [Value::Null, json!(2)]);
}

#[tokio::test]
async fn the_pages_of_the_address_book_are_numbered() {
    let entry = |id: u8| json!({"id": id.to_string(), "networks": [], "address": "a", "alias": null, "comment": null});
    let page = |ids: &[u8]| {
        let entries: Vec<_> = ids.iter().map(|id| entry(*id)).collect();
        response(&json!({"addresses": entries, "count": 3, "countPages": 2, "limit": 2, "page": 0}))
    };
    let script = Script::good(page(&[1, 2])).gives(200, page(&[3]));
    let request = GetAddressBook {
        limit: Some(2),
        ..GetAddressBook::default()
    };
    let pages = client(&script)
        .address_book()
        .get_address_book_pages(&request);
    assert_eq!(count(pages).await, 3);
    assert_eq!(sent(&script, "page"), [Value::Null, json!(1)]);
    assert_eq!(sent(&script, "limit"), [json!(2), json!(2)]);
}
