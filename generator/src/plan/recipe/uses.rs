//! The functions, types and methods of ours that a recipe uses, by which the support sources are chosen.

use std::collections::BTreeSet;

use super::{
    Decode, Expr, Form, Make, Method, Received, Recipe, SignatureCheck, Step, Test, Verify,
};

impl Recipe {
    /// The functions, types and methods of ours that the recipe uses.
    pub fn uses(&self) -> BTreeSet<&'static str> {
        let mut names = BTreeSet::new();
        if !self.counters.is_empty() {
            names.insert("Counter");
        }
        if self.serial.is_some() {
            names.insert("Serial");
        }
        if self.hooks.is_some() {
            names.insert("Custom");
        }
        for credential in &self.credentials {
            names.extend(credential.checked_by);
            match credential.form {
                Form::Text | Form::Secret => {}
                Form::Key(made_by) => {
                    names.insert("Key");
                    names.extend(key(made_by));
                }
                Form::Handle(made_by) => {
                    names.insert("SigningKey");
                    names.extend(made_by.map(|_| "Key"));
                    names.extend(made_by.and_then(key));
                }
            }
            if credential.strip.is_some() {
                names.insert("strip_secret");
            }
        }
        if let Some(sign) = &self.sign {
            sign.fresh
                .iter()
                .for_each(|fresh| made(&fresh.make, &mut names));
            for step in sign.looked_up.iter().chain(&sign.steps) {
                of_step(step, &mut names);
            }
        }
        if let Some(verify) = &self.verify {
            of_verify(verify, &mut names);
        }
        names
    }
}

fn of_step(step: &Step, names: &mut BTreeSet<&'static str>) {
    match step {
        Step::Inject { call, .. } | Step::Place { call, .. } => drop(names.insert(call)),
        Step::Let { .. } | Step::Freeze | Step::Note { .. } | Step::DropBody => {}
        Step::When { tests, steps } => {
            for test in tests {
                of_test(test, names);
            }
            for step in steps {
                of_step(step, names);
            }
        }
    }
    step.visit(&mut |value| of_value(value, names));
}

fn of_verify(verify: &Verify, names: &mut BTreeSet<&'static str>) {
    names.extend([
        "Incoming",
        "VerifyError",
        "check_signature",
        "matches",
        "verify_with",
    ]);
    if let Received::Picked { .. } = verify.received {
        names.insert("pick");
    }
    names.extend(verify.decode.iter().flatten().map(|step| match step {
        Decode::Hex => "from_hex",
        Decode::Base64 => "from_base64",
        Decode::Pct => "unpct",
    }));
    for step in &verify.values {
        of_step(step, names);
    }
    verify.visit(&mut |value| of_value(value, names));
    if let SignatureCheck::Public { function, .. } = verify.check {
        names.insert(function);
    }
    for equal in &verify.equal {
        names.insert("check_equal");
        if equal.names_key {
            names.insert("check_key");
        }
        for test in &equal.tests {
            of_test(test, names);
        }
    }
    if let Some(clock) = &verify.clock {
        names.extend(["check_clock", clock.instant]);
    }
    if verify.of_response {
        names.insert("check_response");
    }
}

fn of_value(value: &Expr, names: &mut BTreeSet<&'static str>) {
    match value {
        Expr::Request { call, .. } => drop(names.insert(call)),
        Expr::Call(call) => drop(names.insert(call.function)),
        Expr::Handle { function, .. } => drop(names.insert(function)),
        Expr::Choose { tests, .. } => tests.iter().for_each(|test| of_test(test, names)),
        Expr::Lines { lines, .. } => {
            let tests = lines.iter().flat_map(|line| &line.tests);
            tests.for_each(|test| of_test(test, names));
        }
        Expr::List { ty, methods } => {
            names.insert(ty);
            for method in methods {
                match method {
                    Method::Source { name, .. } => names.extend(source(name)),
                    Method::AddIf { tests, .. } => {
                        for test in tests {
                            of_test(test, names);
                        }
                    }
                    Method::Plain { .. }
                    | Method::Filter { .. }
                    | Method::Comma
                    | Method::Join { .. } => {}
                }
            }
        }
        Expr::Text(_)
        | Expr::Field { .. }
        | Expr::Local { .. }
        | Expr::Wiped(_)
        | Expr::Std(..)
        | Expr::Concat(_)
        | Expr::Hook { .. }
        | Expr::View(_)
        | Expr::ByOperation { .. } => {}
    }
}

/// The method that reads a source of parameters, by its name in the registry.
fn source(method: &str) -> Option<&'static str> {
    Some(match method {
        "query" => "params_query",
        "query_wire" => "params_query_wire",
        "form" => "params_form",
        "json" => "params_json",
        "xml" => "params_xml",
        _ => return None,
    })
}

/// The method that makes a key, by its name in the registry.
fn key(method: &str) -> Option<&'static str> {
    Some(match method {
        "hex" => "key_hex",
        "base64" => "key_base64",
        "pem" => "key_pem",
        _ => return None,
    })
}

fn of_test(test: &Test, names: &mut BTreeSet<&'static str>) {
    match test {
        Test::MediaType(..) => drop(names.insert("media_type")),
        Test::Method(..) | Test::Body(..) | Test::Has(_) | Test::Lacks(_) | Test::Never => {}
    }
}

fn made(make: &Make, names: &mut BTreeSet<&'static str>) {
    match make {
        Make::Unix(method, _) => drop(names.insert(method)),
        Make::Date(method, offset) => {
            names.insert(method);
            names.extend((*offset != 0).then_some("plus_seconds"));
        }
        Make::Pattern(_, offset) => {
            names.insert("date");
            names.extend((*offset != 0).then_some("plus_seconds"));
        }
        Make::Counter(_, method) => drop(names.insert(method)),
        Make::Random(function, _) => drop(names.insert(function)),
        Make::ByOperation(arms, otherwise) => {
            let arms = arms.iter().filter_map(|(_, make)| make.as_ref());
            for make in arms.chain(otherwise.as_deref()) {
                made(make, names);
            }
        }
    }
}
