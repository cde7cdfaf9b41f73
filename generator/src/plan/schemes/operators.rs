//! Operators of values as expressions.

use super::names::hook_field;
use super::run::Run;
use super::text::{concat, filtered, hmac};
use crate::ir::signing::{
    Filter, Headers, Item, ItemPart, Json, List, Operator, ParamSource, Params, Pick, Repeats, Sort,
};
use crate::plan::names::Ident;
use crate::plan::recipe::{Argument, Call, Expr, Holder, HookKind, Method, Ty};

impl Run<'_> {
    /// What an operator gives.
    pub(super) fn operator(&self, operator: &Operator) -> Expr {
        match operator {
            Operator::Text(line) => self.line(line),
            // For one operation alone there is nothing to set.
            Operator::Setting(text) => Expr::Text(text.clone()),
            Operator::Mac(mac) => Expr::Call(Call {
                on: None,
                function: hmac(mac.hash),
                arguments: vec![
                    Argument::Value(self.template(&mac.key)),
                    Argument::Value(self.template(&mac.of)),
                ],
                fallible: false,
                ty: Ty::Array,
            }),
            Operator::Params(params) => self.params(params),
            Operator::Headers(headers) => self.headers(headers),
            Operator::Json(json) => self.json(json),
            Operator::Pick(pick) => self.pick(pick),
            Operator::Custom(name) => Expr::Hook {
                field: hook_field(),
                ident: self.names.hook(name, HookKind::Value),
                of: Box::new(Expr::View(self.holder)),
            },
            // These come from outside.
            Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) => Expr::empty(),
        }
    }

    fn params(&self, params: &Params) -> Expr {
        let mut methods: Vec<_> = params
            .from
            .iter()
            .map(|from| source(*from, self.holder))
            .collect();
        for added in &params.add {
            methods.extend(self.added(&added.name, &added.value));
        }
        if !params.except.is_empty() {
            methods.push(texts("except", &params.except));
        }
        if let Some(only) = &params.only {
            methods.push(texts("only", only));
        }
        if params.skip_empty {
            methods.push(plain("skip_empty", Vec::new()));
        }
        for (old, new) in &params.replace {
            methods.push(plain("replace", vec![text(old), text(new)]));
        }
        written(&params.list, &mut methods);
        Expr::List {
            ty: "Params",
            methods,
        }
    }

    /// A parameter that is added; none where that is known never to happen.
    fn added(&self, name: &str, value: &crate::ir::signing::Line) -> Option<Method> {
        use crate::plan::recipe::Test;
        let mut tests = self.tests(value.when.as_ref());
        if value.otherwise.is_some() || tests.is_empty() {
            let value = Argument::Value(self.line(value));
            return Some(plain("add", vec![text(name), value]));
        }
        if tests.contains(&Test::Never) {
            return None;
        }
        let mut then = self.template(&value.text);
        if then.is_fallible() {
            // What cannot be read is not read unless it is asked for.
            then = Expr::Choose {
                tests: tests.clone(),
                then: Box::new(then),
                otherwise: Box::new(Expr::empty()),
            };
        }
        tests.dedup();
        Some(Method::AddIf {
            tests,
            name: name.to_owned(),
            value: then,
        })
    }

    fn headers(&self, headers: &Headers) -> Expr {
        let mut methods = vec![Method::Source {
            name: "of",
            holder: self.holder,
            fallible: false,
        }];
        if !headers.names.is_empty() {
            methods.push(texts("names", &headers.names));
        }
        if let Some(prefix) = &headers.prefix {
            methods.push(plain("prefix", vec![text(prefix)]));
        }
        if headers.all {
            methods.push(plain("all", Vec::new()));
        }
        if !headers.except.is_empty() {
            methods.push(texts("except", &headers.except));
        }
        if headers.missing_as_empty {
            methods.push(plain("missing_as_empty", Vec::new()));
        }
        methods.push(plain("list", Vec::new()));
        written(&headers.list, &mut methods);
        Expr::List {
            ty: "Headers",
            methods,
        }
    }

    fn json(&self, json: &Json) -> Expr {
        Expr::Call(Call {
            on: None,
            function: if json.sort {
                "json_sorted"
            } else {
                "json_compact"
            },
            arguments: vec![
                Argument::Value(self.template(&json.of)),
                Argument::Style(json.style),
            ],
            fallible: true,
            ty: Ty::String,
        })
    }

    fn pick(&self, pick: &Pick) -> Expr {
        Expr::Call(Call {
            on: None,
            function: "pick_first",
            arguments: vec![
                Argument::Value(self.template(&pick.of)),
                Argument::Text(pick.split.clone().unwrap_or_default()),
                Argument::Text(pick.keep.clone()),
            ],
            fallible: false,
            ty: Ty::Vec,
        })
    }
}

