//! The recipes that ship with the generator: files of `generator/recipes`, one line each.

/// Takes the texts of files in.
macro_rules! recipes {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../recipes/", $name, ".yaml")))),+]
    };
}

/// Name and text of each recipe, by name.
const RECIPES: &[(&str, &str)] = recipes![
    "adyen-webhook",
    "alibaba-acs3",
    "alibaba-rpc",
    "aws-sigv4",
    "aws-sigv4-s3",
    "aws-sigv4-s3-presigned",
    "azure-cosmosdb",
    "azure-storage-sharedkey",
    "azure-storage-sharedkeylite",
    "backblaze-event",
    "binance",
    "bitfinex-v2",
    "bitmex",
    "bitstamp-v2",
    "bybit-v5",
    "bybit-v5-websocket",
    "cloudinary",
    "coinbase-cdp-jwt",
    "coinbase-exchange",
    "coinbase-international",
    "coinpayments-v1",
    "coinpayments-v2",
    "cryptomus",
    "deribit",
    "deribit-login",
    "discord-interaction",
    "duo-admin-sha1",
    "duo-admin-sha512",
    "gate-io",
    "gemini",
    "github-webhook",
    "google-maps-url",
    "htx",
    "jws-hs256",
    "kraken",
    "kucoin",
    "line-webhook",
    "mexc",
    "nowpayments-ipn",
    "oauth1-hmac-sha1",
    "okx",
    "onchainpay",
    "ovh",
    "paddle-webhook",
    "paypal-webhook",
    "pusher",
    "rfc9421-ed25519",
    "rfc9421-hmac",
    "rfc9421-response-ecdsa",
    "sendgrid-webhook",
    "shopify-oauth-callback",
    "shopify-webhook",
    "slack-webhook",
    "square-webhook",
    "standard-webhooks",
    "standard-webhooks-ed25519",
    "stripe-webhook",
    "svix-webhook",
    "twilio-webhook",
    "wechat-pay-v2-hmac",
    "wechat-pay-v2-md5",
];

/// Says how a name may have been meant, and where all are listed.
pub(super) fn hint(name: &str) -> String {
    let near = names().filter(|known| strsim::damerau_levenshtein(known, name) <= 2);
    let meant: Vec<_> = near.map(|it| format!("did you mean `{it}`? ")).collect();
    format!(
        "{}`countersign recipes` lists those that ship",
        meant.first().map_or("", String::as_str)
    )
}

/// The names, in order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|(name, _)| *name)
}

/// The text of a recipe.
pub(super) fn find(name: &str) -> Option<&'static str> {
    RECIPES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}
