//! A generated crate stands by itself: it builds in a folder that knows nothing of ours.
//!
//! That takes the compiler a while, so it runs only where `COUNTERSIGN_COMPILE=1` asks for it.

use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use crate::scene::{SHOP, Scene};

fn is_asked_for() -> bool {
    env::var_os("COUNTERSIGN_COMPILE").is_some_and(|value| value == "1")
}

/// A generated crate `client` to which the user has added an example with a dependency of its own.
fn scene() -> Scene {
    let scene = Scene::with(&[("shop.yaml", SHOP)]);
    assert_eq!(scene.run("generate shop.yaml --out inner/client").code, 0);
    let manifest = scene.read("inner/client/Cargo.toml");
    let mine = "\n[dev-dependencies]\nring = \"0.17\"\n";
    scene.write("inner/client/Cargo.toml", manifest + mine);
    scene.write(
        "inner/client/examples/mine.rs",
        "//! Mine.\nfn main() {\n    let _ = (ring::digest::digest(&ring::digest::SHA256, b\"\"), client::Client::builder());\n}\n",
    );
    // The versions that this repository is tested with, which are here already.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read(lock).expect("the repository has a lock file");
    scene.write("inner/client/Cargo.lock", &lock);
    scene.write("inner/Cargo.lock", &lock);
    scene
}

fn cargo_check(scene: &Scene, folder: &str) -> Output {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("elsewhere");
    Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--all-targets"])
        .current_dir(scene.path(folder))
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("Cargo can be run")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_generated_crate_builds_alone_with_what_the_user_added() {
    if !is_asked_for() {
        return;
    }
    let scene = scene();
    let output = cargo_check(&scene, "inner/client");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), "", "there is nothing to warn about");
}

#[test]
fn a_generated_crate_builds_as_a_member_of_another_workspace() {
    if !is_asked_for() {
        return;
    }
    let scene = scene();
    scene.write(
        "inner/Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n",
    );
    let output = cargo_check(&scene, "inner/client");
    assert!(output.status.success(), "{}", said(&output));
}

/// Cargo's rule, not ours; README says what to do.
#[test]
fn a_workspace_above_must_know_the_crate() {
    if !is_asked_for() {
        return;
    }
    let scene = scene();
    scene.write("inner/Cargo.toml", "[workspace]\nresolver = \"3\"\n");
    let output = cargo_check(&scene, "inner/client");
    assert!(!output.status.success());
    assert!(said(&output).contains("workspace"), "{}", said(&output));

    scene.write(
        "inner/Cargo.toml",
        "[workspace]\nresolver = \"3\"\nexclude = [\"client\"]\n",
    );
    let output = cargo_check(&scene, "inner/client");
    assert!(output.status.success(), "{}", said(&output));
}
