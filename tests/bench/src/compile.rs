//! What it costs to compile: CPU time and peak memory of cargo and of all that it starts.

use std::fs::File;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use wait4::Wait4;

use crate::Result;
use crate::scene::{CLIENT, FORMS, Scene};

/// What one run took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// User and system time.
    pub(crate) seconds: f64,
    /// The largest of the processes.
    pub(crate) megabytes: f64,
}

/// The medians of one task.
pub(crate) struct Compiled {
    /// What was done.
    pub(crate) task: &'static str,
    /// In the order of [`FORMS`].
    pub(crate) costs: [Cost; 2],
}

/// A task: what it is called, what cargo is told, and what stands before the name of the form.
struct Task {
    name: &'static str,
    arguments: &'static [&'static str],
    prefix: &'static str,
}

const TASKS: [Task; 4] = [
    Task {
        name: "`cargo check`, types in the direction of use",
        arguments: &["check"],
        prefix: "",
    },
    Task {
        name: "`cargo check --features full-serde`",
        arguments: &["check", "--features", "full-serde"],
        prefix: "",
    },
    Task {
        name: "`cargo build` (dev) of the library",
        arguments: &["build"],
        prefix: "",
    },
    Task {
        name: "`cargo build` (dev) of a program that calls every operation",
        arguments: &["build"],
        prefix: "use-",
    },
];

/// Measures all tasks, the forms in turns.
pub(crate) fn measure(scene: &Scene, rounds: usize) -> Result<Vec<Compiled>> {
    let mut compiled = Vec::new();
    for task in TASKS {
        let packages = FORMS.map(|form| format!("{}{form}", task.prefix));
        compiled.push(Compiled {
            task: task.name,
            costs: medians(scene, task.arguments, &packages, rounds)?,
        });
    }
    let client = [CLIENT.to_owned(), CLIENT.to_owned()];
    compiled.push(Compiled {
        task: "of which the client itself: `cargo check` with ten objects",
        costs: medians(scene, &["check"], &client, rounds)?,
    });
    Ok(compiled)
}

fn medians(
    scene: &Scene,
    arguments: &[&str],
    packages: &[String; 2],
    rounds: usize,
) -> Result<[Cost; 2]> {
    // Once without a clock: dependencies, and whatever else is not there yet.
    for package in packages {
        run(scene, arguments, package)?;
    }
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..rounds.max(1) {
        for (package, costs) in packages.iter().zip(&mut costs) {
            costs.push(run(scene, arguments, package)?);
        }
    }
    Ok(costs.map(|costs| Cost {
        seconds: median(costs.iter().map(|cost| cost.seconds)),
        megabytes: median(costs.iter().map(|cost| cost.megabytes)),
    }))
}

/// Compiles one package anew, and of what it depends on nothing.
pub(crate) fn run(scene: &Scene, arguments: &[&str], package: &str) -> Result<Cost> {
    let sources = scene.folder.join(package).join("src");
    for root in ["lib.rs", "main.rs"].map(|name| sources.join(name)) {
        if root.exists() {
            File::options()
                .append(true)
                .open(root)?
                .set_modified(SystemTime::now())?;
        }
    }
    let mut cargo = cargo(scene);
    cargo
        .args(arguments)
        .args(["--quiet", "--package", package]);
    let usage = cargo.stdout(Stdio::null()).spawn()?.wait4()?;
    if !usage.status.success() {
        return Err(format!("`{cargo:?}` failed").into());
    }
    let time = usage.rusage.utime + usage.rusage.stime;
    #[expect(clippy::cast_precision_loss, reason = "megabytes have few digits")]
    let megabytes = (usage.rusage.maxrss / (1024 * 1024)) as f64;
    eprintln!("{package}: {arguments:?} {time:.2?} {megabytes} MB");
    Ok(Cost {
        seconds: time.as_secs_f64(),
        megabytes,
    })
}

/// A cargo in the scene's workspace that keeps nothing between two runs of the compiler.
pub(crate) fn cargo(scene: &Scene) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&scene.folder)
        .env("CARGO_TARGET_DIR", scene.folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    cargo
}

/// Returns the value in the middle; of nothing, 0.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
