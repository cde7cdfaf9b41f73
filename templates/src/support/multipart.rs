//! Bodies in parts: `multipart/form-data` (RFC 7578) and its kin (RFC 2046).

use std::fmt::{self, Write as _};
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use serde::Serialize;
use serde_json::value::RawValue;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::json_text::members;
use super::param::Param;
use super::request::{RequestParts, json};
use super::styles::Style;
use super::styles::expand::{self, Escape};

/// A file in a multipart body: bytes, and what is said of them, as in
/// `FilePart::new(bytes).name("cat.png").content_type("image/png")`.
#[derive(Clone, Default)]
pub struct FilePart {
    bytes: Bytes,
    name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl FilePart {
    /// A file with this content, called `blob` until it has a name, as browsers do.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            ..Self::default()
        }
    }

    /// The same file under a name. Quotes and line breaks in it are sent as `%22`, `%0D` and `%0A`.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same file with a media type, in place of the one that the document says.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The same file with another header of its part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Vec<u8>> for FilePart {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<String> for FilePart {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("[{} bytes]", self.bytes.len()))
            .finish_non_exhaustive()
    }
}

/// One file, several or none.
pub trait Files {
    /// Gives each file to `emit`, in order.
    fn each(&self, emit: &mut dyn FnMut(&FilePart));
}

impl Files for FilePart {
    fn each(&self, emit: &mut dyn FnMut(&FilePart)) {
        emit(self);
    }
}

impl<F: Files> Files for Option<F> {
    fn each(&self, emit: &mut dyn FnMut(&FilePart)) {
        if let Some(file) = self {
            file.each(emit);
        }
    }
}

impl<F: Files> Files for Vec<F> {
    fn each(&self, emit: &mut dyn FnMut(&FilePart)) {
        for file in self {
            file.each(emit);
        }
    }
}

