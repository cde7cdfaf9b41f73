//! How the alternatives of a choice are told apart, decided once and for all values.
//!
//! An alternative is told by the type of JSON; an object by its discriminator, by a member that holds other texts
//! than in all others, or by members that others do not need. What is more special is looked for first, and before
//! all an alternative that is told by a member which the other would drop.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Context;
use super::choice::texts;
use super::kept::kept;
use crate::diag::codes;
use crate::ir::{Alternative, Arena, Choice, Field, Presence, Schema, SchemaId, SchemaKind, Shape};

/// Lists in lists and choices in choices that are looked into.
const DEEPEST: usize = 4;
/// Alternatives and members that are held against each other in a document; more takes longer than one waits.
const MOST_COMPARED: usize = 10_000_000;

impl Context<'_, '_> {
    /// Finds what tells the alternatives of these schemas apart, where they are choices.
    pub(super) fn tell_apart(&mut self, made: &[SchemaId]) {
        for id in made {
            let SchemaKind::Choice(choice) = &self.schemas[*id].kind else {
                continue;
            };
            let told = match Told::by_tags(&self.schemas, choice) {
                Some(told) => told,
                None => {
                    self.compared = self.compared.saturating_add(effort(&self.schemas, choice));
                    if self.compared > MOST_COMPARED {
                        let origin = self.schemas[*id].origin.clone();
                        let what = "a choice among so many alternatives is";
                        self.schemas[*id].kind = self.not_made(&origin, what);
                        continue;
                    }
                    Told::of(&self.schemas, choice)
                }
            };
            let Told {
                shapes,
                kept,
                order,
            } = told;
            // Each has at most one place.
            let count = shapes.len() - order.len();
            if count > 0 {
                let (noun, verb) = if count == 1 {
                    ("alternative", "looks")
                } else {
                    ("alternatives", "look")
                };
                let message =
                    format!("{count} {noun} {verb} like one before: values are read as that one");
                let origin = self.schemas[*id].origin.clone();
                self.sink
                    .report(&codes::CS0305, &origin, message)
                    .help("give each a member with a `const` of its own, or a `discriminator` to the choice");
            }
            if let SchemaKind::Choice(choice) = &mut self.schemas[*id].kind {
                let told = shapes.into_iter().zip(kept);
                for (alternative, (shape, kept)) in choice.alternatives.iter_mut().zip(told) {
                    alternative.shape = shape;
                    alternative.kept = kept;
                }
                choice.order = order;
            }
        }
    }
}

/// How much is held against each other: each alternative with all others, and each of its members if it has no tag.
fn effort(schemas: &Arena<Schema>, choice: &Choice) -> usize {
    let alternatives = choice.alternatives.iter();
    let each = alternatives.map(|it| match &schemas[it.usage.schema].kind {
        SchemaKind::Object { fields, .. } if it.tag.is_none() => 1 + fields.len(),
        _ => 1,
    });
    each.sum::<usize>()
        .saturating_mul(choice.alternatives.len())
}

/// The alternatives while they are put in order.
struct Order<'a> {
    shapes: &'a [Shape],
    objects: &'a [Option<Members<'a>>],
    /// Those that have, or are about to get, a place.
    met: Vec<bool>,
    places: Vec<usize>,
}

