//! The primitives of recipes, against published values and at their edges.

mod bodies;
mod elsewhere;
mod fields;
mod filters;
mod hashes;
mod instants;
mod keys;
mod lists;
mod public_keys;
mod readers;
mod serial;
mod verifying;
