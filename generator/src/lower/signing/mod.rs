//! Signing recipes: from `x-signing` to [`Scheme`].
//!
//! In: the node of a recipe. Out: plain data with every name resolved, or nothing if something is
//! wrong with it; what that is has then been reported, each with its place.
//!
//! A recipe is built in layers. `use` names one that ships with the generator, `extends` one of the
//! same document's schemes or, failing that, one that ships; what is written beside either goes on
//! top. Values go on top one by one, every other member as a whole, and `null` takes away what the
//! layers below say. `x-signing-values` of an operation is one more layer, of values only.

mod check;
mod derive;
mod operations;
mod operators;
mod parts;
mod read;
mod recipes;
mod resolve;
mod secrets;
mod settings;
mod template;
#[cfg(test)]
mod tests;
mod vectors;
mod visit;
mod words;

pub(super) use derive::derive_verification;
pub(super) use operations::check_operations;
use read::{Draft, Reader};
pub use settings::with_settings;
pub(super) use vectors::lower_vectors;
pub use vectors::{Vectors, lower_vector_file};

use crate::diag::{Sink, codes};
use crate::ir::signing::Scheme;
use crate::parse::{At, read_value};
use crate::source::{Origin, Source};

/// What a recipe is lowered with.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'r, 'd> {
    /// The name of the scheme.
    pub name: &'r str,
    /// The `x-signing` node.
    pub at: &'r At<'d>,
    /// Where `extends` looks first.
    pub schemes: Neighbours<'r, 'd>,
    /// Layers of values alone, such as `x-signing-values` of an operation.
    pub values: &'r [At<'d>],
}

/// The recipes beside a recipe.
#[derive(Clone, Copy, Debug)]
pub enum Neighbours<'r, 'd> {
    /// `components/securitySchemes` of a document.
    Schemes(&'r At<'d>),
    /// Recipes by name, if there are any.
    Recipes(Option<&'r At<'d>>),
}

impl<'d> Neighbours<'_, 'd> {
    fn find(self, name: &str) -> Option<At<'d>> {
        match self {
            Self::Schemes(schemes) => schemes.get(name)?.get("x-signing"),
            Self::Recipes(recipes) => recipes?.get(name),
        }
    }
}

/// Lowers a recipe.
///
/// Returns nothing if there was anything to report that is an error.
pub fn lower_recipe(recipe: Recipe<'_, '_>, sink: &mut Sink) -> Option<Scheme> {
    sink.exacting(|sink| lower_exactly(recipe, sink))
}

fn lower_exactly(recipe: Recipe<'_, '_>, sink: &mut Sink) -> Option<Scheme> {
    let errors = sink.errors();
    let mut layers = Layers {
        schemes: recipe.schemes,
        bases: Vec::new(),
        inherited: Vec::new(),
        sink,
    };
    let mut draft = layers.draft(recipe.at, None)?;
    let Layers {
        mut bases,
        inherited,
        ..
    } = layers;
    for values in recipe.values {
        draft.put(read::values_only(&mut Reader { sink, home: None }, values));
    }
    if sink.errors() > errors {
        resolve::report_names(draft, recipe.name, recipe.at.key_origin(), sink);
        return None;
    }
    bases.reverse();
    let mut scheme = resolve::scheme(draft, recipe.name, bases, recipe.at.key_origin(), sink)?;
    if sink.errors() > errors {
        return None;
    }
    check::check(&mut scheme, &inherited, sink);
    (sink.errors() == errors).then_some(scheme)
}

/// Reports what is wrong with recipes by name, outside of any document.
pub fn check_recipes(recipes: &At<'_>, sink: &mut Sink) {
    for (name, at) in recipes.members() {
        let recipe = Recipe {
            name,
            at: &at,
            schemes: Neighbours::Recipes(Some(recipes)),
            values: &[],
        };
        lower_recipe(recipe, sink);
    }
}

/// Returns the names of the recipes that ship with the generator.
pub fn bundled() -> impl Iterator<Item = &'static str> {
    recipes::names()
}

/// Returns the text of a recipe that ships with the generator.
pub fn bundled_text(name: &str) -> Option<&'static str> {
    recipes::find(name)
}

/// What a list says of a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its name.
    pub name: &'static str,
    /// `signs`, `verifies` or both.
    pub kind: &'static str,
    /// The word of the vocabulary.
    pub algorithm: String,
    /// What its comment begins with, without the full stop.
    pub title: &'static str,
}

