//! Text of a document made fit for a terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// Returns the text with its invisible characters spelled out, cut to `max` characters.
pub(crate) fn visible(text: &str, max: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(max));
    for (number, character) in text.chars().enumerate() {
        if number == max {
            shown.push('…');
            break;
        }
        push(&mut shown, character);
    }
    shown
}

/// Appends a character as it is shown; returns how many columns that takes.
pub(super) fn push(shown: &mut String, character: char) -> usize {
    if !is_hidden(character) {
        shown.push(character);
        return character.width().unwrap_or(0);
    }
    let before = shown.len();
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        // Writing to a string cannot fail.
        other => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(other));
        }
    }
    shown.len() - before
}

/// Whether a character would not be seen, or would change how others are seen.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}' // zero width, direction marks
            | '\u{2028}'..='\u{202e}' // line and paragraph breaks, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // joiners, isolates
            | '\u{fff9}'..='\u{fffb}' // annotations
            | '\u{e0000}'..='\u{e0fff}' // tags
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidi_characters_are_spelled_out() {
        assert_eq!(
            visible("a\u{1b}[31m\u{202e}b\n", 99),
            "a\\u{1b}[31m\\u{202e}b\\n"
        );
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(visible("abcdef", 3), "abc…");
    }
}
