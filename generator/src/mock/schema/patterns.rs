//! Regular expressions, and texts that match them.

use rand::RngExt as _;
use rand::rngs::StdRng;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// Open repetitions go on this long beyond what they must.
const MORE: u32 = 6;

/// Returns a text that matches; nothing for an expression that cannot be followed (look-around,
/// references back).
pub(super) fn text(pattern: &str, random: &mut StdRng) -> Option<String> {
    let hir = ParserBuilder::new()
        .unicode(true)
        .build()
        .parse(&narrowed(pattern))
        .ok()?;
    let generator = rand_regex::Regex::with_hir(plain(&hir)?, MORE).ok()?;
    Some(random.sample(&generator))
}

/// Returns whether a name matches.
pub(super) fn is_match(pattern: &str, text: &str) -> bool {
    regex::Regex::new(&narrowed(pattern)).is_ok_and(|it| it.is_match(text))
}

/// Classes as ECMA-262 means them: of ASCII.
fn narrowed(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    let mut within = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match (characters.next(), within) {
                (Some('d'), false) => out.push_str("[0-9]"),
                (Some('d'), true) => out.push_str("0-9"),
                (Some('w'), false) => out.push_str("[A-Za-z0-9_]"),
                (Some('w'), true) => out.push_str("A-Za-z0-9_"),
                (Some('/'), _) => out.push('/'),
                (Some(other), _) => {
                    out.push('\\');
                    out.push(other);
                }
                (None, _) => out.push('\\'),
            },
            // In a class of ours a bracket that opens would open another class.
            '[' if within => out.push_str("\\["),
            '[' => {
                within = true;
                out.push('[');
            }
            ']' => {
                within = false;
                out.push(']');
            }
            other => out.push(other),
        }
    }
    out
}

/// An expression without anchors, whose classes are printable ASCII where that leaves any.
fn plain(hir: &Hir) -> Option<Hir> {
    Some(match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) => hir.clone(),
        HirKind::Look(_) => Hir::empty(),
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(printable(class))),
        HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Repetition(repetition) => {
            let most = repetition.min.saturating_add(MORE);
            Hir::repetition(Repetition {
                min: repetition.min,
                max: Some(repetition.max.unwrap_or(most).min(most)),
                greedy: repetition.greedy,
                sub: Box::new(plain(&repetition.sub)?),
            })
        }
        HirKind::Capture(capture) => plain(&capture.sub)?,
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(plain).collect::<Option<_>>()?),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(plain).collect::<Option<_>>()?)
        }
    })
}

fn printable(class: &ClassUnicode) -> ClassUnicode {
    for range in [('!', '~'), (' ', '~')] {
        let mut ascii = class.clone();
        ascii.intersect(&ClassUnicode::new([ClassUnicodeRange::new(
            range.0, range.1,
        )]));
        if !ascii.ranges().is_empty() {
            return ascii;
        }
    }
    class.clone()
}
