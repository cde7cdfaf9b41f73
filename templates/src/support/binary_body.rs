//! Bodies of bytes.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::request::RequestParts;

/// A body of bytes, and their media type where it is not the one that the document says.
#[derive(Clone, Default)]
pub struct BinaryBody {
    bytes: Bytes,
    content_type: Option<String>,
}

impl BinaryBody {
    /// A body of these bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            content_type: None,
        }
    }

    /// The same bytes under this media type.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }
}

impl From<Vec<u8>> for BinaryBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<String> for BinaryBody {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for BinaryBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BinaryBody")
            .field("bytes", &format_args!("[{} bytes]", self.bytes.len()))
            .field("content_type", &self.content_type)
            .finish()
    }
}

impl RequestParts {
    /// Writes bytes, under `media_type` unless they have one of their own.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Header`] if their media type has characters that no header can carry.
    pub fn binary(self, media_type: &str, body: &BinaryBody) -> Result<Self, EncodeError> {
        let own = body.content_type.as_deref();
        if own.is_some_and(|own| HeaderValue::from_str(own).is_err()) {
            return Err(EncodeError::Header("content-type"));
        }
        let mut copy = Buffer::default();
        copy.extend(&body.bytes);
        Ok(self.body(own.unwrap_or(media_type), copy))
    }
}
