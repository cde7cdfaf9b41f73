//! Which operation a method asks for, and what pages of other origins are told (CORS).

use super::engine::Mock;
use super::exchange::{Received, Sent};
use super::plan::{Mark, Plan};
use super::problem::Problem;
use super::route::Found;
use crate::ir::ParameterPlace;

impl Mock {
    /// The operation of a method, or what is answered without one.
    pub(super) fn operation<'f>(
        &self,
        received: &Received,
        found: &'f [Found],
    ) -> Result<Result<(&Plan, &'f Found), Sent>, Problem> {
        let of = |method: &str| {
            found.iter().find_map(|found| {
                let plans = found.operations.iter().map(|it| &self.plans[*it]);
                let plans: Vec<_> = plans.filter(|it| it.method == method).collect();
                Some((likeliest(&plans, received)?, found))
            })
        };
        if let Some(found) = of(&received.method) {
            return Ok(Ok(found));
        }
        let operations = found.iter().flat_map(|it| &it.operations);
        let mut allowed: Vec<_> = operations
            .map(|it| self.plans[*it].method.as_str())
            .collect();
        allowed.dedup();
        if allowed.contains(&"GET") && !allowed.contains(&"HEAD") {
            allowed.push("HEAD");
        }
        if !allowed.contains(&"OPTIONS") {
            allowed.push("OPTIONS");
        }
        let allowed = allowed.join(", ");
        match received.method.as_str() {
            // The library leaves the body out.
            "HEAD" if of("GET").is_some() => Ok(of("GET").ok_or_else(|| Sent::empty(405))),
            "OPTIONS" => {
                let mut sent = Sent::empty(204);
                sent.headers.push(("allow".into(), allowed.clone()));
                if let Some(wanted) = received.joined("access-control-request-headers") {
                    sent.headers
                        .push(("access-control-allow-headers".into(), wanted));
                }
                sent.headers
                    .push(("access-control-allow-methods".into(), allowed));
                sent.headers
                    .push(("access-control-max-age".into(), "600".into()));
                Ok(Err(sent))
            }
            _ => {
                let detail = format!("the path takes {allowed}");
                let problem = Problem::new(405, "method-not-allowed", detail);
                Err(problem.with_header("allow", allowed))
            }
        }
    }
}

/// Of several operations the one that most of a request says; the first where nothing tells them apart.
fn likeliest<'p>(plans: &[&'p Plan], received: &Received) -> Option<&'p Plan> {
    let has = |mark: &Mark| match mark.place {
        ParameterPlace::Query => {
            let mut pairs = received.query_pairs().into_iter();
            pairs.any(|(name, text)| name == mark.name && text == mark.text)
        }
        ParameterPlace::Header => {
            received.header(&mark.name.to_ascii_lowercase()) == Some(&mark.text)
        }
        ParameterPlace::Path | ParameterPlace::Cookie => true,
    };
    if let [plan] = plans {
        return Some(plan);
    }
    let meant = plans.iter().filter(|it| it.marks.iter().all(has));
    // Of equals the first: it is the last of all in reverse.
    let meant = meant.rev().max_by_key(|it| it.marks.len());
    meant.or(plans.first()).copied()
}

/// Pages of other origins may read what the mock says: nothing of it is secret.
pub(super) fn add_cors(received: &Received, sent: &mut Sent) {
    if received.header("origin").is_some() {
        sent.headers
            .push(("access-control-allow-origin".into(), "*".into()));
        sent.headers
            .push(("access-control-expose-headers".into(), "*".into()));
    }
}
