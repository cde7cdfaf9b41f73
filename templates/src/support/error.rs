//! What can go wrong, cut by what a caller can do next.
//!
//! No message holds a secret, a query or a body. Bodies are to be had from accessors alone.

mod api;
mod decode;

use std::sync::Arc;

use http::{HeaderValue, StatusCode};

pub use api::ApiError;
pub use decode::DecodeError;
pub(crate) use decode::without_values;

use super::transport::{TransportError, TransportErrorKind};

/// The error of every call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client could not be built.
    #[error("the client cannot be built")]
    Build(#[from] BuildError),
    /// The client has no credentials that this operation accepts. Nothing was sent.
    #[error("`{operation}` was not sent")]
    Credentials {
        /// The operation's id.
        operation: &'static str,
        /// What is missing.
        source: CredentialsError,
    },
    /// A value of the request cannot stand where the document puts it. Nothing was sent.
    #[error("`{operation}` was not sent")]
    Encode {
        /// The operation's id.
        operation: &'static str,
        /// Which value, and why.
        source: EncodeError,
    },
    /// The request could not be signed. Nothing was sent.
    #[error("`{operation}` was not signed and not sent")]
    Sign {
        /// The operation's id.
        operation: &'static str,
        /// Why.
        source: SignError,
    },
    /// No complete response. Whether the service acted is unknown unless the kind of `source` is
    /// [`Connect`](TransportErrorKind::Connect).
    #[error("`{operation}` got no complete response")]
    Transport {
        /// The operation's id.
        operation: &'static str,
        /// How far it came.
        source: TransportError,
    },
    /// A client that waits was called by a thread of a tokio runtime. Nothing was sent.
    ///
    /// That holds for the threads of `spawn_blocking` too: await the async client there, or call from
    /// a thread of its own.
    #[error("`{operation}` was not sent: a thread of a tokio runtime must not wait")]
    Blocking {
        /// The operation's id.
        operation: &'static str,
    },
    /// The signature of the response is not the service's; nothing of the response is to be trusted.
    #[error("the response to `{operation}` is not to be trusted")]
    Unverified {
        /// The operation's id.
        operation: &'static str,
        /// The status of the response.
        status: StatusCode,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The pages of a list do not lead to its end: the service has it wrong.
    #[error("the pages of `{operation}` {problem}")]
    Pages {
        /// The operation's id.
        operation: &'static str,
        /// What they do instead, as the end of a sentence.
        problem: &'static str,
    },
    /// The service refused.
    #[error(transparent)]
    Api(ApiError),
    /// The service agreed, but its response does not fit the document.
    #[error(transparent)]
    Decode(DecodeError),
}

impl Error {
    /// The id of the operation; `None` if the client was not built.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Build(_) => None,
            Self::Credentials { operation, .. }
            | Self::Encode { operation, .. }
            | Self::Sign { operation, .. }
            | Self::Transport { operation, .. }
            | Self::Blocking { operation }
            | Self::Pages { operation, .. }
            | Self::Unverified { operation, .. } => Some(operation),
            Self::Api(error) => Some(error.operation()),
            Self::Decode(error) => Some(error.operation()),
        }
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Transport { source, .. } => source.status(),
            Self::Unverified { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The service's name for the call, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            _ => None,
        }
    }

    /// Whether it is certain that the service never saw the request, so that it may be repeated.
    pub fn nothing_was_sent(&self) -> bool {
        match self {
            Self::Build(_)
            | Self::Credentials { .. }
            | Self::Encode { .. }
            | Self::Sign { .. }
            | Self::Blocking { .. } => true,
            Self::Transport { source, .. } => source.kind() == TransportErrorKind::Connect,
            Self::Unverified { .. } | Self::Pages { .. } | Self::Api(_) | Self::Decode(_) => false,
        }
    }
}

