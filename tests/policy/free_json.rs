//! Where the crate of the first API hands out JSON of any shape: only where no source tells the shape, or where the
//! documentation says that anything may stand there.

use syn::Type;

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

/// Where a file has free JSON: in a field of a structure, in a variant, or in what an operation gives back. Types and
/// operations stand in macros, one declaration a line.
fn free(text: &str) -> Vec<String> {
    let (mut owner, mut found) = ("", Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(declared) = declared(line) {
            owner = declared;
        } else if let Some((name, ty)) = member(line)
            && let Ok(ty) = syn::parse_str(ty)
            && is_free(&ty)
        {
            let place = if line.starts_with("pub async fn ") {
                format!("{name}()")
            } else {
                format!("{owner}.{name}")
            };
            found.push(place);
        }
    }
    found
}

/// The type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line
        .strip_prefix("pub struct ")
        .or(line.strip_prefix("pub enum "))?;
    line.split([' ', ';', '<', '(']).next()
}

/// What a line declares that has a type, and the type.
fn member(line: &str) -> Option<(&str, &str)> {
    if let Some(operation) = line.strip_prefix("pub async fn ") {
        let (name, _) = operation.split_once('(')?;
        let (_, output) = operation.split_once(") -> ")?;
        return Some((name, output.trim_end_matches(';')));
    }
    if let Some(field) = line.strip_prefix("pub ") {
        let (name, ty) = field
            .split_once(": ")
            .filter(|(name, _)| !name.contains(' '))?;
        let ends = [" as \"", " = None"].into_iter();
        let end = ends.filter_map(|end| ty.find(end)).min();
        return Some((name, ty[..end.unwrap_or(ty.len())].trim_end_matches(',')));
    }
    let (variant, held) = line.split_once('(')?;
    let is_variant = variant.starts_with(|c: char| c.is_ascii_uppercase())
        && variant.chars().all(|c| c.is_ascii_alphanumeric());
    let ends = ["): From", ") if ", ") = {", "),"].into_iter();
    let end = ends.filter_map(|end| held.find(end)).min()?;
    is_variant.then_some((variant, &held[..end]))
}

#[test]
fn free_json_stands_where_no_shape_is_known_and_nowhere_else() {
    let mut found = Vec::new();
    for path in files("generated/src") {
        let module = path.trim_start_matches("generated/src/");
        if module.starts_with("support") {
            continue;
        }
        let free = free(&read(&path)).into_iter();
        found.extend(free.map(|it| format!("{} {it}", module.trim_end_matches(".rs"))));
    }
    let mut expected = [&UNDOCUMENTED[..], &ANY[..]].concat();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}
