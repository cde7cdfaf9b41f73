//! Flat XML bodies: one element whose children hold text only.
//!
//! Attributes, comments and processing instructions are skipped. The five predefined entities and
//! numeric references are understood, CDATA is taken as it is. A document type, an element within
//! a child, or anything else that this small reader does not know is refused rather than guessed.

/// The text is not a flat XML element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not one XML element with texts inside")]
pub struct XmlError;

/// A child of the element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Child {
    pub(super) name: String,
    pub(super) text: String,
    /// Offset of its first byte.
    pub(super) start: usize,
    /// Offset after its last byte.
    pub(super) end: usize,
}

/// An element and its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) children: Vec<Child>,
    /// Offset of its closing tag.
    pub(super) close: usize,
}

/// Reads a flat element.
pub(super) fn parse(text: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(text).map_err(|_| XmlError)?;
    let mut reader = Reader { text, at: 0 };
    reader.skip_misc()?;
    let (root, empty) = reader.open_tag()?;
    if empty {
        return Err(XmlError);
    }
    let mut children = Vec::new();
    loop {
        reader.skip_misc()?;
        let start = reader.at;
        if reader.rest().starts_with("</") {
            reader.close_tag(root)?;
            reader.skip_misc()?;
            let whole = reader.rest().is_empty();
            return if whole {
                Ok(Element {
                    children,
                    close: start,
                })
            } else {
                Err(XmlError)
            };
        }
        let (name, empty) = reader.open_tag()?;
        let text = if empty {
            String::new()
        } else {
            reader.content(name)?
        };
        children.push(Child {
            name: name.to_owned(),
            text,
            start,
            end: reader.at,
        });
    }
}

/// Writes a child; `None` if the name is none of XML's.
pub(super) fn child(name: &str, text: &str) -> Option<String> {
    if !is_name(name)
        || text
            .chars()
            .any(|it| it.is_control() && !matches!(it, '\t' | '\n' | '\r'))
    {
        return None;
    }
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    Some(format!("<{name}>{text}</{name}>"))
}

fn is_name(name: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|it| it.is_alphabetic() || it == '_')
        && name
            .chars()
            .all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ':'))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Skips blanks, comments and processing instructions.
    fn skip_misc(&mut self) -> Result<(), XmlError> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if self.take("<!--") {
                self.until("-->")?;
            } else if self.take("<?") {
                self.until("?>")?;
            } else {
                return Ok(());
            }
        }
    }

    /// Reads `<name attributes>` and tells whether it closes itself.
    fn open_tag(&mut self) -> Result<(&'t str, bool), XmlError> {
        if !self.take("<") {
            return Err(XmlError);
        }
        let rest = self.rest();
        let end = rest
            .find(|it: char| it.is_whitespace() || matches!(it, '>' | '/'))
            .ok_or(XmlError)?;
        let name = &rest[..end];
        if !is_name(name) {
            return Err(XmlError);
        }
        self.at += end;
        let mut quote = None;
        for (place, byte) in self.rest().bytes().enumerate() {
            match (quote, byte) {
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                (None, b'>') => {
                    let empty = self.rest()[..place].ends_with('/');
                    self.at += place + 1;
                    return Ok((name, empty));
                }
                (None, b'<') => return Err(XmlError),
                (None | Some(_), _) => {}
            }
        }
        Err(XmlError)
    }

    /// Reads text and CDATA up to the closing tag.
    fn content(&mut self, name: &str) -> Result<String, XmlError> {
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let text = rest.find('<').ok_or(XmlError)?;
            out.push_str(&unescape(&rest[..text])?);
            self.at += text;
            if self.take("<![CDATA[") {
                out.push_str(self.until("]]>")?);
            } else if self.take("<!--") {
                self.until("-->")?;
            } else {
                self.close_tag(name)?;
                return Ok(out);
            }
        }
    }

    fn close_tag(&mut self, name: &str) -> Result<(), XmlError> {
        if !(self.take("</") && self.take(name)) {
            return Err(XmlError);
        }
        let blanks = self.until(">")?;
        if blanks.trim().is_empty() {
            Ok(())
        } else {
            Err(XmlError)
        }
    }

    fn until(&mut self, end: &str) -> Result<&'t str, XmlError> {
        let rest = self.rest();
        let place = rest.find(end).ok_or(XmlError)?;
        self.at += place + end.len();
        Ok(&rest[..place])
    }

    fn take(&mut self, text: &str) -> bool {
        let here = self.rest().starts_with(text);
        self.at += if here { text.len() } else { 0 };
        here
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn unescape(text: &str) -> Result<String, XmlError> {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').ok_or(XmlError)?;
        out.push(character(entity).ok_or(XmlError)?);
        out.push_str(rest);
    }
    Ok(out)
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &[(&str, &str)]) {
        let element = parse(text.as_bytes()).expect("the text is flat");
        let children: Vec<_> = element
            .children
            .iter()
            .map(|it| (it.name.as_str(), it.text.as_str()))
            .collect();
        assert_eq!(children, expected);
        assert!(text[element.close..].starts_with("</"));
    }

    #[test]
    fn texts_entities_cdata_and_attributes_are_read() {
        reads(
            "<?xml version='1.0'?><!-- c --><xml a='>'>\n <a x=\"1\">1 &lt;&#x41;&#66;</a><b/><c><![CDATA[<&>]]></c >\n</xml>\n",
            &[("a", "1 <AB"), ("b", ""), ("c", "<&>")],
        );
    }

    #[test]
    fn what_is_not_flat_is_refused() {
        for text in [
            "",
            "x",
            "<a>",
            "<a/>",
            "<a><b><c/></b></a>",
            "<a>t</a>",
            "<!DOCTYPE a><a></a>",
            "<a><b>&x;</b></a>",
            "<a></a><b></b>",
            "<a></b>",
            "<a><b></b x></a>",
        ] {
            assert_eq!(parse(text.as_bytes()), Err(XmlError), "{text}");
        }
    }

    #[test]
    fn children_are_written_with_escapes() {
        assert_eq!(child("a", "1<2&3").as_deref(), Some("<a>1&lt;2&amp;3</a>"));
        assert_eq!(child("a b", ""), None);
        assert_eq!(child("a", "\0"), None);
    }
}
