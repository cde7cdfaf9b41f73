//! The program once more, so that tests can call it as a process beside the crate that it generated.

use std::process::ExitCode;

fn main() -> ExitCode {
    countersign::cli::main()
}
