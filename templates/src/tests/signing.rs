//! The primitives of recipes, against published values and at their edges.

mod bodies;
mod filters;
mod hashes;
mod instants;
mod keys;
mod lists;
mod readers;
