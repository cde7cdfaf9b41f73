//! Typed indices, and the arena that they point into.

use serde::Serialize;

/// Names one schema of an [`Api`](super::Api).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SchemaId(u32);

impl SchemaId {
    /// Position of the schema in its arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The schemas of an API in the order in which they were first met.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Arena<T> {
    items: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Takes `item` in and returns its name.
    ///
    /// # Panics
    ///
    /// Panics past 2³² schemas, far beyond the limit on the size of a document.
    pub fn push(&mut self, item: T) -> SchemaId {
        let index = u32::try_from(self.items.len()).expect("a document is smaller than 4 GiB");
        self.items.push(item);
        SchemaId(index)
    }

    /// Number of schemas.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The schemas in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }

    /// The schemas with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &T)> {
        (0..).map(SchemaId).zip(&self.items)
    }
}

impl<T> std::ops::Index<SchemaId> for Arena<T> {
    type Output = T;

    fn index(&self, id: SchemaId) -> &T {
        &self.items[id.index()]
    }
}

impl<T> std::ops::IndexMut<SchemaId> for Arena<T> {
    fn index_mut(&mut self, id: SchemaId) -> &mut T {
        &mut self.items[id.index()]
    }
}
