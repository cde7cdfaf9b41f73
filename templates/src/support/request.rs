//! A request on its way from values to HTTP, before any credentials are involved.

use http::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::finite::Finite;
use super::operation::OperationInfo;
use super::param::{Param, joined};
use super::query::{self, Query};
use super::server::Server;
use super::upload::Upload;

/// What frames a message (RFC 9112 §6, §9.6).
const FRAMING: [HeaderName; 3] = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];

/// Path, query, headers and body of one request; an operation fills it in.
///
/// A value that cannot stand in its place is no error of the method that gets it: the first one is the
/// error of the call.
pub struct RequestParts {
    pub(crate) info: &'static OperationInfo,
    /// What the first value was that cannot stand in its place.
    refused: Option<EncodeError>,
    /// A method for which there is no constant.
    pub(crate) method: Option<&'static str>,
    /// Where it goes instead of the base URL.
    pub(crate) server: Option<Server>,
    pub(crate) path: String,
    /// Path parameters by name, not encoded: some signatures cover them by themselves.
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Buffer>,
    pub(crate) upload: Option<Upload>,
    /// What is asked for instead of what the operation reads.
    pub(crate) accept: Option<HeaderValue>,
    /// Whether the body of a success is left to be read in pieces.
    pub(crate) in_pieces: bool,
}

impl RequestParts {
    /// The parts of a request that has no values yet.
    pub(crate) fn new(info: &'static OperationInfo) -> Self {
        let (path, query) = info.path.split_once('?').unwrap_or((info.path, ""));
        Self {
            info,
            refused: None,
            method: None,
            server: None,
            path: path.to_owned(),
            params: Vec::new(),
            query: Query::of(query),
            headers: HeaderMap::new(),
            body: None,
            upload: None,
            accept: None,
            in_pieces: false,
        }
    }

    /// Keeps the error of a value, unless another one was before it.
    pub(crate) fn keep(&mut self, done: Result<(), EncodeError>) {
        if let Err(error) = done {
            self.refused.get_or_insert(error);
        }
    }

    /// The parts, if all values could stand in their places.
    ///
    /// # Errors
    ///
    /// That of the first value that could not.
    pub(crate) fn finish(mut self) -> Result<Self, EncodeError> {
        match self.refused.take() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// Whether all numbers of a parameter are finite; if not, that is kept as its error.
    pub(super) fn takes(&mut self, name: &'static str, value: &dyn Param) -> bool {
        let is_finite = value.is_finite();
        if !is_finite {
            let problem = "a number is not finite";
            self.keep(Err(EncodeError::Parameter { name, problem }));
        }
        is_finite
    }

    /// Takes a method that has no constant in place of the one of the route.
    ///
    /// Refused as [`EncodeError::Method`] is a name that is none: with another one the request would not be
    /// what was signed.
    pub fn method(&mut self, name: &'static str) {
        match Method::from_bytes(name.as_bytes()) {
            Ok(_) => self.method = Some(name),
            Err(_) => self.keep(Err(EncodeError::Method(name))),
        }
    }

    /// Sends to this server instead of the base URL.
    pub fn server(&mut self, server: Server) {
        self.server = Some(server);
    }

    /// Fills `{name}` of the path. Several values are joined by commas.
    ///
    /// Refused as [`EncodeError::Path`] is a value that would change the path: it is absent, empty, `.`
    /// or `..`, be it percent-encoded.
    pub fn path(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value) {
            let done = self.push_path(name, value);
            self.keep(done);
        }
    }

    fn push_path(&mut self, name: &'static str, value: &dyn Param) -> Result<(), EncodeError> {
        let mut harmless = true;
        value.each(&mut |text| harmless &= !is_dots(text));
        let text = joined(value, query::encode).filter(|text| harmless && !text.is_empty());
        let text = text.ok_or(EncodeError::Path(name))?;
        self.params
            .extend(joined(value, str::to_owned).map(|value| (name, value)));
        self.path = self.path.replacen(&format!("{{{name}}}"), &text, 1);
        Ok(())
    }

