//! What would be compiled and sent for documents of our own.

use std::fs;
use std::path::Path;

use crate::subject::Subject;

fn subject(fixture: &str) -> Subject {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(fixture);
    Subject::of(
        fixture,
        fs::read_to_string(path).expect("the fixture is there"),
    )
}

#[test]
fn a_program_calls_every_operation() {
    for fixture in ["bodies.yaml", "styles.yaml", "signed.yaml"] {
        let subject = subject(fixture);
        let program = subject.program();
        let file = syn::parse_file(&program).expect("the program is Rust");
        let calls = file.items.iter().filter(|item| {
            matches!(item, syn::Item::Fn(it) if it.sig.ident.to_string().starts_with("call_"))
        });
        let operations = subject.calls().last().map_or(0, |last| last.index + 1);
        assert_eq!(calls.count(), operations, "{fixture}");
        assert!(operations > 0, "{fixture}");
    }
}

#[test]
fn every_operation_has_values() {
    for fixture in ["bodies.yaml", "styles.yaml", "signed.yaml"] {
        for call in subject(fixture).calls() {
            let values = call
                .values
                .unwrap_or_else(|why| panic!("{:?}: {why}", call.operation));
            let read: Result<serde_json::Value, _> = serde_json::from_str(&values);
            assert!(read.is_ok(), "{:?}: {values}", call.operation);
        }
    }
}
