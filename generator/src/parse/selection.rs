//! Which operations of a document are meant.
//!
//! In: words of a user. Out: whether an operation is one of those, and which words met none.

use std::collections::BTreeSet;

/// Operations that are taken, and operations that are left out of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What is taken: all, if nothing is said; else what meets one word of each kind that has any.
    pub select: Words,
    /// What is left out: what meets any word.
    pub exclude: Words,
}

/// Words for operations, by what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Tags, as the document writes them.
    pub tags: Vec<String>,
    /// Paths, in which `*` stands for a part between slashes, or some of it, and `**` for anything.
    pub paths: Vec<String>,
    /// Methods, in upper or lower case.
    pub methods: Vec<String>,
    /// Operation ids.
    pub operations: Vec<String>,
}

/// What is known of an operation when it is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'c> {
    /// The template.
    pub path: &'c str,
    /// The HTTP method.
    pub method: &'c str,
    /// All its tags.
    pub tags: &'c [&'c str],
    /// Its id, if it has one.
    pub id: Option<&'c str>,
}

/// The kinds of words, by the name of a list and of one word of it.
const KINDS: [(&str, &str); 4] = [
    ("tags", "tag"),
    ("paths", "path"),
    ("methods", "method"),
    ("operations", "operation"),
];

impl Words {
    /// Adds `KIND=WORD`, as a command line has it.
    ///
    /// # Errors
    ///
    /// There is no such kind, or no word; says what would be right.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let (kind, word) = text.split_once('=').unwrap_or((text, ""));
        let index = KINDS.iter().position(|(_, one)| *one == kind);
        let (Some(index), false) = (index, word.is_empty()) else {
            let known = KINDS.map(|(_, one)| format!("`{one}=...`")).join(", ");
            return Err(format!("`{text}` names no operations: write {known}"));
        };
        let lists = [
            &mut self.tags,
            &mut self.paths,
            &mut self.methods,
            &mut self.operations,
        ];
        lists[index].push(word.to_owned());
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.lists().iter().all(|list| list.is_empty())
    }

    fn lists(&self) -> [&Vec<String>; 4] {
        [&self.tags, &self.paths, &self.methods, &self.operations]
    }

    /// For each kind the words that an operation meets.
    fn met(&self, of: Candidate<'_>) -> [Vec<&str>; 4] {
        let meets = |kind: usize, word: &str| match kind {
            0 => of.tags.contains(&word),
            1 => is_like(word, of.path),
            2 => word.eq_ignore_ascii_case(of.method),
            _ => of.id == Some(word),
        };
        let mut kind = 0;
        self.lists().map(|list| {
            let words = list.iter().map(String::as_str);
            let met = words.filter(|word| meets(kind, word)).collect();
            kind += 1;
            met
        })
    }
}

/// What came of a selection.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// Words that met an operation: of `select` and of `exclude`, with the number of their kind.
    words: BTreeSet<(bool, usize, String)>,
    /// Whether there is an operation.
    pub(crate) is_any_there: bool,
    /// Whether one is meant.
    pub(crate) is_any_taken: bool,
}

impl Selection {
    /// Returns whether all operations are meant.
    pub fn is_everything(&self) -> bool {
        self.select.is_empty() && self.exclude.is_empty()
    }

    /// Returns whether an operation is meant, and remembers the words that it meets.
    pub(crate) fn takes(&self, of: Candidate<'_>, met: &mut Met) -> bool {
        let selected = self.select.met(of);
        let excluded = self.exclude.met(of);
        for (is_select, words) in [(true, &selected), (false, &excluded)] {
            for (kind, words) in words.iter().enumerate() {
                let words = words
                    .iter()
                    .map(|word| (is_select, kind, (*word).to_owned()));
                met.words.extend(words);
            }
        }
        let mut kinds = self.select.lists().into_iter().zip(&selected);
        let is_selected = kinds.all(|(asked, met)| asked.is_empty() || !met.is_empty());
        let is_taken = is_selected && excluded.iter().all(Vec::is_empty);
        met.is_any_there = true;
        met.is_any_taken |= is_taken;
        is_taken
    }

    /// Returns all words, each as a user would write it.
    pub(crate) fn words(&self) -> Vec<String> {
        self.unmet(&Met::default())
    }

