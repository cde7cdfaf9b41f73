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
    for word in words(line) {
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

/// The words of a line, each with the blanks behind it; code is one word, whose meaning a break would change.
fn words(line: &str) -> Vec<&str> {
    let (mut words, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = line[at..].find([' ', '`', '\\']) {
        at += next;
        match line.as_bytes()[at] {
            b' ' => {
                at += 1;
                words.push(&line[start..at]);
                start = at;
            }
            b'\\' => at += 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => at = code_end(line, at),
        }
    }
    if start < line.len() {
        words.push(&line[start..]);
    }
    words
}

/// Where the code ends that the backquotes at `start` begin; behind these if they begin none.
fn code_end(line: &str, start: usize) -> usize {
    let run = |at: usize| line[at..].bytes().take_while(|byte| *byte == b'`').count();
    let length = run(start);
    let mut at = start + length;
    while let Some(next) = line[at..].find('`') {
        at += next;
        let found = run(at);
        at += found;
        if found == length {
            return at;
        }
    }
    start + length
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
    let starts = |c: char| c.is_alphabetic() || "(\"'".contains(c);
    // A footnote would end the paragraph.
    let link = bare.strip_prefix('[');
    bare.starts_with(starts)
        || link.is_some_and(|text| text.starts_with(|c: char| c.is_alphanumeric() || c == '`'))
        || (word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(['.', ')']))
        || (word.len() > 2 && word.starts_with('`') && !word.starts_with("```"))
}
