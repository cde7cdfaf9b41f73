//! Changes to a document as a tree, which leave it readable and what it says strange.

use serde_json::{Map, Value, json};

use super::random::Random;
use super::words::{HOSTILE, KEYS, VALUES, VERSIONS};

/// What a change may use beside the tree: another document, and a recipe.
pub(super) struct Parts<'p> {
    pub(super) donor: &'p Value,
    pub(super) recipe: &'p Value,
}

type Change = fn(&mut Value, &Parts<'_>, &mut Random);

/// All changes; what is there several times happens as often.
const CHANGES: &[Change] = &[
    replace, replace, hostile, hostile, reference, reference, circle, moved, moved, alike, alike,
    alike, renamed, wrapped, wrapped, removed, inserted, inserted, inserted, version, signed,
    repeated, chain, extended,
];

/// Changes a tree in one place.
pub(super) fn change(tree: &mut Value, parts: &Parts<'_>, random: &mut Random) {
    random.pick(CHANGES)(tree, parts, random);
}

/// The pointer of a value somewhere in a tree.
pub(super) fn somewhere(tree: &Value, random: &mut Random) -> String {
    let mut pointer = String::new();
    let mut here = tree;
    while pointer.is_empty() || !random.one_in(10) {
        let (key, child) = match here {
            Value::Object(members) if !members.is_empty() => {
                let place = random.below(members.len());
                let Some((key, child)) = members.iter().nth(place) else {
                    break;
                };
                (key.replace('~', "~0").replace('/', "~1"), child)
            }
            Value::Array(items) if !items.is_empty() => {
                let place = random.below(items.len());
                (place.to_string(), &items[place])
            }
            _ => break,
        };
        pointer.push('/');
        pointer.push_str(&key);
        here = child;
    }
    pointer
}

/// A value that any key may have.
pub(super) fn any(random: &mut Random) -> Value {
    if random.one_in(4) {
        return (*random.pick(HOSTILE)).into();
    }
    let text = *random.pick::<&str>(VALUES);
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn place<'t>(tree: &'t mut Value, random: &mut Random) -> Option<&'t mut Value> {
    let pointer = somewhere(tree, random);
    tree.pointer_mut(&pointer)
}

/// An object somewhere in a tree.
fn object<'t>(tree: &'t mut Value, random: &mut Random) -> Option<&'t mut Map<String, Value>> {
    let found = (0..20).map(|_| somewhere(tree, random));
    let mut found = found.collect::<Vec<_>>().into_iter();
    let found = found.find(|it| tree.pointer(it).is_some_and(Value::is_object))?;
    tree.pointer_mut(&found)?.as_object_mut()
}

fn key_at(members: &Map<String, Value>, random: &mut Random) -> Option<String> {
    members.keys().nth(random.below(members.len())).cloned()
}

fn replace(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let value = any(random);
    if let Some(place) = place(tree, random) {
        *place = value;
    }
}

/// Replaces a text where it is.
fn hostile(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let value = *random.pick(HOSTILE);
    for _ in 0..20 {
        let pointer = somewhere(tree, random);
        if let Some(Value::String(text)) = tree.pointer_mut(&pointer) {
            match random.below(3) {
                0 => text.push_str(value),
                1 => text.insert_str(0, value),
                _ => value.clone_into(text),
            }
            return;
        }
    }
}

fn reference(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let target = somewhere(tree, random);
    let target = match random.below(8) {
        0 => format!("other.yaml#{target}"),
        1 => format!("./a/../{}#{target}", random.pick(HOSTILE)),
        _ => format!("#{target}"),
    };
    if let Some(place) = place(tree, random) {
        *place = json!({ "$ref": target });
    }
}

/// A reference to what it stands in.
fn circle(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let pointer = somewhere(tree, random);
    let ends: Vec<usize> = pointer.match_indices('/').map(|(end, _)| end).collect();
    let up = ends.get(random.below(ends.len())).copied().unwrap_or(0);
    let target = if random.one_in(4) {
        &pointer
    } else {
        &pointer[..up]
    };
    let target = json!({ "$ref": format!("#{target}") });
    if let Some(place) = tree.pointer_mut(&pointer) {
        *place = target;
    }
}

fn moved(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let from = somewhere(tree, random);
    let Some(value) = tree.pointer_mut(&from) else {
        return;
    };
    let value = if random.one_in(2) {
        value.take()
    } else {
        value.clone()
    };
    if let Some(place) = place(tree, random) {
        *place = value;
    }
}

/// Puts what another document has under a key in the place of what stands here under the same.
fn alike(tree: &mut Value, parts: &Parts<'_>, random: &mut Random) {
    let to = somewhere(tree, random);
    let key = to.rsplit('/').next().unwrap_or_default();
    let mut from = String::new();
    for _ in 0..60 {
        from = somewhere(parts.donor, random);
        if from.rsplit('/').next() == Some(key) {
            break;
        }
    }
    let value = parts.donor.pointer(&from).cloned();
    if let (Some(place), Some(value)) = (tree.pointer_mut(&to), value) {
        *place = value;
    }
}

fn renamed(tree: &mut Value, parts: &Parts<'_>, random: &mut Random) {
    let new = match random.below(3) {
        0 => (*random.pick(HOSTILE)).to_owned(),
        1 => (*random.pick(KEYS)).to_owned(),
        _ => {
            let pointer = somewhere(parts.donor, random);
            let key = pointer.rsplit('/').next().unwrap_or_default();
            key.replace("~1", "/").replace("~0", "~")
        }
    };
    let Some(members) = object(tree, random) else {
        return;
    };
    let Some(old) = key_at(members, random) else {
        return;
    };
    if let Some(value) = members.remove(&old) {
        members.insert(new, value);
    }
}

