//! Credentials: from the user's texts to the bytes that recipes name.

use std::collections::BTreeMap;
use std::fmt;

use super::encoding;
use super::shown::Shown;
use crate::ir::signing::{Credential, Decode, Scheme};

/// The decoded credentials of one scheme.
#[derive(Clone, Default)]
pub struct Keys(BTreeMap<String, Shown>);

/// What is wrong with one credential. The text itself is never quoted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("credential `{name}` {reason}")]
pub struct CredentialError {
    /// The credential.
    pub name: String,
    /// What is wrong.
    pub reason: CredentialReason,
}

/// What is wrong with a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialReason {
    /// The scheme has none of this name.
    #[error("is not one of the scheme's")]
    Unknown,
    /// It is not optional.
    #[error("is missing")]
    Missing,
    /// It has no bytes.
    #[error("is empty")]
    Empty,
    /// It does not decode.
    #[error("is not {0}")]
    Form(&'static str),
}

/// What a credential that is not given means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// An error unless it is optional: what clients do.
    Refused,
    /// No bytes: published vectors often leave out what does not go into the signature.
    Empty,
}

impl Keys {
    /// Decodes all credentials of a scheme.
    ///
    /// An optional one that is absent or empty has no bytes; any other has to have some, after
    /// `strip` and `decode`. A text is decoded without the white space around it unless `decode`
    /// is `utf8`, which takes it as it is.
    ///
    /// # Errors
    ///
    /// One [`CredentialError`] for each that is unknown, missing, empty or of the wrong form.
    pub fn read(
        scheme: &Scheme,
        texts: &BTreeMap<String, String>,
        absent: Absent,
    ) -> Result<Self, Vec<CredentialError>> {
        let mut keys = BTreeMap::new();
        let mut errors: Vec<CredentialError> = texts
            .keys()
            .filter(|name| scheme.credentials.iter().all(|it| it.name != **name))
            .map(|name| CredentialError {
                name: name.clone(),
                reason: CredentialReason::Unknown,
            })
            .collect();
        for credential in &scheme.credentials {
            let name = credential.name.clone();
            match decode(credential, texts.get(&name), absent) {
                Ok(bytes) => {
                    let shown = Shown::new(bytes, credential.secret, &name);
                    keys.insert(name, shown);
                }
                Err(reason) => errors.push(CredentialError { name, reason }),
            }
        }
        if errors.is_empty() {
            Ok(Self(keys))
        } else {
            Err(errors)
        }
    }

    /// Returns one by its name.
    pub(super) fn get(&self, name: &str) -> Option<&Shown> {
        self.0.get(name)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(&self.0).finish()
    }
}

fn decode(
    credential: &Credential,
    text: Option<&String>,
    absent: Absent,
) -> Result<Vec<u8>, CredentialReason> {
    let optional = credential.optional || absent == Absent::Empty;
    let text = match text {
        Some(text) => text.as_str(),
        None if optional => return Ok(Vec::new()),
        None => return Err(CredentialReason::Missing),
    };
    let text = credential
        .strip
        .as_deref()
        .and_then(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text);
    let bytes = match credential.decode {
        Decode::Utf8 => Ok(text.as_bytes().to_vec()),
        Decode::Hex => encoding::from_hex(text.as_bytes()).ok_or("hexadecimal"),
        Decode::Base64 | Decode::Base64Url => {
            encoding::from_base64(text.as_bytes()).ok_or("base64")
        }
        Decode::Pem if text.is_empty() => Ok(Vec::new()),
        Decode::Pem => encoding::pem(text.as_bytes()).ok_or("PEM"),
    };
    let bytes = bytes.map_err(CredentialReason::Form)?;
    if bytes.is_empty() && !optional {
        return Err(CredentialReason::Empty);
    }
    Ok(bytes)
}
