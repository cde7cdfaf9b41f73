//! Credentials from arguments, files and the environment.

use std::collections::BTreeMap;

use super::Usage;
use super::subject::Subject;
use crate::cli::credentials::{self, variables};
use crate::cli::output::Output;
use crate::ir::signing::Scheme;
use crate::signing::{Absent, CredentialReason, Keys};

/// Returns the decoded credentials of each scheme.
pub(super) fn keys(
    subject: &Subject<'_>,
    library: Option<&str>,
    arguments: &[String],
    output: &mut Output<'_, '_>,
) -> Result<Vec<Keys>, Usage> {
    let given = given(subject, arguments, output)?;
    subject
        .schemes
        .iter()
        .map(|scheme| of_scheme(scheme, library, &given, output))
        .collect()
}

/// Reads the arguments; what belongs to no scheme is a mistake.
fn given(
    subject: &Subject<'_>,
    arguments: &[String],
    output: &mut Output<'_, '_>,
) -> Result<BTreeMap<String, String>, Usage> {
    let mut given = BTreeMap::new();
    for argument in arguments {
        let (name, text) = credentials::argument(argument, output)?;
        if !subject.schemes.iter().any(|scheme| has(scheme, name)) {
            return Err(Usage(format!("no scheme has a credential `{name}`")));
        }
        given.insert(name.to_owned(), text);
    }
    Ok(given)
}

fn has(scheme: &Scheme, name: &str) -> bool {
    scheme
        .credentials
        .iter()
        .any(|it| it.name == name || qualified(scheme, &it.name) == name)
}

fn qualified(scheme: &Scheme, name: &str) -> String {
    format!("{}.{name}", scheme.name)
}

fn of_scheme(
    scheme: &Scheme,
    library: Option<&str>,
    given: &BTreeMap<String, String>,
    output: &Output<'_, '_>,
) -> Result<Keys, Usage> {
    let mut texts = BTreeMap::new();
    for credential in &scheme.credentials {
        let name = &credential.name;
        let named = given
            .get(&qualified(scheme, name))
            .or_else(|| given.get(name))
            .cloned();
        let text = named.or_else(|| {
            let variables = variables(library, &scheme.name, name);
            variables
                .iter()
                .find_map(|variable| (output.variable)(variable)?.into_string().ok())
        });
        texts.extend(text.map(|text| (name.clone(), text)));
    }
    Keys::read(scheme, &texts, Absent::Refused).map_err(|errors| {
        let mut lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        for error in errors
            .iter()
            .filter(|error| error.reason == CredentialReason::Missing)
        {
            let variables = variables(library, &scheme.name, &error.name);
            let variables: Vec<_> = variables.iter().map(|it| format!("`{it}`")).collect();
            let name = &error.name;
            lines.push(format!(
                "  give `--credential {name}=…` or set {}",
                variables.join(" or ")
            ));
        }
        Usage(lines.join("\n"))
    })
}
