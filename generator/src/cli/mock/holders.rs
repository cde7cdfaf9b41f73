//! Whose credentials the mock knows: those of arguments, then those of the environment.

use std::collections::BTreeMap;

use crate::cli::Usage;
use crate::cli::credentials::{argument, variables};
use crate::cli::output::Output;
use crate::ir::Api;
use crate::mock::Texts;
use crate::mock::keyring::names;

/// The credentials that were given.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// By security scheme.
    pub(super) given: BTreeMap<String, Texts>,
    /// The crate, with which environment variables begin.
    library: Option<String>,
}

impl Holders {
    pub(super) fn find(
        api: &Api,
        library: Option<&str>,
        arguments: &[String],
        output: &mut Output<'_, '_>,
    ) -> Result<Self, Usage> {
        let mut holders = Self {
            given: BTreeMap::new(),
            library: library.map(str::to_owned),
        };
        for text in arguments {
            let (name, text) = argument(text, output)?;
            holders.put(api, name, &text)?;
        }
        for (scheme, it) in &api.security_schemes {
            let from_outside = holders.given.contains_key(scheme);
            for (credential, _) in names(&it.kind) {
                let texts = holders.given.get(scheme);
                if texts.is_some_and(|it| it.contains_key(credential)) {
                    continue;
                }
                let variables = variables(library, scheme, credential);
                let found = variables
                    .iter()
                    .find_map(|variable| (output.variable)(variable)?.into_string().ok());
                if let Some(text) = found.filter(|it| !it.is_empty()) {
                    let texts = holders.given.entry(scheme.clone()).or_default();
                    texts.insert(credential.to_owned(), text);
                }
            }
            holders.check(scheme, &names(&it.kind), from_outside)?;
        }
        Ok(holders)
    }

    /// A name alone is that of all schemes that have such a credential.
    fn put(&mut self, api: &Api, name: &str, text: &str) -> Result<(), Usage> {
        let mut known = false;
        for (scheme, it) in &api.security_schemes {
            for (credential, _) in names(&it.kind) {
                if credential == name || format!("{scheme}.{credential}") == name {
                    known = true;
                    let texts = self.given.entry(scheme.clone()).or_default();
                    texts.insert(credential.to_owned(), text.to_owned());
                }
            }
        }
        if known {
            Ok(())
        } else {
            Err(Usage(format!("no scheme has a credential `{name}`")))
        }
    }

    /// Half of a pair is of no use; a half that happens to be in the environment is left alone.
    fn check(
        &mut self,
        scheme: &str,
        names: &[(&str, bool)],
        from_outside: bool,
    ) -> Result<(), Usage> {
        let Some(texts) = self.given.get(scheme) else {
            return Ok(());
        };
        let missing = |(name, optional): &&(&str, bool)| !optional && !texts.contains_key(*name);
        let Some((name, _)) = names.iter().find(missing) else {
            return Ok(());
        };
        if !from_outside {
            self.given.remove(scheme);
            return Ok(());
        }
        let variables = self.variables(scheme, name);
        Err(Usage(format!(
            "credential `{name}` of `{scheme}` is missing: give `--credential {scheme}.{name}=…` or set `{variables}`"
        )))
    }

    /// The environment variable that the generated crate reads.
    pub(super) fn variables(&self, scheme: &str, credential: &str) -> String {
        let mut all = variables(self.library.as_deref(), scheme, credential);
        all.swap_remove(0)
    }
}
