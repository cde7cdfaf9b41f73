//! A crate brings in the cryptography that its schemes need, and no more.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use crate::repository::path;

/// What public-key schemes need.
const PUBLIC_KEY: [&str; 7] = [
    "ring",
    "rsa",
    "p256",
    "ecdsa",
    "ed25519",
    "ed25519-dalek",
    "elliptic-curve",
];

#[test]
fn a_crate_that_signs_by_hmac_alone_has_no_public_key_cryptography() {
    let needed = needed("onchainpay");
    for name in ["hmac", "sha2"] {
        assert!(needed.contains(name), "{name} in {needed:?}");
    }
    for name in PUBLIC_KEY {
        assert!(!needed.contains(name), "{name} in {needed:?}");
    }
}

/// The packages that a package needs when it is built without the HTTP stack, on any system.
fn needed(package: &str) -> BTreeSet<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--locked", "--package", package])
        .args(["--no-default-features", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(path(""))
        .output()
        .expect("Cargo can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}
