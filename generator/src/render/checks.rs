//! `src/checks.rs`: what the document asks of values that are sent, one table a type.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::print::{File, cfg, parsed};
use crate::plan::docs::Docs;
use crate::plan::krate::{CheckedMember, CheckedType, Rule, TypeName};

/// The tables of all types.
pub(super) fn checks(types: &[CheckedType]) -> File {
    let mut file = File::new(&Docs::text(
        "What the document asks of values that are sent.",
    ));
    file.uses().add("crate::support", "check");
    for item in types {
        let (cfg, path) = (cfg(&item.features), path(&item.name));
        let members = item.members.iter().map(member);
        file.item(quote! {
            #cfg
            impl check::Check for #path {
                const MEMBERS: &'static [check::Member] = &[#(#members),*];
            }
        });
    }
    file
}

/// The features of which one has to be on for there to be a table; none if one is always there.
pub(super) fn features(types: &[CheckedType]) -> BTreeSet<&String> {
    if types.iter().any(|item| item.features.is_empty()) {
        return BTreeSet::new();
    }
    types.iter().flat_map(|item| &item.features).collect()
}

fn member(member: &CheckedMember) -> TokenStream {
    let name = &member.wire;
    let list = |rules: &[Rule]| {
        let rules = rules.iter().map(rule);
        quote!(&[#(#rules),*])
    };
    let rules = (!member.rules.is_empty()).then(|| {
        let list = list(&member.rules);
        quote!(rules: #list,)
    });
    let items = (!member.items.is_empty()).then(|| {
        let list = list(&member.items);
        quote!(items: #list,)
    });
    let is_map = member.is_map.then(|| quote!(is_map: true,));
    let inside = member.inside.as_ref().map(|name| {
        let path = path(name);
        quote!(inside: Some(|| <#path as check::Check>::MEMBERS),)
    });
    quote!(check::Member { name: #name, #rules #items #is_map #inside ..check::Member::NONE })
}

fn rule(rule: &Rule) -> TokenStream {
    let number = |number: &f64| Literal::f64_unsuffixed(*number);
    let count = |count: &u64| Literal::u64_unsuffixed(*count);
    match rule {
        Rule::AtLeast(it) => one("AtLeast", &number(it)),
        Rule::MoreThan(it) => one("MoreThan", &number(it)),
        Rule::AtMost(it) => one("AtMost", &number(it)),
        Rule::LessThan(it) => one("LessThan", &number(it)),
        Rule::MultipleOf(it) => one("MultipleOf", &number(it)),
        Rule::MinLength(it) => one("MinLength", &count(it)),
        Rule::MaxLength(it) => one("MaxLength", &count(it)),
        Rule::MinItems(it) => one("MinItems", &count(it)),
        Rule::MaxItems(it) => one("MaxItems", &count(it)),
        Rule::MinMembers(it) => one("MinMembers", &count(it)),
        Rule::MaxMembers(it) => one("MaxMembers", &count(it)),
        Rule::Unique => quote!(check::Rule::Unique),
    }
}

fn one(name: &str, value: &Literal) -> TokenStream {
    let name = quote::format_ident!("{name}");
    quote!(check::Rule::#name(#value))
}

fn path(name: &TypeName) -> TokenStream {
    parsed(&format!("{}::{}", name.home.path(), name.ident))
}
