//! The generated client for every recipe that signs, and a server for each.

use std::collections::BTreeMap;
use std::time::SystemTime;

use countersign::ir::signing::Scheme;
use countersign::lower::signing::bundled;
use countersign::mock::{Builder, Server};
use serde_json::{Value, json};
use signed_fixture::orders::{PlaceDocument, PlaceForm, PlaceOrder, PlaceOrderBody};
use signed_fixture::security::{
    AlibabaAcs3, AlibabaRpc, Aws, AwsSigv4S3, AwsSigv4S3Presigned, AzureCosmosdb,
    AzureStorageSharedkey, AzureStorageSharedkeylite, Binance, BitfinexV2, Bitmex, BitstampV2,
    BybitV5, BybitV5Websocket, Cloudinary, CoinbaseCdpJwt, CoinbaseExchange, CoinbaseInternational,
    CoinpaymentsV1, CoinpaymentsV2, Cryptomus, Deribit, DeribitLogin, DuoAdminSha1, DuoAdminSha512,
    Gate, Gemini, GoogleMapsUrl, Htx, JwsHs256, Kraken, Kucoin, Mexc, Oauth, Okx, Onchainpay, Ovh,
    Pusher, Rfc9421Ed25519, Rfc9421Hmac, WechatPayV2Hmac, WechatPayV2Md5,
};
use signed_fixture::signing::SignedRequest;
use signed_fixture::{
    Client, ClientBuilder, Error, Operation, OperationInfo, RequestParts, payload,
};

use crate::client::builder;

/// The texts of a holder's credentials, by name.
pub(crate) type Texts = BTreeMap<String, String>;

/// Where a client takes the time from.
pub(crate) type Clock = fn() -> SystemTime;

/// Puts a holder's credentials into a client.
type With = fn(ClientBuilder, &Texts) -> ClientBuilder;

macro_rules! clients {
    ($($recipe:literal: $method:ident, $type:ident($($credential:literal),*);)*) => {
        &[$(($recipe, |builder, texts| {
            builder.$method($type::new($(texts[$credential].as_str()),*))
        }),)*]
    };
}

/// By recipe, the generated code for it.
const CLIENTS: &[(&str, With)] = clients! {
    "alibaba-acs3": alibaba_acs3, AlibabaAcs3("access_key_id", "secret");
    "alibaba-rpc": alibaba_rpc, AlibabaRpc("access_key_id", "secret");
    "aws-sigv4": aws, Aws("access_key_id", "secret");
    "aws-sigv4-s3": aws_sigv4_s3, AwsSigv4S3("access_key_id", "secret");
    "aws-sigv4-s3-presigned": aws_sigv4_s3_presigned, AwsSigv4S3Presigned("access_key_id", "secret");
    "azure-cosmosdb": azure_cosmosdb, AzureCosmosdb("secret");
    "azure-storage-sharedkey": azure_storage_sharedkey, AzureStorageSharedkey("account", "secret");
    "azure-storage-sharedkeylite": azure_storage_sharedkeylite, AzureStorageSharedkeylite("account", "secret");
    "binance": binance, Binance("api_key", "secret");
    "bitfinex-v2": bitfinex_v2, BitfinexV2("api_key", "secret");
    "bitmex": bitmex, Bitmex("api_key", "secret");
    "bitstamp-v2": bitstamp_v2, BitstampV2("api_key", "secret");
    "bybit-v5": bybit_v5, BybitV5("api_key", "secret");
    "bybit-v5-websocket": bybit_v5_websocket, BybitV5Websocket("api_key", "secret");
    "cloudinary": cloudinary, Cloudinary("api_key", "secret");
    "coinbase-cdp-jwt": coinbase_cdp_jwt, CoinbaseCdpJwt("key_name", "private_key");
    "coinbase-exchange": coinbase_exchange, CoinbaseExchange("api_key", "passphrase", "secret");
    "coinbase-international": coinbase_international, CoinbaseInternational("api_key", "passphrase", "secret");
    "coinpayments-v1": coinpayments_v1, CoinpaymentsV1("public_key", "secret");
    "coinpayments-v2": coinpayments_v2, CoinpaymentsV2("client_id", "secret");
    "cryptomus": cryptomus, Cryptomus("merchant", "api_key");
    "deribit": deribit, Deribit("client_id", "secret");
    "deribit-login": deribit_login, DeribitLogin("client_id", "secret");
    "duo-admin-sha1": duo_admin_sha1, DuoAdminSha1("ikey", "secret");
    "duo-admin-sha512": duo_admin_sha512, DuoAdminSha512("ikey", "secret");
    "gate-io": gate, Gate("api_key", "secret");
    "gemini": gemini, Gemini("api_key", "secret");
    "google-maps-url": google_maps_url, GoogleMapsUrl("client", "secret");
    "htx": htx, Htx("access_key", "secret");
    "jws-hs256": jws_hs256, JwsHs256("secret");
    "kraken": kraken, Kraken("api_key", "secret");
    "kucoin": kucoin, Kucoin("api_key", "passphrase", "secret");
    "mexc": mexc, Mexc("api_key", "secret");
    "oauth1-hmac-sha1": oauth, Oauth("consumer_key", "consumer_secret");
    "okx": okx, Okx("api_key", "passphrase", "secret");
    "onchainpay": onchainpay, Onchainpay("public_key", "secret");
    "ovh": ovh, Ovh("application_key", "application_secret", "consumer_key");
    "pusher": pusher, Pusher("key", "secret");
    "rfc9421-ed25519": rfc9421_ed25519, Rfc9421Ed25519("key_id", "private_key");
    "rfc9421-hmac": rfc9421_hmac, Rfc9421Hmac("key_id", "secret");
    "wechat-pay-v2-hmac": wechat_pay_v2_hmac, WechatPayV2Hmac("secret");
    "wechat-pay-v2-md5": wechat_pay_v2_md5, WechatPayV2Md5("secret");
};

