//! No type of a document, and none of its schemes, meets a name that generated files import.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::outcome::{Outcome, fixtures, read, stem, text_of};

/// The names that files import from elsewhere than the document's own types: those of `security` or the others.
fn imported(of_security: bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in fixtures("ok") {
        let outcome = Outcome::of(stem(&path), &read(&path));
        for (path, content) in outcome.tree.iter() {
            if path == "src/support/prelude.rs" && !of_security {
                let text =
                    text_of(content).replace("pub(crate) use super::", "use crate::support::");
                names.extend(imports(&text.replace("pub(crate) use", "use")));
            }
            // Tables of checks name types by their whole paths; a module of servers has none of the document's.
            let ours = ["src/checks.rs", "src/meta.rs", "src/servers.rs"];
            let is_ours = path.starts_with("src/support") || ours.contains(&path);
            let is_wanted = path.starts_with("src/security/") == of_security;
            if path.starts_with("src/") && !is_ours && is_wanted && !path.ends_with("/vectors.rs") {
                names.extend(imports(text_of(content)));
            }
        }
    }
    names
}

fn imports(text: &str) -> Vec<String> {
    let imports = text.split("\nuse ").skip(1);
    let imports = imports.filter_map(|from| from.split(';').next());
    // What stands in other modules of the document is its own as well.
    let is_own = |path: &str| {
        path.starts_with("super::")
            || path.starts_with("crate::") && !path.starts_with("crate::support")
    };
    let imports = imports.filter(|path| !is_own(path));
    let words = imports.flat_map(|path| path.split(|c: char| !c.is_ascii_alphanumeric()));
    let names = words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    names.map(str::to_owned).collect()
}

#[test]
fn a_schema_named_like_an_import_gets_another_name() {
    let names = imported(false);
    assert!(names.contains("OperationInfo") && names.contains("BTreeMap"));
    let mut document = "openapi: 3.0.3\ninfo: {title: It, version: '1'}\npaths:\n".to_owned();
    let mut schemas = "components:\n  schemas:\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        for method in ["get", "put"] {
            let key = if method == "get" {
                format!("  /{at}:\n")
            } else {
                String::new()
            };
            let _ = writeln!(
                document,
                "{key}    {method}: {{operationId: {method}{at}, tags: [it], responses: {{'200': {{description: It., \
                 content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}",
            );
        }
        let _ = writeln!(
            schemas,
            "    {name}: {{type: object, properties: {{id: {{type: string}}}}}}"
        );
    }
    let outcome = Outcome::of("names", (document + &schemas).as_bytes());
    assert_eq!(outcome.report_text(), "");
    let files = outcome.tree.iter();
    let files = files.filter(|(path, _)| path.starts_with("src/types/"));
    let types: String = files.map(|(_, content)| text_of(content)).collect();
    let taken: Vec<_> = names
        .iter()
        .filter(|name| types.contains(&format!("pub struct {name} ")))
        .collect();
    assert!(types.contains("pub struct ValueModel "), "{types}");
    assert!(taken.is_empty(), "{taken:?} are imported");
}

#[test]
fn no_file_of_an_operation_hides_a_crate_that_its_tag_imports() {
    let (mut hidden, mut count) = (Vec::new(), 0);
    for fixture in fixtures("ok") {
        let outcome = Outcome::of(stem(&fixture), &read(&fixture));
        let files: BTreeSet<_> = outcome.tree.iter().map(|(path, _)| path).collect();
        for (path, content) in outcome.tree.iter() {
            let text = text_of(content);
            if !text.contains("\ncrate::support::handle! {") {
                continue;
            }
            let folder = path.trim_end_matches(".rs");
            for import in text.lines().filter_map(|line| line.strip_prefix("use ")) {
                let module = import.split("::").next().unwrap_or_default();
                count += 1;
                if files.contains(format!("{folder}/{module}.rs").as_str()) {
                    hidden.push(format!("{}: {path}: {import}", fixture.display()));
                }
            }
        }
    }
    assert!(count > 0, "tags import something");
    assert!(hidden.is_empty(), "{hidden:#?}");
}

#[test]
fn a_scheme_named_like_an_import_gets_another_name() {
    let names = imported(true);
    assert!(names.contains("Draft") && names.contains("Params"));
    let mut document =
        "openapi: 3.0.3\ninfo: {title: It, version: '1'}\npaths: {}\ncomponents:\n  securitySchemes:\n".to_owned();
    for name in &names {
        let _ = writeln!(document, "    {name}: {{type: http, scheme: bearer}}");
    }
    let outcome = Outcome::of("names", document.as_bytes());
    assert_eq!(outcome.report_text(), "");
    let files = outcome.tree.iter();
    let files = files.filter(|(path, _)| path.starts_with("src/security/"));
    let files: String = files.map(|(_, content)| text_of(content)).collect();
    let declared = |name: &&String| files.contains(&format!("pub struct {name} "));
    let taken: Vec<_> = names.iter().filter(declared).collect();
    assert!(taken.is_empty(), "{taken:?} are imported");
}
