//! The same document gives the same bytes, wherever and however often.

use crate::scene::{GENERATE, SHOP, Scene};

#[test]
fn two_runs_into_two_folders_give_the_same_bytes() {
    let scene = Scene::generated();
    let again = scene.run("generate shop.yaml --out deep/down/other --name client");
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(scene.all("client"), scene.all("deep/down/other"));
}

#[test]
fn the_current_folder_does_not_reach_the_output() {
    let scene = Scene::generated();
    scene.write("deep/down/x", "");
    let line = "generate ../../shop.yaml --out ../../other --name client";
    assert_eq!(scene.run_in("deep/down", line, b"").code, 0);
    let (spec, out) = (scene.path("shop.yaml"), scene.path("third"));
    let line = format!(
        "generate {} --out {} --name client",
        spec.display(),
        out.display()
    );
    assert_eq!(scene.run_in("deep", &line, b"").code, 0);
    assert_eq!(scene.all("client"), scene.all("other"));
    assert_eq!(scene.all("client"), scene.all("third"));
}

#[test]
fn nothing_of_the_machine_reaches_the_output() {
    let scene = Scene::generated();
    let folder = scene.path("").display().to_string();
    let folder = folder.trim_end_matches(['/', '\\']);
    for (path, bytes) in scene.all("client") {
        let text = String::from_utf8(bytes).expect("all files are text");
        assert!(!text.contains(folder), "{path}");
        assert!(!text.contains('\r'), "{path}");
    }
}

#[test]
fn a_way_through_other_documents_leaves_no_trace() {
    let scene = Scene::generated();
    let before = scene.all("client");
    let other = SHOP
        .replace("getOrder", "readOrder")
        .replace("[orders]", "[purchases]");
    scene.write("shop.yaml", other);
    scene.run(GENERATE);
    assert_ne!(scene.all("client"), before);
    scene.write("shop.yaml", SHOP);
    scene.run(GENERATE);
    assert_eq!(scene.all("client"), before);
}
