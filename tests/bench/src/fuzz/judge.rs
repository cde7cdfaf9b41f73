//! Does one case and says what is wrong with what the generator did.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use countersign::diag::{Diagnostics, Sink, json, text};
use countersign::source::{Source, Span};
use countersign::tree::{Content, FileTree};
use proc_macro2::{TokenStream, TokenTree};

use super::case::Case;
use super::words::INJECTED;

/// What a run may take of the processor.
const LIMIT: Duration = Duration::from_secs(10);

/// What is wrong.
pub(super) struct Finding {
    pub(super) kind: &'static str,
    /// Where or of what; findings of the same kind and text are one.
    pub(super) text: String,
}

/// What came of a case.
pub(super) struct Verdict {
    pub(super) findings: Vec<Finding>,
    /// Whether a crate came out, and none of the reports withholds it.
    pub(super) whole: bool,
    /// Files that had not been seen before, and were parsed.
    pub(super) parsed: usize,
    pub(super) spent: Duration,
}

/// Where the last panic was, and what it said.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Has panics of the generator noted instead of printed.
pub(super) fn note_panics() {
    std::panic::set_hook(Box::new(|info| {
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            eprintln!("{info}\n{trace}");
        }
        let mut note = PANIC
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *note = info.to_string();
    }));
}

fn last_panic() -> String {
    let note = PANIC.lock();
    note.unwrap_or_else(std::sync::PoisonError::into_inner)
        .clone()
}

/// Does a case; `seen` has the files that were parsed before.
pub(super) fn judge(case: &Case, seen: &mut HashSet<u64>) -> Verdict {
    let started = Clock::now();
    let made = catch_unwind(AssertUnwindSafe(|| made(case)));
    let mut verdict = Verdict {
        findings: Vec::new(),
        whole: false,
        parsed: 0,
        spent: started.elapsed(),
    };
    let find = |kind, text: String| Finding { kind, text };
    if verdict.spent > LIMIT {
        let text = format!("{:.1} s", verdict.spent.as_secs_f64());
        verdict.findings.push(find("slow", text));
    }
    let Ok((source, tree, diagnostics)) = made else {
        verdict.findings.push(find("panic", last_panic()));
        return verdict;
    };
    let findings = &mut verdict.findings;
    findings.extend(places(&source, &diagnostics).map(|text| find("place", text)));
    if case.twice && !same(case, tree.as_ref(), &diagnostics) {
        findings.push(find("differs", "two runs".into()));
    }
    let Some(tree) = tree else { return verdict };
    verdict.whole = !diagnostics.has_errors();
    for (path, content) in tree.iter() {
        if !seen.insert(digest(content)) {
            continue;
        }
        verdict.parsed += 1;
        let wrong = catch_unwind(|| wrong(path, content));
        let wrong = wrong.unwrap_or_else(|_| Some(last_panic()));
        verdict
            .findings
            .extend(wrong.map(|text| find("file", text)));
    }
    verdict
}

type Made = (Source, Option<FileTree>, Diagnostics);

/// Runs the generator, and writes the reports as the program would.
fn made(case: &Case) -> Made {
    let source = case.source();
    let mut sink = Sink::new();
    let tree = countersign::generate(&source, &case.options, &mut sink);
    let diagnostics = sink.finish();
    let written = text::write(&mut std::io::sink(), &diagnostics, &source, true);
    written.expect("a sink takes everything");
    let written = json::write(&mut std::io::sink(), &diagnostics, &source);
    written.expect("a sink takes everything");
    (source, tree, diagnostics)
}

fn same(case: &Case, tree: Option<&FileTree>, diagnostics: &Diagnostics) -> bool {
    let (_, again, reports) = made(case);
    again.as_ref() == tree && reports.reports == diagnostics.reports
}

/// Reports that stand outside the texts.
fn places(source: &Source, diagnostics: &Diagnostics) -> impl Iterator<Item = String> {
    let outside = |span: Span| {
        let (text, within) = source.locate(span);
        let end = text.text().len();
        within.start > within.end || within.end as usize > end
    };
    let reports = diagnostics.reports.iter();
    let wrong = reports.filter(move |report| {
        let related = report.related.iter().map(|(origin, _)| origin);
        let mut origins = report.origin.iter().chain(related);
        origins.any(|origin| outside(origin.span))
    });
    wrong.map(|report| format!("{}: {}", report.code.id, report.level.as_str()))
}

/// What is wrong with a file.
fn wrong(path: &str, content: &Content) -> Option<String> {
    let text = match content {
        Content::Whole(bytes) => std::str::from_utf8(bytes).ok(),
        Content::Marked(text) => Some(text.as_str()),
    };
    let Some(text) = text else {
        return Some(format!("{path} is not UTF-8"));
    };
    let ending = path.rsplit('.').next();
    if ending == Some("toml") {
        let error = text.parse::<toml::Table>().err()?;
        return Some(format!("{path}: {}", error.message()));
    }
    if ending != Some("rs") {
        return None;
    }
    if let Err(error) = syn::parse_file(text) {
        return Some(format!("does not parse: {error}"));
    }
    let named = text.contains(INJECTED);
    let tokens = named.then(|| text.parse::<TokenStream>().ok()).flatten()?;
    declares(tokens).then(|| format!("`{INJECTED}` is code"))
}

/// Whether tokens have the word that hostile texts would declare.
fn declares(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => declares(group.stream()),
        TokenTree::Ident(ident) => ident == INJECTED,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn digest(content: &Content) -> u64 {
    let mut hasher = DefaultHasher::new();
    match content {
        Content::Whole(bytes) => bytes.hash(&mut hasher),
        Content::Marked(text) => text.hash(&mut hasher),
    }
    hasher.finish()
}

/// Counts what this process takes of the processor, or else the time, which other work makes longer.
struct Clock {
    wall: Instant,
    processor: Option<Duration>,
}

impl Clock {
    fn now() -> Self {
        Self {
            wall: Instant::now(),
            processor: processor(),
        }
    }

    fn elapsed(&self) -> Duration {
        let spent = self.processor.zip(processor());
        spent.map_or(self.wall.elapsed(), |(before, now)| {
            now.saturating_sub(before)
        })
    }
}

/// User and system time of this process, where `/proc` says so.
fn processor() -> Option<Duration> {
    const TICKS_A_SECOND: u64 = 100;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(
        (ticks()? + ticks()?) * 1000 / TICKS_A_SECOND,
    ))
}
