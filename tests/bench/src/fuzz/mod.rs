//! Changes documents at random and looks for what the generator must not do.
//!
//! A case is made from a seed and a corpus, and is the same for both each time. The generator runs in this
//! process, in a thread of its own; a run must not panic, take more than ten seconds of processor time,
//! report a place outside of the texts, give files that do not parse, or give something else the second time.
//! Each case stands in the folder `fuzz` of the target directory while it runs, so that one which ends the process
//! is there afterwards; those with a finding are kept.

mod case;
mod corpus;
mod judge;
mod random;
mod text;
mod tree;
mod words;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use case::Case;
use corpus::Corpus;
use judge::{Finding, Verdict, judge};

/// Findings that are kept of one kind at one place.
const KEPT: usize = 2;
/// What a run may take by the clock, whatever else the machine does; after that nothing is waited for.
const PATIENCE: Duration = Duration::from_secs(180);
/// The stack of the thread: what the main thread of a program has on most systems.
const STACK: usize = 8 << 20;

/// Runs cases for some seconds, but at least one, from a seed upwards; returns what was found, as text.
///
/// # Errors
///
/// There is no corpus, or findings cannot be kept.
pub(crate) fn run(target: &Path, corpus: &Path, seconds: u64, seed: u64) -> Result<String> {
    let corpus = Corpus::read(corpus)?;
    fs::create_dir_all(target)?;
    judge::note_panics();
    let mut tally = Tally::new(target.to_owned());
    let worker = Worker::start()?;
    let started = Instant::now();
    for seed in seed.. {
        let case = Arc::new(Case::new(&corpus, seed));
        fs::write(target.join("running"), seed.to_string())?;
        case.keep(target, "running")?;
        let Some(verdict) = worker.verdict(&case) else {
            tally.keep(
                &case,
                &Finding {
                    kind: "hang",
                    text: case.origin.clone(),
                },
            )?;
            break;
        };
        tally.count(&case, &verdict)?;
        if started.elapsed().as_secs() >= seconds {
            break;
        }
    }
    Ok(tally.told(started.elapsed()))
}

/// The thread in which the generator runs.
struct Worker {
    cases: Sender<Arc<Case>>,
    verdicts: Receiver<Verdict>,
}

impl Worker {
    fn start() -> Result<Self> {
        let (cases, given) = channel::<Arc<Case>>();
        let (told, verdicts) = channel();
        let work = move || {
            let mut seen = HashSet::new();
            for case in given {
                if told.send(judge(&case, &mut seen)).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().stack_size(STACK).spawn(work)?;
        Ok(Self { cases, verdicts })
    }

    /// What comes of a case; nothing if that takes too long.
    fn verdict(&self, case: &Arc<Case>) -> Option<Verdict> {
        self.cases.send(Arc::clone(case)).ok()?;
        self.verdicts.recv_timeout(PATIENCE).ok()
    }
}

/// What was found until now.
struct Tally {
    folder: PathBuf,
    executions: usize,
    whole: usize,
    parsed: usize,
    slowest: (Duration, u64),
    found: BTreeMap<(&'static str, String), usize>,
}

impl Tally {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            executions: 0,
            whole: 0,
            parsed: 0,
            slowest: (Duration::ZERO, 0),
            found: BTreeMap::new(),
        }
    }

    fn count(&mut self, case: &Case, verdict: &Verdict) -> Result<()> {
        self.executions += 1;
        self.whole += usize::from(verdict.whole);
        self.parsed += verdict.parsed;
        self.slowest = self.slowest.max((verdict.spent, case.seed));
        verdict
            .findings
            .iter()
            .try_for_each(|finding| self.keep(case, finding))
    }

    fn keep(&mut self, case: &Case, finding: &Finding) -> Result<()> {
        // Times and names differ; what stands before a colon or a line break is where it is.
        let key = match finding.kind {
            "slow" => case.origin.clone(),
            _ => finding.text.chars().take(200).collect(),
        };
        let count = self.found.entry((finding.kind, key)).or_default();
        *count += 1;
        if *count > KEPT {
            return Ok(());
        }
        let Finding { kind, text } = finding;
        let (seed, origin) = (case.seed, &case.origin);
        println!("{kind} at seed {seed} ({origin}): {text}");
        case.keep(&self.folder, &format!("{kind}-{seed}"))
    }

    fn told(&self, elapsed: Duration) -> String {
        let found: usize = self.found.values().sum();
        let (slowest, seed) = self.slowest;
        let mut text = format!(
            "{} executions in {} s, {} of them gave a whole crate; {} different files parsed\n\
             slowest {:.1} s, at seed {seed}; {found} findings of {} sorts\n",
            self.executions,
            elapsed.as_secs(),
            self.whole,
            self.parsed,
            slowest.as_secs_f64(),
            self.found.len(),
        );
        for ((kind, key), count) in &self.found {
            let what = key.lines().next().unwrap_or_default();
            // Writing to a text does not fail.
            let _ = writeln!(text, "{count:6} {kind}: {what}");
        }
        text
    }
}
