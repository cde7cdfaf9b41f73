//! Changes to a document as bytes, which know nothing of what it says.

use super::random::Random;
use super::words::PIECES;

/// Bytes that a document may grow to.
const MOST: usize = 32 << 20;
/// Bytes that are cut or copied at once, most often.
const STRETCH: usize = 200;

/// Changes a text in one place or two.
pub(super) fn change(text: &mut Vec<u8>, donor: &[u8], random: &mut Random) {
    let (start, end) = stretch(text.len(), random);
    match random.below(9) {
        0 => drop(text.drain(start..end)),
        1 => {
            let copy = text[start..end].to_vec();
            insert(text, &copy, random);
        }
        2 => swap(text, (start, end), random),
        3 => flip(text, random),
        4 => text.truncate(end),
        5 => {
            let (start, end) = stretch(donor.len(), random);
            insert(text, &donor[start..end], random);
        }
        6 => lines(text, random),
        _ => insert(text, random.pick(PIECES).as_bytes(), random),
    }
}

/// The beginning of one text with the end of another.
pub(super) fn splice(text: &mut Vec<u8>, donor: &[u8], random: &mut Random) {
    text.truncate(line(text, random.below(text.len())));
    text.extend_from_slice(&donor[line(donor, random.below(donor.len()))..]);
}

fn stretch(length: usize, random: &mut Random) -> (usize, usize) {
    let start = random.below(length);
    let longest = if random.one_in(10) { length } else { STRETCH };
    (start, (start + random.below(longest)).min(length))
}

fn insert(text: &mut Vec<u8>, piece: &[u8], random: &mut Random) {
    if text.len() + piece.len() > MOST {
        return;
    }
    let place = random.below(text.len() + 1);
    text.splice(place..place, piece.iter().copied());
}

fn swap(text: &mut Vec<u8>, (start, end): (usize, usize), random: &mut Random) {
    let cut: Vec<u8> = text.drain(start..end).collect();
    insert(text, &cut, random);
}

fn flip(text: &mut [u8], random: &mut Random) {
    if text.is_empty() {
        return;
    }
    let place = random.below(text.len());
    text[place] = match random.below(3) {
        0 => random.byte(),
        1 => text[place] ^ (1 << random.below(8)),
        _ => random.pick(PIECES).as_bytes()[0],
    };
}

/// Repeats a line, or shifts it to another depth.
fn lines(text: &mut Vec<u8>, random: &mut Random) {
    let start = line(text, random.below(text.len()));
    let end = text[start..].iter().position(|byte| *byte == b'\n');
    let end = end.map_or(text.len(), |place| start + place + 1);
    let copy = text[start..end].to_vec();
    match random.below(3) {
        0 => drop(text.splice(start..start, copy)),
        1 => drop(text.splice(start..start, *b"  ")),
        _ => {
            let blanks = copy.iter().take_while(|byte| **byte == b' ').count();
            text.drain(start..start + blanks.min(2));
        }
    }
}

/// The start of the line in which a place is.
fn line(text: &[u8], place: usize) -> usize {
    let before = text[..place].iter().rposition(|byte| *byte == b'\n');
    before.map_or(0, |before| before + 1)
}
