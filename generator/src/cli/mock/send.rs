//! `countersign mock … --send EVENT URL`: one event, delivered as the service would.

use std::io::Write as _;
use std::time::Duration;

use super::holders::Holders;
use crate::cli::output::Output;
use crate::cli::{DONE, FOUND, Stop, Usage};
use crate::mock::Server;
use crate::mock::webhook::{Event, deliver, find, names, pause};

/// How an event is delivered.
#[derive(Debug, clap::Args)]
pub(super) struct Sending {
    /// Sign an event of the document and deliver it, instead of serving
    #[arg(long, num_args = 2, value_names = ["EVENT", "URL"])]
    send: Option<Vec<String>>,
    /// Try again this often after this pause, such as `6x10s`; instead of the event's `x-retry`
    #[arg(
        long = "retry",
        value_name = "TIMESxPAUSE",
        requires = "send",
        value_delimiter = ','
    )]
    retries: Vec<String>,
    /// Make the pauses so many times shorter
    #[arg(long, value_name = "TIMES", requires = "send", default_value_t = 1)]
    hurry: u32,
}

impl Sending {
    /// Whether there is something to send.
    pub(super) fn is_asked_for(&self) -> bool {
        self.send.is_some()
    }

    /// Delivers the event that is asked for; nothing if none is.
    pub(super) fn run(
        &self,
        server: &Server,
        holders: &Holders,
        output: &mut Output<'_, '_>,
    ) -> Result<Option<u8>, Stop> {
        let Some([name, url]) = self.send.as_deref() else {
            return Ok(None);
        };
        let mock = server.mock();
        let event = find(mock, name).ok_or_else(|| {
            let known: Vec<_> = names(mock).iter().map(|it| format!("`{it}`")).collect();
            Usage(match known.as_slice() {
                [] => "the document has no events".to_owned(),
                known => format!(
                    "there is no event `{name}`; the document has {}",
                    known.join(", ")
                ),
            })
        })?;
        let schemes = event.schemes();
        if !schemes.is_empty() && !schemes.iter().any(|it| holders.given.contains_key(it)) {
            writeln!(
                output.stderr,
                "warning: no credentials are given for `{}`, so fresh ones sign: see `--credential`",
                schemes.join("` or `")
            )?;
        }
        let pauses = self.pauses(&event)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut left = pauses.into_iter();
        for attempt in 1.. {
            // Signed anew: a time that was right a while ago is stale.
            let request = event.signed(mock, url).map_err(Usage)?;
            let answered = runtime.block_on(deliver(&request));
            let told = match &answered {
                Ok(status) => status.to_string(),
                Err(why) => why.clone(),
            };
            if answered.is_ok_and(|it| event.is_taken(it)) {
                writeln!(output.stdout, "attempt {attempt}: {told}, taken")?;
                return Ok(Some(DONE));
            }
            let Some(pause) = left.next() else {
                writeln!(output.stdout, "attempt {attempt}: {told}, given up")?;
                break;
            };
            writeln!(
                output.stdout,
                "attempt {attempt}: {told}, again in {pause:?}"
            )?;
            output.stdout.flush()?;
            std::thread::sleep(pause);
        }
        Ok(Some(FOUND))
    }

    /// The pauses before each further attempt.
    fn pauses(&self, event: &Event) -> Result<Vec<Duration>, Usage> {
        let given = self.retries.iter().map(|text| {
            let (times, every) = text.split_once('x')?;
            let times = times.parse::<u32>().ok().filter(|it| *it <= 1000)?;
            Some((times, pause(every)?))
        });
        let given: Option<Vec<_>> = given.collect();
        let given =
            given.ok_or_else(|| Usage("a retry is given as `6x10s`: ms, s, m, h".into()))?;
        let steps = if given.is_empty() {
            event.retries.clone()
        } else {
            given
        };
        let pauses = steps.iter().flat_map(|(times, every)| {
            let pause = *every / self.hurry.max(1);
            std::iter::repeat_n(pause, usize::try_from(*times).unwrap_or(usize::MAX))
        });
        Ok(pauses.collect())
    }
}
