//! Makes a merchant key pair from code that is not async.
//!
//! With a partner's credentials in `ONCHAINPAY_PARTNER_PUBLIC_KEY` and `ONCHAINPAY_PARTNER_SECRET`:
//!
//! ```text
//! cargo run -p onchainpay --features blocking --example blocking -- USER_ID ORGANIZATION_ID ALIAS
//! ```

use std::error::Error;

use onchainpay::blocking::Client;
use onchainpay::partner::CreateApiKeys;
use onchainpay::security::Partner;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [user_id, organization_id, alias] = arguments.as_slice() else {
        return Err("usage: blocking USER_ID ORGANIZATION_ID ALIAS".into());
    };
    let client = Client::builder().partner(Partner::from_env()?).build_blocking()?;
    let request = CreateApiKeys {
        user_id: user_id.to_owned(),
        organization_id: organization_id.to_owned(),
        alias: alias.to_owned(),
    };
    // The secret prints as [redacted]; `pair.secret.expose()` gives it.
    let pair = client.partner().create_api_keys(&request)?;
    println!("{pair:#?}");
    Ok(())
}
