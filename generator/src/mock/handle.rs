//! From a request to a response, and what is told about it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::answers::Given;
use super::check::responses::Signer;
use super::check::{body, parameters};
use super::engine::Mock;
use super::exchange::{Fault, Received, Sent};
use super::log::Entry;
use super::methods::add_cors;
use super::plan::Plan;
use super::prefer::Prefer;
use super::problem::Problem;
use super::reply::Seen;
use super::schema::{Json, Violation};
use super::state::Asked;
use crate::ir::SecurityKind;

/// Requests that are kept for who asks.
const MOST_SEEN: usize = 1000;
/// Bytes of a body that are kept.
const LONGEST_SEEN: usize = 64 * 1024;

/// What is found out on the way, also by requests that are refused in the end.
#[derive(Default)]
struct Course {
    operation: Option<usize>,
    /// The security schemes that were met.
    by: Vec<String>,
    notes: Vec<String>,
    violations: Vec<Violation>,
    /// Who signs the response.
    signers: Vec<Signer>,
}

impl Mock {
    /// Answers a request.
    pub(crate) fn handle(&self, received: &Received) -> (Sent, Entry) {
        let started = self.now();
        let mut course = Course::default();
        let outcome = self.respond(received, &mut course);
        let plan = course.operation.map(|it| &self.plans[it]);
        let (mut sent, mut entry) = match outcome {
            Ok(sent) => (sent, accepted(&course.by)),
            Err(problem) => self.refusal(problem, plan),
        };
        entry.operation = plan.map(|it| it.id.clone());
        entry.notes = course.notes;
        entry.violations = course.violations;
        add_cors(received, &mut sent);
        for signer in &course.signers {
            entry.notes.extend(signer.sign(&mut sent).err());
        }
        entry.status = sent.status;
        self.tell(received, &mut entry, started);
        self.remember(received, &entry);
        (sent, entry)
    }

    /// Refuses a request whose body could not be had.
    pub(crate) fn refuse(&self, received: &Received, problem: &Problem) -> (Sent, Entry) {
        let (mut sent, mut entry) = self.refusal(problem.clone(), None);
        add_cors(received, &mut sent);
        entry.status = sent.status;
        self.tell(received, &mut entry, self.now());
        (sent, entry)
    }

