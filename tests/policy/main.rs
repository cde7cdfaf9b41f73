//! What holds for the repository as a whole, read off its files.
//!
//! - `support`: the sources that generated crates carry are those that are registered, and carried as they are.
//! - `cryptography`: generated crates bring in what their schemes need.
//! - `coverage`: the document of the first API has every operation.
//! - `dependencies`: what is brought in from outside.
//! - `documents`: what README and its like say is so.
//! - `fixtures`: what is generated for tests is what the generator writes.
//! - `free_json`: the first API has types wherever the shape is known.
//! - `recipes`: those that ship make crates, and are warned of where they have to be.
//! - `sources`: what no file has in it.
//! - `signing`: what `docs/signing.md` shows and promises.
//! - `settings`: files for tools can be read by them, and agree.
//!
//! Nothing here needs a network, Git or a shell: folders are walked ([`repository`]), and Cargo is asked offline.

mod coverage;
mod cryptography;
mod dependencies;
mod documents;
mod fixtures;
mod free_json;
mod recipes;
mod repository;
mod settings;
mod signing;
mod sources;
mod support;
