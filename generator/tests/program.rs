//! The program as a process: what `cli` is given as values is here a real folder, real streams and a real exit code.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths: {}\n";

fn run(folder: &Path, line: &str, stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    // It may end without reading, and then the pipe is closed.
    let mut pipe = child.stdin.take().expect("standard input is a pipe");
    let _ = pipe.write_all(stdin.as_bytes());
    drop(pipe);
    child.wait_with_output().expect("the program ends")
}

fn check(line: &str, stdin: &str, code: i32, stdout: &str, stderr: &str) {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let output = run(folder.path(), line, stdin);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}{complained}");
    assert!(said.starts_with(stdout), "{said}");
    assert!(complained.starts_with(stderr), "{complained}");
    assert_eq!(stdout.is_empty(), said.is_empty(), "{said}");
    assert_eq!(stderr.is_empty(), complained.is_empty(), "{complained}");
}

#[test]
fn all_is_well() {
    check("lint -", DOCUMENT, 0, "nothing to report", "");
    check("generate - --out client", DOCUMENT, 0, "created client", "");
}

#[test]
fn the_document_is_not_as_it_should_be() {
    check("lint -", "openapi: 4.0.0", 1, "error[CS0103]: ", "");
    check(
        "generate - --out client",
        "openapi: 4.0.0",
        1,
        "",
        "error[CS0103]: ",
    );
}

#[test]
fn the_command_is_not_understood() {
    check("frobnicate", "", 2, "", "error: unrecognized subcommand");
    check("", "", 2, "", "error: no document is given");
}

#[test]
fn streams_that_are_no_terminal_have_no_colors() {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    for (line, is_colored) in [("lint -", false), ("lint - --color always", true)] {
        let output = run(folder.path(), line, "openapi: 4.0.0");
        assert_eq!(output.stdout.contains(&0x1b), is_colored, "{line}");
    }
}

/// `countersign dump … | head -1`, on every system.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .arg("explain")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stdout.take());
    let status = child.wait().expect("the program ends");
    assert_eq!(status.code(), Some(0));
}

#[cfg(all(unix, feature = "mock"))]
#[test]
fn the_mock_server_says_where_it_is_and_ends_when_asked() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::net::TcpStream;

    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["mock", "-", "--port", "0", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let mut pipe = child.stdin.take().expect("standard input is a pipe");
    pipe.write_all(DOCUMENT.as_bytes()).expect("it is read");
    drop(pipe);
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let ready = lines.next().expect("a line").expect("text");
    let address = ready
        .split("http://")
        .nth(1)
        .and_then(|it| it.split('"').next());
    let mut stream = TcpStream::connect(address.expect("a URL")).expect("it listens");
    let request = b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request).expect("it is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    let told = lines.next().expect("a line").expect("text");
    assert!(told.contains("\"code\":\"path-unknown\""), "{told}");
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    assert!(asked.expect("it can be asked").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[cfg(feature = "mock")]
#[test]
fn an_event_that_nobody_takes_is_tried_again_and_given_up() {
    let document = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\nwebhooks: {paid: {post: {x-retry: [{times: 2, every: 100s}], responses: {'200': {description: taken}}}}}\npaths: {}\n";
    let line = "mock - --send paid http://127.0.0.1:1/hook --hurry 100000";
    check(line, document, 1, "attempt 1: ", "");
    check(
        "mock - --send lost http://127.0.0.1:1/hook",
        document,
        2,
        "",
        "error: there is no event `lost`; the document has `paid`",
    );
}
