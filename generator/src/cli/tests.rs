//! The promises of the command line, without a process.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use super::*;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths: {}\n";

struct Ran {
    code: u8,
    stdout: String,
    stderr: String,
}

/// Runs a command line in a folder, without a terminal.
fn run_in(folder: &Path, line: &str) -> Ran {
    run_with(folder, line, b"", false, &HashMap::new())
}

fn run_with(
    folder: &Path,
    line: &str,
    mut stdin: &[u8],
    terminal: bool,
    variables: &HashMap<&str, &str>,
) -> Ran {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        folder: folder.to_owned(),
        variable: &|name| variables.get(name).map(OsString::from),
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal,
    };
    let arguments = ["countersign"].into_iter().chain(line.split_whitespace());
    let code = run(arguments, &mut world);
    Ran {
        code,
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_document_without_mistakes_has_nothing_to_report() {
    let folder = folder(&[("api.yaml", DOCUMENT)]);
    let ran = run_in(folder.path(), "lint api.yaml");
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (DONE, "nothing to report: api.yaml\n")
    );
}

#[test]
fn reports_are_what_lint_is_asked_for() {
    let folder = folder(&[("api.yaml", "openapi: 3.0.3\na: 1\na: 2\n")]);
    let ran = run_in(folder.path(), "lint api.yaml --strict");
    assert_eq!(ran.code, FOUND);
    assert!(
        ran.stdout.contains("  --> api.yaml:3:1   #\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn programs_get_one_json_object_a_line() {
    let folder = folder(&[("api.yaml", "swagger: '1.2'")]);
    let ran = run_in(folder.path(), "lint api.yaml --message-format json");
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(
        ran.stdout
            .starts_with(r#"{"code":"CS0102","level":"error","#),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_document_can_come_from_standard_input() {
    let folder = folder(&[]);
    let ran = run_with(
        folder.path(),
        "lint -",
        DOCUMENT.as_bytes(),
        false,
        &HashMap::new(),
    );
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (DONE, "nothing to report: standard input\n")
    );
}

#[test]
fn what_cannot_be_read_is_reported() {
    let folder = folder(&[("there/x", "")]);
    for name in ["missing.yaml", "there"] {
        let ran = run_in(folder.path(), &format!("lint {name}"));
        assert_eq!(ran.code, FOUND);
        assert!(
            ran.stderr.starts_with("error[CS0001]: cannot be read: "),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn nothing_is_written_for_a_document_with_errors() {
    let folder = folder(&[("api.yaml", "openapi: 4\n")]);
    let ran = run_in(folder.path(), "generate api.yaml --out out");
    assert_eq!(ran.code, FOUND);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_run_says_what_it_changed() {
    let folder = folder(&[("api.yaml", DOCUMENT)]);
    let line = "generate api.yaml --out client";
    let first = run_in(folder.path(), line);
    assert_eq!((first.code, first.stderr.as_str()), (DONE, ""));
    assert!(
        first.stdout.starts_with("created client"),
        "{}",
        first.stdout
    );

    let second = run_in(folder.path(), line);
    assert_eq!(second.stdout, "nothing to do: client is up to date\n");
    let manifest = fs::read_to_string(folder.path().join("client/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"client\""), "{manifest}");

    fs::write(
        folder.path().join("api.yaml"),
        DOCUMENT.replace("Shop", "Store"),
    )
    .unwrap();
    let third = run_in(folder.path(), line);
    assert!(third.stdout.contains("updated client"), "{}", third.stdout);
    assert!(third.stdout.contains("\nupdated "), "{}", third.stdout);
}

#[test]
fn a_check_writes_nothing_and_fails_where_a_run_would_change_something() {
    let folder = folder(&[("api.yaml", DOCUMENT)]);
    let line = "generate api.yaml --out client --check";
    let before = run_in(folder.path(), line);
    assert_eq!(before.code, FOUND);
    assert!(
        before.stdout.starts_with("would create client"),
        "{}",
        before.stdout
    );
    assert!(!folder.path().join("client").exists());

    run_in(folder.path(), "generate api.yaml --out client");
    assert_eq!(run_in(folder.path(), line).code, DONE);
    let file = folder.path().join("client/src/lib.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace('\n', "\r\n")).unwrap();
    let checkout = run_in(folder.path(), line);
    assert_eq!(checkout.code, DONE);
    assert!(
        checkout.stdout.contains("note: 1 of the kept files"),
        "{}",
        checkout.stdout
    );

    fs::write(&file, text + "// edited\n").unwrap();
    let edited = run_in(folder.path(), line);
    assert_eq!(edited.code, FOUND);
    assert!(
        edited.stdout.contains("should not be there: `// edited`"),
        "{}",
        edited.stdout
    );
}

#[test]
fn files_of_others_are_reported_and_kept() {
    let folder = folder(&[("api.yaml", DOCUMENT), ("client/src/lib.rs", "mine")]);
    let ran = run_in(folder.path(), "generate api.yaml --out client");
    assert_eq!(ran.code, FOUND);
    assert!(ran.stderr.starts_with("error[CS0710]: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("src/lib.rs"), "{}", ran.stderr);
    let files = fs::read_dir(folder.path().join("client")).unwrap();
    assert_eq!(files.count(), 1);
}

#[test]
fn the_configuration_is_found_above_and_its_paths_start_there() {
    let folder = folder(&[
        ("countersign.yaml", "spec: api/api.yaml\nout: client\n"),
        ("api/api.yaml", DOCUMENT),
    ]);
    let ran = run_in(&folder.path().join("api"), "");
    assert_eq!((ran.code, ran.stderr.as_str()), (DONE, ""));
    assert!(ran.stdout.contains("client"), "{}", ran.stdout);
}

#[test]
fn a_named_document_is_not_mixed_with_a_configuration_nearby() {
    let folder = folder(&[
        ("countersign.yaml", "nonsense: 1\n"),
        ("api.yaml", DOCUMENT),
    ]);
    assert_eq!(run_in(folder.path(), "lint api.yaml").code, DONE);
    assert_eq!(run_in(folder.path(), "lint").code, FOUND);
}

#[test]
fn flags_are_put_over_a_configuration_that_is_named() {
    let folder = folder(&[
        ("c/x.yaml", "out: a\npackage: {name: n}\n"),
        ("api.yaml", DOCUMENT),
    ]);
    let ran = run_in(folder.path(), "generate api.yaml --config c/x.yaml --out b");
    assert_eq!(ran.code, DONE);
    let manifest = fs::read_to_string(folder.path().join("b/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"n\""), "{manifest}");
    assert!(!folder.path().join("c/a").exists());
}

#[test]
fn a_mistake_in_the_configuration_is_reported_where_it_stands() {
    let folder = folder(&[("countersign.yaml", "spec: a\nouput: b\n")]);
    let ran = run_in(folder.path(), "generate");
    assert_eq!(ran.code, FOUND);
    assert!(
        ran.stderr.contains("countersign.yaml:2:1"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_command_line_that_makes_no_sense_is_a_mistake_of_usage() {
    let folder = folder(&[("api.yaml", DOCUMENT)]);
    for line in [
        "",
        "lint",
        "frobnicate",
        "generate api.yaml",
        "generate api.yaml --out x --name 1x",
        "dump api.yaml",
        "explain CS9999",
    ] {
        let ran = run_in(folder.path(), line);
        assert_eq!((ran.code, ran.stdout.as_str()), (USAGE, ""), "{line}");
        assert!(ran.stderr.starts_with("error: "), "{line}: {}", ran.stderr);
    }
}

#[test]
fn help_is_no_mistake() {
    let folder = folder(&[]);
    for line in ["--help", "help", "generate --help", "--version", "explain"] {
        let ran = run_in(folder.path(), line);
        assert_eq!((ran.code, ran.stderr.as_str()), (DONE, ""), "{line}");
    }
}

#[test]
fn every_code_can_be_explained() {
    let folder = folder(&[]);
    for code in crate::diag::Code::all() {
        let ran = run_in(folder.path(), &format!("explain {code}"));
        assert!(ran.stdout.contains(code.title), "{code}");
    }
}

#[test]
fn the_stages_can_be_looked_at() {
    let folder = folder(&[(
        "api.json",
        r#"{"openapi": "3.0.3", "info": {"title": "é"}, "paths": {}}"#,
    )]);
    let ran = run_in(folder.path(), "dump api.json --stage document");
    assert!(
        ran.stdout
            .starts_with("openapi: 3.0.3\ninfo:\n  title: é\n"),
        "{}",
        ran.stdout
    );
    for stage in ["api", "facts", "plan"] {
        assert!(
            !run_in(folder.path(), &format!("dump api.json --stage {stage}"))
                .stdout
                .is_empty()
        );
    }
}

#[test]
fn warnings_are_errors_when_strict() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n\
        components: {schemas: {S: {type: string, nullable: true}}}\n";
    let folder = folder(&[("api.yaml", text)]);
    assert_eq!(run_in(folder.path(), "lint api.yaml").code, DONE);
    assert_eq!(run_in(folder.path(), "lint api.yaml --strict").code, FOUND);
}

#[test]
fn colors_are_for_terminals_and_those_who_ask() {
    let folder = folder(&[]);
    let colored = |line: &str, terminal, variable| {
        let variables = HashMap::from([variable]);
        let ran = run_with(folder.path(), line, b"x: {", terminal, &variables);
        ran.stdout.contains('\u{1b}')
    };
    let none = ("", "");
    assert!(colored("lint -", true, none));
    assert!(!colored("lint -", false, none));
    assert!(!colored("lint -", true, ("NO_COLOR", "1")));
    assert!(!colored("lint -", true, ("TERM", "dumb")));
    assert!(colored("lint - --color always", false, none));
    assert!(!colored("lint - --color never", true, none));
}

/// A reader that has gone away.
struct Gone;

impl io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn a_reader_that_goes_away_changes_no_exit_code() {
    let folder = folder(&[("good.yaml", DOCUMENT), ("bad.yaml", "openapi: 4")]);
    for (name, expected) in [("good.yaml", DONE), ("bad.yaml", FOUND)] {
        let mut world = World {
            folder: folder.path().to_owned(),
            variable: &|_| None,
            stdin: &mut io::empty(),
            stdout: &mut Gone,
            stderr: &mut Gone,
            terminal: false,
        };
        assert_eq!(run(["countersign", "lint", name], &mut world), expected);
    }
}
