//! Schemes that cannot be met together: a later one would change what an earlier one has signed.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Sink, codes};
use crate::ir::{Api, Operation};
use crate::plan::krate::SchemeFile;
use crate::plan::recipe::{Recipe, Step};

/// Reports the requirements of operations that no call can meet, each pair of schemes once.
pub(super) fn report(api: &Api, files: &[SchemeFile], sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    let files: BTreeMap<_, _> = files.iter().map(|file| (&file.wire, file)).collect();
    for operation in &api.operations {
        for requirement in &operation.security {
            let named = requirement.schemes.iter().filter_map(|it| files.get(it));
            let mut schemes: Vec<&SchemeFile> = named.copied().collect();
            // Those that only place a credential are applied first.
            schemes.sort_by_key(|file| file.signs());
            let first = schemes.iter().position(|file| file.signs());
            let Some((signed, later)) = first.and_then(|it| schemes[it..].split_first()) else {
                continue;
            };
            for later in later {
                if let (Some(first), Some(second)) = (signed.recipe(), later.recipe())
                    && let Some(what) = changes(first, second)
                    && seen.insert((&signed.wire, &later.wire))
                {
                    conflict(operation, signed, later, what, sink);
                }
            }
        }
    }
}

fn conflict(
    operation: &Operation,
    signed: &SchemeFile,
    later: &SchemeFile,
    what: &str,
    sink: &mut Sink,
) {
    let message = format!(
        "`{}` asks for the schemes `{}` and `{}` together, but `{}` puts a field into {what}, which \
         `{}` has signed by then",
        operation.id, signed.wire, later.wire, later.wire, signed.wire
    );
    sink.report(&codes::CS0506, &operation.origin, message)
        .help("list the schemes as alternatives, or make one recipe of them");
}

/// What the later of two schemes changes although the earlier one has signed it. Fields under a condition
/// are left to the call.
fn changes(earlier: &Recipe, later: &Recipe) -> Option<&'static str> {
    let later = later.sign.as_ref()?;
    let placed = earlier.sign.as_ref().map(|sign| headers(&sign.steps));
    later.steps.iter().find_map(|step| match step {
        Step::Inject { call, .. } | Step::Place { call, .. } => match *call {
            "inject_query" | "place_query" => Some("the query"),
            "inject_header" | "inject_cookie" | "place_cookie" => None,
            "place_header" => {
                let Step::Place { name, .. } = step else {
                    return None;
                };
                let same = placed
                    .iter()
                    .flatten()
                    .any(|it| it.eq_ignore_ascii_case(name));
                same.then_some("a header")
            }
            _ => Some("the body"),
        },
        Step::DropBody => Some("the body"),
        Step::Let { .. } | Step::Freeze | Step::Note { .. } | Step::When { .. } => None,
    })
}

/// The headers that are there for sure once these steps are done.
fn headers(steps: &[Step]) -> Vec<&str> {
    let mut names = Vec::new();
    for step in steps {
        match step {
            Step::Inject { call, name, .. } | Step::Place { call, name, .. }
                if call.ends_with("_header") =>
            {
                names.push(name.as_str());
            }
            _ => {}
        }
    }
    names
}
