//! Identifiers: the only door through which a name of the document becomes a name in Rust.
//!
//! In: names as the document writes them.
//! Out: [`Ident`]s, each legal, ASCII and unique in its [`Scope`].
//! A name that collides is told apart by a word for what it is, if its owner knows one, else by a digest of
//! its own text or place; never by a number, which would shift when another name is inserted before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

/// Longest identifier that is taken over from a document, in bytes.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices, whatever ending a file has.
const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// A legal Rust identifier; only a [`Scope`] makes one from a document's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Ident(String);

impl Ident {
    /// A name of our own, known when this program is written.
    pub(crate) fn fixed(name: &'static str) -> Self {
        debug_assert!(is_ident(name), "`{name}` is an identifier");
        Self(name.to_owned())
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `snake_case`: fields, functions, modules.
    Snake,
    /// `UpperCamelCase`: types and variants.
    Camel,
    /// `SHOUTY_SNAKE_CASE`: constants.
    Shouty,
}

/// A namespace: hands out each identifier once.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// In lower case, since files of one folder must differ by more than case.
    taken: BTreeSet<String>,
    /// The scope around it, whose names are used here too. Shared, since there are as many inside it as tags.
    outer: Option<Arc<Scope>>,
    /// How many more than two wanted a name and had the same digest.
    twins: BTreeMap<String, u32>,
}

impl Scope {
    /// A scope in which `reserved` names are already used.
    pub fn with_reserved(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|name| name.to_lowercase()).collect(),
            ..Self::default()
        }
    }

    /// A scope inside another, in which all names of that are already used.
    pub fn within(outer: &Arc<Self>) -> Self {
        Self {
            outer: Some(Arc::clone(outer)),
            ..Self::default()
        }
    }

    /// A scope for names of modules, which are names of files too; `reserved` ones are already used.
    pub fn of_modules(reserved: &[&str]) -> Self {
        Self::with_reserved(&[DEVICES, reserved].concat())
    }

    /// Takes `text` over in the given case; `fallback` is used where nothing of `text` can stay.
    pub fn declare(&mut self, text: &str, case: Case, fallback: &'static str) -> Ident {
        let plain = legal(text, case, fallback);
        if self.take(&plain) {
            return Ident(plain);
        }
        self.with_suffix(&plain, &digest(text), case)
    }

    /// Takes the first of `texts` over that is free; if none is, the first is told apart by `place`, a place in the
    /// document.
    pub fn declare_first(
        &mut self,
        texts: &[&str],
        place: &str,
        case: Case,
        fallback: &'static str,
    ) -> Ident {
        let mut names = texts.iter().map(|text| legal(text, case, fallback));
        if let Some(free) = names.find(|name| self.take(name)) {
            return Ident(free);
        }
        let first = texts.first().map(|text| legal(text, case, fallback));
        self.with_suffix(first.as_deref().unwrap_or(fallback), &digest(place), case)
    }

    /// Whether `text` could be taken over as it is.
    pub fn is_free(&self, text: &str, case: Case, fallback: &'static str) -> bool {
        let name = legal(text, case, fallback);
        !self.is_taken(&name.to_ascii_lowercase())
    }

    fn is_taken(&self, name: &str) -> bool {
        let outer = self.outer.as_ref();
        self.taken.contains(name) || outer.is_some_and(|outer| outer.is_taken(name))
    }

    /// Marks a name as used.
    pub fn reserve(&mut self, name: &str) {
        self.take(name);
    }

    fn with_suffix(&mut self, plain: &str, suffix: &str, case: Case) -> Ident {
        let base = plain.trim_end_matches('_');
        let joint = if case == Case::Camel { "" } else { "_" };
        let named = |suffix: &str| match case {
            Case::Snake => format!("{base}{joint}{suffix}"),
            Case::Camel | Case::Shouty => format!("{base}{joint}{}", suffix.to_uppercase()),
        };
        let name = named(suffix);
        let mut twin = name.clone();
        // Two names with equal digests need equal texts in one scope; then order has to decide.
        while !self.take(&twin) {
            let number = self.twins.entry(name.clone()).or_default();
            *number += 1;
            twin = named(&format!("{:08x}", hash(&format!("{name} {number}"))));
        }
        Ident(twin)
    }

    fn take(&mut self, name: &str) -> bool {
        // Identifiers are ASCII.
        let name = name.to_ascii_lowercase();
        !self.is_taken(&name) && self.taken.insert(name)
    }
}

