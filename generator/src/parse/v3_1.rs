//! OpenAPI 3.1: keywords of 3.0 that are often left over.
//!
//! 3.1 gives them no meaning, but their authors do, so they are reported and taken as meant.
//! `example` in a schema is only out of favour there, so it is rewritten without a word.

use super::node::{Node, Value};
use super::places::{Way, each_schema};
use super::v3_0;
use crate::diag::{Sink, codes};

/// Keywords that 3.1 does not know with a boolean, and what to write instead.
const LEFT_OVER: &[(&str, &str)] = &[
    (
        "nullable",
        "add \"null\" to the type: `type: [string, \"null\"]`",
    ),
    (
        "exclusiveMinimum",
        "give the bound itself: `exclusiveMinimum: 0`",
    ),
    (
        "exclusiveMaximum",
        "give the bound itself: `exclusiveMaximum: 0`",
    ),
];

/// Brings leftovers of 3.0 to the vocabulary of 3.1.
pub(super) fn tidy(root: &mut Node, sink: &mut Sink) {
    each_schema(root, &mut |node, way| {
        report_left_over(node, way, sink);
        v3_0::rewrite(node, way, sink);
    });
}

fn report_left_over(node: &Node, way: &Way<'_>, sink: &mut Sink) {
    let Value::Object(object) = &node.value else {
        return;
    };
    for (keyword, help) in LEFT_OVER {
        if let Some(member) = object.get(keyword)
            && matches!(member.node.value, Value::Bool(_))
        {
            let message =
                format!("`{keyword}` with a boolean is OpenAPI 3.0; it is taken as it is meant");
            v3_0::report(&codes::CS0105, way, keyword, member.key_span, message, sink).help(*help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::parse::parse;
    use crate::source::Source;

    fn tidied(schema: &str) -> (String, Vec<&'static str>) {
        let text = format!("{{openapi: 3.1.0, components: {{schemas: {{S: {schema}}}}}}}");
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        let schema = document.resolve("#/components/schemas/S").unwrap();
        let json = serde_json::to_string(schema.node).unwrap();
        let codes = sink.finish().reports.iter().map(|it| it.code.id).collect();
        (json.replace('"', ""), codes)
    }

    #[test]
    fn what_3_1_says_stays() {
        let schema = "{type:[string,null],exclusiveMinimum:0,const:1,examples:[2]}";
        let spaced = schema.replace(':', ": ").replace("null", "'null'");
        assert_eq!(tidied(&spaced), (schema.to_owned(), vec![]));
        assert_eq!(tidied("true"), ("true".to_owned(), vec![]));
    }

    #[test]
    fn keywords_of_3_0_are_reported_and_taken_as_meant() {
        let (schema, codes) =
            tidied("{type: string, nullable: true, maximum: 1, exclusiveMaximum: true}");
        assert_eq!(schema, "{type:[string,null],exclusiveMaximum:1}");
        assert_eq!(codes, ["CS0105", "CS0105"]);
    }

    #[test]
    fn a_single_example_joins_the_list() {
        assert_eq!(
            tidied("{example: 1}"),
            ("{examples:[1]}".to_owned(), vec![])
        );
    }
}
