//! Test vectors as tests of the crate: which function is called with what, and what has to come of it.
//!
//! In: the files of the schemes, and vectors of which `vectors` has worked out what follows.
//! Out: one [`VectorFile`] a scheme that has any.

use super::krate::{Call, SchemeFile, VectorFile, VectorTest};
use super::names::{Case, Ident, Scope};
use super::recipe::{Credential, HookKind, Recipe};
use crate::diag::{Level, Sink, codes};
use crate::ir::signing::{NamedValue, Operator, Scheme, Used};
use crate::ir::vector::{Given, Vector, VectorKind};
use crate::ir::{Api, SecurityKind};

/// Names that the tests import.
const IMPORTED: &[&str] = &["accepted", "at", "ready", "refused"];

/// The tests of all schemes; reports vectors that cannot be put through the crate's code.
pub(super) fn vectors(api: &Api, schemes: &[SchemeFile], sink: &mut Sink) -> Vec<VectorFile> {
    let mut files = Vec::new();
    for file in schemes {
        let Some(scheme) = api.security_schemes.get(&file.wire) else {
            continue;
        };
        let (SecurityKind::Recipe(recipe), Some(written)) = (&scheme.kind, file.recipe()) else {
            continue;
        };
        let mut names = Scope::with_reserved(IMPORTED);
        let mut tests = Vec::new();
        for vector in &scheme.vectors {
            match test(written, recipe, vector, &mut names) {
                Ok(test) => tests.push(test),
                Err(why) => {
                    let id = &vector.id;
                    let message = format!("no test is written of the vector `{id}`: {why}");
                    sink.report(&codes::CS0632, &vector.origin, message)
                        .level(Level::Warning);
                }
            }
        }
        if !tests.is_empty() {
            files.push(VectorFile {
                module: file.module.clone(),
                scheme: file.ident.clone(),
                wire: file.wire.clone(),
                hooks: written.hooks.as_ref().map(|hooks| {
                    let methods = hooks.methods.iter();
                    let methods = methods.map(|hook| (hook.ident.clone(), hook.gives));
                    (hooks.name.clone(), methods.collect())
                }),
                tests,
            });
        }
    }
    files
}

fn test(
    written: &Recipe,
    recipe: &Scheme,
    vector: &Vector,
    names: &mut Scope,
) -> Result<VectorTest, String> {
    if !vector.changes.is_empty() {
        return Err("an operation changes values of the recipe".into());
    }
    let settings = settings(written, recipe, vector)?;
    Ok(VectorTest {
        ident: names.declare(&vector.id, Case::Snake, "vector"),
        id: vector.id.clone(),
        credentials: written
            .credentials
            .iter()
            .filter(|credential| !credential.optional)
            .map(|credential| text(&vector.credentials, &credential.wire))
            .collect(),
        worked_out: worked_out(written, recipe, vector),
        settings,
        call: call(written, recipe, vector)?,
        message: vector.message.clone(),
        string_to_sign: vector
            .expected
            .message
            .as_ref()
            .map(|(_, message)| message.clone()),
        outcome: vector.outcome.clone(),
    })
}

/// What the application works out: values by their own names, a raw signature by that of the algorithm.
fn worked_out(written: &Recipe, recipe: &Scheme, vector: &Vector) -> Vec<Vec<u8>> {
    let hooks = written.hooks.iter().flat_map(|hooks| &hooks.methods);
    let texts = hooks.map(|hook| {
        let is_hook = |value: &&NamedValue| matches!(&value.operator, Operator::Custom(name) if *name == hook.wire);
        let name = match hook.gives {
            HookKind::Value => recipe.values.iter().find(is_hook).map(|value| &value.name),
            HookKind::Signature => Some(&hook.wire),
        };
        text(&vector.values, name.map_or("", String::as_str)).into_bytes()
    });
    texts.collect()
}

/// What is set after the credentials are made.
fn settings(
    written: &Recipe,
    recipe: &Scheme,
    vector: &Vector,
) -> Result<Vec<(Ident, String)>, String> {
    let optional = |credential: &&Credential| credential.optional;
    let mut settings = Vec::new();
    for credential in written.credentials.iter().filter(optional) {
        if let Some(given) = given(&vector.credentials, &credential.wire) {
            settings.push((credential.ident.clone(), given.text.clone()));
        }
    }
    for value in &vector.values {
        let setting = written
            .settings
            .iter()
            .find(|setting| setting.wire == value.name);
        let named = recipe.values.iter().find(|it| it.name == value.name);
        match (setting, named) {
            (Some(setting), _) => settings.push((setting.ident.clone(), value.text.clone())),
            (None, Some(named)) if is_fixed(named) => {
                return Err(format!(
                    "it gives `{}`, which is fixed and no setting",
                    value.name
                ));
            }
            (None, _) => {}
        }
    }
    Ok(settings)
}

fn call(written: &Recipe, recipe: &Scheme, vector: &Vector) -> Result<Call, String> {
    let comes_in = vector.kind != VectorKind::Request && recipe.verify.is_some();
    if comes_in {
        let verify = written.verify.as_ref();
        let verify = verify.ok_or("the recipe does not verify")?;
        return Ok(Call::Verify {
            fresh: fresh(recipe, vector, verify.fresh.len(), |used| {
                matches!(used, Used::Verify | Used::Both)
            })?,
            of_response: verify.of_response,
            is_async: verify.is_async,
        });
    }
    let sign = written.sign.as_ref().filter(|sign| sign.freezes());
    let sign = sign.ok_or("the recipe signs nothing")?;
    Ok(Call::Sign {
        fresh: fresh(recipe, vector, sign.fresh.len(), |used| {
            matches!(used, Used::Sign | Used::Both)
        })?,
        is_async: sign.is_async,
    })
}

/// The texts of what is made anew, in the order of the arguments.
fn fresh(
    recipe: &Scheme,
    vector: &Vector,
    arguments: usize,
    is_used: fn(Used) -> bool,
) -> Result<Vec<String>, String> {
    let made = recipe.values.iter();
    let made = made.filter(|value| is_made(value) && is_used(value.used));
    let texts: Vec<String> = made
        .map(|value| {
            let given = given(&vector.values, &value.name);
            let given = given.or_else(|| self::given(&vector.outcome.fresh, &value.name));
            given.map(|it| it.text.clone()).unwrap_or_default()
        })
        .collect();
    if texts.len() == arguments {
        Ok(texts)
    } else {
        Err("its fresh values are not those of the generated code".into())
    }
}

/// Whether a value that is read cannot be given.
fn is_fixed(value: &NamedValue) -> bool {
    let is_custom = matches!(value.operator, Operator::Custom(_));
    !is_made(value) && !is_custom && value.used != Used::Nowhere
}

fn is_made(value: &NamedValue) -> bool {
    matches!(
        value.operator,
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_)
    )
}

fn given<'g>(all: &'g [Given], name: &str) -> Option<&'g Given> {
    all.iter().find(|it| it.name == name)
}

/// A text by its name; one that is not given is empty.
fn text(all: &[Given], name: &str) -> String {
    given(all, name)
        .map(|it| it.text.clone())
        .unwrap_or_default()
}
