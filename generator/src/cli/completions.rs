//! `countersign completions`: a script that completes commands and flags in a shell.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::output::Output;
use super::{DONE, Stop};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "countersign", &mut script);
    output.stdout.write_all(&script)?;
    Ok(DONE)
}
