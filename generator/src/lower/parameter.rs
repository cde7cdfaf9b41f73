//! Parameters: values in path, query and headers.

use super::Context;
use crate::diag::codes;
use crate::ir::{Parameter, ParameterPlace, ParameterStyle, Segment};
use crate::parse::At;

impl<'d> Context<'d, '_> {
    /// The parameters of an operation: those of its path, overridden by its own.
    pub(super) fn parameters(&mut self, path: &At<'d>, operation: &At<'d>) -> Vec<Parameter> {
        let mut found: Vec<Parameter> = Vec::new();
        for owner in [path, operation] {
            let Some(list) = owner.array("parameters", self.sink) else {
                continue;
            };
            let mut own: Vec<Parameter> = Vec::new();
            for item in list.items() {
                let Some(parameter) = self.parameter(&item) else {
                    continue;
                };
                if let Some(first) = own.iter().find(|other| same(other, &parameter)) {
                    let first = first.origin.clone();
                    self.sink
                        .report(
                            &codes::CS0205,
                            &item.origin(),
                            format!("parameter `{}` is declared twice", parameter.name),
                        )
                        .related(&first, "first declared here");
                    continue;
                }
                own.push(parameter);
            }
            found.retain(|other| !own.iter().any(|parameter| same(other, parameter)));
            found.extend(own);
        }
        found
    }

    fn parameter(&mut self, item: &At<'d>) -> Option<Parameter> {
        let at = self.follow(item)?;
        let name = at
            .require("name", self.sink)?
            .expect_str(self.sink)?
            .to_owned();
        let place = self.place(&at)?;
        if place == ParameterPlace::Header && is_set_otherwise(&name) {
            return None;
        }
        let Some(schema) = at.get("schema") else {
            return self.left_out(&at, &name, "has no `schema`");
        };
        let style = self.style(&at, place)?;
        let usage = self.usage(&schema);
        Some(Parameter {
            origin: item.origin(),
            name,
            place,
            required: at.bool("required", self.sink).unwrap_or(false)
                || place == ParameterPlace::Path,
            style,
            usage,
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
        })
    }

    fn place(&mut self, at: &At<'d>) -> Option<ParameterPlace> {
        let member = at.require("in", self.sink)?;
        match member.expect_str(self.sink)? {
            "path" => Some(ParameterPlace::Path),
            "query" => Some(ParameterPlace::Query),
            "header" => Some(ParameterPlace::Header),
            "cookie" => Some(ParameterPlace::Cookie),
            other => {
                self.sink
                    .report(
                        &codes::CS0206,
                        &member.origin(),
                        format!("`{other}` is no place for a parameter"),
                    )
                    .help("places are `path`, `query`, `header` and `cookie`");
                None
            }
        }
    }

    fn style(&mut self, at: &At<'d>, place: ParameterPlace) -> Option<ParameterStyle> {
        let usual = match place {
            ParameterPlace::Path | ParameterPlace::Header => "simple",
            ParameterPlace::Query | ParameterPlace::Cookie => "form",
        };
        let style = at.str("style", self.sink).unwrap_or(usual);
        if style != usual {
            let name = at
                .get("name")
                .and_then(|name| name.as_str())
                .unwrap_or_default();
            return self.left_out(
                at,
                name,
                &format!("has the style `{style}`, which is not supported yet"),
            );
        }
        let explode = at.bool("explode", self.sink).unwrap_or(usual == "form");
        let repeated = explode && usual == "form";
        Some(if repeated {
            ParameterStyle::Repeated
        } else {
            ParameterStyle::Joined
        })
    }

    fn left_out<T>(&mut self, at: &At<'d>, name: &str, why: &str) -> Option<T> {
        self.sink.report(
            &codes::CS0207,
            &at.origin(),
            format!("parameter `{name}` is left out: it {why}"),
        );
        None
    }

    /// Reports what path and parameters do not agree on.
    pub(super) fn check_path(
        &mut self,
        at: &At<'d>,
        path: &str,
        segments: &[Segment],
        parameters: &[Parameter],
    ) {
        let in_path = |name: &str| {
            segments
                .iter()
                .any(|segment| matches!(segment, Segment::Parameter(p) if p == name))
        };
        for parameter in parameters
            .iter()
            .filter(|p| p.place == ParameterPlace::Path)
        {
            if !in_path(&parameter.name) {
                let message = format!(
                    "parameter `{}` is in the path but not in `{path}`",
                    parameter.name
                );
                self.sink
                    .report(&codes::CS0203, &parameter.origin, message)
                    .help("name it in the path, or move it");
            }
        }
        for segment in segments {
            let Segment::Parameter(name) = segment else {
                continue;
            };
            let declared = parameters
                .iter()
                .any(|p| p.place == ParameterPlace::Path && p.name == *name);
            if !declared {
                let message = format!("`{{{name}}}` is in the path but not among the parameters");
                self.sink
                    .report(&codes::CS0202, &at.key_origin(), message)
                    .help(format!("declare a parameter `{name}` with `in: path`"));
            }
        }
    }
}

fn same(a: &Parameter, b: &Parameter) -> bool {
    a.place == b.place && a.name == b.name
}

/// Headers that OpenAPI has other words for (3.1 §4.8.12.2.1): a parameter of such a name means nothing.
fn is_set_otherwise(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|other| name.eq_ignore_ascii_case(other))
}

/// The parts of a path template; `None` if a brace has no partner.
pub(super) fn segments(path: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        let (literal, from) = rest.split_at(open);
        let close = from.find('}')?;
        if !literal.is_empty() {
            segments.push(Segment::Literal(literal.to_owned()));
        }
        segments.push(Segment::Parameter(from[1..close].to_owned()));
        rest = &from[close + 1..];
    }
    if !rest.is_empty() {
        segments.push(Segment::Literal(rest.to_owned()));
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_at_its_braces() {
        let literal = |text: &str| Segment::Literal(text.to_owned());
        let parameter = |text: &str| Segment::Parameter(text.to_owned());
        assert_eq!(
            segments("/a/{b}/c"),
            Some(vec![literal("/a/"), parameter("b"), literal("/c")])
        );
        assert_eq!(
            segments("/{a}{b}"),
            Some(vec![literal("/"), parameter("a"), parameter("b")])
        );
        assert_eq!(segments("/{a"), None);
    }
}
