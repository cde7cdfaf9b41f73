//! Responses that are signed, where a recipe says that its clients verify them.

use std::collections::BTreeMap;

use crate::ir::signing::{Incoming, Scheme};
use crate::mock::exchange::Sent;
use crate::signing::inverse::{Claims, sign_response};
use crate::signing::{Keys, Request, Shown};

/// Signs the response to one request, with what its caller has signed with.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    scheme: Scheme,
    keys: Keys,
    /// Times and nonces of the request.
    values: BTreeMap<String, Vec<u8>>,
}

impl Signer {
    /// Returns nothing where clients expect no signature.
    pub(super) fn of(scheme: &Scheme, keys: &Keys, claims: &Claims) -> Option<Self> {
        let verify = scheme.verify.as_ref()?;
        (verify.incoming == Incoming::Response).then(|| Self {
            scheme: scheme.clone(),
            keys: keys.clone(),
            values: claims.values.clone(),
        })
    }

    /// Signs a response.
    ///
    /// # Errors
    ///
    /// What of the recipe cannot be turned around.
    pub(crate) fn sign(&self, sent: &mut Sent) -> Result<(), String> {
        let headers = sent.headers.iter();
        let response = Request {
            headers: headers
                .map(|(name, value)| (name.clone(), Shown::open(value.as_str())))
                .collect(),
            body: Shown::open(sent.body.as_slice()),
            status: Some(sent.status),
            ..Request::default()
        };
        let signed = sign_response(&self.scheme, &self.keys, &self.values, response)?;
        let text = |value: &Shown| String::from_utf8_lossy(value.bytes()).into_owned();
        sent.body = signed.body.bytes().to_vec();
        sent.headers = signed
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect();
        Ok(())
    }
}
