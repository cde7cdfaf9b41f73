//! The mock as a function: a request in, a response and what is told about it out.
//!
//! Everything that changes stands behind a lock here: credentials, nonces, what was queued and what
//! was seen. The library that carries requests is in `http`.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::answers::Source as Answers;
use super::check::body::Checked;
use super::check::nonces::Nonces;
use super::check::security::Passed;
use super::check::{body, parameters};
use super::exchange::{Fault, Received, Sent};
use super::keyring::{Keyring, Texts};
use super::log::Entry;
use super::plan::{Plan, plans};
use super::prefer::Prefer;
use super::problem::Problem;
use super::route::{Found, Router};
use super::schema::Json;
use super::state::{Asked, Memory, Rule, rules};
use super::{Reply, Seen};
use crate::ir::{Api, SecurityKind};
use crate::parse::Document;
use crate::signing::inverse::Inverse;

/// What can be chosen about a mock.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    /// What does not fit the document is told and not refused.
    pub(crate) lenient: bool,
    /// Unknown public keys are taken as they come.
    pub(crate) learn: bool,
    /// Seconds that the time of a request may be off.
    pub(crate) tolerance: u64,
    /// Nonces that are remembered.
    pub(crate) nonces: usize,
    /// What is created is there afterwards.
    pub(crate) stateful: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            lenient: false,
            learn: false,
            tolerance: 300,
            nonces: 100_000,
            stateful: false,
        }
    }
}

/// Nanoseconds since 1970.
pub(crate) type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// A document, and all that is known beside it.
pub(crate) struct Mock {
    pub(crate) document: Document,
    pub(crate) api: Api,
    pub(crate) settings: Settings,
    pub(crate) plans: Vec<Plan>,
    router: Router,
    clock: Clock,
    /// By scheme; for operations that change one, by their place too.
    inverses: BTreeMap<(Option<usize>, String), Arc<Inverse>>,
    /// Handed out as it is at the moment, so that nobody waits for who looks longer.
    keyring: RwLock<Arc<Keyring>>,
    nonces: Mutex<Nonces>,
    queued: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    seen: Mutex<VecDeque<Seen>>,
    rules: BTreeMap<usize, Rule>,
    memory: Mutex<Memory>,
    /// The last number that the page has signed with.
    counter: AtomicU64,
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Requests that are kept for who asks.
const MOST_SEEN: usize = 1000;
/// Bytes of a body that are kept.
const LONGEST_SEEN: usize = 64 * 1024;

/// What a request came to, before it is told.
#[derive(Default)]
struct Course {
    operation: Option<usize>,
    passed: Passed,
    checked: Checked,
}

impl Mock {
    pub(crate) fn new(document: Document, api: Api, settings: Settings, clock: Clock) -> Self {
        let plans = plans(&api, &document);
        let mut inverses = BTreeMap::new();
        for (name, scheme) in &api.security_schemes {
            if let SecurityKind::Recipe(recipe) = &scheme.kind {
                inverses.insert((None, name.clone()), Arc::new(Inverse::new(recipe)));
            }
        }
        for (index, operation) in api.operations.iter().enumerate() {
            for (name, recipe) in &operation.schemes {
                let inverse = Arc::new(Inverse::new(recipe));
                inverses.insert((Some(index), name.clone()), inverse);
            }
        }
        let rules = if settings.stateful {
            rules(&document, &api).0
        } else {
            BTreeMap::new()
        };
        Self {
            router: Router::new(&api),
            nonces: Mutex::new(Nonces::new(settings.nonces)),
            document,
            api,
            settings,
            plans,
            clock,
            inverses,
            keyring: RwLock::default(),
            queued: Mutex::default(),
            seen: Mutex::default(),
            rules,
            memory: Mutex::default(),
            counter: AtomicU64::new(0),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Returns the credentials that are known at the moment.
    pub(crate) fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets a holder of credentials in from now on.
    pub(crate) fn add_holder(&self, scheme: &str, texts: Texts) -> Result<(), String> {
        let mut keyring = self.keyring.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut keyring).add(&self.api, scheme, texts)
    }

    pub(crate) fn nonces(&self) -> MutexGuard<'_, Nonces> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn queued(&self) -> MutexGuard<'_, BTreeMap<String, VecDeque<Reply>>> {
        self.queued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, VecDeque<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a number that is at least `now`, and greater than all before.
    pub(crate) fn count(&self, now: u64) -> u64 {
        let grown = |last: u64| Some(now.max(last.saturating_add(1)));
        let before = self
            .counter
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown);
        before.ok().and_then(grown).unwrap_or(now)
    }

    /// Returns whether the document has operations at a path.
    pub(crate) fn has_path(&self, path: &str) -> bool {
        !self.router.find(path).is_empty()
    }

    /// Returns a scheme's recipe backwards, as an operation has it.
    pub(crate) fn inverse(&self, plan: &Plan, scheme: &str) -> Arc<Inverse> {
        let own = self.inverses.get(&(Some(plan.index), scheme.to_owned()));
        let found = own.or_else(|| self.inverses.get(&(None, scheme.to_owned())));
        Arc::clone(found.expect("every recipe of the API was turned around"))
    }

    /// Returns the recipes that cannot be checked, with the reasons.
    pub(crate) fn obstacles(&self) -> Vec<(String, String)> {
        let signing = self.inverses.iter().filter(|((_, name), inverse)| {
            !inverse.scheme().place.is_empty() && self.plans.iter().any(|it| asks_for(it, name))
        });
        let told = signing.filter(|(_, inverse)| !inverse.obstacles().is_empty());
        told.map(|((_, name), inverse)| (name.clone(), inverse.obstacles().join(", ")))
            .collect()
    }

    /// The `type` of a scheme that the generator does not know.
    pub(crate) fn foreign_kind(&self, scheme: &str) -> String {
        let schemes = self.document.resolve("#/components/securitySchemes");
        let scheme = schemes.and_then(|it| it.get(scheme));
        let scheme = scheme.map(|it| super::plan::followed(&self.document, it));
        let kind = scheme.and_then(|it| it.get("type")?.as_str());
        kind.unwrap_or_default().to_owned()
    }

    pub(crate) fn answers(&self) -> Answers<'_> {
        Answers {
            document: &self.document,
            envelope: self.api.envelope.as_ref(),
            seed: self.settings.seed,
        }
    }

