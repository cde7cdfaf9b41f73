//! Types of formats: texts that are compared as what they mean.

mod bytes;
#[cfg(any(
    feature = "bigdecimal",
    feature = "chrono",
    feature = "jiff",
    feature = "rust_decimal",
    feature = "time"
))]
mod conversions;
mod dates;
mod decimals;
mod numbers;
mod reading;
mod timestamps;

use std::hash::{DefaultHasher, Hash, Hasher};

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
