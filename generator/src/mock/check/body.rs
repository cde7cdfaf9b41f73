//! The body: its media type, and what the schema says of it.

use serde_json::Value;

use super::fields::Fields;
use super::parameters::scalar;
use crate::ir::signing::Target;
use crate::ir::{Api, SecurityKind};
use crate::mock::exchange::Received;
use crate::mock::negotiate::{essence, is_json, matches};
use crate::mock::plan::{Content, Plan};
use crate::mock::problem::Problem;
use crate::mock::schema::{Validator, Violation};
use crate::parse::Document;

/// What is wrong with a body, and what was let pass.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) violations: Vec<Violation>,
    pub(crate) notes: Vec<String>,
    /// The body, if it is JSON or a form.
    pub(crate) value: Option<Value>,
}

/// Checks the body of a request; `body` is the one that was signed, if it travels elsewhere.
///
/// # Errors
///
/// A body that is missing, of another media type, or that cannot be read at all.
pub(crate) fn check(
    document: &Document,
    api: &Api,
    plan: &Plan,
    received: &Received,
    body: Option<&[u8]>,
) -> Result<Checked, Problem> {
    let bytes = body.unwrap_or(&received.body);
    let Some(wanted) = &plan.body else {
        return Ok(Checked::default());
    };
    if bytes.is_empty() {
        if wanted.required {
            return Err(Problem::new(
                422,
                "body-missing",
                "there is no body, and the operation needs one",
            ));
        }
        return Ok(Checked::default());
    }
    let mut checked = Checked::default();
    // A body that came elsewhere has no media type of its own.
    let media_type = received.header("content-type").filter(|_| body.is_none());
    let content = match media_type {
        Some(media_type) => of_type(&wanted.contents, media_type)?,
        None => {
            if body.is_none() {
                checked.notes.push("no `Content-Type`".to_owned());
            }
            &wanted.contents[0]
        }
    };
    let media_type = media_type.unwrap_or(&content.media_type);
    let ready = content.schema.as_ref().and_then(|it| it.ready(document));
    let validator = ready.as_ref().map(|it| &it.1);
    match Kind::of(media_type) {
        Kind::Json => {
            let value = parsed(bytes)?;
            if let Some(validator) = validator {
                let own = injected(api, plan);
                checked.violations = json(validator, &value, &own, &mut checked.notes);
            }
            checked.value = Some(value);
        }
        Kind::Form => checked.take(Fields::of_form(bytes, &content.styles).fit(validator)),
        Kind::Multipart => {
            let fields = Fields::of_multipart(media_type, bytes, &content.styles)?;
            checked.take(fields.fit(validator));
        }
        Kind::Text => {
            let text = std::str::from_utf8(bytes).map_err(|_| malformed("the body is no UTF-8"))?;
            if let Some(validator) = validator {
                checked.violations = super::parameters::least(validator, &scalar(text));
            }
        }
        Kind::Other => checked.notes.push(format!(
            "a body of `{}` is not looked into",
            essence(media_type)
        )),
    }
    Ok(checked)
}

impl Checked {
    fn take(&mut self, (value, violations): (Value, Vec<Violation>)) {
        self.value = Some(value);
        self.violations = violations;
    }
}

/// How a body is read.
enum Kind {
    Json,
    Form,
    Multipart,
    Text,
    Other,
}

impl Kind {
    fn of(media_type: &str) -> Self {
        match essence(media_type).as_str() {
            name if is_json(name) => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "multipart/form-data" => Self::Multipart,
            "text/plain" => Self::Text,
            _ => Self::Other,
        }
    }
}

fn parsed(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes)
        .map_err(|error| malformed(format!("the body is no JSON: {error}")))
}

pub(super) fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(400, "body-malformed", detail)
}

fn of_type<'c>(contents: &'c [Content], media_type: &str) -> Result<&'c Content, Problem> {
    let exact = contents
        .iter()
        .find(|it| essence(&it.media_type) == essence(media_type));
    let found = exact.or_else(|| {
        contents
            .iter()
            .find(|it| matches(&it.media_type, media_type))
    });
    // Some clients name a kin: `text/json`, or a vendor's JSON.
    let found = found.or_else(|| {
        let kin = |it: &&Content| is_json(&it.media_type) && is_json(media_type);
        contents.iter().find(kin)
    });
    found.ok_or_else(|| {
        let known: Vec<_> = contents.iter().map(|it| it.media_type.as_str()).collect();
        let shown: String = essence(media_type).chars().take(80).collect();
        let detail = format!(
            "the body comes as `{shown}`, and the operation takes {}",
            known.join(", ")
        );
        Problem::new(415, "media-type-unsupported", detail).with_header("accept", known.join(", "))
    })
}

/// The violations of a JSON body. Fields that a recipe puts in need not be in the schema, and `null`
/// for a member that need not be there is taken for its absence, as many clients write it.
fn json(
    validator: &Validator,
    value: &Value,
    injected: &[&str],
    notes: &mut Vec<String>,
) -> Vec<Violation> {
    let mut violations = validator.violations(value);
    if violations.is_empty() {
        return violations;
    }
    let mut without = value.clone();
    if let Value::Object(members) = &mut without {
        for name in injected {
            members.remove(*name);
        }
    }
    let fewer = validator.violations(&without);
    if fewer.len() < violations.len() {
        violations = fewer;
    } else {
        without = value.clone();
    }
    let nulls: Vec<String> = violations
        .iter()
        .filter(|it| !it.at.is_empty() && without.pointer(&it.at).is_some_and(Value::is_null))
        .map(|it| it.at.clone())
        .collect();
    if nulls.is_empty() {
        return violations;
    }
    let required = |list: &[Violation]| list.iter().filter(|it| it.rule == "required").count();
    let mut taken = Vec::new();
    for pointer in nulls {
        let mut fewer = without.clone();
        remove(&mut fewer, &pointer);
        let left = validator.violations(&fewer);
        if left.len() < violations.len() && required(&left) <= required(&violations) {
            (without, violations) = (fewer, left);
            taken.push(pointer);
        }
    }
    if !taken.is_empty() {
        notes.push(format!("`null` taken for absence: {}", taken.join(", ")));
    }
    violations
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        members.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}

/// The members of a body that the operation's recipes write.
fn injected<'a>(api: &'a Api, plan: &Plan) -> Vec<&'a str> {
    let names = plan.security.iter().flatten();
    let recipes = names.filter_map(|name| match &api.security_schemes.get(name)?.kind {
        SecurityKind::Recipe(recipe) => Some(recipe),
        _ => None,
    });
    let targets = recipes.flat_map(|recipe| {
        let injected = recipe.inject.iter().map(|it| &it.target);
        injected.chain(recipe.place.iter().map(|it| &it.target))
    });
    let first = targets.filter_map(|target| match target {
        Target::Body(path) => path.first().map(String::as_str),
        Target::Header(_) | Target::Query(_) | Target::Cookie(_) => None,
    });
    first.collect()
}