/// A body in parts. What cannot be sent is told by [`RequestParts::multipart`].
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    parts: Vec<Part>,
    /// The first of the parts that were added last.
    last: usize,
    problem: Option<(String, &'static str)>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    /// What the caller asks for.
    content_type: Option<String>,
    /// What is said if the caller asks for nothing; browsers say nothing of a text.
    usual_type: Option<String>,
    headers: Vec<(String, String)>,
    content: Bytes,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{} bytes]", self.name, self.content.len())
    }
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text, several under one name, or none.
    #[must_use]
    pub fn text(mut self, name: &str, value: &dyn Param) -> Self {
        self.last = self.parts.len();
        value.each(&mut |text| self.push_text(name, text));
        self
    }

    /// Adds files, each under this name.
    #[must_use]
    pub fn files(mut self, name: &str, files: &dyn Files) -> Self {
        self.last = self.parts.len();
        files.each(&mut |file| {
            self.parts.push(Part {
                name: name.to_owned(),
                file_name: Some(file.name.as_deref().unwrap_or("blob").to_owned()),
                content_type: file.content_type.clone(),
                usual_type: Some("application/octet-stream".to_owned()),
                headers: file.headers.clone(),
                content: file.bytes.clone(),
            });
        });
        self
    }

    /// Adds a value by what it is: an object as JSON, the items of a list one after the other, anything
    /// else as text; nothing for `null`.
    #[must_use]
    pub fn value<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(name, json(value), |form, json| form.push_value(name, json))
    }

    /// Adds a value as JSON; nothing for `null`.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(name, json(value), |form, json| {
            form.push_json(name, json);
            Ok(())
        })
    }

    /// Adds a value in a style of parameters, as texts.
    #[must_use]
    pub fn styled<T: Serialize + ?Sized>(self, name: &str, style: Style, value: &T) -> Self {
        self.with(name, json(value), |form, json| {
            // Nothing is escaped in a part (OpenAPI 3.2 §4.15.1.2).
            for (pair, text) in expand::pairs(name, raw(json)?, style, Escape::NONE)? {
                if pair != name {
                    form.refuse_taken(&pair)?;
                }
                form.push_text(&pair, &text);
            }
            Ok(())
        })
    }

    /// Adds each member of an object as [`value`](Self::value) does. None may have the name of a part that is there
    /// already: a service would take one for the other.
    #[must_use]
    pub fn values<T: Serialize + ?Sized>(self, values: &T) -> Self {
        self.with("", json(values), |form, json| {
            let members = members(json).map_err(|_| "it is no object")?;
            members.into_iter().try_for_each(|(name, value)| {
                form.refuse_taken(&name)?;
                form.push_value(&name, value.get().as_bytes())
            })
        })
    }

    /// Says which media type the parts of the last call have, unless they are files that say it themselves.
    #[must_use]
    pub fn content_type(mut self, media_type: &str) -> Self {
        for part in self.parts.iter_mut().skip(self.last) {
            part.usual_type = Some(media_type.to_owned());
        }
        self
    }

    /// Gives the parts of the last call another header, unless they are files that have it.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        for part in self.parts.iter_mut().skip(self.last) {
            if !part
                .headers
                .iter()
                .any(|(it, _)| it.eq_ignore_ascii_case(name))
            {
                part.headers.push((name.to_owned(), value.to_owned()));
            }
        }
        self
    }

    fn with(
        mut self,
        name: &str,
        json: Result<Buffer, serde_json::Error>,
        add: impl FnOnce(&mut Self, &[u8]) -> Result<(), &'static str>,
    ) -> Self {
        self.last = self.parts.len();
        let added = match json {
            Ok(json) => add(&mut self, &json),
            Err(_) => Err("it cannot be written as JSON"),
        };
        if let Err(problem) = added {
            self.problem.get_or_insert((name.to_owned(), problem));
        }
        self
    }

    /// Refuses a name that a part of an earlier call has.
    fn refuse_taken(&self, name: &str) -> Result<(), &'static str> {
        let mut earlier = self.parts[..self.last].iter();
        if earlier.any(|part| part.name == name) {
            return Err("a member has the name of another part");
        }
        Ok(())
    }

    fn push_value(&mut self, name: &str, json: &[u8]) -> Result<(), &'static str> {
        match json.first() {
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_slice(json).map_err(|_| UNREADABLE)?;
                for item in items.into_iter().map(|item| item.get().as_bytes()) {
                    match item.first() {
                        Some(b'[') => self.push_json(name, item),
                        _ => self.push_value(name, item)?,
                    }
                }
            }
            Some(b'{') => self.push_json(name, json),
            Some(b'"') => {
                let text: String = serde_json::from_slice(json).map_err(|_| UNREADABLE)?;
                self.push_text(name, &text);
            }
            _ if json == b"null" => {}
            _ => self.push(name, json, None),
        }
        Ok(())
    }

    fn push_json(&mut self, name: &str, json: &[u8]) {
        if json != b"null" {
            self.push(name, json, Some("application/json".to_owned()));
        }
    }

    fn push_text(&mut self, name: &str, text: &str) {
        self.push(name, text.as_bytes(), None);
    }

    fn push(&mut self, name: &str, bytes: &[u8], usual_type: Option<String>) {
        let mut content = Buffer::default();
        content.extend(bytes);
        self.parts.push(Part {
            name: name.to_owned(),
            file_name: None,
            content_type: None,
            usual_type,
            headers: Vec::new(),
            content: content.freeze(),
        });
    }

    /// The body under `media_type`, and that with the boundary: the first of `boundaries` that stands in no
    /// part.
    pub(crate) fn write(
        &self,
        media_type: &str,
        mut boundaries: impl Iterator<Item = String>,
    ) -> Result<(String, Buffer), EncodeError> {
        if let Some((name, problem)) = &self.problem {
            return Err(refused(name, problem));
        }
        let is_free = |boundary: &String| !self.parts.iter().any(|it| it.holds(boundary));
        let boundary = boundaries
            .find(is_free)
            .ok_or_else(|| refused("", "there is no boundary"))?;
        let mut parameters = media_type.split(';').map(str::trim);
        let essence = parameters.next().unwrap_or_default();
        let mut media_type = essence.to_owned();
        for parameter in parameters.filter(|it| !it.is_empty() && !starts(it, "boundary=")) {
            media_type.push_str("; ");
            media_type.push_str(parameter);
        }
        // RFC 2387 §3.1 asks for the type of the first part.
        let root = self
            .parts
            .first()
            .filter(|_| starts(essence, "multipart/related"));
        let has_type = media_type.split(';').any(|it| starts(it.trim(), "type="));
        if let Some(root) = root.filter(|_| !has_type) {
            let root = root.media_type().unwrap_or("text/plain");
            let root = root.split(';').next().unwrap_or_default().trim();
            let _ = write!(media_type, "; type=\"{root}\"");
        }
        media_type.push_str("; boundary=");
        media_type.push_str(&boundary);

        let mut body = Buffer::default();
        let is_form = starts(essence, "multipart/form-data");
        for part in &self.parts {
            body.extend(b"--");
            body.extend(boundary.as_bytes());
            body.extend(b"\r\n");
            part.write(is_form, &mut body)?;
            body.extend(b"\r\n");
        }
        body.extend(b"--");
        body.extend(boundary.as_bytes());
        body.extend(b"--\r\n");
        Ok((media_type, body))
    }
}