impl<'a> Order<'a> {
    /// The places of all that can be met, in the order in which they are tried. What a member parts from others with
    /// its shape, as `parted` says, is tried just before them.
    fn of(
        shapes: &'a [Shape],
        parted: &[Shape],
        kept: &[Option<Vec<String>>],
        objects: &'a [Option<Members<'a>>],
    ) -> Vec<usize> {
        let is_first = |place: &usize| {
            let hides = |other: usize| {
                parted[other] == parted[*place]
                    && has_all(kept[other].as_ref(), kept[*place].as_ref())
            };
            !(0..*place).any(hides)
        };
        let mut places: Vec<_> = (0..shapes.len()).filter(is_first).collect();
        places.sort_by_key(|place| {
            let shape = &shapes[*place];
            let is_parted = *shape != parted[*place];
            (class(shape, is_parted), Reverse(weight(shape)), !is_parted)
        });
        let mut order = Self {
            shapes,
            objects,
            met: vec![false; shapes.len()],
            places: Vec::new(),
        };
        for place in &places {
            order.put(*place, &places);
        }
        order.places
    }

    /// Gives an alternative its place, behind all that must come before it. A list of what is open and no recursion:
    /// what must come before may be many.
    fn put(&mut self, place: usize, all: &[usize]) {
        let mut open = vec![(place, all.iter())];
        if std::mem::replace(&mut self.met[place], true) {
            return;
        }
        while let Some((place, others)) = open.last_mut() {
            let place = *place;
            let Some(other) = others.next().copied() else {
                self.places.push(place);
                open.pop();
                continue;
            };
            if !self.met[other] && self.has_more_than(other, place) {
                self.met[other] = true;
                open.push((other, all.iter()));
            }
        }
    }

    /// Whether one alternative is told by a member that the other would drop, and not the other way round.
    fn has_more_than(&self, one: usize, other: usize) -> bool {
        self.drops(other, one) && !self.drops(one, other)
    }

    /// Whether one alternative does not know a member by which the other is told.
    fn drops(&self, one: usize, other: usize) -> bool {
        let (Some(object), Shape::Object(told)) = (&self.objects[one], &self.shapes[other]) else {
            return false;
        };
        let is_told =
            matches!(&self.shapes[one], Shape::Object(told) if firm(told).next().is_some());
        is_told && firm(told).any(|(name, _)| object.get(name).is_none())
    }
}

/// Whether one alternative keeps all that another one does.
fn has_all(one: Option<&Vec<String>>, other: Option<&Vec<String>>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    other.iter().all(|path| one.contains(path))
}

/// The members that must be there.
fn firm(members: &[(String, Shape)]) -> impl Iterator<Item = &(String, Shape)> {
    let is_firm = |(_, shape): &&(String, Shape)| !matches!(shape, Shape::Maybe(_));
    members.iter().filter(is_firm)
}

/// A shape without what its members may say.
fn without_marks(shape: &Shape) -> Shape {
    match shape {
        Shape::Object(members) => Shape::Object(firm(members).cloned().collect()),
        other => other.clone(),
    }
}

/// What is looked for before all else; `is_parted` by a member that need not be there.
fn class(shape: &Shape, is_parted: bool) -> u8 {
    match shape {
        Shape::Boolean | Shape::Integer | Shape::Number => 0,
        Shape::Text | Shape::Texts(_) | Shape::Values(_) => 0,
        Shape::List(_) => 0,
        Shape::Object(members) if firm(members).next().is_some() => 1,
        Shape::Object(_) | Shape::Knows(_) if is_parted => 2,
        Shape::Either(_) | Shape::All(_) => 3,
        Shape::Object(_) | Shape::Knows(_) => 4,
        Shape::Any | Shape::NotNull | Shape::Maybe(_) => 5,
    }
}

/// How much a shape asks for.
fn weight(shape: &Shape) -> usize {
    match shape {
        Shape::Any | Shape::NotNull | Shape::Number | Shape::Knows(_) | Shape::Maybe(_) => 0,
        Shape::Boolean | Shape::Integer | Shape::Either(_) => 1,
        Shape::Text | Shape::Texts(_) | Shape::Values(_) => 1,
        Shape::List(item) => 1 + weight(item),
        Shape::Object(members) => 1 + firm(members).map(|(_, it)| 1 + weight(it)).sum::<usize>(),
        Shape::All(shapes) => shapes.iter().map(weight).sum(),
    }
}

/// How the alternatives of a choice are told apart.
struct Told {
    shapes: Vec<Shape>,
    /// What each keeps of a value that others fit as well.
    kept: Vec<Option<Vec<String>>>,
    /// The order in which they are tried.
    order: Vec<usize>,
}

