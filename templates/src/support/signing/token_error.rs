//! Why there is no token.

use http::StatusCode;

use crate::support::error::printable;
use crate::support::transport::TransportError;

/// The longest text of a token endpoint that is printed, in characters.
const PRINTED: usize = 200;

/// The reasons why a client has no token to send: the source of
/// [`SignError::Token`](crate::SignError::Token), unless the application's own source gave another.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The token endpoint refused (RFC 6749 §5.2). What repeats the client's secret is left out.
    #[error("the token endpoint refused: {}", shown(error, description.as_deref()))]
    #[non_exhaustive]
    Refused {
        /// The status of its response.
        status: StatusCode,
        /// Its code: `invalid_client`, `invalid_scope` or the like.
        error: String,
        /// Its text for people.
        description: Option<String>,
    },
    /// The token endpoint gave no token and no reason.
    #[error("the token endpoint responded with status {}", .0.as_u16())]
    Status(StatusCode),
    /// The token endpoint leads to another place, to which no secret is sent.
    #[error("the token endpoint leads elsewhere with status {}; redirects are not followed", .0.as_u16())]
    Redirect(StatusCode),
    /// The token endpoint agreed, and its response cannot be read (RFC 6749 §5.1).
    #[error("the response of the token endpoint {0}")]
    Response(&'static str),
    /// There is no complete response of the token endpoint.
    #[error("the token endpoint gave no complete response")]
    Transport(#[from] TransportError),
    /// The address of the token endpoint is none that secrets can be sent to.
    #[error("the address of the token endpoint {0}")]
    Address(&'static str),
    /// The token is empty, or has characters that no header can carry.
    #[error("the token is empty, or has characters that cannot be sent")]
    Unsendable,
    /// The scheme belongs to no client: one that wraps it has to pass on
    /// [`Scheme::attach`](super::Scheme::attach).
    #[error("the scheme was not attached to a client")]
    NoClient,
}

/// Code and description as they may be printed.
fn shown(error: &str, description: Option<&str>) -> String {
    let mut text = printable(error, PRINTED);
    if let Some(description) = description {
        text.push_str(": ");
        text.push_str(&printable(description, PRINTED));
    }
    text
}
