//! The command line program; all of it is in the library, so that tests can call it.

use std::process::ExitCode;

/// A run makes millions of small texts and trees; the usual allocators spend a quarter of its time on them.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    countersign::cli::main()
}