impl Told {
    /// For alternatives that all have a tag of their own in the same member: nothing has to be held against each
    /// other. Those that do not describe the member come last.
    fn by_tags(schemas: &Arena<Schema>, choice: &Choice) -> Option<Self> {
        let tags = choice.alternatives.iter().map(|it| it.tag.as_ref());
        let tags = tags.collect::<Option<Vec<_>>>()?;
        let (member, _) = tags.first()?;
        let texts: BTreeSet<_> = tags.iter().map(|(_, text)| text).collect();
        if texts.len() < tags.len() || tags.iter().any(|(other, _)| other != member) {
            return None;
        }
        let lacks_it = |place: &usize| {
            let object = Members::of(schemas, &choice.alternatives[*place]);
            object.is_some_and(|object| object.get(member).is_none())
        };
        let (last, first): (Vec<_>, Vec<_>) = (0..tags.len()).partition(lacks_it);
        let shapes = tags.iter().map(|(member, text)| marked(member, text));
        Some(Self {
            shapes: shapes.collect(),
            kept: vec![None; tags.len()],
            order: [first, last].concat(),
        })
    }

    fn of(schemas: &Arena<Schema>, choice: &Choice) -> Self {
        let alternatives = choice.alternatives.iter();
        let objects: Vec<_> = alternatives.map(|it| Members::of(schemas, it)).collect();
        let shapes = shapes(schemas, choice, &objects);
        let kept = kept(schemas, choice, &shapes);
        let mut parted = shapes.clone();
        for place in (1..shapes.len()).filter(|it| kept[*it].is_none()) {
            if choice.alternatives[place].is_default {
                continue;
            }
            if let Some(known) = knows(&parted, &objects, place) {
                parted[place] = match &shapes[place] {
                    Shape::Object(members) if members.is_empty() => known,
                    shape => Shape::All(vec![shape.clone(), known]),
                };
            }
        }
        let order = Order::of(&shapes, &parted, &kept, &objects);
        Self {
            shapes: parted,
            kept,
            order,
        }
    }
}