/// What a recipe can sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Json,
    Form,
    Xml,
}

impl Body {
    fn of(recipe: &str) -> Self {
        match recipe {
            "cloudinary" | "coinpayments-v1" | "kraken" => Self::Form,
            "wechat-pay-v2-hmac" | "wechat-pay-v2-md5" => Self::Xml,
            _ => Self::Json,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Json => PlaceOrder::INFO.path,
            Self::Form => Form::INFO.path,
            Self::Xml => Xml::INFO.path,
        }
    }
}

/// A recipe with its generated code.
pub(crate) struct Case {
    pub(crate) recipe: &'static str,
    pub(crate) scheme: Scheme,
    /// The name of the security scheme in the document.
    name: String,
    with: With,
}

impl Case {
    /// The document with this scheme alone, and with the one operation that it signs.
    fn document(&self) -> Value {
        let mut document = fixture();
        let members = |value: &mut Value, kept: &str| {
            let members = value.as_object_mut().expect("it is an object");
            members.retain(|name, _| name == kept || name == "parameters");
        };
        let path = Body::of(self.recipe).path();
        members(&mut document["components"]["securitySchemes"], &self.name);
        members(&mut document["paths"], path);
        members(&mut document["paths"][path], "post");
        document["paths"][path]["post"]["security"] = json!([{&self.name: []}]);
        document
    }

    pub(crate) fn builder(&self) -> Builder {
        builder(&self.document().to_string())
    }

    pub(crate) fn server(&self) -> Server {
        self.builder().start().expect("it starts")
    }

    pub(crate) fn texts(&self, server: &Server) -> Texts {
        server.credentials(&self.name)
    }

    /// The client for a server, with its credentials and a clock of the test's.
    pub(crate) fn client(&self, server: &Server, texts: &Texts, clock: Clock) -> Client {
        let builder = Client::builder().base_url(server.url()).clock(clock);
        (self.with)(builder, texts)
            .build()
            .unwrap_or_else(|error| panic!("{}: {error}", self.recipe))
    }

    /// Calls the server.
    pub(crate) async fn send(&self, client: &Client) -> Result<(), Error> {
        match Body::of(self.recipe) {
            Body::Json => client.send(&order()).await,
            Body::Form => client.send(&Form).await,
            Body::Xml => client.send(&Xml).await,
        }
    }

    /// Signs the same without sending it.
    pub(crate) async fn sign(&self, client: &Client) -> SignedRequest {
        let signed = match Body::of(self.recipe) {
            Body::Json => client.sign(&order()).await,
            Body::Form => client.sign(&Form).await,
            Body::Xml => client.sign(&Xml).await,
        };
        signed.unwrap_or_else(|error| panic!("{}: {error}", self.recipe))
    }
}

/// One for each recipe that ships and signs.
pub(crate) fn cases() -> Vec<Case> {
    let document = fixture();
    let schemes = document["components"]["securitySchemes"].as_object();
    let schemes = schemes.expect("there are schemes");
    let mut cases = Vec::new();
    for recipe in bundled() {
        let scheme = crate::recipes::scheme(recipe);
        if scheme.place.is_empty() {
            continue;
        }
        // The recipe as it ships, not one that starts from it.
        let named = schemes.iter().find(|(_, it)| {
            let signing = &it["x-signing"];
            signing["use"] == recipe && signing.get("message").is_none()
        });
        let client = CLIENTS.iter().find(|(name, _)| *name == recipe);
        let (Some((name, _)), Some((recipe, with))) = (named, client) else {
            panic!("`{recipe}` is neither in tests/fixtures/signed.yaml nor in this table");
        };
        cases.push(Case {
            recipe,
            scheme,
            name: name.clone(),
            with: *with,
        });
    }
    assert_eq!(cases.len(), CLIENTS.len(), "clients of recipes that ship");
    cases
}

/// The document of the generated crate.
fn fixture() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/signed.yaml");
    let text = std::fs::read_to_string(path).expect("the fixture can be read");
    serde_yaml::from_str(&text).expect("the fixture is YAML")
}

fn order() -> PlaceOrder {
    PlaceOrder {
        note: Some("x".to_owned()),
        body: Some(PlaceOrderBody::new("1".to_owned())),
        ..PlaceOrder::new("7".to_owned())
    }
}

/// The same with a form, written by hand: the document does not say which fields it has.
struct Form;

/// The same with XML.
struct Xml;

macro_rules! operation {
    ($type:ident, $route:ident, $media_type:literal, $body:literal) => {
        impl Operation for $type {
            type Payload = payload::Nothing;
            const INFO: OperationInfo = $route::INFO;

            fn encode(&self, parts: &mut RequestParts) {
                parts.path("shop", &"7");
                parts.query("note", &"x");
                parts.text($media_type, $body);
            }
        }
    };
}

operation!(
    Form,
    PlaceForm,
    "application/x-www-form-urlencoded",
    "item=1&b=x+y"
);
operation!(
    Xml,
    PlaceDocument,
    "application/xml",
    "<xml><item>1</item></xml>"
);
