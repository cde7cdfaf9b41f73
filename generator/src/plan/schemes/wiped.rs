//! What is made of secrets on the way to a signature, so that nothing of it stays in memory.

use crate::plan::recipe::{Argument, Expr, Form, Method};

/// An expression of which all that holds a secret is wiped when it is no longer read.
pub(super) fn wiped(expr: Expr) -> Expr {
    let expr = match expr {
        Expr::Call(mut call) => {
            let arguments = call.arguments.into_iter().map(|argument| match argument {
                Argument::Value(value) => Argument::Value(wiped(value)),
                other => other,
            });
            call.arguments = arguments.collect();
            Expr::Call(call)
        }
        Expr::Std(method, of) => Expr::Std(method, Box::new(wiped(*of))),
        Expr::Concat(parts) => Expr::Concat(parts.into_iter().map(wiped).collect()),
        other => other,
    };
    if is_made(&expr) && holds_secret(&expr) {
        Expr::Wiped(Box::new(expr))
    } else {
        expr
    }
}

/// Whether it is a value of its own, rather than a name or a view of another.
fn is_made(expr: &Expr) -> bool {
    !expr.ty().is_borrowed() && !expr.is_local() && !matches!(expr, Expr::Field { .. })
}

fn holds_secret(expr: &Expr) -> bool {
    match expr {
        Expr::Wiped(_) => true,
        Expr::Field { form, .. } => *form != Form::Text,
        Expr::Text(_)
        | Expr::Local { .. }
        | Expr::Request { .. }
        | Expr::Hook { .. }
        | Expr::Handle { .. }
        | Expr::View(_) => false,
        Expr::Call(call) => any_argument(&call.arguments),
        Expr::Std(_, of) => holds_secret(of),
        Expr::Concat(parts) => parts.iter().any(holds_secret),
        Expr::Choose {
            then, otherwise, ..
        } => holds_secret(then) || holds_secret(otherwise),
        Expr::Lines { lines, .. } => lines.iter().any(|line| holds_secret(&line.text)),
        Expr::List { methods, .. } => methods.iter().any(|method| match method {
            Method::Plain { arguments, .. } => any_argument(arguments),
            Method::AddIf { value, .. } => holds_secret(value),
            Method::Source { .. } | Method::Filter { .. } | Method::Comma | Method::Join { .. } => {
                false
            }
        }),
        Expr::ByOperation {
            arms, otherwise, ..
        } => arms.iter().any(|(_, value)| holds_secret(value)) || holds_secret(otherwise),
    }
}

fn any_argument(arguments: &[Argument]) -> bool {
    arguments.iter().any(|argument| match argument {
        Argument::Value(value) => holds_secret(value),
        _ => false,
    })
}