fn wrapped(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let other = any(random);
    let kind = random.below(9);
    let Some(place) = place(tree, random) else {
        return;
    };
    let value = place.take();
    *place = match kind {
        0 => json!({ "allOf": [value] }),
        1 => json!({ "allOf": [value, other] }),
        2 => json!({ "oneOf": [value, other] }),
        3 => json!({ "anyOf": [other, value, value] }),
        4 => json!({ "type": "array", "items": value }),
        5 => json!({ "type": "object", "properties": { "a": value }, "required": ["a", "b"] }),
        6 => json!({ "additionalProperties": value }),
        7 => json!({ "oneOf": [value, value], "discriminator": { "propertyName": "a" } }),
        _ => json!([value]),
    };
}

fn removed(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let Some(members) = object(tree, random) else {
        return;
    };
    if let Some(key) = key_at(members, random) {
        members.remove(&key);
    }
}

fn inserted(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let (key, value) = (*random.pick(KEYS), any(random));
    if let Some(members) = object(tree, random) {
        members.insert(key.into(), value);
    }
}

/// Adds a member that another document has in an object.
fn extended(tree: &mut Value, parts: &Parts<'_>, random: &mut Random) {
    let from = somewhere(parts.donor, random);
    let Some(Value::Object(given)) = parts.donor.pointer(&from) else {
        return;
    };
    let Some(key) = key_at(given, random) else {
        return;
    };
    if let Some(members) = object(tree, random) {
        members.insert(key.clone(), given[&key].clone());
    }
}

fn version(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let (key, value) = *random.pick(VERSIONS);
    let Some(members) = tree.as_object_mut() else {
        return;
    };
    members.remove("swagger");
    members.remove("openapi");
    members.insert(key.into(), serde_json::from_str(value).unwrap_or_default());
}

/// A recipe on a security scheme, or another value in one that is there.
fn signed(tree: &mut Value, parts: &Parts<'_>, random: &mut Random) {
    let mut recipe = match random.below(3) {
        0 => json!({ "use": random.pick(&["kraken", "binance", "aws-sigv4", "nothing", ""]) }),
        _ => parts.recipe.clone(),
    };
    for _ in 0..random.below(4) {
        let nothing = Parts {
            donor: &Value::Null,
            recipe: &Value::Null,
        };
        random.pick(&[replace, hostile, renamed, removed, inserted, moved] as &[Change])(
            &mut recipe,
            &nothing,
            random,
        );
    }
    let schemes = tree.pointer_mut("/components/securitySchemes");
    let Some(Value::Object(schemes)) = schemes else {
        let scheme = json!({ "type": "apiKey", "in": "header", "name": "x", "x-signing": recipe });
        merge(tree, &["components", "securitySchemes"], "fuzzed", scheme);
        merge(tree, &[], "security", json!([{ "fuzzed": [] }]));
        return;
    };
    if let Some(key) = key_at(schemes, random)
        && let Some(scheme) = schemes.get_mut(&key).and_then(Value::as_object_mut)
    {
        scheme.insert("x-signing".into(), recipe);
    }
}

/// Puts a member under a way of keys, which is made where it is not there.
fn merge(tree: &mut Value, way: &[&str], key: &str, value: Value) {
    let mut here = tree;
    for step in way {
        let Some(members) = here.as_object_mut() else {
            return;
        };
        here = members.entry(*step).or_insert_with(|| json!({}));
    }
    if let Some(members) = here.as_object_mut() {
        members.insert(key.into(), value);
    }
}

/// Has an item or a member many times.
fn repeated(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    let times = if random.one_in(20) { 300 } else { 3 };
    match place(tree, random) {
        Some(Value::Array(items)) if !items.is_empty() && items.len() < 1_000 => {
            let copy = items[random.below(items.len())].clone();
            items.extend(std::iter::repeat_n(copy, times));
        }
        Some(Value::Object(members)) if members.len() < 1_000 => {
            let Some(key) = key_at(members, random) else {
                return;
            };
            let copy = members[&key].clone();
            for time in 0..times {
                let key = if random.one_in(2) {
                    key.to_uppercase()
                } else {
                    key.clone()
                };
                members.insert(
                    format!("{key}{}{time}", random.pick(&["", "_", "-", " "])),
                    copy.clone(),
                );
            }
        }
        _ => {}
    }
}

/// A row of schemas of which each refers to the next twice, and something that refers to the first.
fn chain(tree: &mut Value, _: &Parts<'_>, random: &mut Random) {
    if !random.one_in(3) {
        return;
    }
    let (kind, length) = (random.below(7), random.below(60));
    let way: &[&str] = match tree.get("swagger") {
        Some(_) => &["definitions"],
        None => &["components", "schemas"],
    };
    let to = |index: usize| json!({ "$ref": format!("#/{}/Fuzz{index}", way.join("/")) });
    for index in 0..length {
        // The last refers to the first now and then.
        let next = to(if index + 1 == length && kind % 2 == 0 {
            0
        } else {
            index + 1
        });
        let schema = match kind {
            0 => json!({ "allOf": [next, next] }),
            1 => json!({ "oneOf": [next, { "anyOf": [next, { "type": "string" }] }] }),
            2 => json!({ "properties": { "a": next, "b": next }, "required": ["a", "b"] }),
            3 => json!({ "allOf": [next, { "properties": { "a": next } }] }),
            4 => json!({ "items": next, "additionalProperties": next }),
            5 => json!({ "oneOf": [next, next], "discriminator": { "propertyName": "a" } }),
            _ => next,
        };
        merge(tree, way, &format!("Fuzz{index}"), schema);
    }
    if let Some(place) = place(tree, random) {
        *place = to(0);
    }
}