fn source(source: ParamSource, holder: Holder) -> Method {
    let (name, fallible) = match source {
        ParamSource::Query => ("query", false),
        ParamSource::QueryWire => ("query_wire", false),
        ParamSource::Form => ("form", false),
        ParamSource::Json => ("json", true),
        ParamSource::Xml => ("xml", true),
    };
    Method::Source {
        name,
        holder,
        fallible,
    }
}

/// Order, repetitions, and how the items are written.
fn written(list: &List, methods: &mut Vec<Method>) {
    let of_values = filter(["values", "try_values"], &list.item.value);
    methods.extend(filter(["names", "try_names"], &list.item.name));
    methods.extend(of_values.clone());
    match list.sort {
        Sort::None => {}
        Sort::Name => methods.push(plain("sort_by_name", Vec::new())),
        Sort::NameValue => methods.push(plain("sort_by_name_and_value", Vec::new())),
    }
    match list.repeats {
        Repeats::Keep => {}
        Repeats::Unique => methods.push(plain("unique", Vec::new())),
        Repeats::Comma => methods.extend(comma(of_values)),
    }
    methods.push(join(&list.item, &list.join));
}

/// The filters of a part of each item: the method that applies those that cannot refuse, and its like.
fn filter(names: [&'static str; 2], filters: &[Filter]) -> Option<Method> {
    let argument = Ident::fixed("text");
    let of = Expr::Local {
        ident: argument.clone(),
        ty: Ty::Slice,
    };
    (!filters.is_empty()).then(|| Method::Filter {
        names,
        argument,
        value: filtered(of, false, filters),
    })
}

/// Values of one name are joined as they were before their filters, which are then applied again.
fn comma(of_values: Option<Method>) -> Vec<Method> {
    match of_values {
        Some(Method::Filter {
            argument, value, ..
        }) if !value.is_fallible() => vec![Method::Filter {
            names: ["comma", "comma"],
            argument,
            value,
        }],
        of_values => [Method::Comma].into_iter().chain(of_values).collect(),
    }
}

/// How the items are written, and what stands between them.
fn join(item: &Item, between: &str) -> Method {
    let part = |name| Expr::Local {
        ident: Ident::fixed(name),
        ty: Ty::Slice,
    };
    let has = |wanted| item.parts.contains(&wanted);
    Method::Join {
        name: has(ItemPart::Name),
        value: has(ItemPart::Value),
        item: concat(item.parts.iter().map(|piece| match piece {
            ItemPart::Text(text) => Expr::Text(text.clone()),
            ItemPart::Name => part("name"),
            ItemPart::Value => part("value"),
        })),
        between: between.to_owned(),
    }
}

fn plain(name: &'static str, arguments: Vec<Argument>) -> Method {
    Method::Plain {
        name,
        arguments,
        fallible: false,
    }
}

fn texts(name: &'static str, texts: &[String]) -> Method {
    plain(name, vec![Argument::Texts(texts.to_vec())])
}

fn text(text: &str) -> Argument {
    Argument::Text(text.to_owned())
}
