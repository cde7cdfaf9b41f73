//! What a document says, free of its spelling and of Rust: plain data between `lower` and `plan`.

pub mod signing;
