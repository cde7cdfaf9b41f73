//! The credentials that the mock knows.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};

use super::secrets::Secret;
use crate::ir::signing::{Algorithm, Credential, Decode, KeyRole, Name, Part, Scheme};
use crate::ir::{Api, SecurityKind};
use crate::signing::{Absent, Keys};

/// The texts of one holder's credentials for one scheme, by name.
pub type Texts = BTreeMap<String, String>;

/// The credentials of all schemes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keyring {
    holders: BTreeMap<String, Vec<Holder>>,
}

/// One holder's credentials for one scheme.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) texts: Texts,
    /// For a scheme with a recipe.
    pub(crate) keys: Keys,
    secrets: Vec<Secret>,
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.texts.keys().collect();
        f.debug_struct("Holder")
            .field("credentials", &names)
            .finish_non_exhaustive()
    }
}

/// Holders of one scheme; more are not kept, and the oldest goes.
const MOST: usize = 10_000;

impl Keyring {
    /// Returns the holders of a scheme.
    pub(crate) fn of(&self, scheme: &str) -> &[Holder] {
        self.holders.get(scheme).map_or(&[], Vec::as_slice)
    }

    /// Takes a holder in.
    ///
    /// # Errors
    ///
    /// What is wrong with the credentials, a line each.
    pub(crate) fn add(&mut self, api: &Api, scheme: &str, texts: Texts) -> Result<(), String> {
        let Some(kind) = api.security_schemes.get(scheme).map(|it| &it.kind) else {
            return Err(format!("the document has no security scheme `{scheme}`"));
        };
        let keys = match kind {
            SecurityKind::Recipe(recipe) => {
                Keys::read(recipe, &texts, Absent::Refused).map_err(|errors| {
                    let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
                    lines.join("\n")
                })?
            }
            SecurityKind::Key { .. }
            | SecurityKind::Bearer
            | SecurityKind::OAuth2(_)
            | SecurityKind::OpenIdConnect { .. }
            | SecurityKind::MutualTls
            | SecurityKind::Basic
            | SecurityKind::Unsupported => Keys::default(),
        };
        let holders = self.holders.entry(scheme.to_owned()).or_default();
        if holders.len() >= MOST {
            holders.remove(0);
        }
        let secrets = secrets(kind, &texts);
        holders.push(Holder {
            texts,
            keys,
            secrets,
        });
        Ok(())
    }

    /// Forgets a holder.
    pub(crate) fn remove(&mut self, scheme: &str, texts: &Texts) {
        if let Some(holders) = self.holders.get_mut(scheme) {
            holders.retain(|it| it.texts != *texts);
        }
    }

    /// Returns all that is kept secret.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let holders = self.holders.values().flatten();
        holders.flat_map(|it| &it.secrets)
    }
}

/// What of a holder's credentials is kept secret.
fn secrets(kind: &SecurityKind, texts: &Texts) -> Vec<Secret> {
    let is_secret = |name: &str| match kind {
        SecurityKind::Recipe(recipe) => {
            let mut all = recipe.credentials.iter();
            all.any(|it| it.name == name && it.secret)
        }
        _ => name != "user",
    };
    let named = texts.iter().filter(|(name, _)| is_secret(name));
    let mut found: Vec<_> = named
        .filter_map(|(name, text)| Secret::new(name, text))
        .collect();
    if let (Some(user), Some(password)) = (texts.get("user"), texts.get("password")) {
        let pair = STANDARD.encode(format!("{user}:{password}"));
        found.extend(Secret::new("user and password", &pair));
    }
    found
}

/// Returns the names of a scheme's credentials, in order; the flag says that one may be left out.
pub(crate) fn names(kind: &SecurityKind) -> Vec<(&str, bool)> {
    match kind {
        SecurityKind::Recipe(recipe) => recipe
            .credentials
            .iter()
            .map(|it| (it.name.as_str(), it.optional))
            .collect(),
        SecurityKind::Key { .. } => vec![("key", false)],
        SecurityKind::Bearer => vec![("token", false)],
        SecurityKind::Basic => vec![("user", false), ("password", false)],
        SecurityKind::OAuth2(_)
        | SecurityKind::OpenIdConnect { .. }
        | SecurityKind::MutualTls
        | SecurityKind::Unsupported => Vec::new(),
    }
}

/// Makes credentials that nobody has had before.
///
/// # Errors
///
/// Why that is not possible: RSA keys are not made here, and half of a pair that only verifies is of
/// no use.
pub(crate) fn made(kind: &SecurityKind) -> Result<Texts, String> {
    let SecurityKind::Recipe(recipe) = kind else {
        let names = names(kind).into_iter();
        return Ok(names
            .map(|(name, _)| (name.to_owned(), alnum(40)))
            .collect());
    };
    let wanted = recipe.credentials.iter().filter(|it| !it.optional);
    wanted
        .map(|it| Ok((it.name.clone(), text(recipe, it)?)))
        .collect()
}

fn text(scheme: &Scheme, credential: &Credential) -> Result<String, String> {
    let bytes = match (is_key(scheme, &credential.name), &scheme.algorithm) {
        (true, Algorithm::Ed25519) => Some(ed25519(credential)),
        (true, Algorithm::EcdsaP256Sha256Der | Algorithm::EcdsaP256Sha256P1363) => Some(p256()),
        (true, Algorithm::RsaPkcs1Sha256 | Algorithm::RsaPssSha512) => {
            return Err("an RSA key pair has to be given".to_owned());
        }
        _ => None,
    };
    let public = scheme.key.as_ref().map(|it| it.role) == Some(KeyRole::Public);
    if bytes.is_some() && public {
        return Err("a key that only verifies has to be given".to_owned());
    }
    let made = || random(32);
    let prefix = credential.strip.clone().unwrap_or_default();
    let text = match credential.decode {
        Decode::Utf8 if bytes.is_some() => pem(&bytes.unwrap_or_default()),
        Decode::Utf8 if credential.secret => alnum(48),
        Decode::Utf8 => alnum(24),
        Decode::Hex => hex::encode(bytes.unwrap_or_else(made)),
        Decode::Base64 | Decode::Base64Url => STANDARD.encode(bytes.unwrap_or_else(made)),
        Decode::Pem => pem(&bytes.unwrap_or_else(made)),
    };
    Ok(prefix + &text)
}

/// Whether a credential is the whole key of the recipe.
fn is_key(scheme: &Scheme, name: &str) -> bool {
    let parts = scheme.key.as_ref().map(|it| it.bytes.parts.as_slice());
    matches!(parts, Some([Part::Insert(insert)]) if insert.name == Name::Credential(name.to_owned()))
}

/// A seed where the text is no PEM, since services show it so.
fn ed25519(credential: &Credential) -> Vec<u8> {
    if credential.decode != Decode::Pem && credential.decode != Decode::Utf8 {
        return random(32);
    }
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
    made.map(|it| it.as_ref().to_vec()).unwrap_or_default()
}

fn p256() -> Vec<u8> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    made.map(|it| it.as_ref().to_vec()).unwrap_or_default()
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}

pub(crate) fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    // Without random numbers from the system nothing that signs works; zeros harm no one here.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes
}

fn alnum(length: usize) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte) % 62]);
    random(length).into_iter().map(letter).collect()
}
