//! Command lines: those that are understood and those that are not.

use std::collections::BTreeSet;

use crate::scene::{SHOP, Scene, check};

#[test]
fn what_can_be_asked_for() {
    let scene = Scene::with(&[]);
    check!(scene.session(&["--version", "-h", "generate -h", "lint -h"]));
}

#[test]
fn mistakes_of_usage_exit_with_2() {
    let scene = Scene::with(&[("shop.yaml", SHOP)]);
    check!(scene.session(&[
        "frobnicate",
        "lint --nonsense",
        "lint",
        "generate shop.yaml",
        "dump shop.yaml",
        "dump shop.yaml --stage soup",
        "explain CS9999",
        "completions tcsh",
        "lint shop.yaml --color sometimes",
        "lint shop.yaml shop.yaml",
    ]));
}

#[test]
fn without_a_command_there_must_be_a_configuration() {
    check!(Scene::with(&[("shop.yaml", SHOP)]).run(""));
}

#[test]
fn names_that_cargo_would_refuse_are_refused_before() {
    let scene = Scene::with(&[("shop.yaml", SHOP)]);
    check!(scene.session(&[
        "generate shop.yaml --out client --name 1st",
        "generate shop.yaml --out client --name std",
        "generate shop.yaml --out client --name shop.client",
        "generate shop.yaml --out client --name ../shop",
        "generate shop.yaml --out type",
        "generate shop.yaml --out ..",
    ]));
    assert_eq!(scene.all("").len(), 1, "nothing was written");
}

#[test]
fn what_a_code_means() {
    let scene = Scene::with(&[]);
    check!(scene.session(&["explain CS0204", "explain cs0120"]));
}

#[test]
fn every_code_is_listed_and_explained() {
    let scene = Scene::with(&[]);
    let list = scene.run("explain").stdout;
    for line in list.lines() {
        let (code, rest) = line
            .split_once("  ")
            .expect("a code stands before its level");
        let (level, title) = rest
            .split_once(' ')
            .expect("a title stands behind its level");
        let explanation = scene.run(&format!("explain {code}")).stdout;
        let head = format!("{}[{code}]: {}\n\n", level.trim(), title.trim());
        assert!(explanation.starts_with(&head), "{explanation}");
        assert!(explanation.len() > head.len() + 40, "{explanation}");
    }
}

#[test]
fn every_shell_gets_a_script_that_knows_every_command() {
    let scene = Scene::with(&[]);
    let help = scene.run("--help").stdout;
    let commands: BTreeSet<_> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // What goes on in a second line stands further to the right.
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|command| !command.is_empty())
        .collect();
    assert!(commands.contains("generate"), "{help}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = scene.run(&format!("completions {shell}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        for command in &commands {
            assert!(ran.stdout.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn the_data_of_every_stage_is_yaml() {
    let scene = Scene::with(&[("shop.yaml", SHOP)]);
    for stage in ["document", "api", "facts", "plan"] {
        let ran = scene.run(&format!("dump shop.yaml --stage {stage}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{stage}");
        let data: serde_yaml::Value = serde_yaml::from_str(&ran.stdout).expect(stage);
        assert!(data.is_mapping(), "{stage}");
    }
}

#[test]
fn what_could_be_made_of_a_document_with_mistakes_is_shown() {
    let scene = Scene::with(&[("shop.yaml", &SHOP.replace("in: path", "in: body"))]);
    let ran = scene.run("dump shop.yaml --stage api --strict");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("getOrder"), "{ran}");
    assert!(ran.stderr.contains("error[CS0206]"), "{ran}");
}
