//! What an alternative of a choice keeps of a value that may be of another one as well.
//!
//! In: the alternatives and their shapes. Out: for those that do not exclude each other, the members that it has and
//! not all of the others do. So a value is read as an alternative that drops none of its members, or is left as it
//! came.

use indexmap::{IndexMap, IndexSet};

use crate::ir::{Additional, Arena, Choice, Field, Schema, SchemaId, SchemaKind, Shape};

/// Objects in objects that are looked into.
const DEEPEST: usize = 3;
/// Members of a choice that are held against each other.
const MOST: usize = 10_000;

/// The paths of members that each alternative keeps and others drop; none if no value can be of it and another one.
pub(super) fn kept(
    schemas: &Arena<Schema>,
    choice: &Choice,
    shapes: &[Shape],
) -> Vec<Option<Vec<String>>> {
    let mut contest = Contest {
        schemas,
        kept: vec![None; shapes.len()],
        left: MOST,
    };
    for group in groups(schemas, choice, shapes) {
        let known = |place: &usize| Known::of(schemas, choice.alternatives[*place].usage.schema);
        let objects: Vec<_> = group.iter().map(|it| (*it, known(it))).collect();
        contest.among(&objects, "", DEEPEST);
        if group.iter().any(|it| contest.kept[*it].is_some()) {
            for place in group {
                contest.kept[place].get_or_insert_default();
            }
        }
    }
    contest.kept
}

/// The alternatives that values may have in common, in groups of at least two.
fn groups(schemas: &Arena<Schema>, choice: &Choice, shapes: &[Shape]) -> Vec<Vec<usize>> {
    let is_object = |place: &usize| {
        let alternative = &choice.alternatives[*place];
        let kind = &schemas[alternative.usage.schema].kind;
        let is_told = alternative.tag.is_some() || alternative.is_default;
        !is_told && matches!(kind, SchemaKind::Object { .. } | SchemaKind::Map(_))
    };
    let mut rest: Vec<_> = (0..shapes.len()).filter(is_object).collect();
    let known = |place: usize| Known::of(schemas, choice.alternatives[place].usage.schema);
    let meet = |one: usize, other: usize| {
        let (a, b) = (&shapes[one], &shapes[other]);
        let fits = || known(one).may_look_like(b) || known(other).may_look_like(a);
        !is_disjoint(a, b) && (choice.is_any || fits())
    };
    let mut groups = Vec::new();
    while let Some(first) = rest.first().copied() {
        let mut group = vec![first];
        rest.remove(0);
        let mut next = 0;
        while let Some(one) = group.get(next).copied() {
            next += 1;
            let (near, far): (Vec<_>, Vec<_>) = rest.iter().partition(|other| meet(one, **other));
            group.extend(near);
            rest = far;
        }
        if group.len() > 1 {
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups
}

/// What a type keeps of an object.
#[derive(Clone, Copy)]
enum Known<'a> {
    /// These members.
    Members(SchemaId, &'a IndexMap<String, Field>),
    /// All, or what it is no matter of names to tell.
    All,
}

impl<'a> Known<'a> {
    fn of(schemas: &'a Arena<Schema>, id: SchemaId) -> Self {
        match &schemas[id].kind {
            SchemaKind::Object {
                fields,
                additional: Additional::Unsaid | Additional::Forbidden,
            } => Self::Members(id, fields),
            _ => Self::All,
        }
    }

    fn has(self, name: &str) -> bool {
        match self {
            Self::Members(_, fields) => fields.contains_key(name),
            Self::All => true,
        }
    }

    /// Whether a value with no other members can have a shape.
    fn may_look_like(self, shape: &Shape) -> bool {
        match shape {
            Shape::Object(members) => {
                let mut firm = members
                    .iter()
                    .filter(|(_, it)| !matches!(it, Shape::Maybe(_)));
                firm.all(|(name, _)| self.has(name))
            }
            Shape::Knows(names) => names.iter().any(|name| self.has(name)),
            Shape::All(shapes) => shapes.iter().all(|it| self.may_look_like(it)),
            _ => true,
        }
    }

    /// What it keeps of a member; nothing if it drops that.
    fn member(self, schemas: &'a Arena<Schema>, name: &str) -> Option<Self> {
        match self {
            Self::Members(_, fields) => {
                let field = fields.get(name)?;
                Some(Self::of(schemas, field.usage.schema))
            }
            Self::All => Some(Self::All),
        }
    }
}

/// Alternatives held against each other.
struct Contest<'a> {
    schemas: &'a Arena<Schema>,
    kept: Vec<Option<Vec<String>>>,
    /// Members that may still be looked at.
    left: usize,
}

impl<'a> Contest<'a> {
    /// Finds the members below a path that some of these know and others do not.
    fn among(&mut self, objects: &[(usize, Known<'a>)], path: &str, depth: usize) {
        for name in names(objects) {
            let Some(left) = self.left.checked_sub(objects.len()) else {
                return;
            };
            self.left = left;
            let member = |(place, known): &(usize, Known<'a>)| {
                Some((*place, known.member(self.schemas, name)?))
            };
            let knowing: Vec<_> = objects.iter().filter_map(member).collect();
            let path = format!("{path}{}", name.replace('~', "~0").replace('/', "~1"));
            if knowing.len() < objects.len() {
                for (place, _) in &knowing {
                    let kept = self.kept[*place].get_or_insert_default();
                    kept.push(path.clone());
                }
            }
            if depth > 0 && are_different(&knowing) {
                self.among(&knowing, &format!("{path}/"), depth - 1);
            }
        }
    }
}

/// The names of all members, each once.
fn names<'a>(objects: &[(usize, Known<'a>)]) -> IndexSet<&'a str> {
    let named = objects.iter().filter_map(|(_, known)| match known {
        Known::Members(_, fields) => Some(fields.keys().map(String::as_str)),
        Known::All => None,
    });
    named.flatten().collect()
}

