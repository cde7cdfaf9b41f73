//! The recipes that ship with the generator: files of `generator/recipes`, one line each.

/// Name and text of each recipe, by name.
const RECIPES: &[(&str, &str)] = &[(
    "onchainpay",
    include_str!("../../../recipes/onchainpay.yaml"),
)];

/// The names, in order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|(name, _)| *name)
}

/// The text of a recipe.
pub(super) fn find(name: &str) -> Option<&'static str> {
    RECIPES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}
