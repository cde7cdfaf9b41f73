//! The library as a `build.rs` uses it: text in, files out, reports as data.

use std::fs;

use countersign::diag::{Level, Sink, json, text};
use countersign::source::Source;
use countersign::{Options, emit};

use crate::scene::{SHOP, Scene};

#[test]
fn a_build_script_writes_the_crate_that_the_program_writes() {
    let scene = Scene::generated();
    let out = scene.path("out-dir/client");

    let source = Source::new("shop.yaml", SHOP);
    let options = Options {
        name: "client".into(),
        ..Options::default()
    };
    let mut sink = Sink::new();
    let tree = countersign::generate(&source, &options, &mut sink).expect("it can be read");
    assert!(sink.finish().is_empty());
    let first = emit::write(&tree, &out).expect("it can be written");
    assert!(!first.is_empty());
    assert_eq!(scene.all("client"), scene.all("out-dir/client"));

    // Cargo builds again what was touched, so what is up to date is left alone.
    let file = out.join("src/lib.rs");
    let touched = || {
        fs::metadata(&file)
            .and_then(|it| it.modified())
            .expect("it has a time")
    };
    let before = touched();
    assert!(
        emit::write(&tree, &out)
            .expect("it can be written")
            .is_empty()
    );
    assert_eq!(touched(), before);
}

#[test]
fn reports_are_data() {
    let source = Source::new("shop.yaml", SHOP.replace("in: path", "in: body"));
    let mut sink = Sink::new();
    countersign::generate(&source, &Options::default(), &mut sink);
    let diagnostics = sink.finish();
    let report = diagnostics
        .reports
        .iter()
        .find(|report| report.code.id == "CS0206")
        .expect("a parameter in the body is reported");
    assert_eq!(report.level, Level::Warning);
    let origin = report.origin.as_ref().expect("it stands somewhere");
    assert_eq!(source.position(origin.span.start).line, 9);

    let (mut for_people, mut for_programs) = (Vec::new(), Vec::new());
    text::write(&mut for_people, &diagnostics, &source, false).expect("a Vec takes all");
    json::write(&mut for_programs, &diagnostics, &source).expect("a Vec takes all");
    let for_people = String::from_utf8(for_people).expect("it is text");
    assert!(for_people.contains("warning[CS0206]"), "{for_people}");
    assert!(for_programs.starts_with(b"{\"code\":\"CS0"));
}

#[test]
fn what_could_be_made_comes_back_beside_the_errors() {
    let source = Source::new("shop.yaml", SHOP.replace("in: path", "in: body"));
    let mut sink = Sink::strict();
    let tree = countersign::generate(&source, &Options::default(), &mut sink);
    assert!(sink.has_errors());
    assert!(tree.is_some());
    let source = Source::new("shop.yaml", "no document");
    assert!(countersign::generate(&source, &Options::default(), &mut Sink::new()).is_none());
}
