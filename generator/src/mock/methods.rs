//! Which operation a method asks for, and what pages of other origins are told (CORS).

use super::engine::Mock;
use super::exchange::{Received, Sent};
use super::plan::Plan;
use super::problem::Problem;
use super::route::Found;

impl Mock {
    /// The operation of a method, or what is answered without one.
    pub(super) fn operation<'f>(
        &self,
        received: &Received,
        found: &'f [Found],
    ) -> Result<Result<(&Plan, &'f Found), Sent>, Problem> {
        let of = |method: &str| {
            found.iter().find_map(|found| {
                let mut plans = found.operations.iter().map(|it| &self.plans[*it]);
                let plan = plans.find(|it| it.method == method)?;
                Some((plan, found))
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

/// Pages of other origins may read what the mock says: nothing of it is secret.
pub(super) fn add_cors(received: &Received, sent: &mut Sent) {
    if received.header("origin").is_some() {
        sent.headers
            .push(("access-control-allow-origin".into(), "*".into()));
        sent.headers
            .push(("access-control-expose-headers".into(), "*".into()));
    }
}
