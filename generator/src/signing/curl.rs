//! A request as a line for `curl` in a POSIX shell.
//!
//! The line sends what was signed and nothing else that matters: exact path, exact headers, exact
//! bytes of the body. A body that is text stands in quotes; one that is not, or that `curl` would
//! take for a file name, comes through a pipe from `printf`.

use std::fmt::Write;

use super::request::Request;
use super::shown::Shown;

/// Whether secrets stand in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// By their names in square brackets: the line can be shown, but not run.
    Masked,
    /// As they are.
    Plain,
}

/// Returns the line.
///
/// It can hold a secret only if a recipe sends one, as few do: a passphrase, a token.
pub fn curl(request: &Request, secrets: Secrets) -> String {
    let body = bytes(&request.body, secrets);
    let piped =
        std::str::from_utf8(&body).is_err() || body.contains(&0) || body.first() == Some(&b'@');
    let mut line = String::new();
    if piped {
        let _ = write!(line, "printf {} | ", quoted(&octal(&body)));
    }
    line.push_str("curl");
    match request.method.as_str() {
        // With `--request HEAD` curl would wait for a body.
        "HEAD" => line.push_str(" --head"),
        method => {
            let _ = write!(line, " --request {}", quoted(method));
        }
    }
    // `[`, `{` and dots in the path are meant as they stand.
    line.push_str(" --globoff --path-as-is");
    let _ = write!(line, " {}", quoted(&text(&request.url.whole(), secrets)));
    for (name, value) in &request.headers {
        let value = text(value, secrets);
        // A header without a value is written with a semicolon.
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        let _ = write!(line, " \\\n  --header {}", quoted(&header));
    }
    if !body.is_empty() {
        if !request.has_header("content-type") {
            // Else curl says that the body is a form.
            line.push_str(" \\\n  --header 'Content-Type:'");
        }
        let data = if piped {
            "@-".to_owned()
        } else {
            quoted(&String::from_utf8_lossy(&body))
        };
        let _ = write!(line, " \\\n  --data-binary {data}");
    }
    line
}

fn bytes(shown: &Shown, secrets: Secrets) -> Vec<u8> {
    if secrets == Secrets::Masked && shown.is_secret() {
        return shown.to_string().into_bytes();
    }
    shown.bytes().to_vec()
}

fn text(shown: &Shown, secrets: Secrets) -> String {
    String::from_utf8_lossy(&bytes(shown, secrets)).into_owned()
}

/// Quotes a text for a POSIX shell, unless it is plain.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,+@".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Bytes as a format of `printf`, which understands octal escapes everywhere.
fn octal(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            // A format that begins with it would be an option.
            b'-' if index == 0 => out.push_str("\\055"),
            b'%' => out.push_str("%%"),
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::Url;

    fn request(body: &[u8]) -> Request {
        Request {
            method: "POST".into(),
            url: Url::parse("https://api.example/a?b='c'&d=[1]").expect("a URL"),
            headers: vec![
                ("X-Key".into(), Shown::secret("it's", "passphrase")),
                ("X-Empty".into(), Shown::default()),
            ],
            body: Shown::open(body),
            ..Request::default()
        }
    }

    #[test]
    fn quotes_empty_headers_and_a_missing_type_are_written_for_the_shell() {
        assert_eq!(
            curl(&request(b"{\"a\":\"it's\"}"), Secrets::Plain),
            "curl --request POST --globoff --path-as-is 'https://api.example/a?b='\\''c'\\''&d=[1]' \\\n  \
             --header 'X-Key: it'\\''s' \\\n  --header 'X-Empty;' \\\n  --header 'Content-Type:' \\\n  \
             --data-binary '{\"a\":\"it'\\''s\"}'"
        );
    }

    #[test]
    fn a_masked_line_has_names_in_place_of_secrets() {
        let line = curl(&request(b""), Secrets::Masked);
        assert!(line.contains("'X-Key: [passphrase]'"), "{line}");
        assert!(!line.contains("it'"), "{line}");
    }

    #[test]
    fn bytes_that_are_no_text_come_through_a_pipe() {
        for (body, format) in [
            (&b"\xff%\\\n'"[..], "'\\377%%\\\\\\012'\\'''"),
            (b"@file", "@file"),
            (b"a\0", "'a\\000'"),
        ] {
            let line = curl(&request(body), Secrets::Plain);
            assert!(
                line.starts_with(&format!("printf {format} | curl ")),
                "{line}"
            );
            assert!(line.ends_with("--data-binary @-"), "{line}");
        }
    }
}
