//! What is generated for the tests alone is what the generator writes.

use std::ffi::OsString;

use countersign::cli::{World, run};

use crate::repository::path;

#[test]
fn the_crate_of_all_recipes_is_up_to_date() {
    is_up_to_date("tests/signed");
}

#[test]
fn the_crate_of_all_bodies_is_up_to_date() {
    is_up_to_date("tests/bodies");
}

#[test]
fn the_crate_of_all_styles_is_up_to_date() {
    is_up_to_date("tests/styles");
}

#[test]
fn the_crate_of_several_servers_is_up_to_date() {
    is_up_to_date("tests/servers");
}

#[test]
fn the_crate_of_all_shapes_is_up_to_date() {
    is_up_to_date("tests/shapes");
}

#[test]
fn the_crate_of_all_responses_is_up_to_date() {
    is_up_to_date("tests/answers");
}

#[track_caller]
fn is_up_to_date(folder: &str) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        folder: path(folder),
        variable: &|_| None::<OsString>,
        stdin: &mut [].as_slice(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: false,
    };
    let code = run(["countersign", "generate", "--check"], &mut world);
    let said = [stdout, stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(code, 0, "run `countersign` in {folder}\n{said}");
}
