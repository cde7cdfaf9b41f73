//! `multipart/form-data` (RFC 7578), a body that is there as a whole.

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) is_json: bool,
    pub(super) content: Vec<u8>,
}

/// RFC 2046 §5.1.1.
const LONGEST_BOUNDARY: usize = 70;

/// Takes a body apart.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn parts(media_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = parameter(media_type, "boundary").filter(|it| !it.is_empty());
    let boundary = boundary.ok_or("the media type names no boundary")?;
    if boundary.len() > LONGEST_BOUNDARY {
        return Err("the boundary is too long".to_owned());
    }
    // The first delimiter may stand at the very beginning, all others follow a line break.
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let whole = [b"\r\n", body].concat();
    let mut pieces = split(&whole, &delimiter).into_iter().skip(1);
    let mut parts = Vec::new();
    loop {
        let Some(piece) = pieces.next() else {
            return Err("the body does not end with its boundary".to_owned());
        };
        if piece.starts_with(b"--") {
            return Ok(parts);
        }
        parts.push(part(piece)?);
    }
}

fn part(piece: &[u8]) -> Result<Part, String> {
    let blank = |it: &u8| matches!(it, b' ' | b'\t');
    let start = piece.iter().position(|it| !blank(it)).unwrap_or(0);
    let piece = piece[start..]
        .strip_prefix(b"\r\n")
        .ok_or("a boundary is followed by something else")?;
    // A part without headers begins with the empty line.
    let (head, content) = match piece.strip_prefix(b"\r\n") {
        Some(content) => (&[][..], content),
        None => {
            let end = find(piece, b"\r\n\r\n").ok_or("a part has no end of its headers")?;
            (&piece[..end], &piece[end + 4..])
        }
    };
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        lines
            .find(|(other, _)| other.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    let name = parameter(disposition, "name").ok_or("a part has no name")?;
    let is_json = header("content-type").is_some_and(crate::mock::negotiate::is_json);
    let content = content.to_vec();
    Ok(Part {
        name,
        is_json,
        content,
    })
}

/// A parameter of a header, out of its quotes; browsers write `"` and line breaks within as escapes.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (found, after) = rest.split_once('=')?;
        let (value, behind) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => (after.split(';').next()?.trim(), after),
        };
        if found.trim().eq_ignore_ascii_case(name) {
            return Some(value.replace("%22", "\"").replace("%0D%0A", "\r\n"));
        }
        rest = behind.split_once(';')?.1;
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|it| it == what)
}

fn split<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Vec<&'b [u8]> {
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    while let Some(end) = find(rest, delimiter) {
        pieces.push(&rest[..end]);
        rest = &rest[end + delimiter.len()..];
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; charset=utf-8; boundary=\"x y\"";

    fn read(body: &str) -> Result<Vec<(String, bool, String)>, String> {
        let parts = parts(TYPE, body.as_bytes())?;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the test has text");
        let shown = parts.into_iter();
        Ok(shown
            .map(|it| (it.name, it.is_json, text(it.content)))
            .collect())
    }

    #[test]
    fn parts_have_names_types_and_contents() {
        let body = "before\r\n--x y  \r\nContent-Disposition: form-data; name=\"a%22; b\"\r\n\r\none\r\n\r\n--x y\r\ncontent-type: application/json\r\ncontent-disposition: form-data; filename=\"name=c\"; name=d\r\n\r\n{}\r\n--x y--\r\nafter";
        let expected = [("a\"; b", false, "one\r\n"), ("d", true, "{}")];
        let expected = expected.map(|(a, b, c)| (a.to_owned(), b, c.to_owned()));
        assert_eq!(read(body), Ok(expected.to_vec()));
        assert_eq!(read("--x y--"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_multipart_body_is_said() {
        for (body, reason) in [
            ("", "the body does not end with its boundary"),
            (
                "--x y\r\ncontent-disposition: form-data; name=a\r\n\r\none",
                "the body does not end with its boundary",
            ),
            (
                "--x yz\r\n\r\n\r\n--x y--",
                "a boundary is followed by something else",
            ),
            ("--x y\r\n\r\none\r\n--x y--", "a part has no name"),
            (
                "--x y\r\nname: a\r\n--x y--",
                "a part has no end of its headers",
            ),
        ] {
            assert_eq!(read(body), Err(reason.to_owned()), "{body}");
        }
        let none = parts("multipart/form-data", b"");
        assert_eq!(none, Err("the media type names no boundary".to_owned()));
    }
}