    /// Adds a query parameter, once for each value.
    pub fn query(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value) {
            value.each(&mut |text| self.query.push(name, text));
        }
    }

    /// Adds a query parameter whose values are joined by commas.
    pub fn query_joined(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value)
            && let Some(text) = joined(value, query::encode)
        {
            self.query.push_encoded(name, &text);
        }
    }

    /// Adds a header. Several values are joined by commas.
    ///
    /// The headers that frame a message are the transport's and left out, even if a document takes
    /// them for parameters: with another length than the body's, requests would run together.
    ///
    /// Refused as [`EncodeError::Header`] is a value with characters that no header can carry, or with
    /// blanks around it, which would not arrive.
    pub fn header(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value) {
            let done = self.push_header(name, value);
            self.keep(done);
        }
    }

    pub(super) fn push_header(
        &mut self,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), EncodeError> {
        let Some(text) = joined(value, str::to_owned) else {
            return Ok(());
        };
        let refused = || EncodeError::Header(name);
        let key = HeaderName::try_from(name).map_err(|_| refused())?;
        if FRAMING.contains(&key) {
            return Ok(());
        }
        let mut value = field_value(&text).ok_or_else(refused)?;
        // What callers put into headers is nothing for a log.
        value.set_sensitive(true);
        if key == COOKIE
            && let Some(before) = cookies(&self.headers)
        {
            let all = format!("{before}; {text}");
            value = HeaderValue::from_str(&all).map_err(|_| EncodeError::Header(name))?;
            value.set_sensitive(true);
        }
        self.headers.insert(key, value);
        Ok(())
    }

    /// Adds a cookie. Several values are joined by commas.
    ///
    /// Refused as [`EncodeError::Header`] is a name or a value with characters that no cookie can carry.
    pub fn cookie(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value)
            && let Some(text) = joined(value, query::encode)
        {
            let pushed = self.push_cookie(name, &text);
            self.keep(pushed.ok_or(EncodeError::Header(name)));
        }
    }

    /// Appends a cookie; `None` if there is none of this name or value.
    pub(crate) fn push_cookie(&mut self, name: &str, text: &str) -> Option<()> {
        // A name is a token, like that of a header (RFC 6265 §4.1.1).
        HeaderName::try_from(name).ok()?;
        let cookie = match cookies(&self.headers) {
            Some(before) => format!("{before}; {name}={text}"),
            None => format!("{name}={text}"),
        };
        let mut cookie = HeaderValue::from_str(&cookie).ok()?;
        cookie.set_sensitive(true);
        self.headers.insert(COOKIE, cookie);
        Some(())
    }

    /// Writes `body` as JSON.
    ///
    /// Refused as [`EncodeError::Json`] is what cannot be written: a number is not finite, a key is no
    /// string.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.json_as("application/json", body);
    }

    /// Writes `body` as JSON under another media type; see [`json`](Self::json).
    pub fn json_as<T: Serialize + ?Sized>(&mut self, media_type: &'static str, body: &T) {
        self.written(media_type, json(body));
    }

    /// Writes text under a media type.
    pub fn text(&mut self, media_type: &'static str, body: &str) {
        self.bytes(media_type, body.as_bytes());
    }

    /// Writes bytes under a media type.
    pub fn bytes(&mut self, media_type: &'static str, body: &[u8]) {
        let mut copy = Buffer::default();
        copy.extend(body);
        self.body(media_type, copy);
    }

    /// Asks for this media type, or for these, whatever the operation reads.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Header`] if no header can carry it.
    pub(crate) fn accept(mut self, media_type: &str) -> Result<Self, EncodeError> {
        let value = field_value(media_type).ok_or(EncodeError::Header("accept"))?;
        // Some documents have it for a parameter.
        self.headers.remove(ACCEPT);
        self.accept = Some(value);
        Ok(self)
    }

    /// Leaves the body of a success to be read in pieces.
    pub(crate) fn in_pieces(mut self) -> Self {
        self.in_pieces = true;
        self
    }

    /// Takes a body that is JSON, if it could be written; compiled once, unlike what writes it.
    fn written(&mut self, media_type: &str, json: Result<Buffer, serde_json::Error>) {
        match json {
            Ok(text) => self.body(media_type, text),
            Err(error) => self.keep(Err(EncodeError::Json(error))),
        }
    }

    /// Takes a body as it is sent.
    pub(super) fn body(&mut self, media_type: &str, body: Buffer) {
        // A document may name a media type that no header can carry; then the body goes without.
        if let Ok(value) = HeaderValue::from_str(media_type) {
            self.headers.insert(CONTENT_TYPE, value);
        }
        self.body = Some(body);
    }
}

/// `value` as JSON text.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Buffer, serde_json::Error> {
    let mut text = Buffer::default();
    value.serialize(Finite(&mut serde_json::Serializer::new(&mut text)))?;
    Ok(text)
}

/// The cookies that are in `headers` already.
pub(crate) fn cookies(headers: &HeaderMap) -> Option<&str> {
    str::from_utf8(headers.get(COOKIE)?.as_bytes()).ok()
}

/// `text` as the value of a header, if it arrives as it is: whoever receives it drops blanks around
/// it (RFC 9110 §5.5).
pub(crate) fn field_value(text: &str) -> Option<HeaderValue> {
    let blank = [' ', '\t'];
    let arrives = !text.starts_with(blank) && !text.ends_with(blank);
    HeaderValue::from_str(text).ok().filter(|_| arrives)
}

/// Whether a request of this method says how long its body is, even if there is none.
pub(crate) fn has_bodies(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// How often whoever reads a path may decode it: no service does so more than twice or thrice.
const MOST_DECODINGS: usize = 8;

/// Whether a path with this value in it would climb, now or once decoded by whoever reads it next. What is encoded
/// more often than can be meant counts as if it did.
pub(crate) fn is_dots(value: &str) -> bool {
    let mut value = value.to_owned();
    for _ in 0..MOST_DECODINGS {
        if value
            .split(['/', '\\'])
            .any(|segment| matches!(segment, "." | ".."))
        {
            return true;
        }
        let decoded = percent_decode_str(&value).decode_utf8_lossy().into_owned();
        if decoded.len() >= value.len() {
            return false;
        }
        value = decoded;
    }
    true
}
