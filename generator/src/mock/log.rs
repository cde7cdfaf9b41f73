//! What is told about each request.

use std::fmt::Write as _;

use serde_json::json;

use super::schema::Violation;

/// One request and what became of it. No secret is in here.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Entry {
    /// Milliseconds since 1970.
    pub at: u64,
    /// As received.
    pub method: String,
    /// As on the wire, without the query.
    pub path: String,
    /// The id of the operation that lives there.
    pub operation: Option<String>,
    /// The status of the response.
    pub status: u16,
    /// The reason of a refusal, for programs.
    pub code: Option<String>,
    /// The same for people; for what was accepted, how it was signed.
    pub verdict: String,
    /// What was let pass.
    pub notes: Vec<String>,
    /// What does not fit the document.
    pub violations: Vec<Violation>,
    /// What a server with the same credentials would have signed, where that differs.
    pub string_to_sign: Option<String>,
    /// Microseconds that it took.
    pub micros: u64,
}

impl Entry {
    /// Returns the entry as one JSON object.
    pub fn json(&self) -> String {
        let entry = json!({
            "event": "request",
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "operation": self.operation,
            "status": self.status,
            "code": self.code,
            "verdict": self.verdict,
            "notes": self.notes,
            "violations": self.violations,
            "stringToSign": self.string_to_sign,
            "micros": self.micros,
        });
        entry.to_string()
    }

    /// Returns the entry as lines for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let operation = self.operation.as_deref().unwrap_or("-");
        let (method, path, status) = (&self.method, &self.path, self.status);
        let _ = write!(out, "{status} {method} {path}  {operation}");
        match &self.code {
            Some(code) => {
                let _ = write!(out, "  {code}: {}", lines(&self.verdict));
            }
            None if !self.verdict.is_empty() => {
                let _ = write!(out, "  {}", lines(&self.verdict));
            }
            None => {}
        }
        for violation in &self.violations {
            let at = match violation.at.as_str() {
                "" => "the whole",
                at => &lines(at),
            };
            let message = lines(&violation.message);
            let _ = write!(out, "\n    {at}: {message} ({})", violation.rule);
        }
        for note in &self.notes {
            let _ = write!(out, "\n    note: {}", lines(note));
        }
        if let Some(text) = &self.string_to_sign {
            let _ = write!(
                out,
                "\n    string to sign:\n        {}",
                text.replace('\n', "\n        ")
            );
        }
        out
    }
}

/// On one line, without controls and what turns the direction of writing: what a caller wrote may stand in it.
fn lines(text: &str) -> String {
    let turns = |it| matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |it: char| {
        if it.is_control() || turns(it) {
            ' '
        } else {
            it
        }
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::schema::Violation;

    #[test]
    fn what_a_caller_wrote_stays_on_its_line() {
        let entry = Entry {
            violations: vec![Violation {
                at: "/a\u{1b}[31m\n200 GET /faked\u{202e}".to_owned(),
                rule: "type".into(),
                message: "it is odd\r\n".to_owned(),
            }],
            ..Entry::default()
        };
        let text = entry.text();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains(['\u{1b}', '\r', '\u{202e}']), "{text}");
    }
}
