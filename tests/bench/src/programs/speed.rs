//! Prints a line for each sample: bytes, then seconds of the best round for reading with each form
//! and for writing with each. The forms take turns within each round.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const ROUNDS: usize = 200;
const ROUND: Duration = Duration::from_millis(2);

fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read(&path).expect("a sample");
        let (mut rows, mut derives) = (
            Form::<rows::bench::Response0Part0>::new(&text),
            Form::<derives::bench::Response0Part0>::new(&text),
        );
        for _ in 0..ROUNDS {
            rows.round(&text);
            derives.round(&text);
        }
        let (length, written) = (text.len(), rows.buffer.len());
        println!(
            "{length} {} {} {written} {} {}",
            rows.read, derives.read, rows.write, derives.write
        );
    }
}

struct Form<T> {
    value: Vec<T>,
    buffer: Vec<u8>,
    read: f64,
    write: f64,
}

impl<T: DeserializeOwned + Serialize> Form<T> {
    fn new(text: &[u8]) -> Self {
        let value: Vec<T> = serde_json::from_slice(text).expect("a value");
        let buffer = serde_json::to_vec(&value).expect("JSON");
        let same = |text: &[u8]| serde_json::from_slice::<Value>(text).expect("a value");
        assert_eq!(same(text), same(&buffer), "what was read is not what was written");
        Self { value, buffer, read: f64::MAX, write: f64::MAX }
    }

    fn round(&mut self, text: &[u8]) {
        self.read = self.read.min(seconds(|| {
            black_box(serde_json::from_slice::<Vec<T>>(black_box(text)).expect("a value"));
        }));
        let (value, buffer) = (&self.value, &mut self.buffer);
        self.write = self.write.min(seconds(|| {
            buffer.clear();
            serde_json::to_writer(&mut *buffer, black_box(value)).expect("JSON");
            black_box(&mut *buffer);
        }));
    }
}

/// The mean of as many runs as fit into a round.
fn seconds(mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut runs = 0_u32;
    while start.elapsed() < ROUND {
        for _ in 0..4 {
            run();
        }
        runs += 4;
    }
    start.elapsed().as_secs_f64() / f64::from(runs)
}
