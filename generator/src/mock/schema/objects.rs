//! Objects and lists.

use rand::RngExt as _;
use serde_json::Value;

use super::generate::{Maker, constant};
use super::json::Json;
use super::patterns;
use super::shape::Shape;

/// Longer lists and maps than this are not made, whatever the schema asks for.
const MOST: u64 = 200;

impl<'s> Maker<'s> {
    pub(super) fn object(&mut self, shape: &Shape<'s>, depth: usize) -> Option<Json> {
        let mut made: Vec<(String, Json)> = Vec::new();
        let generous = self.is_generous(depth);
        let most = shape.max_members.unwrap_or(u64::MAX);
        let wanted = shape.required.len() as u64;
        for (name, schemas) in &shape.members {
            let required = shape.required.contains(name);
            let room = made.len() as u64 + wanted < most || most == u64::MAX;
            let optional = generous && room;
            if !required && !optional {
                continue;
            }
            match self.member(shape, name, schemas, depth) {
                Some(value) => made.push(((*name).to_owned(), value)),
                None if required => return None,
                None => {}
            }
        }
        for name in &shape.required {
            if !shape.members.contains_key(name) {
                let value = self.member(shape, name, &[], depth)?;
                made.push(((*name).to_owned(), value));
            }
        }
        let least = match shape.min_members {
            // A map is shown with something in it.
            0 if shape.members.is_empty() && generous && has_map(shape) && most > 0 => 1,
            least => least,
        };
        let room = (made.len() as u64) < most;
        let least = if self.wild && has_map(shape) && room {
            least.max(made.len() as u64 + 1)
        } else {
            least
        };
        self.more_members(shape, &mut made, least.min(MOST), depth)?;
        Some(Json::Object(made))
    }

    fn member(
        &mut self,
        shape: &Shape<'s>,
        name: &str,
        schemas: &[&'s Value],
        depth: usize,
    ) -> Option<Json> {
        if let Some(said) = schemas.iter().find_map(|it| constant(it)) {
            return Some(Json::of(said));
        }
        let mut all = schemas.to_vec();
        let matching = shape.member_patterns.iter();
        let matching = matching.filter(|(pattern, _)| patterns::is_match(pattern, name));
        all.extend(matching.map(|(_, schema)| *schema));
        if all.is_empty() {
            all.extend(&shape.additional);
        }
        self.value(&all, depth + 1)
    }

    /// Adds members under names of their own until there are enough.
    fn more_members(
        &mut self,
        shape: &Shape<'s>,
        made: &mut Vec<(String, Json)>,
        least: u64,
        depth: usize,
    ) -> Option<()> {
        // Members that are known and were left out come first.
        for (name, schemas) in &shape.members {
            let there = made.iter().any(|(other, _)| other == name);
            if (made.len() as u64) < least
                && !there
                && let Some(value) = self.member(shape, name, schemas, depth)
            {
                made.push(((*name).to_owned(), value));
            }
        }
        let mut tries = 0;
        while (made.len() as u64) < least {
            tries += 1;
            let name = self.name(shape, made.len());
            if made.iter().any(|(other, _)| *other == name) {
                if tries > 4 * MOST {
                    return None;
                }
                continue;
            }
            match self.member(shape, &name, &[], depth) {
                Some(value) => made.push((name, value)),
                // A map that cannot hold anything is empty, unless it must.
                None if shape.min_members == 0 => return Some(()),
                None => return None,
            }
        }
        Some(())
    }

    fn name(&mut self, shape: &Shape<'s>, index: usize) -> String {
        if let Some((pattern, _)) = shape.member_patterns.first()
            && let Some(name) = patterns::text(pattern, &mut self.random)
        {
            return name;
        }
        let mut names = Shape::default();
        for schema in &shape.names {
            names.add(schema);
            if let Some(target) = self.target(schema) {
                names.add(target);
            }
        }
        if let Some(values) = &names.values {
            let index = self.random.random_range(0..values.len().max(1));
            let name = values.get(index).and_then(|it| it.as_str());
            return name.unwrap_or_default().to_owned();
        }
        if shape.names.is_empty() {
            return format!("key{}", index + 1);
        }
        self.text(&names)
            .unwrap_or_else(|| format!("key{}", index + 1))
    }

    pub(super) fn list(&mut self, shape: &Shape<'s>, depth: usize) -> Option<Json> {
        let closed = shape.items.iter().any(|it| it.as_bool() == Some(false));
        let first = shape.first_items.len() as u64;
        let most = match shape.max_items {
            _ if closed => first,
            Some(most) => most,
            None => u64::MAX,
        };
        let shown = if self.is_generous(depth) {
            first.max(1)
        } else {
            0
        };
        let length = shape.min_items.max(shown).min(most).min(MOST);
        let mut items: Vec<Json> = Vec::new();
        for index in 0..length {
            let Some(item) = self.item(
                shape,
                usize::try_from(index).unwrap_or_default(),
                &items,
                depth,
            ) else {
                if index >= shape.min_items {
                    break;
                }
                return None;
            };
            items.push(item);
        }
        Some(Json::List(items))
    }

    fn item(
        &mut self,
        shape: &Shape<'s>,
        index: usize,
        before: &[Json],
        depth: usize,
    ) -> Option<Json> {
        let mut schemas = match shape.first_items.get(index) {
            Some(first) => first.clone(),
            None => shape.items.clone(),
        };
        schemas.extend(shape.contains.iter().filter(|_| index == 0));
        for _ in 0..40 {
            let item = self.value(&schemas, depth + 1)?;
            if !shape.unique || !before.contains(&item) {
                return Some(item);
            }
            // Another one: not the example, not the first of the values.
            self.vary();
        }
        None
    }
}

fn has_map(shape: &Shape<'_>) -> bool {
    let described = |it: &&Value| it.as_object().is_some_and(|it| !it.is_empty());
    !shape.member_patterns.is_empty() || shape.additional.iter().any(described)
}