/// Whether these are at least two objects.
fn are_different(objects: &[(usize, Known<'_>)]) -> bool {
    let mut ids = objects.iter().filter_map(|(_, known)| match known {
        Known::Members(id, _) => Some(*id),
        Known::All => None,
    });
    ids.next().is_some_and(|first| ids.any(|id| id != first))
}

/// Whether no value has both shapes.
fn is_disjoint(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Texts(one), Shape::Texts(other)) | (Shape::Values(one), Shape::Values(other)) => {
            !one.iter().any(|it| other.contains(it))
        }
        (Shape::Maybe(maybe), shape) | (shape, Shape::Maybe(maybe)) => is_disjoint(maybe, shape),
        (Shape::Object(one), Shape::Object(other)) => {
            let at = |(name, shape): &(String, Shape)| {
                let found = other.iter().find(|(it, _)| it == name);
                found.is_some_and(|(_, other)| {
                    let is_there = [shape, other]
                        .iter()
                        .any(|it| !matches!(it, Shape::Maybe(_)));
                    is_there && is_disjoint(shape, other)
                })
            };
            one.iter().any(at)
        }
        (Shape::All(shapes), shape) | (shape, Shape::All(shapes)) => {
            shapes.iter().any(|it| is_disjoint(it, shape))
        }
        (one, other) => match (type_of(one), type_of(other)) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        },
    }
}

/// The type of JSON that all values of a shape have.
fn type_of(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Any | Shape::NotNull | Shape::Maybe(_) | Shape::Either(_) | Shape::All(_) => None,
        // Numbers and booleans.
        Shape::Values(_) => None,
        Shape::Boolean => Some("boolean"),
        Shape::Integer | Shape::Number => Some("number"),
        Shape::Text | Shape::Texts(_) => Some("string"),
        Shape::List(_) => Some("array"),
        Shape::Object(_) | Shape::Knows(_) => Some("object"),
    }
}