    /// Returns the words that no operation met, each as a user would write it.
    pub(crate) fn unmet(&self, met: &Met) -> Vec<String> {
        let mut unmet = Vec::new();
        for (is_select, words) in [(true, &self.select), (false, &self.exclude)] {
            let name = if is_select { "select" } else { "exclude" };
            for (kind, list) in words.lists().into_iter().enumerate() {
                let is_met = |word: &String| met.words.contains(&(is_select, kind, word.clone()));
                let words = list.iter().filter(|word| !is_met(word));
                unmet.extend(words.map(|word| format!("{name}: {}: {word}", KINDS[kind].0)));
            }
        }
        unmet
    }
}

/// Whether a path is as a pattern says: `*` stands for characters other than `/`, `**` for any.
fn is_like(pattern: &str, path: &str) -> bool {
    // Where the last star stands, and how much of the path it takes so far.
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut at, mut seen) = (0, 0);
    let mut stars: Vec<(usize, usize, bool)> = Vec::new();
    loop {
        if pattern[at..].starts_with(b"*") {
            let is_double = pattern[at..].starts_with(b"**");
            at += if is_double { 2 } else { 1 };
            // A star of any reach makes those before it needless to go back to, if it is as free as they are.
            if is_double {
                stars.clear();
            } else if stars.last().is_some_and(|(.., double)| !double) {
                stars.pop();
            }
            stars.push((at, seen, is_double));
        } else if at == pattern.len() && seen == path.len() {
            return true;
        } else if at < pattern.len() && seen < path.len() && pattern[at] == path[seen] {
            at += 1;
            seen += 1;
        } else {
            // Let the last star that can take one character more.
            loop {
                let Some((after, taken, is_double)) = stars.pop() else {
                    return false;
                };
                if taken < path.len() && (is_double || path[taken] != b'/') {
                    stars.push((after, taken + 1, is_double));
                    at = after;
                    seen = taken + 1;
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_parts_of_paths() {
        for (pattern, path, expected) in [
            ("/orders", "/orders", true),
            ("/orders", "/orders/1", false),
            ("/orders/*", "/orders/{id}", true),
            ("/orders/*", "/orders/{id}/lines", false),
            ("/orders/**", "/orders/{id}/lines", true),
            ("/**/lines", "/orders/{id}/lines", true),
            ("/*/x*y/**", "/a/xay/b/c", true),
            ("/*/x*y", "/a/xa/y", false),
            ("**", "/anything/at/all", true),
            ("*", "/a", false),
            ("", "", true),
            ("/a*b*c", "/aXbXbXc", true),
            ("/**a*b", "/x/a/a-b", true),
        ] {
            assert_eq!(is_like(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(60);
        assert!(!is_like(
            &pattern,
            &"a".repeat(5_000).replace("aaaaa", "aaaab")
        ));
        assert!(!is_like(&"**a*".repeat(60), &"b".repeat(5_000)));
    }

    const GET: Candidate<'_> = Candidate {
        path: "/orders",
        method: "GET",
        tags: &["orders", "public"],
        id: Some("listOrders"),
    };

    fn selection(select: &[&str], exclude: &[&str]) -> Selection {
        let mut selection = Selection::default();
        for word in select {
            selection.select.add(word).unwrap();
        }
        for word in exclude {
            selection.exclude.add(word).unwrap();
        }
        selection
    }

    #[test]
    fn one_word_of_each_kind_is_met_and_none_of_what_is_left_out() {
        for (select, exclude, expected) in [
            (&[][..], &[][..], true),
            (&["tag=orders"], &[], true),
            (&["tag=users", "tag=public"], &[], true),
            (&["tag=orders", "method=get"], &[], true),
            (&["tag=orders", "method=post"], &[], false),
            (&["path=/ord*"], &["operation=listOrders"], false),
            (&[], &["tag=public"], false),
            (&[], &["method=delete"], true),
        ] {
            let takes = selection(select, exclude).takes(GET, &mut Met::default());
            assert_eq!(takes, expected, "{select:?} {exclude:?}");
        }
    }

    #[test]
    fn words_that_meet_nothing_are_known() {
        let selection = selection(&["tag=orders", "tag=oders"], &["path=/x"]);
        let mut met = Met::default();
        selection.takes(GET, &mut met);
        assert_eq!(
            selection.unmet(&met),
            ["select: tags: oders", "exclude: paths: /x"]
        );
    }

    #[test]
    fn what_names_no_operations_is_refused() {
        for text in ["orders", "tags=a", "tag=", "=a"] {
            assert!(Words::default().add(text).is_err(), "{text}");
        }
    }
}