    /// The order is that of a service: a stranger learns nothing of bodies.
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
        let passed = self.check_security(plan, received, &found.params)?;
        course.by = passed.by;
        course.notes = passed.notes;
        course.signers = passed.signers;
        course.violations =
            parameters::check(&self.document, &self.api, plan, received, &found.raw);
        let body = self.check_body(plan, received, passed.body.as_deref(), course)?;
        if let Some(sent) = self.next_queued(plan) {
            course.notes.push("queued response".to_owned());
            return Ok(sent);
        }
        let prefer = Prefer::read(received)?;
        let accept = received.joined("accept");
        let mut given = self.answers().give(plan, &prefer, accept.as_deref())?;
        course.notes.extend(given.note.take());
        if prefer.code.is_none() && prefer.example.is_none() {
            course
                .notes
                .extend(self.change(plan, &found.params, body.as_ref(), &mut given)?);
        }
        Ok(given.sent)
    }

    /// Holds the body against the document, and returns it where it was understood.
    fn check_body(
        &self,
        plan: &Plan,
        received: &Received,
        signed: Option<&[u8]>,
        course: &mut Course,
    ) -> Result<Option<Value>, Problem> {
        let lenient = self.settings.lenient;
        let mut value = None;
        match body::check(&self.document, &self.api, plan, received, signed) {
            Ok(checked) => {
                course.notes.extend(checked.notes);
                course.violations.extend(checked.violations);
                value = checked.value;
            }
            Err(problem) if lenient => {
                let note = format!("{}: {}", problem.code, problem.detail);
                course.notes.push(note);
            }
            Err(problem) => return Err(problem),
        }
        match course.violations.as_slice() {
            [first, ..] if !lenient => Err(invalid(first, &course.violations)),
            _ => Ok(value),
        }
    }

    fn next_queued(&self, plan: &Plan) -> Option<Sent> {
        let mut queued = self.queued();
        let reply = queued.get_mut(&plan.id).and_then(VecDeque::pop_front);
        reply.map(super::Reply::into_sent)
    }

    /// Does what `x-mock` says, and returns what there is to tell.
    fn change(
        &self,
        plan: &Plan,
        params: &BTreeMap<String, String>,
        body: Option<&Value>,
        given: &mut Given,
    ) -> Result<Option<String>, Problem> {
        let Some(rule) = self.rules.get(&plan.index) else {
            return Ok(None);
        };
        let asked = Asked { params, body };
        let mut json = given.json.take().unwrap_or(Json::Object(Vec::new()));
        let told = self.apply(plan, rule, &asked, &mut json)?;
        if !given.sent.body.is_empty() && given.sent.fault != Some(Fault::Garbage) {
            given.sent.body = json.to_string().into_bytes();
        }
        Ok(Some(told))
    }

    /// A refusal as it is sent and as it is told. Nothing that a caller wrote brings a secret into it.
    fn refusal(&self, problem: Problem, plan: Option<&Plan>) -> (Sent, Entry) {
        let mut problem = problem;
        problem.detail = self.masked(&problem.detail);
        self.mask_violations(&mut problem.violations);
        if problem.status == 401 && problem.headers.is_empty() {
            let header = (
                "www-authenticate".to_owned(),
                self.challenge(&problem).to_owned(),
            );
            problem.headers.push(header);
        }
        let entry = Entry {
            code: Some(problem.code.to_owned()),
            verdict: problem.detail.clone(),
            string_to_sign: problem.string_to_sign.clone(),
            ..Entry::default()
        };
        let enveloped = plan.is_none_or(|it| it.enveloped);
        let envelope = self.api.envelope.as_ref().filter(|_| enveloped);
        (Sent::problem(&problem, envelope), entry)
    }

    /// How a caller might prove who it is (RFC 9110 §11.6.1).
    fn challenge(&self, problem: &Problem) -> &'static str {
        let scheme = problem.scheme.as_deref().unwrap_or_default();
        match self.api.security_schemes.get(scheme).map(|it| &it.kind) {
            Some(SecurityKind::Basic) => "Basic realm=\"mock\"",
            Some(
                SecurityKind::Bearer | SecurityKind::OAuth2(_) | SecurityKind::OpenIdConnect { .. },
            ) => "Bearer",
            _ => "Signature",
        }
    }

    /// Completes what is told, secrets masked.
    fn tell(&self, received: &Received, entry: &mut Entry, started: u64) {
        entry.at = started / 1_000_000;
        entry.method = received.method.chars().take(20).collect();
        let path: String = self.masked(&received.path);
        entry.path = path.chars().take(500).collect();
        for note in &mut entry.notes {
            *note = self.masked(note);
        }
        self.mask_violations(&mut entry.violations);
        entry.micros = self.now().saturating_sub(started) / 1000;
    }

    fn mask_violations(&self, violations: &mut [Violation]) {
        for violation in violations {
            violation.at = self.masked(&violation.at);
            violation.message = self.masked(&violation.message);
        }
    }

    fn remember(&self, received: &Received, entry: &Entry) {
        let mut seen = self.seen();
        if seen.len() >= MOST_SEEN {
            seen.pop_front();
        }
        seen.push_back(Seen::of(received, LONGEST_SEEN, entry.clone()));
    }
}

fn accepted(by: &[String]) -> Entry {
    let verdict = match by {
        [] => String::new(),
        by => format!("let in by {}", by.join(" and ")),
    };
    Entry {
        verdict,
        ..Entry::default()
    }
}

fn invalid(first: &Violation, all: &[Violation]) -> Problem {
    let place = match first.at.as_str() {
        "" => "the body",
        at => at,
    };
    let mut detail = format!("{place}: {}", first.message);
    if all.len() > 1 {
        detail = format!("{} violations, the first at {detail}", all.len());
    }
    let mut problem = Problem::new(422, "request-invalid", detail);
    problem.violations = all.to_vec();
    problem
}