/// Returns what there is to say of a recipe that ships with the generator, in one line.
pub fn summary(name: &'static str) -> Option<Summary> {
    let text = recipes::find(name)?;
    let node = read_value(&Source::new("recipe", text), &mut Sink::new())?;
    let recipe = Recipe {
        name,
        at: &At::root(&node),
        schemes: Neighbours::Recipes(None),
        values: &[],
    };
    let scheme = lower_recipe(recipe, &mut Sink::new())?;
    let kind = match (scheme.place.is_empty(), scheme.verify.is_some()) {
        (false, false) => "signs",
        (_, false) => "computes",
        (true, true) => "verifies",
        (false, true) => "signs, verifies",
    };
    let title = text.lines().next().unwrap_or_default();
    Some(Summary {
        name,
        kind,
        algorithm: words::algorithm(&scheme.algorithm),
        title: title.trim_start_matches("# ").trim_end_matches('.'),
    })
}

/// The layers of a recipe, read from the top downwards.
/// The most recipes that one is built on, one on the other.
const MOST_LAYERS: usize = 32;

struct Layers<'r, 'd, 's> {
    schemes: Neighbours<'r, 'd>,
    /// The names of the layers below, from the top downwards.
    bases: Vec<String>,
    /// Where recipes that ship were asked for.
    inherited: Vec<Origin>,
    sink: &'s mut Sink,
}

impl Layers<'_, '_, '_> {
    /// Reads a layer and puts it on those below. `home` is the place in the document that asked for
    /// it, if it is not in the document itself.
    fn draft(&mut self, at: &At<'_>, home: Option<&Origin>) -> Option<Draft> {
        let mut draft = self.base(at, home)?;
        if let Some(home) = home {
            self.inherited.push(home.clone());
        }
        let mut reader = Reader {
            sink: self.sink,
            home: home.cloned(),
        };
        draft.put(read::draft(&mut reader, at));
        Some(draft)
    }

    /// Reads what a layer is built on; an empty draft if on nothing.
    fn base(&mut self, at: &At<'_>, home: Option<&Origin>) -> Option<Draft> {
        let (key, named) = match (at.get("use"), at.get("extends")) {
            (None, None) => return Some(Draft::default()),
            (Some(named), None) => ("use", named),
            (None, Some(named)) => ("extends", named),
            (Some(_), Some(named)) => {
                self.sink
                    .report(
                        &codes::CS0612,
                        &named.key_origin(),
                        "a recipe is built on one other, not on two",
                    )
                    .help("keep either `use` or `extends`");
                return None;
            }
        };
        let name = named.expect_str(self.sink)?;
        let origin = home.cloned().unwrap_or_else(|| named.origin());
        let step = format!("{key} {name}");
        if self.bases.contains(&step) {
            self.sink.report(
                &codes::CS0614,
                &origin,
                format!("`{name}` is built on itself"),
            );
            return None;
        }
        if self.bases.len() == MOST_LAYERS {
            let message = format!("a recipe has at most {MOST_LAYERS} layers");
            self.sink.report(&codes::CS0614, &origin, message);
            return None;
        }
        self.bases.push(step);
        let base = if key == "extends" && home.is_none() {
            self.schemes.find(name)
        } else {
            None
        };
        match (base, recipes::find(name)) {
            (Some(base), _) => self.draft(&base, None),
            (None, Some(text)) => self.bundled(text, &origin),
            (None, None) => {
                self.report_unknown(key, name, &origin);
                None
            }
        }
    }

    /// Reads a recipe that ships with the generator. Nothing is wrong with it, which a test holds;
    /// its places are those that asked for it.
    fn bundled(&mut self, text: &str, origin: &Origin) -> Option<Draft> {
        let node = read_value(&Source::new("recipe", text), &mut Sink::new())?;
        self.draft(&At::root(&node), Some(origin))
    }

    fn report_unknown(&mut self, key: &str, name: &str, origin: &Origin) {
        let report = self.sink.report(
            &codes::CS0613,
            origin,
            format!("there is no recipe `{name}`"),
        );
        let hint = recipes::hint(name);
        if key == "extends" {
            report.help(format!("{hint}; others are those beside this one"));
        } else {
            report.help(hint);
        }
    }
}
