//! Members of a JSON body: reading one, and putting one in without touching the bytes around it.

use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::draft::Draft;
use super::json_tree::{Node, Value, quoted};
use super::message::{Message, text};
use super::wire::Wire;
use crate::support::buffer::Buffer;
use crate::support::error::{Part, SignError};

impl Draft {
    /// Adds a member to the body, which is a JSON object or absent. Returns its text: that of the
    /// caller if he set it, else `value`.
    ///
    /// `path` has the names of the objects around it before its own, split by slashes; as in a JSON
    /// pointer `~1` is a slash, and `~0` a tilde.
    ///
    /// # Errors
    ///
    /// The body is no JSON object, or the method has none; or the body is fixed already.
    pub fn inject_body(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.inject_member(path, value.as_ref(), Spelling::Text)
    }

    /// As [`inject_body`](Self::inject_body), written as a number.
    ///
    /// # Errors
    ///
    /// The value is no whole number; else as for [`inject_body`](Self::inject_body).
    pub fn inject_body_integer(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.inject_member(path, value.as_ref(), Spelling::Integer)
    }

    /// The member at `path` if the caller has set it, else `value`.
    ///
    /// # Errors
    ///
    /// The value is no text.
    pub fn body_or(
        &self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        // A body that cannot be read is in the way of whoever puts a member into it.
        match find(self.message.body(), path) {
            Ok(Some(written)) => Ok(written),
            Ok(None) | Err(_) => text(path, value.as_ref()),
        }
    }

    fn inject_member(
        &mut self,
        path: &str,
        value: &[u8],
        spelling: Spelling,
    ) -> Result<String, SignError> {
        self.advance(Part::Body)?;
        let body = match self.message.body() {
            [] => {
                put(&mut self.message, path, value, spelling)?;
                return text(path, value);
            }
            body => body,
        };
        // Read once: the body is what costs.
        let root = object(body, path)?;
        if let Some(written) = member(&root, path) {
            return written.field();
        }
        let (start, end, member) = change(&root, path, &spelled(path, value, spelling)?)?;
        self.message.body = Some(splice(body, start, end, &member));
        set_content_type(&mut self.message, "application/json");
        text(path, value)
    }
}

impl Wire {
    /// Sets a member of the body, for schemes that sign fields rather than bytes. `path` is as for
    /// [`Draft::inject_body`].
    ///
    /// # Errors
    ///
    /// The body is no JSON object, or an earlier scheme has signed it.
    pub fn place_body(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        self.not_signed_before(Part::Body)?;
        put(&mut self.message, path, value.as_ref(), Spelling::Text)
    }
}

/// How a value is written in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Text,
    Integer,
}

/// The names of a path.
pub(super) fn names(path: &str) -> impl Iterator<Item = String> + '_ {
    path.split('/')
        .map(|name| name.replace("~1", "/").replace("~0", "~"))
}

/// The text of the member at `path`, if the body has it.
pub(super) fn find(body: &[u8], path: &str) -> Result<Option<String>, SignError> {
    if body.is_empty() {
        return Ok(None);
    }
    let root = object(body, path)?;
    member(&root, path).map(Node::field).transpose()
}

/// The member at `path`.
fn member<'n, 'b>(root: &'n Node<'b>, path: &str) -> Option<&'n Node<'b>> {
    names(path).try_fold(root, |node, name| node.member(&name))
}

/// A value as it stands in JSON.
fn spelled(path: &str, value: &[u8], spelling: Spelling) -> Result<String, SignError> {
    let value = text(path, value)?;
    match spelling {
        Spelling::Text => Ok(quoted(&value)),
        Spelling::Integer if is_integer(&value) => Ok(value),
        Spelling::Integer => Err(SignError::NotA("a whole number")),
    }
}

/// Puts a member into the body, in place of one at that path, else at the end of its object. Objects
/// that the path needs are made, and a body if the method comes with one.
pub(super) fn put(
    message: &mut Message,
    path: &str,
    value: &[u8],
    spelling: Spelling,
) -> Result<(), SignError> {
    let value = spelled(path, value, spelling)?;
    let body = match message.body() {
        [] if message.takes_body() => b"{}",
        [] => return Err(SignError::NoBody(path.to_owned())),
        body => body,
    };
    let (start, end, member) = change(&object(body, path)?, path, &value)?;
    let spliced = splice(body, start, end, &member);
    message.body = Some(spliced);
    set_content_type(message, "application/json");
    Ok(())
}

/// `body` with `inserted` in place of the bytes from `start` to `end`.
pub(super) fn splice(body: &[u8], start: usize, end: usize, inserted: &str) -> Buffer {
    let mut spliced = Buffer::with_capacity(body.len() + inserted.len());
    spliced.extend(body.get(..start).unwrap_or(body));
    spliced.extend(inserted.as_bytes());
    spliced.extend(body.get(end..).unwrap_or_default());
    spliced
}

/// Names the media type of a body that had none.
pub(super) fn set_content_type(message: &mut Message, media_type: &'static str) {
    if message.content_type().is_empty() {
        message
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
}

/// What to write between which bytes, so that the object has the value at `path`.
fn change(root: &Node<'_>, path: &str, value: &str) -> Result<(usize, usize, String), SignError> {
    let mut node = root;
    let mut names = names(path);
    while let Some(name) = names.next() {
        let Value::Object(members) = &node.value else {
            return Err(SignError::NotAnObject(path.to_owned()));
        };
        if let Some(member) = node.member(&name) {
            node = member;
            continue;
        }
        let (place, comma) = match members.last() {
            Some((_, last)) => (last.end, ","),
            None => (node.start + 1, ""),
        };
        let mut member = format!("{comma}{}:", quoted(&name));
        let mut closing = String::new();
        for name in names {
            member.extend(["{", &quoted(&name), ":"]);
            closing.push('}');
        }
        return Ok((place, place, member + value + &closing));
    }
    Ok((node.start, node.end, value.to_owned()))
}

fn object<'b>(body: &'b [u8], path: &str) -> Result<Node<'b>, SignError> {
    let refused = || SignError::NotAnObject(path.to_owned());
    let root = Node::parse(body)?;
    match root.value {
        Value::Object(_) => Ok(root),
        Value::Word(_) | Value::Text(_) | Value::Array(_) => Err(refused()),
    }
}

/// An optional minus, and digits without needless zeros.
pub(super) fn is_integer(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain && (digits.len() == 1 || !digits.starts_with('0'))
}
