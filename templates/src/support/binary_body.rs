//! Bodies of bytes.

use std::fmt;
use std::io::{ErrorKind, Read};

use bytes::Bytes;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::request::{RequestParts, field_value};
use super::transport::{BoxFuture, Chunks, TransportError, TransportErrorKind};
use super::upload::Upload;

/// A body of bytes, and their media type where it is not the one that the document says.
#[derive(Clone)]
pub struct BinaryBody {
    content: Content,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream(Upload),
}

impl BinaryBody {
    /// A body of these bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self::of(Content::Bytes(bytes.into()))
    }

    /// A body whose pieces are read while it is sent, `length` bytes in all if that is known.
    ///
    /// It is sent once: the call is not repeated, and sending the request again is an error. A scheme
    /// that signs bodies cannot sign it.
    pub fn stream(pieces: impl Chunks + 'static, length: Option<u64>) -> Self {
        Self::of(Content::Stream(Upload::new(Box::new(pieces), length)))
    }

    /// A body that is read from a file or the like while it is sent; as [`stream`](Self::stream).
    ///
    /// Reading holds up the thread that sends: what may keep it waiting for long is better given piece
    /// by piece.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::stream(Reader(reader), length)
    }

    /// The same bytes under this media type.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    fn of(content: Content) -> Self {
        Self {
            content,
            content_type: None,
        }
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
        let mut shown = f.debug_struct("BinaryBody");
        match &self.content {
            Content::Bytes(bytes) => shown.field("bytes", &format_args!("[{} bytes]", bytes.len())),
            Content::Stream(upload) => shown.field("stream", upload),
        };
        shown.field("content_type", &self.content_type).finish()
    }
}

/// The most that is read at a time.
const PIECE: usize = 64 * 1024;

/// Gives what is read, piece by piece.
struct Reader<R>(R);

impl<R: Read + Send> Chunks for Reader<R> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let mut piece = vec![0; PIECE];
        let read = loop {
            match self.0.read(&mut piece) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let read = read.map(|length| {
            piece.truncate(length);
            (length > 0).then(|| Bytes::from(piece))
        });
        let failed = |error| TransportError::new(TransportErrorKind::Other).because(error);
        let read = read.map_err(failed);
        Box::pin(async move { read })
    }
}

impl RequestParts {
    /// Writes bytes, under `media_type` unless they have one of their own.
    ///
    /// Refused are a media type of theirs with characters that no header can carry, as
    /// [`EncodeError::Header`], and a stream that was sent before, as [`EncodeError::Sent`].
    pub fn binary(&mut self, media_type: &str, body: &BinaryBody) {
        let done = self.push_binary(media_type, body);
        self.keep(done);
    }

    fn push_binary(&mut self, media_type: &str, body: &BinaryBody) -> Result<(), EncodeError> {
        let own = body.content_type.as_deref();
        if own.is_some_and(|own| own.is_empty() || field_value(own).is_none()) {
            return Err(EncodeError::Header("content-type"));
        }
        let media_type = own.unwrap_or(media_type);
        let mut copy = Buffer::default();
        match &body.content {
            Content::Bytes(bytes) => copy.extend(bytes),
            Content::Stream(upload) if upload.is_whole() => {
                self.upload = Some(upload.clone());
            }
            Content::Stream(_) => return Err(EncodeError::Sent),
        }
        self.body(media_type, copy);
        Ok(())
    }
}