/// The words of `text` in `case`, bent until they are an identifier.
fn legal(text: &str, case: Case, fallback: &'static str) -> String {
    if case == Case::Snake && is_snake(text) {
        let bent = if is_keyword(text) { "_" } else { "" };
        return format!("{text}{bent}");
    }
    // One word, whatever its letters look like.
    let mut words = ascii_words(text);
    if words.contains("OAuth") {
        words = words.replace("OAuth", "Oauth");
    }
    let mut name = cased(&words, case);
    if name.is_empty() {
        name = cased(fallback, case);
        if !text.is_empty() {
            let digest = digest(text);
            name = match case {
                Case::Snake => format!("{name}_{digest}"),
                Case::Camel => format!("{name}{digest}"),
                Case::Shouty => format!("{name}_{}", digest.to_uppercase()),
            };
        }
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST);
        name = cased(&format!("{name}_{}", digest(text)), case);
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, if case == Case::Snake { "n" } else { "N" });
    }
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// Whether `text` is in snake case already, as the members of most documents are.
fn is_snake(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('_')
        && text.bytes().all(is_part)
        && !text.contains("__")
}

fn cased(words: &str, case: Case) -> String {
    match case {
        Case::Snake => words.to_snake_case(),
        Case::Camel => words.to_upper_camel_case(),
        Case::Shouty => words.to_shouty_snake_case(),
    }
}

/// `text` with everything but ASCII letters and digits made a blank, and telling signs made words.
fn ascii_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => words.push(c),
            '+' => words.push_str(" plus "),
            '-' if at == 0 => words.push_str(" minus "),
            '*' => words.push_str(" star "),
            '<' => words.push_str(" less "),
            '>' => words.push_str(" greater "),
            '=' => words.push_str(" equal "),
            '%' => words.push_str(" percent "),
            '\'' => {}
            _ => words.push(' '),
        }
    }
    words
}

/// Four hexadecimal digits of the FNV-1a hash of `text`: the same everywhere and for ever.
fn digest(text: &str) -> String {
    let hash = hash(text);
    format!("{:04x}", (hash >> 16) ^ (hash & 0xffff))
}

/// FNV-1a of 32 bits (draft-eastlake-fnv).
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Whether `name` is a legal ASCII identifier and no keyword.
pub fn is_ident(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "_"
        && !is_keyword(name)
}

