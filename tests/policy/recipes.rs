//! The recipes that ship: each makes a crate, and what is reported of it is known.

use countersign::diag::Sink;
use countersign::lower::signing::{bundled, summary};
use countersign::source::Source;
use countersign::{Options, generate};

/// What is reported, by code and recipe. A service that wants a broken hash, or leaves the body unsigned, gets what
/// it asks for; who chooses its recipe is told.
const REPORTED: &[(&str, &str)] = &[
    ("CS0616", "aws-sigv4-s3-presigned"),
    ("CS0616", "azure-cosmosdb"),
    ("CS0616", "azure-storage-sharedkey"),
    ("CS0616", "azure-storage-sharedkeylite"),
    ("CS0616", "bybit-v5-websocket"),
    ("CS0615", "cloudinary"),
    ("CS0616", "coinbase-cdp-jwt"),
    ("CS0615", "cryptomus"),
    ("CS0616", "deribit-login"),
    ("CS0616", "google-maps-url"),
    ("CS0616", "htx"),
    ("CS0616", "jws-hs256"),
    ("CS0615", "ovh"),
    ("CS0615", "pusher"),
    ("CS0616", "rfc9421-ed25519"),
    ("CS0616", "rfc9421-hmac"),
    ("CS0615", "wechat-pay-v2-md5"),
];

/// A document with two operations, and the schemes that take a recipe.
fn document(recipe: &str, signs: bool) -> String {
    let security = if signs {
        "security: [{shop: []}]\n"
    } else {
        ""
    };
    format!(
        "openapi: 3.0.3
info: {{title: Example, version: \"1\"}}
servers: [{{url: \"https://api.example\"}}]
{security}paths:
  /orders/{{id}}:
    post:
      operationId: makeOrder
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{\"204\": {{description: Done.}}}}
components:
  securitySchemes:
    shop: {{type: apiKey, in: header, name: X-Signature, x-signing: {{use: {recipe}}}}}
"
    )
}

#[test]
fn every_recipe_makes_a_crate_with_the_warnings_that_are_known() {
    let mut reported = Vec::new();
    for name in bundled() {
        let signs = summary(name)
            .expect("it is a recipe")
            .kind
            .starts_with("signs");
        let source = Source::new(name, document(name, signs));
        let mut sink = Sink::new();
        let tree = generate(&source, &Options::default(), &mut sink);
        let tree = tree.expect("the document can be read");
        let diagnostics = sink.finish();
        assert!(
            !diagnostics.has_errors(),
            "{name}: {:?}",
            diagnostics.reports
        );
        assert!(tree.get("src/security/shop.rs").is_some(), "{name}");
        reported.extend(diagnostics.reports.iter().map(|it| (it.code.id, name)));
    }
    assert!(bundled().count() > 60);
    assert_eq!(reported, REPORTED);
}
