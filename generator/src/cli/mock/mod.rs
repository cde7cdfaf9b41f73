//! `countersign mock`: a server from the document, until it is stopped.

mod holders;
mod ready;
mod send;

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use tokio::signal;
use tokio::sync::mpsc;

use super::input::{DocumentArguments, Project};
use super::output::{Output, Stream};
use super::{Common, DONE, FOUND, Stop, Usage};
use crate::ir::Api;
use crate::lower::lower;
use crate::mock::{Builder, Entry, Server, StartError};
use crate::parse::Document;
use crate::parsed;
use holders::Holders;
use send::Sending;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Credentials that are not given are looked for in the environment, under the names that the \
generated crate reads: CRATE_SCHEME_CREDENTIAL with --name CRATE or the name in the configuration, \
else SCHEME_CREDENTIAL. A scheme that has none gets fresh ones, which are printed as `export` lines.

Responses can be chosen by the header `Prefer`: code=404, example=NAME, dynamic=true, \
delay=500ms, and fault= with slow, cut, garbage or drop.")]
pub(super) struct Arguments {
    #[command(flatten)]
    document: DocumentArguments,
    /// The port; 0 for a free one, which is printed
    #[arg(long, value_name = "PORT", default_value_t = 4010)]
    port: u16,
    /// The address to listen on; others than this machine reach it only if it is not a loopback one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// A credential as text or from a file; `SCHEME.NAME` where several schemes have one of this name
    #[arg(long = "credential", value_name = "NAME=TEXT|NAME=@FILE")]
    credentials: Vec<String>,
    /// The name of the crate, with which environment variables begin
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Other values for the same schemas
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    grace: Grace,
    /// Remember what operations create, as `x-mock` in the document says
    #[arg(long)]
    stateful: bool,
    /// How far the time of a request may be off
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    tolerance: u64,
    #[command(flatten)]
    sending: Sending,
    /// Print one JSON object for each request
    #[arg(long)]
    json: bool,
}

/// What is let pass.
#[derive(Debug, clap::Args)]
struct Grace {
    /// Tell what does not fit the document, and refuse only what is not let in
    #[arg(long)]
    lenient: bool,
    /// Take unknown keys as they come, without looking at what they signed
    #[arg(long)]
    learn: bool,
}

/// Lines of the log that wait to be written; more are dropped rather than kept.
const LOG_ROOM: usize = 10_000;

pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    output: &mut Output<'_, '_>,
) -> Result<u8, Stop> {
    let project = Project::find(&arguments.document, common, output)?;
    let (document, api) = read(&project, output)?;
    let library = arguments.name.clone().or(project.package.name);
    let holders = Holders::find(&api, library.as_deref(), &arguments.credentials, output)?;
    let (sender, mut log) = mpsc::channel(LOG_ROOM);
    // Whoever sends is called by nobody: the usual port may be in use by a mock that serves.
    let port = if arguments.sending.is_asked_for() {
        0
    } else {
        arguments.port
    };
    let mut builder = Builder::of(document, api)
        .address(SocketAddr::new(arguments.host, port))
        .seed(arguments.seed)
        .lenient(arguments.grace.lenient)
        .learn(arguments.grace.learn)
        .stateful(arguments.stateful)
        .tolerance(arguments.tolerance)
        .log(sender);
    for (scheme, texts) in &holders.given {
        let texts: Vec<_> = texts
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        builder = builder.credentials(scheme, &texts);
    }
    let server = match builder.start() {
        Ok(server) => server,
        Err(error) => return refused(&error, output),
    };
    if let Some(code) = arguments.sending.run(&server, &holders, output)? {
        server.stop();
        return Ok(code);
    }
    for (scheme, why) in server.mock().obstacles() {
        writeln!(
            output.stderr,
            "warning: requests signed by `{scheme}` are let in unchecked: {why}"
        )?;
    }
    ready::write(&server, &holders, arguments.json, &mut output.stdout)?;
    until_stopped(&mut log, arguments.json, output)?;
    server.stop();
    Ok(DONE)
}

/// Reads the document. What `lint` would warn of is only counted: most of it is about clients.
fn read(project: &Project, output: &mut Output<'_, '_>) -> Result<(Document, Api), Stop> {
    let source = project.source(output)?;
    let mut sink = project.sink();
    let document = parsed(&source, &project.options(), &mut sink);
    let read = document.map(|document| {
        let api = lower(&document, &mut sink);
        (document, api)
    });
    if sink.has_errors() || read.is_none() {
        let diagnostics = sink.finish().without_notes();
        output.write(diagnostics, &source, Stream::Stderr)?;
        return Err(Stop::Reported);
    }
    let warnings = sink.finish().warnings;
    if warnings > 0 {
        writeln!(
            output.stderr,
            "{warnings} warnings about the document; `countersign lint` shows them"
        )?;
    }
    read.ok_or(Stop::Reported)
}

fn refused(error: &StartError, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    match error {
        StartError::Listen { source, .. } => {
            writeln!(output.stderr, "error: {error}: {source}")?;
            Ok(FOUND)
        }
        StartError::Credentials { .. } | StartError::Document(_) | StartError::State(_) => {
            Err(Usage(error.to_string()).into())
        }
    }
}

/// Writes the log until the process is asked to end.
fn until_stopped(
    log: &mut mpsc::Receiver<Entry>,
    json: bool,
    output: &mut Output<'_, '_>,
) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let stopped = stopped();
        tokio::pin!(stopped);
        loop {
            let entry = tokio::select! {
                () = &mut stopped => break,
                entry = log.recv() => entry,
            };
            let Some(entry) = entry else { break };
            write(&entry, json, output)?;
        }
        while let Ok(entry) = log.try_recv() {
            write(&entry, json, output)?;
        }
        Ok(())
    })
}

fn write(entry: &Entry, json: bool, output: &mut Output<'_, '_>) -> Result<(), Stop> {
    let text = if json { entry.json() } else { entry.text() };
    writeln!(output.stdout, "{text}")?;
    Ok(output.stdout.flush()?)
}

/// Ends when the user or the system asks the process to end.
async fn stopped() {
    #[cfg(unix)]
    {
        let terminated = signal::unix::signal(signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a way to hear of signals the system ends the process itself.
    let _ = signal::ctrl_c().await;
}
