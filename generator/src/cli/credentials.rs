//! Credentials as users give them: arguments, files, environment variables.

use std::path::Path;

use super::Usage;
use super::input::read_bytes;
use super::output::Output;
use crate::plan::names::{Case, Scope};

/// Reads `NAME=TEXT` or `NAME=@FILE`.
pub(super) fn argument<'a>(
    argument: &'a str,
    output: &mut Output<'_, '_>,
) -> Result<(&'a str, String), Usage> {
    // What stands behind the name may be a secret and is not repeated.
    let Some((name, text)) = argument.split_once('=') else {
        let message = "a credential is given as `NAME=TEXT` or `NAME=@FILE`";
        return Err(Usage(message.into()));
    };
    let text = match text.strip_prefix('@') {
        Some(file) => from_file(name, file, output)?,
        None => text.to_owned(),
    };
    Ok((name, text))
}

/// Reads a file; a line break at its end is an editor's, not the credential's.
fn from_file(name: &str, file: &str, output: &mut Output<'_, '_>) -> Result<String, Usage> {
    let refuse = |reason: String| Usage(format!("credential `{name}` from `{file}`: {reason}"));
    let bytes = read_bytes(Path::new(file), output).map_err(|error| refuse(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| refuse("is not text".into()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// The environment variables that are looked at, the generated crate's first.
pub(super) fn variables(library: Option<&str>, scheme: &str, credential: &str) -> Vec<String> {
    let variable = |text: String| {
        Scope::default()
            .declare(&text, Case::Shouty, "CREDENTIAL")
            .to_string()
    };
    let own = library.map(|library| variable(format!("{library} {scheme} {credential}")));
    own.into_iter()
        .chain([variable(format!("{scheme} {credential}"))])
        .collect()
}
