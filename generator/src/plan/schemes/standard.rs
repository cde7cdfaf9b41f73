//! Schemes that only place a credential: keys, bearer tokens, user names with passwords.

use super::variable;
use crate::ir::ParameterPlace;
use crate::plan::docs::{self, Docs};
use crate::plan::names::{Case, Scope};
use crate::plan::recipe::{Check, Credential, Expr, Form, Recipe, Sign, Step, Ty};

/// A scheme that only places a credential, while it is being written.
pub(super) struct Standard<'a> {
    pub(super) library: &'a str,
    pub(super) scheme: &'a str,
    pub(super) credentials: Vec<Credential>,
}

impl Standard<'_> {
    /// A key that is sent as it is.
    pub(super) fn key(mut self, place: ParameterPlace, name: &str) -> Recipe {
        let check = match place {
            ParameterPlace::Query => Check::Text,
            ParameterPlace::Header | ParameterPlace::Cookie | ParameterPlace::Path => Check::Sent,
        };
        let value = self.supplied("key", Form::Secret, check);
        let (call, place) = match place {
            ParameterPlace::Query => ("inject_query", "query parameter"),
            ParameterPlace::Cookie => ("inject_cookie", "cookie"),
            ParameterPlace::Header | ParameterPlace::Path => ("inject_header", "header"),
        };
        let words = format!("Sent as it is, in the {place} {}.", docs::code(name));
        self.sent(call, name, value, &words)
    }

    /// A token in `Authorization`.
    pub(super) fn bearer(mut self) -> Recipe {
        let token = self.supplied("token", Form::Secret, Check::Sent);
        let value = Expr::Concat(vec![Expr::Text("Bearer ".to_owned()), token]);
        let words = "Sent in the header `Authorization`, after `Bearer` (RFC 6750).";
        self.sent("inject_header", "authorization", value, words)
    }

    /// User name and password in `Authorization`.
    pub(super) fn basic(mut self) -> Recipe {
        let user = self.supplied("user", Form::Text, Check::UserName);
        let password = self.supplied("password", Form::Secret, Check::Password);
        let pair = Expr::Concat(vec![user, Expr::Text(":".to_owned()), password]);
        let value = Expr::Concat(vec![
            Expr::Text("Basic ".to_owned()),
            Expr::call("base64", pair, Ty::String),
        ]);
        let words = "Sent in the header `Authorization`, after `Basic` and in base64 (RFC 7617).";
        self.sent("inject_header", "authorization", value, words)
    }

    fn sent(self, call: &'static str, name: &str, value: Expr, words: &str) -> Recipe {
        let step = Step::Inject {
            call,
            name: name.to_owned(),
            value,
            bind: None,
        };
        Recipe {
            docs: Docs::text(words),
            credentials: self.credentials,
            settings: Vec::new(),
            counters: Vec::new(),
            serial: None,
            hooks: None,
            sign: Some(Sign {
                fresh: Vec::new(),
                looked_up: Vec::new(),
                steps: vec![step],
                is_async: false,
            }),
            verify: None,
        }
    }

    /// A credential of a scheme that does not name its own.
    fn supplied(&mut self, name: &'static str, form: Form, check: Check) -> Expr {
        let ident = Scope::default().declare(name, Case::Snake, "credential");
        self.credentials.push(Credential {
            ident: ident.clone(),
            wire: name.to_owned(),
            form,
            strip: None,
            optional: false,
            check,
            checked_by: None,
            handle: None,
            variable: variable(self.library, self.scheme, name),
            docs: Docs::none(),
        });
        Expr::Field { ident, form }
    }
}
