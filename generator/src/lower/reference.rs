//! References: from a node to what it means.

use super::Context;
use super::compose::is_reference_with_more;
use crate::diag::codes;
use crate::parse::{At, as_written};

/// More steps than this are a chain that leads nowhere.
const LONGEST_CHAIN: usize = 100;

/// What a reference is to lead to.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Schema,
    Response,
    Parameter,
    Header,
    RequestBody,
    Example,
    Callback,
    PathItem,
    SecurityScheme,
}

impl Kind {
    /// What becomes of one that is not there.
    fn if_absent(self) -> &'static str {
        match self {
            Self::Schema => "a schema that is not there is taken for any JSON value",
            Self::Response => "a response that is not there is left out",
            Self::Parameter => {
                "a parameter that is not there is left out; one that the path names is taken for a text"
            }
            Self::Header => "a header that is not there is left out",
            Self::RequestBody => "without the request body that is not there, no body is sent",
            Self::Example => "an example that is not there is left out",
            Self::Callback => "a callback that is not there is left out",
            Self::PathItem => "the operations of a path item that is not there are left out",
            Self::SecurityScheme => {
                "calls are refused until the client is given an implementation of the scheme that is not there"
            }
        }
    }
}

impl<'d> Context<'d, '_> {
    /// What the schema `at` means: itself, or what its `$ref` leads to in the end.
    ///
    /// A reference that leads nowhere is reported and gives `None`.
    pub(super) fn follow(&mut self, at: &At<'d>) -> Option<At<'d>> {
        self.follow_to(Kind::Schema, at)
    }

    /// As [`follow`](Self::follow), for things of another kind.
    pub(super) fn follow_to(&mut self, kind: Kind, at: &At<'d>) -> Option<At<'d>> {
        let mut here = at.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = here.get("$ref").filter(|_| !is_reference_with_more(&here))
            else {
                return Some(here);
            };
            let text = reference.expect_str(self.sink)?;
            here = self.resolve_to(kind, &reference, text)?;
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
        self.resolve_to(Kind::Schema, at, text)
    }

    fn resolve_to(&mut self, kind: Kind, at: &At<'d>, text: &str) -> Option<At<'d>> {
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
                .note(kind.if_absent())
                .help("define it, or correct the reference");
        }
        found
    }
}