    /// Answers a request.
    pub(crate) fn handle(&self, received: &Received) -> (Sent, Entry) {
        let started = self.now();
        let mut course = Course::default();
        let outcome = self.respond(received, &mut course);
        let plan = course.operation.map(|it| &self.plans[it]);
        let mut entry = Entry {
            at: started / 1_000_000,
            method: received.method.chars().take(20).collect(),
            path: received.path.chars().take(500).collect(),
            operation: plan.map(|it| it.id.clone()),
            notes: course.passed.notes,
            violations: course.checked.violations,
            ..Entry::default()
        };
        entry.notes.extend(course.checked.notes);
        let mut sent = match outcome {
            Ok(given) => {
                entry.verdict = match course.passed.by.as_slice() {
                    [] => String::new(),
                    by => format!("let in by {}", by.join(" and ")),
                };
                given
            }
            Err(problem) => {
                let mut problem = problem;
                self.mask(&mut problem);
                entry.code = Some(problem.code.to_owned());
                entry.verdict.clone_from(&problem.detail);
                entry.string_to_sign.clone_from(&problem.string_to_sign);
                let enveloped = plan.is_none_or(|it| it.enveloped);
                let envelope = self.api.envelope.as_ref().filter(|_| enveloped);
                Sent::problem(&problem, envelope)
            }
        };
        add_cors(received, &mut sent);
        for signer in &course.passed.signers {
            entry.notes.extend(signer.sign(&mut sent).err());
        }
        entry.status = sent.status;
        entry.micros = self.now().saturating_sub(started) / 1000;
        self.remember(received, &entry);
        (sent, entry)
    }

    /// Refuses a request whose body could not be had.
    pub(crate) fn refuse(&self, received: &Received, problem: &Problem) -> (Sent, Entry) {
        let mut sent = Sent::problem(problem, self.api.envelope.as_ref());
        add_cors(received, &mut sent);
        let entry = Entry {
            at: self.now() / 1_000_000,
            method: received.method.chars().take(20).collect(),
            path: received.path.chars().take(500).collect(),
            status: problem.status,
            code: Some(problem.code.to_owned()),
            verdict: problem.detail.clone(),
            ..Entry::default()
        };
        (sent, entry)
    }

