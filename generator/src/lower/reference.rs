//! References: from a node to what it means.

use super::Context;
use super::compose::is_reference_with_more;
use crate::diag::codes;
use crate::parse::{At, as_written};

/// More steps than this are a chain that leads nowhere.
const LONGEST_CHAIN: usize = 100;

impl<'d> Context<'d, '_> {
    /// What `at` means: itself, or what its `$ref` leads to in the end.
    ///
    /// A reference that leads nowhere is reported and gives `None`.
    pub(super) fn follow(&mut self, at: &At<'d>) -> Option<At<'d>> {
        let mut here = at.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = here.get("$ref").filter(|_| !is_reference_with_more(&here))
            else {
                return Some(here);
            };
            let text = reference.expect_str(self.sink)?;
            here = self.resolve(&reference, text)?;
        }
        self.sink
            .report(
                &codes::CS0122,
                &at.origin(),
                "this reference leads back to itself",
            )
            .help("let one of the references of the circle hold a definition");
        None
    }

    pub(super) fn resolve(&mut self, at: &At<'d>, text: &str) -> Option<At<'d>> {
        let found = self.document.resolve(text);
        if found.is_none() && !text.starts_with('#') {
            let reason = self.document.refusal(text).map(str::to_owned);
            let message = match &reason {
                Some(reason) => format!("`{text}` is not read: {reason}"),
                None => format!("`{text}` is in another document"),
            };
            self.sink
                .report(&codes::CS0121, &at.origin(), message)
                .help("files below the document's folder are read; bring what is elsewhere there, or name its folder with `--allow-folder`");
        } else if found.is_none() {
            self.sink
                .report(
                    &codes::CS0120,
                    &at.origin(),
                    format!("`{}` points to nothing", as_written(text)),
                )
                .note("a schema that is not there is taken for any JSON value")
                .help("define it, or correct the reference");
        }
        found
    }
}
