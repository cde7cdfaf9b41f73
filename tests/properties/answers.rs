//! What puts a case through generated code: one function a recipe, written for what that code asks for.
//!
//! What the code asks for is read from its text, as a user would: what `new` takes, which setters there are,
//! which fresh values `sign` is given, whether it waits.

use std::fmt::Write as _;

use countersign::ir::signing::{Algorithm, Operator, Scheme};
use countersign::tree::{Content, FileTree};

use crate::krate::content_text;

/// Puts the file with the cases, and beside each recipe one that puts a case through its code.
pub(crate) fn put(tree: &mut FileTree, recipes: &[Scheme]) {
    let mut arms = String::new();
    for recipe in recipes {
        let name = &recipe.name;
        let path = format!("src/security/{name}.rs");
        let code = text(tree, &path);
        insert(
            tree,
            &format!("src/security/{name}/answer.rs"),
            &answer(recipe, &code),
        );
        let code = format!("{code}\n#[cfg(test)]\npub(crate) mod answer;\n");
        insert(tree, &path, &code);
        let _ = writeln!(
            arms,
            "        Some({name:?}) => crate::security::{name}::answer::answer(case),"
        );
    }
    let cases = include_str!("inside.rs").replace("        // One arm a recipe.\n", &arms);
    insert(tree, "src/cases.rs", &cases);
    let lib = text(tree, "src/lib.rs");
    insert(
        tree,
        "src/lib.rs",
        &format!("{lib}\n#[cfg(test)]\nmod cases;\n"),
    );
    let security = text(tree, "src/security.rs").replace("\nmod ", "\npub(crate) mod ");
    insert(tree, "src/security.rs", &security);
}

fn text(tree: &FileTree, path: &str) -> String {
    content_text(tree.get(path).expect("every crate has this file"))
}

fn insert(tree: &mut FileTree, path: &str, text: &str) {
    tree.insert(path, Content::Whole(text.as_bytes().to_vec()));
}

/// The file with the function of a recipe.
fn answer(recipe: &Scheme, code: &str) -> String {
    let ty = between(code, "pub struct ", " {").expect("a recipe has a type");
    let hooks = between(code, "pub trait ", ":");
    let given = hooks
        .map(|hooks| given(recipe, hooks, code))
        .unwrap_or_default();
    let mut new: Vec<String> = Vec::new();
    for credential in recipe.credentials.iter().filter(|it| !it.optional) {
        new.push(format!(
            "case.credential({:?}).unwrap_or_default()",
            credential.name
        ));
    }
    if hooks.is_some() {
        new.push("Given::of(case)".to_owned());
    }
    let new = new.join(", ");
    let set = setters(recipe, code);
    let muted = if set.is_empty() { "" } else { "mut " };
    let verifies = verifies(code);
    let signs = signs(recipe, code);
    format!(
        "use super::*;
use crate::cases::{{self, Case}};

{given}pub(crate) fn answer(case: &Case<'_>) -> serde_json::Value {{
    let {muted}scheme = {ty}::new({new});
{set}    if let Err(error) = scheme.check() {{
        return cases::unusable(&error);
    }}
{verifies}{signs}}}
"
    )
}

/// What is set after the credentials are made: optional ones, and settings.
fn setters(recipe: &Scheme, code: &str) -> String {
    let optional = recipe.credentials.iter().filter(|it| it.optional);
    let optional = optional.map(|it| (it.name.as_str(), "credential"));
    let settings = recipe.values.iter().map(|it| (it.name.as_str(), "setting"));
    let settings =
        settings.filter(|(name, _)| code.contains(&format!("pub fn {name}(mut self, {name}: ")));
    let mut set = String::new();
    for (name, of) in optional.chain(settings) {
        let _ = write!(
            set,
            "    if let Some(text) = case.{of}({name:?}) {{
        scheme = scheme.{name}(text);
    }}
"
        );
    }
    set
}