/// The reasons why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not one that requests can be sent to.
    #[error("the base URL {0}")]
    BaseUrl(&'static str),
    /// Credentials that cannot be right.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The default transport is left out of this build, and no other was given.
    #[error("no transport was given, and the feature `reqwest` is off")]
    NoTransport,
    /// The system gives no thread to the client that waits.
    #[error("the thread that drives connections cannot be started")]
    Thread(#[source] std::io::Error),
    /// The default transport could not be set up.
    #[error("the transport cannot be set up")]
    Transport(#[source] TransportError),
}

/// What is wrong with credentials. Never holds any part of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The client was built without them.
    #[error("credentials for the security scheme `{scheme}` are needed")]
    #[non_exhaustive]
    Missing {
        /// The scheme's name in the document.
        scheme: &'static str,
    },
    /// One of them is empty.
    #[error("`{field}` of the security scheme `{scheme}` is empty")]
    #[non_exhaustive]
    Empty {
        /// The scheme's name in the document.
        scheme: &'static str,
        /// The name of the credential.
        field: &'static str,
    },
    /// One of them cannot be what the service gave out, or cannot stand where it is put.
    #[error("`{field}` of the security scheme `{scheme}` {problem}")]
    #[non_exhaustive]
    Malformed {
        /// The scheme's name in the document.
        scheme: &'static str,
        /// The name of the credential.
        field: &'static str,
        /// What is wrong with it, as the end of a sentence.
        problem: &'static str,
    },
    /// One of them is not of the form that its scheme asks for.
    #[error("`{field}` of the security scheme `{scheme}` is not {expected}")]
    #[non_exhaustive]
    NotA {
        /// The scheme's name in the document.
        scheme: &'static str,
        /// The name of the credential.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// An environment variable is not set.
    #[error("the environment variable `{0}` is not set")]
    NotSet(&'static str),
    /// An environment variable is not Unicode.
    #[error("the environment variable `{0}` is not Unicode")]
    NotUnicode(&'static str),
}

impl CredentialsError {
    /// Refuses a credential that is empty or blank. More cannot be said of one whose text is read
    /// before it is a key, say a PEM, which ends with a line break.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::Empty`].
    pub fn refuse_empty(
        scheme: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<(), Self> {
        if value.trim().is_empty() {
            Err(Self::Empty { scheme, field })
        } else {
            Ok(())
        }
    }

    /// Refuses a credential whose very text is the key, if it is empty, or begins or ends with what
    /// was copied along with it: blanks, line breaks, control characters.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::Empty`] or [`CredentialsError::Malformed`].
    pub fn refuse_untrimmed(
        scheme: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<(), Self> {
        Self::refuse_empty(scheme, field, value)?;
        if value.starts_with(is_stray) || value.ends_with(is_stray) {
            let problem = "begins or ends with a blank, a line break or a control character";
            return Err(Self::Malformed {
                scheme,
                field,
                problem,
            });
        }
        Ok(())
    }

    /// Refuses a user name with a colon, which would end it, or with control characters
    /// (RFC 7617 §2). It may be empty.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::Malformed`].
    pub fn refuse_user_name(
        scheme: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<(), Self> {
        if value.contains(':') {
            let problem = "has a colon, which ends a user name (RFC 7617 §2)";
            return Err(Self::Malformed {
                scheme,
                field,
                problem,
            });
        }
        Self::refuse_password(scheme, field, value)
    }

    /// Refuses a password with control characters (RFC 7617 §2). It may be empty.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::Malformed`].
    pub fn refuse_password(
        scheme: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<(), Self> {
        if value.contains(char::is_control) {
            let problem = "has a line break or another control character";
            return Err(Self::Malformed {
                scheme,
                field,
                problem,
            });
        }
        Ok(())
    }

    /// Refuses a credential that is empty, or that no header can carry as it is.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::Empty`] or [`CredentialsError::Malformed`].
    pub fn refuse_unsendable(
        scheme: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<(), Self> {
        Self::refuse_untrimmed(scheme, field, value)?;
        if HeaderValue::from_str(value).is_err() {
            let problem = "has characters that cannot be sent";
            return Err(Self::Malformed {
                scheme,
                field,
                problem,
            });
        }
        Ok(())
    }
}

/// Whether a character at an end of a credential is there by mistake; the last one is what some
/// editors write at the beginning of a file.
fn is_stray(character: char) -> bool {
    character.is_whitespace() || character.is_control() || character == '\u{feff}'
}

/// The reasons why a request cannot be put into HTTP.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A path parameter that would change the path: empty, absent, `.` or `..`.
    #[error("the path parameter `{0}` must not be empty, `.` or `..`")]
    Path(&'static str),
    /// A method whose name no request can have.
    #[error("`{0}` is no name of a method")]
    Method(&'static str),
    /// The path would not be sent as it is, or the URL as a whole is none.
    #[error("the path of the request cannot be sent as it is")]
    Url,
    /// The operation has a server of its own, to which this client does not send.
    #[error("the server `{url}` {problem}")]
    #[non_exhaustive]
    Server {
        /// Its URL in the document.
        url: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A header value with characters that no header can carry, or with blanks around it.
    #[error("the header `{0}` has characters, or blanks around it, that cannot be sent")]
    Header(&'static str),
    /// A parameter that cannot be sent in the style that the document gives it.
    #[error("the parameter `{name}` cannot be sent in its style: {problem}")]
    #[non_exhaustive]
    Parameter {
        /// Its name in the document.
        name: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A field of a form or a part of a multipart body that cannot be sent.
    #[error("the field `{name}` of the body cannot be sent: {problem}")]
    #[non_exhaustive]
    Field {
        /// Its name on the wire; empty for the body as a whole.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The body is read while it is sent, and was sent before.
    #[error("the body is a stream, and was sent before")]
    Sent,
    /// The body cannot be written as JSON.
    #[error("the body cannot be written as JSON")]
    Json(#[source] serde_json::Error),
}

/// The reasons why a request cannot be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// A member is to be put into a body that is no JSON object.
    #[error("`{0}` cannot be put into a body that is no JSON object")]
    NotAnObject(String),
    /// A member is to be put into the body of a request whose method has none.
    #[error("`{0}` cannot be put into a request without a body")]
    NoBody(String),
    /// A part of the request is to be changed after something was computed from it.
    #[error("{0} cannot change any more")]
    Fixed(Part),
    /// A value with characters that its place cannot carry.
    #[error("`{0}` has characters that cannot be sent")]
    Malformed(String),
    /// A value of the recipe is not what a step needs: hexadecimal or base64 text, a whole number,
    /// a key.
    #[error("a value is not {0}")]
    NotA(&'static str),
    /// JSON that a step reads cannot be read.
    #[error("the JSON {0}")]
    Json(&'static str),
    /// A member is to be put into a body that has no members, or the fields of a body are not to be
    /// read.
    #[error("the body {0}")]
    Body(&'static str),
    /// The operation has no path parameter of this name.
    #[error("there is no path parameter `{0}`")]
    NoParameter(&'static str),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// There is no token to send; the source says why.
    #[error("there is no token")]
    Token(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// The time for the whole call was up before there was a signature.
    #[error("the time is up")]
    Timeout,
    /// The signer failed; for keys that are kept elsewhere.
    #[error("the signer failed")]
    Signer(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The parts of a request, in the order in which they become fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// The body.
    Body,
    /// The headers.
    Headers,
    /// The query.
    Query,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Body => "the body",
            Self::Headers => "the headers",
            Self::Query => "the query",
        })
    }
}

/// At most `limit` characters of `text`, control characters escaped: a service must not write to
/// the terminal of whoever reads the log.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    let mut printable = String::new();
    for character in text.chars().take(limit) {
        if character.is_control() {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    if text.chars().nth(limit).is_some() {
        printable.push('…');
    }
    printable
}
