//! Sets of what reaches a schema.
//!
//! In a document whose schemas all hold each other, every operation reaches nearly everything: so many entries are
//! kept as bits.

use serde::ser::{Serialize, Serializer};

use super::{User, mentioned};
use crate::ir::{Api, Arena, Schema, SchemaId};

/// Operations, or webhooks, that share a word.
const BLOCK: usize = 64;

/// What reaches each schema.
#[derive(Debug, Default)]
pub struct Users(Vec<UserSet>);

/// A set of operations and webhooks.
#[derive(Clone, Debug, Default)]
pub struct UserSet {
    /// Each with the block that it is about, in order; none is empty.
    words: Vec<(Block, u64)>,
}

/// A row of operations or webhooks: what [`User`] is by place, by place of the block.
type Block = User;

impl User {
    /// The block in which it has this bit.
    fn bit(self) -> (Block, u64) {
        match self {
            Self::Operation(index) => (Self::Operation(index / BLOCK), 1 << (index % BLOCK)),
            Self::Webhook(index) => (Self::Webhook(index / BLOCK), 1 << (index % BLOCK)),
        }
    }

    /// What has a bit in this block.
    fn at(block: Block, bit: usize) -> Self {
        match block {
            Self::Operation(index) => Self::Operation(index * BLOCK + bit),
            Self::Webhook(index) => Self::Webhook(index * BLOCK + bit),
        }
    }
}

impl Users {
    /// Works out what reaches each schema, given what each operation and webhook mentions itself, in order.
    pub(super) fn of(api: &Api, roots: impl Iterator<Item = (User, Vec<SchemaId>)>) -> Self {
        let mut users = Self(vec![UserSet::default(); api.schemas.len()]);
        let mut roots = roots.peekable();
        let mut spread = Spread::of(&api.schemas);
        while let Some((user, _)) = roots.peek() {
            let (block, _) = user.bit();
            while let Some((user, mentioned)) = roots.next_if(|(user, _)| user.bit().0 == block) {
                let (_, bit) = user.bit();
                for id in mentioned {
                    spread.mark(id, bit);
                }
            }
            spread.run(|id, word| users.0[id.index()].words.push((block, word)));
        }
        users
    }

    /// What reaches a schema.
    pub fn get(&self, id: SchemaId) -> &UserSet {
        &self.0[id.index()]
    }

    /// Whether anything reaches a schema.
    pub fn reach(&self, id: SchemaId) -> bool {
        !self.get(id).words.is_empty()
    }
}

impl UserSet {
    /// Whether an operation or a webhook is one of them.
    pub fn contains(&self, user: User) -> bool {
        let (block, bit) = user.bit();
        let place = self.words.binary_search_by_key(&block, |(block, _)| *block);
        place.is_ok_and(|place| self.words[place].1 & bit != 0)
    }

    /// Returns all of them, operations before webhooks, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = User> {
        self.words.iter().flat_map(|(block, word)| {
            let bits = (0..BLOCK).filter(move |bit| word >> bit & 1 == 1);
            bits.map(|bit| User::at(*block, bit))
        })
    }

    /// Whether there are several.
    pub fn are_several(&self) -> bool {
        self.iter().nth(1).is_some()
    }

    /// Returns those of several sets.
    pub fn union<'s>(sets: impl Iterator<Item = &'s Self>) -> Self {
        let mut words = Vec::new();
        for set in sets {
            for (block, word) in &set.words {
                match words.binary_search_by_key(block, |(block, _)| *block) {
                    Ok(place) => words[place].1 |= word,
                    Err(place) => words.insert(place, (*block, *word)),
                }
            }
        }
        Self { words }
    }
}

/// Marks on schemas that go on to what these hold.
struct Spread<'a> {
    schemas: &'a Arena<Schema>,
    marks: Vec<u64>,
    /// Schemas with marks.
    marked: Vec<SchemaId>,
    /// Schemas whose marks have not gone on.
    open: Vec<SchemaId>,
}

impl<'a> Spread<'a> {
    fn of(schemas: &'a Arena<Schema>) -> Self {
        Self {
            schemas,
            marks: vec![0; schemas.len()],
            marked: Vec::new(),
            open: Vec::new(),
        }
    }

    fn mark(&mut self, id: SchemaId, word: u64) {
        let marks = &mut self.marks[id.index()];
        if *marks | word == *marks {
            return;
        }
        if *marks == 0 {
            self.marked.push(id);
        }
        *marks |= word;
        self.open.push(id);
    }

    /// Lets all marks go where they lead, gives them away and takes them off.
    fn run(&mut self, mut give: impl FnMut(SchemaId, u64)) {
        // A schema comes again only with a mark that it did not have: at most once for each bit.
        while let Some(id) = self.open.pop() {
            let word = self.marks[id.index()];
            for usage in mentioned(&self.schemas[id]) {
                self.mark(usage.schema, word);
            }
        }
        for id in std::mem::take(&mut self.marked) {
            give(id, std::mem::take(&mut self.marks[id.index()]));
        }
    }
}

impl Serialize for Users {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reached = self.0.iter().enumerate();
        let reached = reached.filter(|(_, set)| !set.words.is_empty());
        serializer.collect_map(reached.map(|(index, set)| (index, set.iter().collect::<Vec<_>>())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_into_it() {
        let all = [
            User::Operation(0),
            User::Operation(63),
            User::Operation(64),
            User::Operation(1_000),
            User::Webhook(0),
        ];
        let sets = all.map(|user| {
            let (block, bit) = user.bit();
            UserSet {
                words: vec![(block, bit)],
            }
        });
        let union = UserSet::union(sets.iter().rev());
        assert_eq!(union.iter().collect::<Vec<_>>(), all);
        assert!(all.iter().all(|user| union.contains(*user)));
        assert!(!union.contains(User::Operation(1)));
        assert!(!union.contains(User::Webhook(64)));
        assert!(union.are_several());
        assert!(!sets[4].are_several() && !UserSet::default().are_several());
    }
}
