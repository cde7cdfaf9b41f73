//! How fast the compiled code reads and writes, in a release build.

use crate::Result;
use crate::compile::{cargo, median};
use crate::scene::{SAMPLES, Scene};

/// The medians of one sample and direction.
pub(crate) struct Speed {
    /// What was done.
    pub(crate) task: String,
    /// Megabytes a second, in the order of the forms.
    pub(crate) rates: [f64; 2],
}

/// Measures every sample in both directions.
pub(crate) fn measure(scene: &Scene, rounds: usize) -> Result<Vec<Speed>> {
    let mut runs = Vec::new();
    for _ in 0..rounds.max(1) {
        runs.push(run(scene)?);
    }
    let rate = |sample: usize, length: usize, seconds: usize| {
        median(
            runs.iter()
                .map(|run| run[sample][length] / run[sample][seconds] / 1e6),
        )
    };
    let mut speeds = Vec::new();
    for (verb, first) in [("decode", 0), ("encode", 3)] {
        for (sample, name) in SAMPLES.iter().enumerate() {
            if first > 0 && name.ends_with("reversed") {
                continue;
            }
            let bytes = runs[0][sample][first];
            let order = if name.ends_with("reversed") {
                ", members in the reverse of the document's order"
            } else {
                ""
            };
            speeds.push(Speed {
                task: format!("{verb} {:.1} KiB{order}", bytes / 1024.0),
                rates: [1, 2].map(|form| rate(sample, first, first + form)),
            });
        }
    }
    Ok(speeds)
}

/// The numbers that the program prints, a line for each sample.
fn run(scene: &Scene) -> Result<Vec<Vec<f64>>> {
    let samples = SAMPLES.map(|name| format!("speed/samples/{name}.json"));
    let mut cargo = cargo(scene);
    cargo.args(["run", "--quiet", "--release", "--package", "speed"]);
    let output = cargo.args(samples).output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let mut lines = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        eprintln!("speed: {line}");
        let numbers: std::result::Result<Vec<f64>, _> = line.split(' ').map(str::parse).collect();
        lines.push(numbers?);
    }
    if lines.len() == SAMPLES.len() && lines.iter().all(|line| line.len() == 6) {
        Ok(lines)
    } else {
        Err("the program for speed failed".into())
    }
}
