//! Fields of a request that was received: reading one, and taking it off.

use crate::ir::signing::{JsonStyle, Target};
use crate::signing::body::{self, BodyKind};
use crate::signing::json::{self, Node, Value};
use crate::signing::request::Request;
use crate::signing::shown::Shown;
use crate::signing::{encoding, xml};

/// The text of a field; nothing if it is not there. Of several in the query the last one counts,
/// since results are put at its end.
pub(super) fn text(request: &Request, target: &Target) -> Option<Vec<u8>> {
    match target {
        Target::Header(name) => request
            .has_header(name)
            .then(|| request.header(name).bytes().to_vec()),
        Target::Query(name) => {
            let pairs = encoding::pairs(request.url.query.bytes());
            let mut named = pairs.into_iter().rev();
            named
                .find(|(other, _)| other == name.as_bytes())
                .map(|(_, value)| value)
        }
        Target::Cookie(name) => {
            let cookies = request.header("cookie");
            let mut pieces = cookies.bytes().split(|&it| it == b';');
            pieces.find_map(|piece| {
                let value = piece.trim_ascii().strip_prefix(name.as_bytes())?;
                value.strip_prefix(b"=").map(<[u8]>::to_vec)
            })
        }
        Target::Body(path) => {
            let kind = body::kind(request).ok()?;
            body::find(kind, request.body.bytes(), path).ok().flatten()
        }
    }
}

/// Takes a field off. What stood around it stays byte for byte, but in a JSON body.
pub(super) fn take_off(request: &mut Request, target: &Target) {
    match target {
        Target::Header(name) => request
            .headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name)),
        Target::Query(name) => {
            let query = without_last(request.url.query.bytes(), name.as_bytes());
            request.url.query = Shown::open(query);
        }
        Target::Cookie(name) => take_cookie(request, name),
        Target::Body(path) => {
            let Ok(kind) = body::kind(request) else {
                return;
            };
            if let Some(body) = without_member(kind, request.body.bytes(), path) {
                request.body = Shown::open(body);
            }
        }
    }
}

fn without_last(query: &[u8], name: &[u8]) -> Vec<u8> {
    let mut pieces: Vec<&[u8]> = query.split(|&it| it == b'&').collect();
    let named = |piece: &&[u8]| {
        encoding::pairs(piece)
            .first()
            .is_some_and(|it| it.0 == name)
    };
    if let Some(place) = pieces.iter().rposition(named) {
        pieces.remove(place);
    }
    pieces.join(&b'&')
}

fn take_cookie(request: &mut Request, name: &str) {
    let cookies = request.header("cookie");
    let named = |piece: &[u8]| {
        let rest = piece.strip_prefix(name.as_bytes());
        rest.is_some_and(|it| it.first() == Some(&b'='))
    };
    let pieces = cookies.bytes().split(|&it| it == b';');
    let kept: Vec<_> = pieces
        .map(<[u8]>::trim_ascii)
        .filter(|piece| !named(piece))
        .collect();
    if kept.is_empty() {
        request
            .headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case("cookie"));
    } else {
        request.set_header("cookie", Shown::open(kept.join(&b"; "[..])));
    }
}

fn without_member(kind: BodyKind, text: &[u8], path: &[String]) -> Option<Vec<u8>> {
    match kind {
        BodyKind::Json => {
            let mut root = json::parse(text).ok()?;
            remove(&mut root, path);
            Some(json::write(&root, false, JsonStyle::default()).into_bytes())
        }
        BodyKind::Form => {
            let name = path.join("/").into_bytes();
            let named =
                |piece: &&[u8]| encoding::pairs(piece).first().is_none_or(|it| it.0 != name);
            let pieces: Vec<_> = text.split(|&it| it == b'&').filter(named).collect();
            Some(pieces.join(&b'&'))
        }
        BodyKind::Xml => {
            let element = xml::parse(text).ok()?;
            let name = path.join("/");
            let child = element.children.iter().find(|it| it.name == name)?;
            Some([text.get(..child.start)?, text.get(child.end..)?].concat())
        }
    }
}

fn remove(node: &mut Node, path: &[String]) {
    let (Value::Object(members), [name, rest @ ..]) = (&mut node.value, path) else {
        return;
    };
    if rest.is_empty() {
        members.retain(|(other, _)| other != name);
    } else if let Some((_, member)) = members.iter_mut().find(|(other, _)| other == name) {
        remove(member, rest);
    }
}
