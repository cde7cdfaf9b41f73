//! Text in, [`Document`] out: a tree that knows where each of its values stands.
//!
//! YAML and JSON are one language here, and the versions of OpenAPI are brought to one vocabulary,
//! that of 3.1. What a value means is for `lower` to say.

mod builder;
mod de;
mod document;
mod files;
mod ids;
mod json;
mod json_path;
mod make;
mod media_types;
mod node;
mod overlay;
mod places;
mod quoted;
mod recipes;
mod references;
mod scalar;
mod selection;
mod ser;
mod surrogates;
mod unknown;
mod v2_0;
mod v3_0;
mod v3_1;
mod v3_2;
mod yaml;

pub use document::{Document, Version, parse};
pub use files::{Load, gather};
pub(crate) use files::{as_written, component_name};
pub use media_types::{MediaTypes, essence};
pub use node::{At, Member, Node, Object, Value};
pub use recipes::Recipes;
pub(crate) use selection::Met;
pub use selection::{Candidate, Selection, Words};
pub(crate) use yaml::MAX_TEXT;
pub(crate) use yaml::read_exactly as read_value;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Sink, text};
    use crate::source::Source;

    const DOCUMENT: &str = "openapi: 3.0.3
info: {title: &t 'Ö', version: \"1\\u00e9\"}
paths:
  /a/{b}:
    get: &get
      parameters: [{name: b, in: path, schema: {type: string, nullable: true}}]
      <<: {x: *t}
    post: *get
components:
  schemas:
    S: {type: integer, minimum: 0x1, exclusiveMinimum: true, example: !!int 3}
    T: |
      text
";
    const PIECES: &[&str] = &[
        "\n",
        " ",
        "\t",
        "\r",
        ":",
        "- ",
        "? ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&t ",
        "*t",
        "*get",
        "!!",
        "!",
        "\"",
        "'",
        "|",
        ">",
        "%",
        "#",
        "---\n",
        "...\n",
        "<<: ",
        "\\ud83d\\ude00",
        "\\",
        "é",
        "😀",
        "\u{202e}",
        "\u{feff}",
        "\0",
        "nullable: true",
        "null",
        "0x",
        ".nan",
        "$ref: '#/a'",
        "~",
    ];

    /// Numbers that look random and are the same in each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % bound as u64).unwrap()
        }
    }

    fn mutated(numbers: &mut Numbers) -> String {
        let mut characters: Vec<char> = DOCUMENT.chars().collect();
        for _ in 0..=numbers.below(6) {
            let place = numbers.below(characters.len());
            match numbers.below(4) {
                0 => drop(characters.remove(place)),
                1 => characters.truncate(place + 1),
                2 => {
                    let end = (place + numbers.below(40)).min(characters.len());
                    let copy = characters[place..end].to_vec();
                    let target = numbers.below(characters.len());
                    characters.splice(target..target, copy);
                }
                _ => {
                    let piece = PIECES[numbers.below(PIECES.len())];
                    drop(characters.splice(place..place, piece.chars()));
                }
            }
            if characters.is_empty() {
                break;
            }
        }
        characters.into_iter().collect()
    }

    #[test]
    fn no_document_makes_the_reader_panic() {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for _ in 0..5_000 {
            let source = Source::new("x", mutated(&mut numbers));
            let mut sink = Sink::new();
            parse(&source, &mut sink);
            let mut out = Vec::new();
            text::write(&mut out, &sink.finish(), &source, true).unwrap();
        }
    }
}
