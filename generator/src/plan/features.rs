//! Cargo features: one a tag, so that whoever needs one part of an API compiles that part.
//!
//! Modules without a tag are always there, and so are the types that they reach.

use super::groups::Group;
use super::homes::WEBHOOKS;
use super::names::{Case, Scope};
use crate::analyze::{User, UserSet};

/// Names of features that have a meaning in every crate, and of those that are kept for one.
const RESERVED: &[&str] = &[
    "all_tags",
    "blocking",
    "default",
    "full_serde",
    "reqwest",
    "tracing",
    "webhooks",
];

/// Gives each tag its feature; where there is one tag, there is nothing to choose.
pub(super) fn assign(groups: &mut [Group]) {
    let tags = groups.iter().filter(|group| group.tag.is_some()).count();
    if tags < 2 {
        return;
    }
    let mut scope = Scope::with_reserved(RESERVED);
    for group in groups.iter_mut() {
        if let Some(tag) = &group.tag {
            let module = group.module.as_str();
            let names = [module, &format!("{module} tag")];
            let name = scope.declare_first(&names, tag, Case::Snake, "tag");
            // No word of features is a keyword.
            let name = name.as_str().trim_end_matches('_').replace('_', "-");
            group.feature = Some(name);
        }
    }
}

/// The features of which one has to be on for something that these use; none if it is always there.
pub(super) fn gate(groups: &[Group], users: &UserSet) -> Vec<String> {
    let reaches = |group: &&Group| {
        let mut operations = group.operations.iter();
        operations.any(|index| users.contains(User::Operation(*index)))
    };
    let touched = groups.iter().filter(reaches);
    let features: Option<Vec<_>> = touched.map(|group| group.feature.clone()).collect();
    let Some(mut features) = features.filter(|features| features.len() < groups.len()) else {
        return Vec::new();
    };
    if users.iter().any(|user| matches!(user, User::Webhook(_))) {
        features.push(WEBHOOKS.to_owned());
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tag_takes_a_feature_of_every_crate() {
        let manifest = include_str!("../../../templates/manifest/Cargo.toml");
        let (_, features) = manifest
            .split_once("[features]\n")
            .expect("it has features");
        let (features, _) = features.split_once("\n[").expect("a section follows");
        let names = features
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, _)| name.replace('-', "_"));
        let names: Vec<_> = names.collect();
        assert!(names.len() > 3, "{names:?}");
        for name in names {
            assert!(RESERVED.contains(&name.as_str()), "{name}");
        }
    }
}
