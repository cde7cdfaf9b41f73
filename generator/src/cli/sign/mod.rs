//! `countersign sign`: how a request is signed, step by step.
//!
//! Either an operation is signed as its client would sign it, or a file is taken byte for byte as
//! the body that a scheme signs.

mod credentials;
mod fresh;
mod show;
mod subject;
mod token;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use super::input::{DocumentArguments, Project, read_bytes};
use super::output::Output;
use super::{Common, DONE, FOUND, Stop, Usage};
use crate::diag::visible;
use crate::ir::Api;
use crate::lower::lower;
use crate::parsed;
use crate::signing::curl::Secrets;
use crate::signing::{Inputs, SignError, Signed, sign};
use fresh::System;
use subject::Subject;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Credentials that are not given are looked for in the environment, as the generated crate does: \
CRATE_SCHEME_CREDENTIAL with --name CRATE or the name in the configuration, else SCHEME_CREDENTIAL.

Secrets are shown by their names in square brackets unless --show-secrets is given; \
a curl line with such a name in it cannot be run.")]
pub(super) struct Arguments {
    /// The document and the id of the operation to sign; the document of the configuration if only
    /// the operation is named
    #[arg(value_names = ["SPEC", "OPERATION"], num_args = 0..=2)]
    words: Vec<String>,
    /// An OpenAPI Overlay to lay over the document; may be given several times
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// The security scheme: without an operation the one that signs the body file, with one the
    /// alternative to take
    #[arg(long, value_name = "NAME")]
    scheme: Option<String>,
    /// The body, or `-` for standard input: of an operation before fields are put in, of a scheme
    /// alone byte for byte what is signed
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// The method, without an operation
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The whole URL, instead of that of the document
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A header; can be given several times
    #[arg(long = "header", short = 'H', value_name = "NAME:VALUE")]
    headers: Vec<String>,
    /// A path parameter of the operation
    #[arg(long = "param", value_name = "NAME=TEXT")]
    params: Vec<String>,
    /// A field of the query, encoded when it is put in
    #[arg(long = "query", value_name = "NAME=TEXT")]
    query: Vec<String>,
    /// A credential as text or from a file, a line break at whose end is dropped;
    /// `SCHEME.NAME` where several schemes have one of this name
    #[arg(long = "credential", value_name = "NAME=TEXT|NAME=@FILE")]
    credentials: Vec<String>,
    /// A value of the recipe, such as a nonce or a time, instead of a fresh one
    #[arg(long = "value", value_name = "NAME=TEXT")]
    values: Vec<String>,
    /// The name of the crate, with which environment variables begin
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Show secrets as they are in headers and in the curl line
    #[arg(long)]
    show_secrets: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The request as one scheme after the other has signed it.
struct Done {
    /// The scheme's name and what it did.
    steps: Vec<(String, Signed)>,
}

pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    output: &mut Output<'_, '_>,
) -> Result<u8, Stop> {
    let (document, operation) = words(arguments)?;
    let project = Project::find(&document, common, output)?;
    let (api, project) = api(project, output)?;
    let body = match &arguments.body_file {
        Some(file) => Some(body(file, output)?),
        None => None,
    };
    let subject = Subject::find(&api, operation.as_deref(), arguments, body)?;
    let library = arguments.name.clone().or(project.package.name);
    match signed(&subject, library.as_deref(), arguments, output)? {
        Ok(done) => {
            let secrets = if arguments.show_secrets {
                Secrets::Plain
            } else {
                Secrets::Masked
            };
            if arguments.json {
                show::json(&mut output.stdout, &subject, &done, secrets)?;
            } else {
                show::text(&mut output.stdout, &subject, &done, secrets)?;
            }
            Ok(DONE)
        }
        Err((scheme, error)) => {
            writeln!(
                output.stderr,
                "error: scheme `{}` cannot sign this: {error}",
                visible(&scheme, 400)
            )?;
            Ok(FOUND)
        }
    }
}

/// Tells document and operation apart.
fn words(arguments: &Arguments) -> Result<(DocumentArguments, Option<String>), Usage> {
    let (spec, operation) = match (arguments.words.as_slice(), &arguments.scheme) {
        ([spec, operation], _) => (Some(spec), Some(operation)),
        ([spec], Some(_)) => (Some(spec), None),
        ([operation], None) => (None, Some(operation)),
        ([], Some(_)) => (None, None),
        ([], None) => {
            return Err(Usage(
                "name an operation, or a scheme with `--scheme`".into(),
            ));
        }
        _ => return Err(Usage("name one document and one operation".into())),
    };
    let spec = spec.map(PathBuf::from);
    Ok((
        DocumentArguments {
            spec,
            overlays: arguments.overlays.clone(),
            strict: arguments.strict,
            ..DocumentArguments::default()
        },
        operation.cloned(),
    ))
}

fn api(project: Project, output: &mut Output<'_, '_>) -> Result<(Api, Project), Stop> {
    let source = project.source(output)?;
    let mut sink = project.sink();
    let document = parsed(&source, &project.options(), &mut sink);
    let api = document.map(|document| lower(&document, &mut sink));
    output.stop_at_errors(sink, &source)?;
    Ok((api.ok_or(Stop::Reported)?, project))
}

fn body(file: &std::path::Path, output: &mut Output<'_, '_>) -> Result<Vec<u8>, Usage> {
    read_bytes(file, output).map_err(|error| {
        Usage(format!(
            "the body `{}` cannot be read: {error}",
            file.display()
        ))
    })
}

/// Signs with each scheme in turn, as a client does. The inner error is the recipe's.
fn signed(
    subject: &Subject<'_>,
    library: Option<&str>,
    arguments: &Arguments,
    output: &mut Output<'_, '_>,
) -> Result<Result<Done, (String, SignError)>, Stop> {
    let given = given(subject, &arguments.values)?;
    let keys = credentials::keys(subject, library, &arguments.credentials, output)?;
    let mut request = subject.request.clone();
    let mut steps = Vec::new();
    for (scheme, keys) in subject.schemes.iter().zip(&keys) {
        let inputs = Inputs {
            scheme,
            keys,
            given: &given,
            injection: subject.injection,
        };
        match sign(inputs, request, &mut System::default()) {
            Ok(signed) => {
                request = signed.request.clone();
                steps.push((scheme.name.clone(), signed));
            }
            Err(error) => return Ok(Err((scheme.name.clone(), error))),
        }
    }
    Ok(Ok(Done { steps }))
}

fn given(subject: &Subject<'_>, values: &[String]) -> Result<BTreeMap<String, Vec<u8>>, Usage> {
    let mut given = BTreeMap::new();
    for text in values {
        let (name, value) = pair(text, "value")?;
        if !subject.has_value(name) {
            return Err(Usage(format!("the recipe has no value `{name}`")));
        }
        given.insert(name.to_owned(), value.as_bytes().to_vec());
    }
    Ok(given)
}

/// Splits `NAME=TEXT`.
fn pair<'t>(text: &'t str, what: &str) -> Result<(&'t str, &'t str), Usage> {
    text.split_once('=')
        .ok_or_else(|| Usage(format!("a {what} is given as `NAME=TEXT`, not `{text}`")))
}
