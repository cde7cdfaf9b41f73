//! Where the crate of the first API hands out JSON of any shape: only where no source tells the shape, or where the
//! documentation says that anything may stand there.

use syn::{Fields, ImplItem, Item, ReturnType, Type, Visibility};

use crate::repository::{files, read};

/// The shape is not documented: `x-undocumented: shape`.
const UNDOCUMENTED: [&str; 20] = [
    "base_actions get_transaction_history()",
    "base_actions/find_tx FindTxOutputItem.result",
    "base_actions/get_transaction_history GetTransactionHistory.currency",
    "base_actions/get_transaction_history GetTransactionHistory.date",
    "base_actions/get_transaction_history GetTransactionHistory.network",
    "base_actions/get_transaction_history GetTransactionHistory.sort_date",
    "base_actions/get_transaction_history GetTransactionHistory.type_",
    "invoices/make_invoice MakeInvoice.currencies",
    "partner set_organization_tariff()",
    "webhook_log get_webhook()",
    "webhooks/auto_swap AutoSwapEvent.body",
    "webhooks/auto_withdrawal AutoWithdrawalEvent.body",
    "webhooks/billing_link BillingLinkEvent.body",
    "webhooks/bridge_transfer BridgeTransferEvent.body",
    "webhooks/fiat_deposit FiatDepositEvent.body",
    "webhooks/invoice InvoiceEvent.body",
    "webhooks/recurring_payment RecurringPaymentEvent.body",
    "webhooks/subscription SubscriptionEvent.body",
    "webhooks/swap SwapEvent.body",
    "webhooks/withdrawal_approval WithdrawalApprovalEvent.body",
];

/// Anything may stand there.
const ANY: [&str; 3] = [
    "addresses/set_meta SetMeta.meta",
    "base_actions/test_signature TestSignature.body",
    "types/address Address.meta",
];

fn is_free(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.iter().any(|segment| {
            let inner = match &segment.arguments {
                syn::PathArguments::AngleBracketed(inner) => inner.args.iter().collect(),
                _ => Vec::new(),
            };
            let mut inner = inner.into_iter();
            segment.ident == "Value"
                || inner.any(|it| matches!(it, syn::GenericArgument::Type(ty) if is_free(ty)))
        }),
        Type::Reference(reference) => is_free(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(is_free),
        _ => false,
    }
}

/// The fields that hold free JSON, or the place of those without a name.
fn free_fields(fields: &Fields) -> Vec<String> {
    let named = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_free(&field.ty));
    named
        .map(|(place, field)| match &field.ident {
            Some(name) => name.to_string(),
            None => place.to_string(),
        })
        .collect()
}

/// What of an item is public and free JSON.
fn free(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) => {
            let fields = free_fields(&item.fields).into_iter();
            fields
                .map(|field| format!("{}.{field}", item.ident))
                .collect()
        }
        Item::Enum(item) => {
            let variants = item.variants.iter();
            let free = variants.filter(|variant| !free_fields(&variant.fields).is_empty());
            free.map(|variant| format!("{}::{}", item.ident, variant.ident))
                .collect()
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let functions = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                    Some(&function.sig)
                }
                _ => None,
            });
            let free = functions.filter(|it| match &it.output {
                ReturnType::Type(_, ty) => is_free(ty),
                ReturnType::Default => false,
            });
            free.map(|it| format!("{}()", it.ident)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn free_json_stands_where_no_shape_is_known_and_nowhere_else() {
    let mut found = Vec::new();
    for path in files("generated/src") {
        let module = path.trim_start_matches("generated/src/");
        // The blocking client has the operations once more.
        if module.starts_with("support") || module.starts_with("blocking") {
            continue;
        }
        let file = syn::parse_file(&read(&path)).expect("it is Rust");
        let free = file.items.iter().flat_map(free);
        found.extend(free.map(|it| format!("{} {it}", module.trim_end_matches(".rs"))));
    }
    let mut expected = [&UNDOCUMENTED[..], &ANY[..]].concat();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}
