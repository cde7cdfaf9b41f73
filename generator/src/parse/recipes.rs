//! Recipes that a configuration has for a document that says nothing of them.
//!
//! In: a document, and recipes by the names of its security schemes. Out: the document as if its
//! author had written them: `x-signing` on each scheme. Two things that such documents lack are put
//! in as well, each only if there is nothing of its kind anywhere:
//!
//! - a document without security schemes gets those of the recipes;
//! - a document in which nothing says `security` asks for them everywhere, for any one of several.
//!
//! What is put in has the place of what it belongs to. Its own text is another one, whose mistakes
//! were reported before.

use super::node::{At, Member, Node, Value};
use crate::diag::{Sink, codes};
use crate::source::Span;

/// Recipes by the names of security schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipes(Vec<(String, Node)>);

impl Recipes {
    /// Takes the members of an object.
    pub fn of(at: &At<'_>) -> Self {
        let members = at.members();
        Self(
            members
                .map(|(name, at)| (name.to_owned(), at.node.clone()))
                .collect(),
        )
    }

    /// Puts the recipes into a document; reports schemes that it does not have.
    pub(super) fn put_into(&self, root: &mut Node, sink: &mut Sink) {
        if self.0.is_empty() {
            return;
        }
        let place = start(root);
        let mut put = self.0.iter().collect::<Vec<_>>();
        if known(root).is_empty() {
            self.add(root, place);
        } else {
            put.retain(|(name, recipe)| self::put(root, name, recipe, sink));
        }
        if !has_security(root) {
            let schemes = put.into_iter().map(|(name, _)| {
                let none = node(Value::Array(Vec::new()), place);
                node(object([(name.clone(), none)]), place)
            });
            let security = node(Value::Array(schemes.collect()), place);
            set(root, "security", security);
        }
    }

    /// Adds all schemes to a document that has none.
    fn add(&self, root: &mut Node, place: Span) {
        let schemes = self.0.iter().map(|(name, recipe)| {
            let signing = at_place(recipe, place);
            let scheme = object([("x-signing".to_owned(), signing)]);
            (name.clone(), node(scheme, place))
        });
        let schemes = node(object(schemes), place);
        let components = At::root(root).get("components");
        let components = components.filter(At::is_object);
        let mut components =
            components.map_or_else(|| node(object([]), place), |at| at.node.clone());
        set(&mut components, "securitySchemes", schemes);
        set(root, "components", components);
    }
}

/// Puts a recipe into its scheme; reports one that there is not.
fn put(root: &mut Node, name: &str, recipe: &Node, sink: &mut Sink) -> bool {
    let Some(scheme) = scheme(root, name) else {
        let names: Vec<_> = known(root).iter().map(|it| format!("`{it}`")).collect();
        let place = At::root(root).get("components");
        let place = place.and_then(|at| at.get("securitySchemes"));
        let place = place.map_or_else(|| At::root(root).origin(), |at| at.key_origin());
        let message = format!(
            "the configuration has a recipe for `{name}`, which is no security scheme of the document"
        );
        sink.report(&codes::CS0703, &place, message)
            .help(format!("the document has {}", names.join(", ")));
        return false;
    };
    let signing = at_place(recipe, scheme.span);
    set(scheme, "x-signing", signing);
    true
}

/// The place of the first member of a document.
fn start(root: &Node) -> Span {
    match &root.value {
        Value::Object(members) => {
            let first = members.iter().next();
            first.map_or(root.span, |(_, member)| member.key_span)
        }
        _ => root.span,
    }
}

/// The names of the security schemes of a document.
fn known(root: &Node) -> Vec<String> {
    let schemes = At::root(root).get("components");
    let schemes = schemes.and_then(|at| at.get("securitySchemes"));
    let names = schemes.iter().flat_map(At::members);
    names.map(|(name, _)| name.to_owned()).collect()
}

/// A security scheme, in place of which a reference may stand.
fn scheme<'n>(root: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    let named = At::root(root)
        .get("components")?
        .get("securitySchemes")?
        .get(name)?;
    let target = named.get("$ref").and_then(|at| at.as_str());
    let target = target.and_then(|it| it.strip_prefix("#/components/securitySchemes/"));
    let target = target.unwrap_or(name).to_owned();
    let mut here = root;
    for key in ["components", "securitySchemes", &target] {
        let Value::Object(members) = &mut here.value else {
            return None;
        };
        here = &mut members.map_mut().get_mut(key)?.node;
    }
    matches!(here.value, Value::Object(_)).then_some(here)
}

/// Whether the document or an operation says what has to be met.
fn has_security(root: &Node) -> bool {
    let root = At::root(root);
    let paths = root.get("paths");
    let items = paths.iter().flat_map(At::members).map(|(_, item)| item);
    let mut operations = items.flat_map(|item| item.members().map(|it| it.1).collect::<Vec<_>>());
    root.get("security").is_some() || operations.any(|at| at.get("security").is_some())
}

fn set(node: &mut Node, key: &str, value: Node) {
    if let Value::Object(members) = &mut node.value {
        let key_span = value.span;
        let member = Member {
            key_span,
            node: value,
        };
        members.map_mut().insert(key.to_owned(), member);
    }
}

fn node(value: Value, span: Span) -> Node {
    Node { value, span }
}

fn object(members: impl IntoIterator<Item = (String, Node)>) -> Value {
    let members = members.into_iter().map(|(name, node)| {
        let key_span = node.span;
        (name, Member { key_span, node })
    });
    Value::Object(members.collect())
}

/// A value of another text, at a place of this one.
fn at_place(other: &Node, span: Span) -> Node {
    let value = match &other.value {
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| at_place(item, span)).collect())
        }
        Value::Object(members) => object(
            members
                .iter()
                .map(|(name, member)| (name.to_owned(), at_place(&member.node, span))),
        ),
        other => other.clone(),
    };
    node(value, span)
}
