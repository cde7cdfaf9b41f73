//! Lines of Markdown that are not too long.

/// Lines are broken at blanks before this column.
pub(super) const WIDTH: usize = 100;

/// `line` in pieces of at most [`WIDTH`] where it can be broken without changing what it means.
pub(super) fn wrap(line: &str) -> Vec<String> {
    if line.len() <= WIDTH || is_row(line) {
        return vec![line.to_owned()];
    }
    let indent = margin(line);
    let mut pieces = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let last = pieces.last_mut().expect("there is a piece from the start");
        let fits = last.len() + word.trim_end().len() <= WIDTH;
        if fits || last.trim().is_empty() || !starts_plainly(word) {
            last.push_str(word);
        } else {
            pieces.push(format!("{indent}{word}"));
        }
    }
    pieces
        .iter()
        .map(|piece| piece.trim_end().to_owned())
        .collect()
}

/// Whether a line is a row of a table: other text has a backslash before a bar that it begins with.
fn is_row(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '>']);
    text[hanging(text)..].starts_with('|')
}

/// What the lines begin with that a line is broken into: its quote signs, and blanks below its list markers.
fn margin(line: &str) -> String {
    let text = line.trim_start_matches([' ', '>']);
    let (quote, _) = line.split_at(line.len() - text.len());
    format!("{quote}{}", " ".repeat(hanging(text)))
}

/// How far the text of a line stands from the margin, list markers included.
pub(super) fn hanging(line: &str) -> usize {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match body.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'*' | b'-' | b'+') if digits == 0 => 1,
        _ => return indent,
    };
    let after = &body[marker..];
    indent + marker + (after.len() - after.trim_start().len())
}

/// Whether a line may begin with `word` without becoming a list, a heading, a quote or the like.
fn starts_plainly(word: &str) -> bool {
    let word = word.trim_end();
    // A mark of stress at a word begins no list.
    let bare = word.trim_start_matches('*');
    let starts = |c: char| c.is_alphabetic() || "([\"'".contains(c);
    bare.starts_with(starts)
        || (word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(['.', ')']))
        || (word.len() > 2 && word.starts_with('`') && !word.starts_with("```"))
}
