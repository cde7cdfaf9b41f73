//! Why a request could not be signed.

use super::algorithms::AlgorithmError;
use super::json::JsonError;
use super::xml::XmlError;

/// A step of a recipe that this request, these credentials or these values do not allow.
///
/// Messages name places of the recipe and never quote a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SignError {
    /// The step: ``value `nonce` ``, `the message`, ``header `x-signature` ``.
    pub place: String,
    /// What is in the way.
    pub reason: Reason,
}

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// `from-hex`.
    #[error("`{0}` is not hexadecimal")]
    NotHex(String),
    /// `from-base64`.
    #[error("`{0}` is not base64")]
    NotBase64(String),
    /// Something that has to be text, because JSON, XML or a header can hold nothing else.
    #[error("the bytes are not UTF-8 text")]
    NotText,
    /// The body is read as JSON.
    #[error("the body: {0}")]
    BodyJson(JsonError),
    /// The text of a `json` operator.
    #[error(transparent)]
    Json(JsonError),
    /// The body is read as an object of fields.
    #[error("the JSON body is not an object")]
    NotAnObject,
    /// The body is read as XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A field cannot go into a body of this kind.
    #[error("fields cannot be put into a body of type `{0}`")]
    MediaType(String),
    /// Requests of this method come without a body, unless the caller gives one.
    #[error("nothing can be put into a request without a body")]
    NoBody,
    /// `as: integer`.
    #[error("the value is not a whole number")]
    NotInteger,
    /// A name that XML does not have.
    #[error("XML has no element `{0}`, or cannot hold this text")]
    XmlName(String),
    /// Values that double each other.
    #[error("the text has more than 64 MiB")]
    TooLong,
    /// Line breaks and other controls.
    #[error("the value has characters that cannot be sent here")]
    NotSendable,
    /// A path parameter that the request does not have.
    #[error("the request has no path parameter `{0}`")]
    NoParameter(String),
    /// A value that only the application or the request of a response can give.
    #[error("no value is given for `{0}`")]
    NotGiven(String),
    /// A name that no value was worked out for; the scheme was not made by `lower`.
    #[error("`{0}` is not known at this point")]
    Unknown(String),
    /// The key, or the algorithm itself.
    #[error(transparent)]
    Algorithm(#[from] AlgorithmError),
    /// A scheme that only verifies.
    #[error("the recipe has no key that could sign")]
    NoKey,
}

impl Reason {
    /// Says where.
    pub(super) fn at(self, place: impl Into<String>) -> SignError {
        SignError {
            place: place.into(),
            reason: self,
        }
    }
}
