//! A test that needs an environment of its own runs once more, alone, in another process.
//!
//! To change the environment of a process with threads is unsound, and tests run in threads.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

/// Set in the second run alone.
const SECOND: &str = "COUNTERSIGN_SECOND_RUN";

/// What decides about proxies, besides what a test sets.
const PROXIES: [&str; 9] = [
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUEST_METHOD",
    "all_proxy",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];

/// What the first run told the second; `None` in the first.
pub(crate) fn told() -> Option<String> {
    env::var(SECOND).ok()
}

/// Runs the test `name` of this binary once more, tells it `told`, and fails if it fails.
#[track_caller]
pub(crate) fn run(name: &str, told: &str, variables: &[(&str, &OsStr)]) {
    let mut command = Command::new(env::current_exe().expect("this binary has a path"));
    for variable in PROXIES {
        command.env_remove(variable);
    }
    let output = command
        .args(["--exact", name])
        .env(SECOND, told)
        .envs(variables.iter().copied())
        .output()
        .expect("this binary runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
}
