//! Responses that are read item by item while they come: server-sent events, and streams of JSON.
//!
//! A service may get it wrong or mean harm: an item has at most as many bytes as a whole response, and
//! each piece of it as much time as a whole call.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod framing;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, Error as _};

use self::framing::{Format, Frame, Framer, TooLong};
use super::client::{Client, encode};
use super::download::Download;
use super::error::{DecodeError, Error};
use super::operation::{Operation, OperationInfo};
use super::response::{Response, header_text};

/// What some services send as the last event, where others close the connection.
const DONE: &[u8] = b"[DONE]";

/// An operation whose response can be read item by item while it comes.
pub trait Streamed: Operation {
    /// What comes, one after the other.
    type Item;

    /// The media type that is asked for; it says what sets items apart.
    const ACCEPT: &'static str;

    /// Reads an item.
    ///
    /// # Errors
    ///
    /// It does not fit the document.
    fn item(piece: Piece) -> Result<Self::Item, DecodeError>;
}

/// An event that the service sends (HTML, server-sent events).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event<T> {
    /// What it holds.
    pub data: T,
    /// What it is called, if it has a name; `message` in browsers otherwise.
    pub event: Option<String>,
    /// The last id that was given, by this event or one before it.
    pub id: Option<String>,
}

/// The items of a response, in the order in which they come.
///
/// The request was sent when this was made. An item that does not fit the document is an error, and those
/// behind it can still be read; any other error is the end. Nothing is sent again by itself: where the
/// service can go on behind an event, [`last_event_id`](Self::last_event_id) is what it asks for.
pub struct Stream<O> {
    source: Download,
    framer: Framer,
    info: &'static OperationInfo,
    has_ended: bool,
    operation: PhantomData<fn() -> O>,
}

impl<O: Streamed> Stream<O> {
    /// Sends `request`, and waits until the response has begun.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses, [`Error::Decode`] if the response is no stream: that error
    /// has its body. See [`Error`] for the rest.
    pub async fn open(client: &Client, request: &O) -> Result<Self, Error> {
        let parts = encode(request)?;
        let info = parts.info;
        let parts = parts.accept(O::ACCEPT).map_err(|source| Error::Encode {
            operation: info.id,
            source,
        })?;
        let source = client.download_parts(parts).await?;
        let format = Format::of(O::ACCEPT);
        let media_type = header_text(source.headers(), header::CONTENT_TYPE.as_str());
        match media_type {
            Some(found) if !format.may_be(&found) => Err(not_a_stream(source, &found).await),
            _ => Ok(Self {
                framer: Framer::new(format, source.max_bytes()),
                source,
                info,
                has_ended: false,
                operation: PhantomData,
            }),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.source.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.source.headers()
    }

    /// The last id that the service gave; as the header `last-event-id` it tells where to go on.
    pub fn last_event_id(&self) -> Option<&str> {
        self.framer.last_id()
    }

    /// How long the service asks to wait before connecting again, as told last.
    pub fn retry(&self) -> Option<Duration> {
        self.framer.retry().map(Duration::from_millis)
    }

    /// The next item; `None` at the end.
    ///
    /// The end is where the response ends, or an event whose data is `[DONE]`. Each piece has the time of
    /// a whole call to come: a client for streams that are silent for long needs a longer one.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] for an item that does not fit the document, [`Error::Transport`] if the
    /// connection breaks off, the time is up, or an item is longer than a response may be.
    pub async fn next(&mut self) -> Result<Option<O::Item>, Error> {
        loop {
            if self.has_ended {
                return Ok(None);
            }
            match self.framer.next() {
                Ok(Some(frame)) => return self.read(frame),
                Ok(None) => {}
                Err(TooLong) => {
                    self.has_ended = true;
                    return Err(self.source.too_large());
                }
            }
            match self.source.next().await {
                Ok(Some(piece)) => self.framer.push(piece),
                Ok(None) => {
                    self.has_ended = true;
                    return self.framer.finish().map_or(Ok(None), |it| self.read(it));
                }
                Err(error) => {
                    self.has_ended = true;
                    return Err(error);
                }
            }
        }
    }

    fn read(&mut self, frame: Frame) -> Result<Option<O::Item>, Error> {
        if frame.data == DONE {
            self.has_ended = true;
            return Ok(None);
        }
        let piece = Piece {
            event: frame.event,
            id: self.framer.last_id().map(str::to_owned),
            is_cut: frame.is_cut,
            response: Response::new(self.info, self.status(), HeaderMap::new(), frame.data),
        };
        O::item(piece).map(Some).map_err(Error::Decode)
    }
}

impl<O: Operation> fmt::Debug for Stream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("operation", &self.info.id)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}

/// What came between two boundaries of a stream; an operation reads it.
#[derive(Debug)]
pub struct Piece {
    response: Response,
    event: Option<String>,
    id: Option<String>,
    is_cut: bool,
}

impl Piece {
    /// Reads a JSON text.
    ///
    /// # Errors
    ///
    /// It is no JSON, does not have the shape of `T`, or may not be whole.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        if self.is_cut {
            let error = serde_json::Error::custom("the text is cut off");
            return Err(DecodeError::new(&self.response, Some(0), &error));
        }
        self.response.json()
    }

    /// Reads an event with JSON as its data.
    ///
    /// # Errors
    ///
    /// The data is no JSON, or does not have the shape of `T`.
    pub fn event<T: DeserializeOwned>(self) -> Result<Event<T>, DecodeError> {
        self.event_by(Response::json)
    }

    /// Reads an event with text as its data.
    ///
    /// # Errors
    ///
    /// The data is not UTF-8.
    pub fn text_event(self) -> Result<Event<String>, DecodeError> {
        self.event_by(Response::text)
    }

    fn event_by<T>(
        self,
        read: impl FnOnce(Response) -> Result<T, DecodeError>,
    ) -> Result<Event<T>, DecodeError> {
        Ok(Event {
            data: read(self.response)?,
            event: self.event,
            id: self.id,
        })
    }
}

/// The error for a response that is something else, with what of it the client reads.
async fn not_a_stream(mut source: Download, media_type: &str) -> Error {
    let whole = match source.rest_as_whole().await {
        Ok(whole) => whole,
        Err(error) => return error,
    };
    let message = format!("the response is `{media_type}`, which is no stream of this kind");
    let error = serde_json::Error::custom(message);
    let response = Response::new(
        source.info(),
        source.status(),
        source.headers().clone(),
        whole,
    );
    Error::Decode(DecodeError::new(&response, Some(0), &error))
}