/// Strict and reserved keywords of the 2024 edition (Rust reference, "Keywords").
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "Self"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// The identifiers of a set of names, declared in order in one fresh scope.
pub fn declare_all<'a>(
    names: impl IntoIterator<Item = &'a str>,
    case: Case,
    fallback: &'static str,
) -> BTreeMap<String, Ident> {
    let mut scope = Scope::default();
    names
        .into_iter()
        .map(|name| (name.to_owned(), scope.declare(name, case, fallback)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, case: Case) -> String {
        Scope::default().declare(text, case, "field").to_string()
    }

    #[test]
    fn names_are_written_as_rust_writes_them() {
        assert_eq!(name("createApiKeys", Case::Camel), "CreateApiKeys");
        assert_eq!(name("createApiKeys", Case::Snake), "create_api_keys");
        assert_eq!(name("x-api-public-key", Case::Shouty), "X_API_PUBLIC_KEY");
        assert_eq!(name("OAuth2", Case::Snake), "oauth2");
        assert_eq!(name("myOAuth", Case::Camel), "MyOauth");
    }

    #[test]
    fn what_is_made_up_is_written_alike() {
        assert_eq!(name("2nd region", Case::Shouty), "N2ND_REGION");
        assert_eq!(name("2nd region", Case::Snake), "n2nd_region");
        assert_eq!(name("2nd region", Case::Camel), "N2ndRegion");
        let nameless = name("🦀", Case::Shouty);
        assert_eq!(nameless, nameless.to_uppercase());
        assert_eq!(name("🦀", Case::Snake), nameless.to_lowercase());
    }

    #[test]
    fn what_is_in_snake_case_stays() {
        for text in ["a", "user_id", "n2fa", "a_1", "a1_b2c", "x_0_1", "oauth2"] {
            assert!(is_snake(text));
            assert_eq!(cased(&ascii_words(text), Case::Snake), text);
        }
        for text in ["", "_a", "a_", "a__b", "2a", "aB", "a-b", "é"] {
            assert!(!is_snake(text));
        }
    }

    #[test]
    fn a_keyword_is_bent() {
        assert_eq!(name("type", Case::Snake), "type_");
        assert_eq!(name("self", Case::Camel), "Self_");
    }

    #[test]
    fn a_leading_digit_gets_a_letter() {
        assert_eq!(name("2fa", Case::Snake), "n2fa");
        assert_eq!(name("2fa", Case::Camel), "N2fa");
    }

    #[test]
    fn signs_that_tell_names_apart_become_words() {
        assert_eq!(name("+1", Case::Camel), "Plus1");
        assert_eq!(name("-1", Case::Camel), "Minus1");
    }

    #[test]
    fn no_module_is_called_like_a_device() {
        let mut scope = Scope::of_modules(&["taken"]);
        for text in ["aux", "NUL", "com1", "taken"] {
            let ident = scope.declare(text, Case::Snake, "module");
            assert_ne!(ident.as_str(), text.to_lowercase());
        }
    }

    #[test]
    fn an_empty_or_foreign_name_falls_back() {
        assert_eq!(name("", Case::Snake), "field");
        assert_eq!(
            name("поле", Case::Snake),
            format!("field_{}", digest("поле"))
        );
    }

    #[test]
    fn a_second_use_is_told_apart_by_its_own_text() {
        let mut scope = Scope::default();
        let first = scope.declare("userId", Case::Snake, "field");
        let second = scope.declare("user_id", Case::Snake, "field");
        assert_eq!(first.as_str(), "user_id");
        assert_eq!(second.as_str(), format!("user_id_{}", digest("user_id")));
    }

    #[test]
    fn any_number_of_uses_is_told_apart() {
        let mut scope = Scope::default();
        let names: BTreeSet<_> = (0..100_000)
            .map(|_| scope.declare("same", Case::Snake, "field").to_string())
            .collect();
        assert_eq!(names.len(), 100_000);
    }

    #[test]
    fn a_word_for_what_it_is_comes_before_a_digest() {
        let mut scope = Scope::with_reserved(&["Error"]);
        let mut declare = |texts: &[&str]| {
            let ident = scope.declare_first(texts, "#/place", Case::Camel, "Type");
            ident.to_string()
        };
        assert_eq!(declare(&["error", "error Model"]), "ErrorModel");
        let digest = digest("#/place").to_uppercase();
        assert_eq!(declare(&["error", "error Model"]), format!("Error{digest}"));
        assert_eq!(declare(&["other"]), "Other");
    }

    #[test]
    fn names_of_files_differ_by_more_than_case() {
        let mut scope = Scope::default();
        scope.declare("Foo", Case::Camel, "item");
        let second = scope.declare("FOO", Case::Shouty, "item");
        assert_ne!(second.as_str().to_lowercase(), "foo");
    }

    #[test]
    fn whatever_the_text_the_name_is_legal() {
        let long = "x".repeat(10_000);
        for text in [
            "",
            "_",
            "__",
            "1",
            "-",
            "*/",
            "a\u{202e}b",
            "#![x]",
            "..",
            "'",
            &long,
            "Self",
            "crate",
        ] {
            for case in [Case::Snake, Case::Camel, Case::Shouty] {
                let ident = name(text, case);
                assert!(is_ident(&ident), "{text:?} became `{ident}`");
                assert!(ident.len() <= LONGEST + 6, "{ident}");
            }
        }
    }
}