/// The shapes of all alternatives.
fn shapes(schemas: &Arena<Schema>, choice: &Choice, objects: &[Option<Members<'_>>]) -> Vec<Shape> {
    let alternatives = choice.alternatives.iter().zip(objects);
    let shape = |(alternative, object): (&Alternative, &Option<Members<'_>>)| match (
        &alternative.tag,
        object,
    ) {
        (Some((member, text)), _) => marked(member, text),
        (None, _) if alternative.is_default => Shape::Object(Vec::new()),
        (None, Some(object)) => {
            let others = objects
                .iter()
                .flatten()
                .filter(|it| !std::ptr::eq(*it, object));
            object.told_from(schemas, &others.collect::<Vec<_>>())
        }
        (None, None) => outline(schemas, alternative.usage.schema, DEEPEST),
    };
    let mut shapes: Vec<_> = alternatives.map(shape).collect();
    // What is in a list matters where there is another list.
    let mut lists: Vec<_> = shapes
        .iter_mut()
        .filter(|it| matches!(it, Shape::List(_)))
        .collect();
    if let [only] = lists.as_mut_slice() {
        **only = Shape::List(Box::new(Shape::Any));
    }
    shapes
}

fn marked(member: &str, text: &str) -> Shape {
    let texts = Shape::Texts(vec![text.to_owned()]);
    Shape::Object(vec![(member.to_owned(), texts)])
}

/// The members that only this object has of those with its shape, if others have it.
fn knows(shapes: &[Shape], objects: &[Option<Members<'_>>], place: usize) -> Option<Shape> {
    let object = objects[place].as_ref()?;
    let shape = without_marks(&shapes[place]);
    let is_alike = |other: &Shape| without_marks(other) == shape;
    let alike: Vec<_> = (0..shapes.len())
        .filter(|other| *other != place && is_alike(&shapes[*other]))
        .filter_map(|other| objects[other].as_ref())
        .collect();
    let is_alone = |name: &&str| alike.iter().all(|other| other.get(name).is_none());
    let names: Vec<_> = object.names().filter(is_alone).map(str::to_owned).collect();
    let comes_later = shapes[..place].iter().any(is_alike);
    (comes_later && !names.is_empty()).then_some(Shape::Knows(names))
}

/// The members of an object.
struct Members<'a>(Option<&'a IndexMap<String, Field>>);

impl<'a> Members<'a> {
    fn of(schemas: &'a Arena<Schema>, alternative: &Alternative) -> Option<Self> {
        match &schemas[alternative.usage.schema].kind {
            SchemaKind::Object { fields, .. } => Some(Self(Some(fields))),
            SchemaKind::Map(_) => Some(Self(None)),
            _ => None,
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.0
            .into_iter()
            .flat_map(IndexMap::keys)
            .map(String::as_str)
    }

    fn get(&self, name: &str) -> Option<&'a Field> {
        self.0?.get(name)
    }

    /// The members that every response has.
    fn required(&self) -> impl Iterator<Item = (&'a str, &'a Field)> {
        let all = self.0.into_iter().flatten();
        all.filter(|(_, field)| is_there(field))
            .map(|(name, field)| (name.as_str(), field))
    }

    fn told_from(&self, schemas: &Arena<Schema>, others: &[&Members<'_>]) -> Shape {
        let differs = |name: &str, field: &Field, other: &Members<'_>| {
            other.get(name).is_some_and(|it| differ(schemas, field, it))
        };
        // One member that is enough is better than all that would do: services add and leave out.
        let mark = self.required().find(|(name, field)| {
            let is_one = is_listed(schemas, field) && !others.is_empty();
            is_one && others.iter().all(|it| differs(name, field, it))
        });
        if let Some((name, field)) = mark {
            return Shape::Object(vec![(name.to_owned(), exact(schemas, field))]);
        }
        let mut members = Vec::new();
        for (name, field) in self.required() {
            let everywhere = others.iter().all(|it| it.get(name).is_some_and(is_there));
            if others.iter().any(|other| differs(name, field, other)) {
                members.push((name.to_owned(), exact(schemas, field)));
            } else if !everywhere {
                // Alike where it is there, so that no shape covers another one unseen.
                let required = others.iter().filter_map(|it| it.get(name));
                let required = required.filter(|it| is_there(it)).chain([field]);
                let mut presences = required.map(|it| presence(schemas, it));
                let shape = presences.find(|it| *it == Shape::Any);
                members.push((name.to_owned(), shape.unwrap_or(Shape::NotNull)));
            }
        }
        // What need not be there still says that it is another one.
        for (name, field) in self.0.into_iter().flatten().filter(|(_, it)| !is_there(it)) {
            let mut others = others.iter().filter_map(|it| it.get(name));
            if is_listed(schemas, field)
                && others.any(|it| is_listed(schemas, it) && are_apart(schemas, field, it))
            {
                let shape = Box::new(exact(schemas, field));
                members.push((name.clone(), Shape::Maybe(shape)));
            }
        }
        Shape::Object(members)
    }
}

/// Whether a member is in every response.
fn is_there(field: &Field) -> bool {
    field.presence == Presence::Required && !field.write_only
}

/// Whether no value can stand for both.
fn differ(schemas: &Arena<Schema>, a: &Field, b: &Field) -> bool {
    !a.usage.nullable && !b.usage.nullable && are_apart(schemas, a, b)
}

/// Whether nothing but `null` can stand for both.
fn are_apart(schemas: &Arena<Schema>, a: &Field, b: &Field) -> bool {
    let (a, b) = (&schemas[a.usage.schema], &schemas[b.usage.schema]);
    if !a.values.is_empty() && !b.values.is_empty() {
        return a.values.iter().all(|value| !b.values.contains(value));
    }
    match (&a.kind, &b.kind) {
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => a.iter().all(|value| !b.contains(value)),
        (a, b) => match (json_type(a), json_type(b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        },
    }
}

/// What a member looks like that is there: services write `null` for what is not, unless that is a value.
fn presence(schemas: &Arena<Schema>, field: &Field) -> Shape {
    match &schemas[field.usage.schema].kind {
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Unsupported(_) => Shape::Any,
        _ if field.usage.nullable => Shape::Any,
        _ => Shape::NotNull,
    }
}

/// Whether the document lists the values of a member.
fn is_listed(schemas: &Arena<Schema>, field: &Field) -> bool {
    let schema = &schemas[field.usage.schema];
    match &schema.kind {
        SchemaKind::Enum(_) => true,
        SchemaKind::Boolean | SchemaKind::Integer(_) | SchemaKind::Number(_) => {
            !schema.values.is_empty()
        }
        _ => false,
    }
}

/// What a member looks like, with the values that it may have.
fn exact(schemas: &Arena<Schema>, field: &Field) -> Shape {
    let schema = &schemas[field.usage.schema];
    match &schema.kind {
        SchemaKind::Enum(values) => Shape::Texts(texts(values)),
        _ if is_listed(schemas, field) => Shape::Values(schema.values.clone()),
        _ => outline(schemas, field.usage.schema, 2),
    }
}

/// What a value looks like.
fn outline(schemas: &Arena<Schema>, id: SchemaId, depth: usize) -> Shape {
    let Some(below) = depth.checked_sub(1) else {
        return Shape::Any;
    };
    match &schemas[id].kind {
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Unsupported(_) => Shape::Any,
        SchemaKind::Boolean => Shape::Boolean,
        SchemaKind::Integer(_) => Shape::Integer,
        SchemaKind::Number(_) => Shape::Number,
        SchemaKind::String(_) | SchemaKind::Enum(_) => Shape::Text,
        SchemaKind::Array(items) => {
            let item = outline(schemas, items.schema, below);
            Shape::List(Box::new(item))
        }
        SchemaKind::Map(_) => Shape::Object(Vec::new()),
        SchemaKind::Object { fields, .. } => {
            let members = fields.iter().filter(|(_, field)| is_there(field));
            let members = members.map(|(name, field)| (name.clone(), presence(schemas, field)));
            Shape::Object(members.collect())
        }
        SchemaKind::Choice(choice) => {
            // No deeper: choices of choices of choices would be many.
            let shape = |it: &Alternative| match &it.tag {
                Some((member, text)) => marked(member, text),
                None => outline(schemas, it.usage.schema, below.min(1)),
            };
            Shape::Either(choice.alternatives.iter().map(shape).collect())
        }
    }
}

/// The type of JSON that all values of a kind have.
pub(super) fn json_type(kind: &SchemaKind) -> Option<&'static str> {
    match kind {
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Choice(_) | SchemaKind::Unsupported(_) => {
            None
        }
        SchemaKind::Boolean => Some("boolean"),
        SchemaKind::Integer(_) | SchemaKind::Number(_) => Some("number"),
        SchemaKind::String(_) | SchemaKind::Enum(_) => Some("string"),
        SchemaKind::Array(_) => Some("array"),
        SchemaKind::Map(_) | SchemaKind::Object { .. } => Some("object"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::lower::lower;
    use crate::parse::parse;
    use crate::source::Source;

    /// What is reported of a response with this schema.
    fn reported(schema: &str, components: &str) -> Vec<&'static str> {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{get: {{operationId: a, responses: \
             {{'200': {{description: D, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\n{components}"
        );
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        lower(&document, &mut sink);
        let reports = sink.finish().reports;
        reports.iter().map(|report| report.code.id).collect()
    }

    #[test]
    fn any_number_of_tags_is_told_apart() {
        let name = |number| if number % 2 == 0 { "A" } else { "B" };
        let tags = (0..5_000).map(|number| format!("t{number}: {}", name(number)));
        let tags: Vec<_> = tags.collect();
        let schema = format!(
            "{{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}], \
             discriminator: {{propertyName: k, mapping: {{{}}}}}}}",
            tags.join(", ")
        );
        let components =
            "components: {schemas: {A: {properties: {k: {type: string}}}, B: {type: object}}}\n";
        assert_eq!(reported(&schema, components), Vec::<&str>::new());
    }

    #[test]
    fn more_alternatives_than_one_waits_for_are_any_json() {
        let alternative =
            |number| format!("{{properties: {{k{number}: {{}}}}, required: [k{number}]}}");
        let alternatives: Vec<_> = (0..3_000).map(alternative).collect();
        let schema = format!("{{oneOf: [{}]}}", alternatives.join(", "));
        assert_eq!(reported(&schema, ""), ["CS0301"]);
    }
}
