//! Sends values of the schemas of others' documents through the generated types, and says what did not come back.
//!
//! ```text
//! cargo run -p countersign-tests --example roundtrip -- CORPUS [DOCUMENT...]
//! ```
//!
//! CORPUS is a folder with documents; without names of some, a set of many kinds is taken ([`DOCUMENTS`]). A crate and
//! a program are made of each, all in one workspace below `target/roundtrip`, which takes minutes to build. Exits with
//! 1 if a value is not the same afterwards and [`lost`] does not say why, or if a loss that it lists is no more.

mod lost;
mod same;
mod subject;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, fs, thread};

use lost::{Cause, LOST};
use subject::{Outcome, Subject};

/// Small and middle ones of many kinds, and some with more than a hundred operations.
const DOCUMENTS: &[&str] = &[
    "adyen.com-BalancePlatformService.json",
    "adyen.com-CheckoutService.json",
    "adyen.com-TransferService-v4.json",
    "apache.org-airflow.json",
    "apideck.com-file-storage.json",
    "apideck.com-vault.json",
    "codat.io-assess.json",
    "cpy.re-peertube.json",
    "discord.com.json",
    "googleapis.com-drive.json",
    "intellifi.nl.json",
    "maif.local-otoroshi.json",
    "ogen-allOf.yaml",
    "ogen-telegram_bot_api.json",
    "ogen-tinkoff.json",
    "oxide-buildomat.json",
    "oxide-nexus.json",
    "prism-petstore.yaml",
    "readme-3.0-complex-nesting.yaml",
    "readme-3.0-schema-enums.json",
    "readme-3.0-schema-types.json",
    "readme-3.1-schema-types.yaml",
    "readme-3.1-train-travel.yaml",
    "sakari.io.json",
    "superset.apache.local-superset.json",
    "twitter.com-current.yaml",
    "vercel.com.json",
];

/// From so many operations on a document is called large.
const LARGE: usize = 101;
/// Differences of one document that are shown.
const SHOWN: usize = 40;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(corpus) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: roundtrip CORPUS [DOCUMENT...]");
        return ExitCode::from(2);
    };
    let chosen: Vec<_> = arguments.collect();
    let chosen = match chosen.as_slice() {
        [] => DOCUMENTS.iter().map(|name| (*name).to_owned()).collect(),
        _ => chosen,
    };
    match run(&corpus, &chosen) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("{wrong} values did not come back equal");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Tries these documents; returns how many values were lost for no listed reason, and listed reasons without a loss.
fn run(corpus: &Path, documents: &[String]) -> Result<usize, String> {
    let start = Instant::now();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/roundtrip");
    let subjects = subjects(&folder, corpus, documents)?;
    println!("written after {} s", start.elapsed().as_secs());
    subject::build(&folder, &subjects)?;
    println!("built after {} s", start.elapsed().as_secs());
    let mut total = Total::default();
    for subject in &subjects {
        total.add(subject, subject.run(&folder)?);
    }
    total.print(start.elapsed().as_secs());
    if total.values == 0 || total.values < total.schemas {
        return Err("most schemas have no values: nothing was tried".to_owned());
    }
    Ok(total.wrong + total.unmet)
}

/// Makes crates and values of all documents, several at a time.
fn subjects(folder: &Path, corpus: &Path, documents: &[String]) -> Result<Vec<Subject>, String> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = corpus.join(document);
            let text =
                fs::read_to_string(&path).map_err(|it| format!("{}: {it}", path.display()))?;
            made.push(Subject::set(folder, document, text));
        }
        Ok(made)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let made: Result<Vec<_>, String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = threads.into_iter().map(|it| it.join().expect("no panic"));
        done.collect()
    });
    let mut subjects: Vec<_> = made?.into_iter().flatten().collect();
    subjects.sort_by(|a, b| a.document.cmp(&b.document));
    Ok(subjects)
}

/// What was seen of all documents.
#[derive(Default)]
struct Total {
    documents: usize,
    large: usize,
    schemas: usize,
    values: usize,
    lost: BTreeMap<Cause, usize>,
    wrong: usize,
    /// Listed losses of these documents that are none.
    unmet: usize,
}

impl Total {
    fn add(&mut self, subject: &Subject, outcome: Outcome) {
        let listed: Vec<_> = LOST
            .iter()
            .filter(|(document, ..)| *document == subject.document)
            .collect();
        let mut met = vec![false; listed.len()];
        let mut wrong = Vec::new();
        let mut count = 0;
        for (at, what) in outcome.differences {
            let is_meant = |(_, pointer, cause): &&&(&str, &str, Cause)| {
                *pointer == at.pointer && cause.explains(&what)
            };
            match listed.iter().position(|it| is_meant(&it)) {
                Some(index) => {
                    met[index] = true;
                    count += 1;
                    *self.lost.entry(listed[index].2).or_default() += 1;
                }
                None => wrong.push((at, what)),
            }
        }
        println!(
            "{}: {} operations, {} schemas, {} values, {count} lost as listed, {} wrong",
            subject.document,
            subject.operations,
            subject.types.len(),
            outcome.values,
            wrong.len(),
        );
        for (at, what) in wrong.iter().take(SHOWN) {
            let what: String = what.chars().take(400).collect();
            println!("  {} {what}", at.pointer);
        }
        let unmet: Vec<_> = listed.iter().zip(&met).filter(|(_, met)| !**met).collect();
        for ((_, pointer, _), _) in &unmet {
            println!("  listed, and not lost: {pointer}");
        }
        self.documents += 1;
        self.large += usize::from(subject.operations >= LARGE);
        self.schemas += subject.types.len();
        self.values += outcome.values;
        self.wrong += wrong.len();
        self.unmet += unmet.len();
    }

    fn print(&self, seconds: u64) {
        println!(
            "total: {} documents, {} of them with {LARGE} operations or more, {} schemas, {} values, {} wrong; {seconds} s",
            self.documents, self.large, self.schemas, self.values, self.wrong
        );
        for (cause, count) in &self.lost {
            println!("  {count} lost: {}", cause.reason());
        }
    }
}
