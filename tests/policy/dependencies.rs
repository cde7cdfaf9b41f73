//! What is brought in from outside.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use crate::repository::{assert_none, path, toml};

/// The names of all packages that any system or feature may need.
fn locked() -> BTreeSet<String> {
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().expect("it is a list");
    let names = packages
        .iter()
        .filter_map(|package| package["name"].as_str());
    names.map(str::to_owned).collect()
}

#[test]
fn nothing_that_is_banned_comes_in() {
    let deny = toml("deny.toml");
    let banned = deny["bans"]["deny"].as_array().expect("it is a list");
    let banned: Vec<_> = banned
        .iter()
        .filter_map(|ban| ban["crate"].as_str())
        .collect();
    for name in ["openssl", "native-tls", "aws-lc-sys", "serde_yaml"] {
        assert!(banned.contains(&name), "{name} is banned");
    }
    let locked = locked();
    for name in banned {
        assert!(!locked.contains(name), "{name} is in Cargo.lock");
    }
}

#[test]
fn packages_come_from_the_registry() {
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().expect("it is a list");
    let sources: BTreeSet<_> = packages
        .iter()
        .filter_map(|package| package.get("source")?.as_str())
        .collect();
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    assert_eq!(sources.into_iter().collect::<Vec<_>>(), [registry]);
}

/// The versions that this system needs: those of others need not be on this machine.
#[test]
fn the_oldest_supported_compiler_takes_all_dependencies() {
    let workspace = toml("Cargo.toml");
    let ours = workspace["workspace"]["package"]["rust-version"].as_str();
    let ours = version(ours.expect("the workspace says which"));
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("it is a list");
    let newer = packages.iter().filter_map(|package| {
        let theirs = package["rust_version"].as_str()?;
        (version(theirs) > ours).then(|| format!("{} asks for Rust {theirs}", package["name"]))
    });
    assert_none(&newer.collect::<Vec<_>>());
}

/// "1.88" and "1.88.0" as numbers.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<_> = text
        .split('.')
        .map(|part| part.parse().expect("a version of Rust is numbers"))
        .collect();
    numbers.resize(3, 0);
    numbers
}

/// What Cargo knows about the packages of the workspace.
fn metadata() -> serde_json::Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", &host()])
        .current_dir(path(""))
        .output()
        .expect("Cargo can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// The system that this runs on, as the compiler calls it.
fn host() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output();
    let output = output.expect("the compiler can be run").stdout;
    let text = String::from_utf8(output).expect("it is text");
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("the compiler says where it runs").to_owned()
}
