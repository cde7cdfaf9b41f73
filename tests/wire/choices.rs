//! Responses of one form or another, read by the generated crate.

use onchainpay::addresses::BusinessAddressOutput;
use onchainpay::orders::OrdersOutputTotal;
use onchainpay::partner::CreateUserOrganizationOutput;

const ADDRESS: &str = r#"{"id": "a", "advancedBalanceId": "b", "currency": "USDT", "network": "tron",
    "address": "T9", "tag": null, "balance": "1.50", "alias": null, "comment": null}"#;

fn business_address(text: &str) -> BusinessAddressOutput {
    serde_json::from_str(text).expect("any JSON is read")
}

#[test]
fn one_and_several_are_told_apart() {
    let BusinessAddressOutput::WalletAddress(address) = business_address(ADDRESS) else {
        panic!("an object is one address");
    };
    assert_eq!(address.balance.to_string(), "1.50");
    let BusinessAddressOutput::WalletAddressList(list) = business_address(&format!("[{ADDRESS}]"))
    else {
        panic!("an array is a list of addresses");
    };
    assert_eq!(list.len(), 1);
}

#[test]
fn what_is_neither_is_kept_as_it_came() {
    for text in [r#"{"id":"a"}"#, "12345678901234567890.10", "null", "[{}]"] {
        let BusinessAddressOutput::Other(raw) = business_address(text) else {
            panic!("{text} is no address");
        };
        assert_eq!(raw.as_str(), text);
    }
}

#[test]
fn a_number_and_its_text_are_told_apart() {
    let read = |text| serde_json::from_str(text).expect("any JSON is read");
    assert!(matches!(read("1000"), OrdersOutputTotal::Integer(1000)));
    match read(r#""1000""#) {
        OrdersOutputTotal::Text(text) => assert_eq!(text, "1000"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_and_an_object_with_it_are_told_apart() {
    use CreateUserOrganizationOutput as Output;
    let read = |text| serde_json::from_str(text).expect("any JSON is read");
    assert!(matches!(read(r#""a""#), Output::Text(text) if text == "a"));
    assert!(matches!(read(r#"{"result": "a"}"#), Output::Object(it) if it.result == "a"));
}
