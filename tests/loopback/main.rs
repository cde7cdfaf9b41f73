//! Every operation of a document is called over loopback with every parameter and body set to random valid values, and
//! what arrives is written down for `tests/outside/judge.py`, in which a validator of others judges it.
//!
//! Documents of others are taken where `COUNTERSIGN_LOOPBACK` names a folder for crates and records, and
//! `COUNTERSIGN_CORPUS` the folder that they are in; `COUNTERSIGN_DOCUMENTS` names some of them. It takes minutes:
//!
//! ```text
//! COUNTERSIGN_LOOPBACK=/tmp/loopback COUNTERSIGN_CORPUS=corpus cargo test -p countersign-tests --test loopback
//! python tests/outside/judge.py corpus /tmp/loopback/records
//! ```
//!
//! Always looked at is what would be compiled and sent for a document of our own.

mod corpus;
mod own;
mod program;
mod subject;
mod values;