const UNREADABLE: &str = "it holds a text that is none";

fn raw(json: &[u8]) -> Result<&RawValue, &'static str> {
    serde_json::from_slice(json).map_err(|_| "it is nested too deeply")
}

fn starts(text: &str, with: &str) -> bool {
    let start = text.get(..with.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(with))
}

fn refused(name: &str, problem: &'static str) -> EncodeError {
    EncodeError::Field {
        name: name.to_owned(),
        problem,
    }
}

impl Part {
    fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref().or(self.usual_type.as_deref())
    }

    /// Whether a boundary stands in it. What is written in its head stands in quotes or is refused, so
    /// the content alone can hold one.
    fn holds(&self, boundary: &str) -> bool {
        let mut rest = &self.content[..];
        while let Some(at) = rest.iter().position(|byte| *byte == b'-') {
            rest = &rest[at + 1..];
            if rest
                .strip_prefix(b"-")
                .is_some_and(|it| it.starts_with(boundary.as_bytes()))
            {
                return true;
            }
        }
        false
    }

    fn write(&self, is_form: bool, body: &mut Buffer) -> Result<(), EncodeError> {
        let mut head = String::new();
        let mut media_type = self.media_type();
        if is_form {
            let _ = write!(
                head,
                "Content-Disposition: form-data; name=\"{}\"",
                quoted(&self.name)
            );
            if let Some(name) = &self.file_name {
                let _ = write!(head, "; filename=\"{}\"", quoted(name));
            }
            head.push_str("\r\n");
        } else {
            media_type = media_type.or(Some("text/plain; charset=utf-8"));
            let name = self.file_name.as_deref().filter(|name| *name != "blob");
            if let Some(name) = name {
                let _ = write!(
                    head,
                    "Content-Disposition: attachment; filename=\"{}\"\r\n",
                    quoted(name)
                );
            }
        }
        if let Some(media_type) = media_type {
            if !is_line(media_type) {
                return Err(refused(&self.name, "its content type cannot be sent"));
            }
            let _ = write!(head, "Content-Type: {media_type}\r\n");
        }
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name.as_str()).ok();
            let name = name.filter(|it| *it != CONTENT_DISPOSITION && *it != CONTENT_TYPE);
            let (Some(name), true) = (name, is_line(value)) else {
                return Err(refused(&self.name, "it has a header that cannot be sent"));
            };
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        body.extend(head.as_bytes());
        body.extend(&self.content);
        Ok(())
    }
}

/// A name between quotes, as the WHATWG's HTML has it (§4.10.22.8).
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Whether a text ends no header.
fn is_line(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() && c != '\t')
}

/// Boundaries that nobody can foresee.
fn random_boundaries() -> impl Iterator<Item = String> {
    // Hashers are born with random keys: enough for what is compared with the content anyway.
    let half = |seed: u64| RandomState::new().hash_one(seed);
    (0..).map(move |seed| format!("{:016x}{:016x}", half(seed), half(seed)))
}

impl RequestParts {
    /// Writes `parts` as the body.
    ///
    /// Refused as [`EncodeError::Field`] is a part that cannot be written, or whose head cannot carry
    /// what it is to say.
    pub fn multipart(&mut self, media_type: &str, parts: &Multipart) {
        match parts.write(media_type, random_boundaries()) {
            Ok((media_type, body)) => self.body(&media_type, body),
            Err(error) => self.keep(Err(error)),
        }
    }
}
