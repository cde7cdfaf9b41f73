//! What a user writes into the generated manifest stays there.

use crate::scene::{GENERATE, Scene};

const MINE: &str =
    "\n# Mine.\n[dev-dependencies]\nring = \"0.17\"\n\n[[example]]\nname = \"mine\"\n";

fn manifest(scene: &Scene) -> toml::Table {
    let text = scene.read("client/Cargo.toml");
    text.parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn what_stands_outside_the_marked_lines_survives() {
    let scene = Scene::generated();
    let text = scene.read("client/Cargo.toml");
    scene.write("client/Cargo.toml", format!("# Also mine.\n{text}{MINE}"));
    let ran = scene.run(&format!("{GENERATE} --name shop"));
    assert_eq!(ran.code, 0, "{ran}");

    let text = scene.read("client/Cargo.toml");
    assert!(text.starts_with("# Also mine.\n# >>> "), "{text}");
    assert!(text.ends_with(MINE), "{text}");
    let manifest = manifest(&scene);
    assert_eq!(manifest["package"]["name"].as_str(), Some("shop"));
    assert_eq!(manifest["dev-dependencies"]["ring"].as_str(), Some("0.17"));
    assert_eq!(manifest["example"][0]["name"].as_str(), Some("mine"));
}

#[test]
fn a_check_has_nothing_against_what_stands_outside() {
    let scene = Scene::generated();
    let text = scene.read("client/Cargo.toml");
    scene.write("client/Cargo.toml", format!("{text}{MINE}"));
    let text = scene.read("client/README.md");
    scene.write("client/README.md", format!("{text}\n## How we deploy it\n"));
    let ran = scene.run(&format!("{GENERATE} --check"));
    assert_eq!(ran.stdout, "nothing to do: client is up to date\n");
}

#[test]
fn what_stands_inside_is_replaced() {
    let scene = Scene::generated();
    scene.edit(
        "client/Cargo.toml",
        "version = \"0.1.0\"",
        "version = \"9.9.9\"",
    );
    let ran = scene.run(&format!("{GENERATE} --check"));
    let expected = "line 4 is `version = \"9.9.9\"`\n    instead of `version = \"0.1.0\"`\n";
    assert!(ran.stdout.contains(expected), "{ran}");
    scene.run(GENERATE);
    assert_eq!(
        manifest(&scene)["package"]["version"].as_str(),
        Some("0.1.0")
    );
}

/// Whatever a document has in its title is a string in the manifest.
#[test]
fn hostile_metadata_stays_in_its_strings() {
    let scene = Scene::generated();
    let title = r#"A \"b\" \\ # c\n[dependencies]\nevil = \"1\" '''"#;
    scene.edit("shop.yaml", "title: Shop", &format!("title: \"{title}\""));
    let before = manifest(&scene);
    assert_eq!(scene.run(GENERATE).code, 0);
    let after = manifest(&scene);
    assert_eq!(after["dependencies"], before["dependencies"]);
    assert_ne!(
        after["package"]["description"],
        before["package"]["description"]
    );
}
