//! Keys in PEM.

use super::key::Key;
use super::pem::decode_pem;
use crate::support::secret::Secret;

impl Key {
    /// A credential in PEM: the DER inside of it.
    pub(crate) fn pem(scheme: &'static str, field: &'static str, text: impl Into<Secret>) -> Self {
        let text = text.into();
        let bytes = match text.expose() {
            "" => Some(Vec::new()),
            text => decode_pem(text.as_bytes()),
        };
        Self::new(scheme, field, "PEM text", bytes)
    }
}
