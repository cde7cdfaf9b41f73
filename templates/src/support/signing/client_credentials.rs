//! Tokens for a client's id and secret (RFC 6749 §4.4).

use std::error::Error as StdError;
use std::fmt;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::form_urlencoded::byte_serialize;
use url::{Position, Url};
use zeroize::Zeroizing;

use super::access_token::{AccessToken, TokenFuture, TokenSource};
use super::base64_standard::base64;
use super::token_error::TokenError;
use super::token_response::TokenResponse;
use crate::meta;
use crate::support::base_url::is_loopback;
use crate::support::buffer::Buffer;
use crate::support::error::CredentialsError;
use crate::support::network::Network;
use crate::support::secret::Secret;
use crate::support::transport::TransportRequest;

/// The longest response of a token endpoint that is read.
const LONGEST: usize = 256 * 1024;

/// A client's id and secret, for which a token endpoint gives out tokens (RFC 6749 §4.4).
///
/// They are sent to that endpoint alone, by the client's own transport, and nothing else is.
#[derive(Clone)]
pub struct ClientCredentials {
    token_url: String,
    client_id: String,
    client_secret: Secret,
    scope: String,
    parameters: Vec<(String, String)>,
    in_body: bool,
}

impl ClientCredentials {
    /// Credentials as the service gave them out.
    ///
    /// `token_url` is absolute, or relative to the base URL of the client. It must be `https`, unless
    /// it leads to this machine or the client allows plain HTTP.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scope: String::new(),
            parameters: Vec::new(),
            in_body: false,
        }
    }

    /// The scopes that are asked for; without any the service decides.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<_> = scopes.into_iter().collect();
        let scopes: Vec<_> = scopes.iter().map(AsRef::as_ref).collect();
        self.scope = scopes.join(" ");
        self
    }

    /// Adds a parameter that the service asks for, such as `audience`. It is no secret: what a service
    /// says of it is shown.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret in the body, not in the header `Authorization`; for services that do not
    /// take the latter (RFC 6749 §2.3.1).
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Where tokens are asked for, seen from a client; what is wrong with it as the end of a sentence.
    fn address(&self, network: &Network) -> Result<Url, &'static str> {
        let url = network.base_url.resolve(&self.token_url);
        let url = url.ok_or("is not a URL")?;
        if !matches!(url.scheme(), "http" | "https") {
            Err("is neither http nor https")
        } else if !url.username().is_empty() || url.password().is_some() {
            Err("has user info")
        } else if url.fragment().is_some() {
            Err("has a fragment")
        } else if url.scheme() == "http" && !network.allow_plain_http && !is_loopback(&url) {
            Err("is plain http to another host; `allow_plain_http` permits it")
        } else {
            Ok(url)
        }
    }

    /// The request for a token (RFC 6749 §4.4.2).
    fn request(&self, url: &Url, network: &Network) -> Result<TransportRequest, TokenError> {
        let malformed = |_| TokenError::Address("cannot be sent");
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_str(host).map_err(malformed)?);
        for (name, value) in [
            (ACCEPT, "application/json"),
            (ACCEPT_ENCODING, "identity"),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (USER_AGENT, meta::USER_AGENT),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if !self.in_body {
            headers.insert(AUTHORIZATION, self.basic().map_err(malformed)?);
        }
        Ok(TransportRequest {
            method: Method::POST,
            url: url.as_str().to_owned(),
            headers,
            body: self.form().freeze(),
            upload: None,
            timeout: network.timeout,
        })
    }

    /// Id and secret as user name and password, each encoded as in a form (RFC 6749 §2.3.1).
    fn basic(&self) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
        let pair = Zeroizing::new(base64(&*self.pair()));
        let text = Zeroizing::new(format!("Basic {}", *pair));
        let mut value = HeaderValue::from_str(&text)?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn pair(&self) -> Buffer {
        let mut pair = Buffer::default();
        encode(&mut pair, &self.client_id);
        pair.extend(b":");
        encode(&mut pair, self.client_secret.expose());
        pair
    }

    fn form(&self) -> Buffer {
        let mut form = Buffer::default();
        field(&mut form, "grant_type", "client_credentials");
        if !self.scope.is_empty() {
            field(&mut form, "scope", &self.scope);
        }
        for (name, value) in &self.parameters {
            field(&mut form, name, value);
        }
        if self.in_body {
            field(&mut form, "client_id", &self.client_id);
            field(&mut form, "client_secret", self.client_secret.expose());
        }
        form
    }

    async fn fetch(&self, network: &Network) -> Result<AccessToken, TokenError> {
        let url = self.address(network).map_err(TokenError::Address)?;
        let request = self.request(&url, network)?;
        let response = network.exchange(request, LONGEST).await?;
        let status = response.status();
        if status.is_redirection() {
            return Err(TokenError::Redirect(status));
        }
        let read = serde_json::from_slice::<TokenResponse>(response.body());
        match read {
            Ok(read) if status.is_success() && read.error.is_none() => read.token(network.now()),
            Ok(read) => Err(self.refusal(status, read)),
            Err(_) if status.is_success() => {
                Err(TokenError::Response("is no JSON object with a token"))
            }
            Err(_) => Err(TokenError::Status(status)),
        }
    }

    /// What the endpoint said, without what it must not repeat.
    fn refusal(&self, status: StatusCode, read: TokenResponse) -> TokenError {
        let Some(error) = read.error.filter(|text| self.is_open(text)) else {
            return TokenError::Status(status);
        };
        TokenError::Refused {
            status,
            error,
            description: read.error_description.filter(|text| self.is_open(text)),
        }
    }

    /// Whether a text of the endpoint does not repeat the secret, as it is or as it was sent.
    fn is_open(&self, text: &str) -> bool {
        let secret = self.client_secret.expose();
        let mut encoded = Buffer::default();
        encode(&mut encoded, secret);
        let encoded = std::str::from_utf8(&encoded).unwrap_or(secret);
        let pair = self.pair();
        let pair = Zeroizing::new(base64(&*pair));
        !text.contains(secret) && !text.contains(encoded) && !text.contains(pair.as_str())
    }
}

impl TokenSource for ClientCredentials {
    fn check(&self, scheme: &'static str, network: &Network) -> Result<(), CredentialsError> {
        CredentialsError::refuse_untrimmed(scheme, "client_id", &self.client_id)?;
        CredentialsError::refuse_untrimmed(scheme, "client_secret", self.client_secret.expose())?;
        let address = self.address(network);
        address
            .map(drop)
            .map_err(|problem| CredentialsError::Malformed {
                scheme,
                field: "token_url",
                problem,
            })
    }

    fn token<'a>(&'a self, network: &'a Network) -> TokenFuture<'a> {
        Box::pin(async {
            self.fetch(network)
                .await
                .map_err(Box::<dyn StdError + Send + Sync>::from)
        })
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the address: it is not checked yet and may have user info. Not the values: some may be secret.
        let parameters: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientCredentials")
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .field("parameters", &parameters)
            .field("in_body", &self.in_body)
            .finish_non_exhaustive()
    }
}

/// Appends a field to a form.
fn field(form: &mut Buffer, name: &str, value: &str) {
    if !form.is_empty() {
        form.extend(b"&");
    }
    encode(form, name);
    form.extend(b"=");
    encode(form, value);
}

/// Appends a text as `application/x-www-form-urlencoded` has it, piece by piece: no copy is left.
fn encode(out: &mut Buffer, text: &str) {
    for piece in byte_serialize(text.as_bytes()) {
        out.extend(piece.as_bytes());
    }
}
