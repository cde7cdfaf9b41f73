//! What the steps of a function read, and what nothing reads.

use std::collections::BTreeSet;

use crate::plan::names::Ident;
use crate::plan::recipe::{Expr, Step};

/// The steps without bindings that nothing reads.
pub(super) fn without_unread(mut steps: Vec<Step>) -> Vec<Step> {
    let mut index = steps.len();
    while index > 0 {
        index -= 1;
        let read = locals(&steps[index + 1..]);
        match &mut steps[index] {
            Step::Let { ident, .. } if !read.contains(ident) => {
                steps.remove(index);
            }
            Step::Inject { bind, .. } if bind.as_ref().is_some_and(|it| !read.contains(it)) => {
                *bind = None;
            }
            _ => {}
        }
    }
    steps
}

/// The locals that steps read.
pub(super) fn locals(steps: &[Step]) -> BTreeSet<Ident> {
    let mut names = BTreeSet::new();
    for step in steps {
        step.visit(&mut |value| {
            if let Expr::Local { ident, .. } = value {
                names.insert(ident.clone());
            }
        });
    }
    names
}

/// Whether something is worked out elsewhere.
pub(super) fn is_async(steps: &[Step]) -> bool {
    let mut found = false;
    for step in steps {
        step.visit(&mut |value| found |= waits(value));
    }
    found
}

/// Whether an expression is worked out elsewhere.
pub(super) fn waits(value: &Expr) -> bool {
    matches!(value, Expr::Hook { .. } | Expr::Handle { .. })
}
