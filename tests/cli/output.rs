//! What a run writes, what it leaves alone, and how a check says what a run would write.

use std::fs;

use crate::scene::{GENERATE, SHOP, Scene, check};

const CHECK: &str = "generate shop.yaml --out client --check";

#[test]
fn a_first_run_and_a_second_one() {
    let scene = Scene::with(&[("shop.yaml", SHOP)]);
    check!(scene.session(&[CHECK, GENERATE, GENERATE, CHECK]));
}

#[test]
fn one_line_of_the_document_was_changed() {
    let scene = Scene::generated();
    scene.edit("shop.yaml", "note:", "remark:");
    // The digests are long; that they differ is enough.
    let checked = scene.run(CHECK).to_string();
    let lines = checked
        .lines()
        .map(|line| match line.split_once("DOCUMENT_SHA256") {
            Some((before, _)) => format!("{before}DOCUMENT_SHA256..."),
            None => line.to_owned(),
        });
    let checked = lines.collect::<Vec<_>>().join("\n");
    let session = scene.session(&[GENERATE, CHECK]);
    check!(format!("{checked}\n\n{session}"));
}

#[test]
fn one_line_of_the_output_was_changed() {
    let scene = Scene::generated();
    scene.edit("client/src/types/order.rs", "pub note:", "pub remark:");
    check!(scene.session(&[CHECK, GENERATE, CHECK]));
}

#[test]
fn lines_of_the_output_were_added_and_removed() {
    let scene = Scene::generated();
    let tag = scene.read("client/src/orders.rs");
    scene.write("client/src/orders.rs", tag + "// mine\n");
    scene.edit(
        "client/src/types/order.rs",
        "        pub note: Option<String> = None,\n",
        "",
    );
    let docs = scene.read("client/src/lib.rs");
    scene.write("client/src/lib.rs", docs.trim_end());
    scene.remove("client/src/security.rs");
    check!(scene.run(CHECK));
}

#[test]
fn a_run_after_the_sources_were_removed_brings_them_back() {
    let scene = Scene::generated();
    let before = scene.all("client");
    scene.remove("client/src");
    check!(scene.session(&[CHECK, GENERATE]));
    assert_eq!(scene.all("client"), before);
}

#[test]
fn files_that_are_no_longer_produced_are_removed() {
    let scene = Scene::generated();
    scene.edit("shop.yaml", "[orders]", "[purchases]");
    check!(scene.run(GENERATE));
    assert!(!scene.path("client/src/orders").exists());
    assert!(!scene.path("client/src/orders.rs").exists());
}

#[test]
fn what_a_user_put_beside_the_output_stays() {
    let scene = Scene::generated();
    let mine = [
        "client/examples/mine.rs",
        "client/tests/mine.rs",
        "client/src/mine.rs",
        "client/src/orders/notes.md",
        "client/LICENSE",
    ];
    for path in mine {
        scene.write(path, "mine\n");
    }
    scene.edit("shop.yaml", "[orders]", "[purchases]");
    assert_eq!(scene.run(GENERATE).code, 0);
    for path in mine {
        assert_eq!(scene.read(path), "mine\n");
    }
}

#[test]
fn files_of_someone_else_are_in_the_way() {
    let files = [
        ("shop.yaml", SHOP),
        ("client/Cargo.toml", "[package]\nname = \"mine\"\n"),
        ("client/src/lib.rs", "//! Mine.\n"),
        ("client/src/meta.rs/notes", ""),
        ("client/notes", "mine\n"),
    ];
    let scene = Scene::with(&files);
    let before = scene.all("");
    check!(scene.session(&[GENERATE, CHECK]));
    assert_eq!(scene.all(""), before);
}

#[test]
fn an_output_that_is_a_file() {
    let scene = Scene::with(&[("shop.yaml", SHOP), ("client", "mine\n")]);
    check!(scene.run(GENERATE));
    assert_eq!(scene.read("client"), "mine\n");
}

#[test]
fn an_output_below_a_file() {
    let scene = Scene::with(&[("shop.yaml", SHOP), ("client", "mine\n")]);
    let ran = scene.run("generate shop.yaml --out client/below");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with("error[CS0714]: cannot "), "{ran}");
    assert_eq!(scene.read("client"), "mine\n");
}

#[test]
fn a_run_that_was_interrupted() {
    let scene = Scene::generated();
    scene.write("client/.countersign-stage/old/0", "");
    scene.edit("shop.yaml", "note:", "remark:");
    let before = scene.all("client");
    check!(scene.run(GENERATE));
    assert_eq!(scene.all("client"), before);
}

#[test]
fn marks_that_are_broken() {
    let scene = Scene::generated();
    let manifest = scene.read("client/Cargo.toml");
    let end = manifest.find("# <<<").expect("the section has an end");
    scene.write("client/Cargo.toml", &manifest[..end]);
    check!(scene.session(&[CHECK, GENERATE]));
}

#[test]
fn line_breaks_of_a_checkout_are_kept() {
    let scene = Scene::generated();
    for path in ["client/src/lib.rs", "client/Cargo.toml"] {
        let text = scene.read(path);
        scene.write(path, text.replace('\n', "\r\n"));
    }
    check!(scene.session(&[CHECK, GENERATE]));
    assert!(scene.read("client/src/lib.rs").contains("\r\n"));
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link() {
    let scene = Scene::with(&[("shop.yaml", SHOP), ("elsewhere/x", "")]);
    std::os::unix::fs::symlink(scene.path("elsewhere"), scene.path("client"))
        .expect("links can be made");
    check!(scene.session(&[GENERATE, "generate shop.yaml --out client/", CHECK]));
    let files = fs::read_dir(scene.path("elsewhere")).expect("the folder is there");
    assert_eq!(files.count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_where_a_file_would_be_written() {
    let scene = Scene::generated();
    let file = scene.path("client/src/meta.rs");
    fs::rename(&file, scene.path("elsewhere.rs")).expect("a file can be moved");
    std::os::unix::fs::symlink(scene.path("elsewhere.rs"), &file).expect("links can be made");
    check!(scene.run(GENERATE));
}

/// A reader that looks at the first line alone, as `| head -1` does.
#[test]
fn the_first_line_says_what_is_wrong() {
    let scene = Scene::with(&[("shop.yaml", SHOP), ("client", "mine\n")]);
    let ran = scene.run(GENERATE);
    let first = ran.stderr.lines().next();
    assert_eq!(first, Some("error[CS0710]: [DIR]/client is not a folder"));
}