    fn respond(&self, received: &Received, course: &mut Course) -> Result<Sent, Problem> {
        let found = self.router.find(&received.path);
        if found.is_empty() {
            let detail = "the document has no such path";
            return Err(Problem::new(404, "path-unknown", detail));
        }
        let (plan, found) = match self.operation(received, &found)? {
            Ok(found) => found,
            Err(sent) => return Ok(sent),
        };
        course.operation = Some(plan.index);
        course.passed = self.check_security(plan, received, &found.params)?;
        let mut violations = parameters::check(&self.document, plan, received, &found.params);
        let body = course.passed.body.as_deref();
        match body::check(&self.document, &self.api, plan, received, body) {
            Ok(checked) => course.checked = checked,
            Err(problem) if self.settings.lenient => {
                course
                    .checked
                    .notes
                    .push(format!("{}: {}", problem.code, problem.detail));
            }
            Err(problem) => return Err(problem),
        }
        violations.append(&mut course.checked.violations);
        course.checked.violations = violations;
        if !course.checked.violations.is_empty() && !self.settings.lenient {
            return Err(invalid(&course.checked));
        }
        if let Some(reply) = self
            .queued()
            .get_mut(&plan.id)
            .and_then(VecDeque::pop_front)
        {
            course.passed.notes.push("queued response".to_owned());
            return Ok(reply.into_sent());
        }
        let prefer = Prefer::read(received)?;
        let accept = received.joined("accept");
        let mut given = self.answers().give(plan, &prefer, accept.as_deref())?;
        course.passed.notes.extend(given.note.take());
        let rule = self.rules.get(&plan.index);
        if let Some(rule) = rule.filter(|_| prefer.code.is_none() && prefer.example.is_none()) {
            let asked = Asked {
                params: &found.params,
                body: course.checked.value.as_ref(),
            };
            let mut json = given.json.take().unwrap_or(Json::Object(Vec::new()));
            let told = self.apply(plan, rule, &asked, &mut json)?;
            course.passed.notes.push(told);
            if !given.sent.body.is_empty() && given.sent.fault != Some(Fault::Garbage) {
                given.sent.body = json.to_string().into_bytes();
            }
        }
        Ok(given.sent)
    }

    /// The operation of a method, or what is answered without one.
    fn operation<'f>(
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
        let mut allowed: Vec<_> = operations.map(|it| self.plans[*it].method).collect();
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

    /// Nothing that a caller wrote brings a secret into a message.
    fn mask(&self, problem: &mut Problem) {
        if problem.status == 401 && problem.headers.is_empty() {
            let scheme = problem.scheme.as_deref().unwrap_or_default();
            let challenge = match self.api.security_schemes.get(scheme).map(|it| &it.kind) {
                Some(SecurityKind::Basic) => "Basic realm=\"mock\"",
                Some(SecurityKind::Bearer) => "Bearer",
                _ => "Signature",
            };
            let header = ("www-authenticate".to_owned(), challenge.to_owned());
            problem.headers.push(header);
        }
        let keyring = self.keyring();
        for (name, secret) in keyring.secrets(&self.api) {
            if problem.detail.contains(secret) {
                problem.detail = problem.detail.replace(secret, &format!("[{name}]"));
            }
        }
    }

    fn remember(&self, received: &Received, entry: &Entry) {
        let mut seen = self.seen();
        if seen.len() >= MOST_SEEN {
            seen.pop_front();
        }
        let body = &received.body[..received.body.len().min(LONGEST_SEEN)];
        seen.push_back(Seen {
            method: received.method.clone(),
            path: received.path.clone(),
            query: received.query.clone(),
            headers: received
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()))
                .collect(),
            body: body.to_vec(),
            entry: entry.clone(),
        });
    }
}

fn asks_for(plan: &Plan, scheme: &str) -> bool {
    plan.security.iter().flatten().any(|it| it == scheme)
}

fn invalid(checked: &Checked) -> Problem {
    let count = checked.violations.len();
    let first = &checked.violations[0];
    let detail = match count {
        1 => format!("{}: {}", shown_place(&first.at), first.message),
        _ => format!(
            "{count} violations, the first at {}: {}",
            shown_place(&first.at),
            first.message
        ),
    };
    let mut problem = Problem::new(422, "request-invalid", detail);
    problem.violations.clone_from(&checked.violations);
    problem
}

fn shown_place(at: &str) -> &str {
    if at.is_empty() { "the body" } else { at }
}

/// Pages of other origins may read what the mock says: nothing of it is secret.
fn add_cors(received: &Received, sent: &mut Sent) {
    if received.header("origin").is_some() {
        sent.headers
            .push(("access-control-allow-origin".into(), "*".into()));
        sent.headers
            .push(("access-control-expose-headers".into(), "*".into()));
    }
}
