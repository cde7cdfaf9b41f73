//! Many calls at once through one client and its clones.

use std::collections::BTreeSet;

use onchainpay::partner::CreateApiKeys;

use crate::{client, nonce, server};

const CALLS: usize = 1000;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_at_once_have_nonces_of_their_own() {
    let server = server();
    let client = client(&server);
    let calls: Vec<_> = (0..CALLS)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                let request = CreateApiKeys {
                    user_id: "7376bfd8-2e53-4832-8445-50095093b5c2".into(),
                    organization_id: "23fd734d-df33-4c6a-964c-55fba0c235ee".into(),
                    alias: format!("key {number}"),
                };
                client.partner().create_api_keys(&request).await
            })
        })
        .collect();
    for call in calls {
        call.await.expect("it ends").expect("it is let in");
    }
    let seen = server.requests();
    let nonces: BTreeSet<_> = seen.iter().map(|it| nonce(&server, it)).collect();
    assert_eq!((seen.len(), nonces.len()), (CALLS, CALLS));
    let alias = |body: &[u8]| {
        let body: serde_json::Value = serde_json::from_slice(body).expect("it is JSON");
        body["alias"].to_string()
    };
    let aliases: BTreeSet<_> = seen.iter().map(|it| alias(&it.body)).collect();
    assert_eq!(aliases.len(), CALLS, "none was lost");
}