/// What verifies, if the recipe does.
fn verifies(code: &str) -> String {
    let Some(call) = call(code, "verify", "scheme.verify(&incoming") else {
        return String::new();
    };
    format!(
        "    if !case.is(\"sign\") {{
        let body = case.body();
        let incoming = case.incoming(&body);
        return cases::verified({call});
    }}
"
    )
}

/// What signs: with fresh values that are given, and with those of an instant, if both give the same.
fn signs(recipe: &Scheme, code: &str) -> String {
    let has_apply = code.contains("fn apply");
    let signs = call(code, "sign", "scheme.sign(draft");
    let signs = signs.filter(|_| code.contains("Result<Wire, SignError>"));
    let applied = "cases::applied(cases::ready(scheme.apply(draft, &case.instant())))";
    let draft = |call: &str| format!("case.draft().map_or_else(cases::refused, |draft| {call})");
    match signs {
        Some(call) if differs(recipe) => {
            format!("    {}\n", draft(&format!("cases::signed({call})")))
        }
        Some(call) => format!(
            "    let signed = {};
    let applied = {};
    assert_eq!(signed, applied, \"`sign` and `apply` differ\");
    signed
",
            draft(&format!("cases::signed({call})")),
            draft(applied),
        ),
        None if has_apply => format!("    {}\n", draft(applied)),
        None => "    panic!(\"the recipe does not sign\")\n".to_owned(),
    }
}

/// Whether the same request at the same instant is signed in another way each time.
fn differs(recipe: &Scheme) -> bool {
    let is_random =
        |operator: &Operator| matches!(operator, Operator::Counter(_) | Operator::Random(_));
    recipe.values.iter().any(|value| is_random(&value.operator))
        || recipe.algorithm == Algorithm::RsaPssSha512
}

/// The call of a function with its fresh arguments, waited for if need be.
fn call(code: &str, function: &str, start: &str) -> Option<String> {
    let (before, rest) = code.split_once(&format!("fn {function}"))?;
    let (arguments, _) = rest.split_once(") ->")?;
    let names = arguments
        .split(',')
        .filter_map(|it| it.trim().strip_suffix(": &str"));
    let mut call = start.to_owned();
    for name in names {
        let _ = write!(call, ", case.fresh({name:?})");
    }
    call.push(')');
    let waits = before.ends_with("async ");
    Some(if waits {
        format!("cases::ready({call})")
    } else {
        call
    })
}

/// What the application works out, as the case gives it.
fn given(recipe: &Scheme, hooks: &str, code: &str) -> String {
    let body = between(code, &format!("pub trait {hooks}:"), "\n}").unwrap_or_default();
    let mut names = String::new();
    let mut functions = String::new();
    for line in body
        .lines()
        .filter_map(|line| line.trim().strip_prefix("fn "))
    {
        let (name, rest) = line.split_once('<').expect("a hook has a lifetime");
        // A value has its own name in a case, a signature that of the algorithm.
        let mut values = recipe.values.iter();
        let value = values
            .find(|value| matches!(&value.operator, Operator::Custom(custom) if custom == name));
        let (wire, argument) = match value {
            Some(value) if rest.contains("&Message") => (value.name.as_str(), "&Message"),
            _ => (name, "&'a [u8]"),
        };
        let _ = write!(names, "{wire:?}, ");
        let _ = write!(
            functions,
            "    fn {name}<'a>(&'a self, _: {argument}) -> WorkedOut<'a> {{
        Box::pin(async {{ Ok(self.0[{wire:?}].clone()) }})
    }}
"
        );
    }
    format!(
        "struct Given(std::collections::BTreeMap<&'static str, Vec<u8>>);

impl Given {{
    fn of(case: &Case<'_>) -> Self {{
        let names = [{names}];
        let given = names.map(|name| (name, case.given(name).unwrap_or_default()));
        Self(given.into_iter().collect())
    }}
}}

impl {hooks} for Given {{
{functions}}}

"
    )
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}
