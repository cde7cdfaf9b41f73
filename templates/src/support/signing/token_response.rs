//! What a token endpoint responds (RFC 6749 §5).

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::access_token::AccessToken;
use super::token_error::TokenError;
use crate::support::json;
use crate::support::secret::Secret;

/// A token, or why there is none.
pub(super) struct TokenResponse {
    access_token: Option<Secret>,
    token_type: Option<String>,
    expires_in: Option<Value>,
    pub(super) error: Option<String>,
    pub(super) error_description: Option<String>,
}

json::received! { TokenResponse {
    access_token, token_type, expires_in, error, error_description,
} }

impl TokenResponse {
    /// The token, counted from the instant `now`.
    pub(super) fn token(self, now: SystemTime) -> Result<AccessToken, TokenError> {
        let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
        if !self.token_type.as_ref().is_none_or(is_bearer) {
            return Err(TokenError::Response("has a token that is no bearer token"));
        }
        let text = self
            .access_token
            .ok_or(TokenError::Response("has no `access_token`"))?;
        let token = AccessToken::new(text);
        let Some(expires_in) = self.expires_in else {
            return Ok(token);
        };
        let life = seconds(&expires_in).ok_or(TokenError::Response(
            "has an `expires_in` that is no number",
        ))?;
        // An end that no clock can tell is none.
        Ok(match now.checked_add(life) {
            Some(end) => token.expires_at(end),
            None => token,
        })
    }
}

/// A number of seconds. Some services write it as a text; what is negative is over already.
fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        value => value.as_f64()?,
    };
    if number.is_nan() {
        return None;
    }
    Some(Duration::try_from_secs_f64(number.max(0.0)).unwrap_or(Duration::MAX))
}
