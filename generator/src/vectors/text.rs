//! Results for people: what failed, and the line that counts.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Difference, Failure};
use crate::diag::visible;
use crate::ir::vector::Vector;
use crate::signing::Shown;
use crate::source::Source;

/// Characters of a name that are shown.
const MAX_NAME: usize = 200;

/// Writes what does not agree: the vector, the place, both texts, and where they part.
///
/// # Errors
///
/// Whatever `out` says.
pub fn failure(
    out: &mut impl Write,
    vector: &Vector,
    failure: &Failure,
    source: &Source,
) -> io::Result<()> {
    let (text, span) = source.locate(failure.origin.span);
    let at = text.position(span.start);
    writeln!(
        out,
        "FAILED {}: {}\n  at {}:{}:{}",
        visible(&vector.id, MAX_NAME),
        visible(&failure.problem, MAX_NAME),
        text.label(),
        at.line,
        at.column
    )?;
    if let Some(difference) = &failure.difference {
        write_difference(out, difference)?;
    }
    writeln!(out)
}

/// Writes the line that says how many did and how many did not.
///
/// # Errors
///
/// Whatever `out` says.
pub fn count(out: &mut impl Write, passed: usize, failed: usize) -> io::Result<()> {
    writeln!(out, "{passed} passed, {failed} failed")
}

fn write_difference(out: &mut impl Write, difference: &Difference) -> io::Result<()> {
    let (line, byte) = difference.place();
    let label = if line == 1 {
        format!("offset {}", difference.at)
    } else {
        format!("offset {}: line {line}, byte {byte}", difference.at)
    };
    text(out, "came out", &difference.found, difference.at, &label)?;
    text(
        out,
        "should be",
        &difference.expected,
        difference.at,
        &label,
    )
}

/// Writes a text line by line, with a mark under the first byte that differs.
fn text(out: &mut impl Write, title: &str, text: &Shown, at: usize, label: &str) -> io::Result<()> {
    writeln!(out, "  {title}, {} bytes", text.bytes().len())?;
    let (before, after) = text.split(at);
    let marked = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().width();
    let whole = before + &after;
    for (number, line) in whole.split('\n').enumerate() {
        writeln!(out, "    {line}")?;
        if number == marked {
            writeln!(out, "    {:column$}^ {label}", "")?;
        }
    }
    Ok(())
}
