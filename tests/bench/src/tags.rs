//! What it costs to check one tag of a generated crate alone, beside the whole and beside the support sources.
//!
//! A tag should cost its share: the bytes of sources that only it brings, of those that all tags bring. Which sources
//! are compiled is read off what the compiler writes down about it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::compile::{Cost, median, run};
use crate::scene::{Scene, WORKSPACE, crate_files, text};

/// The package.
const NAME: &str = "whole";
/// The name of everything, as a feature.
const ALL: &str = "all-tags";

/// A set of features, and what it costs.
struct Row {
    features: String,
    bytes: f64,
    seconds: f64,
}

/// Measures the crate of a document; returns a table in Markdown.
pub(crate) fn measure(folder: &Path, document: &Path, rounds: usize) -> Result<String> {
    let scene = Scene {
        folder: folder.to_owned(),
    };
    let tags = write(&scene, &fs::read_to_string(document)?)?;
    let mut sizes = Vec::new();
    for tag in tags {
        check(&scene, &tag)?;
        sizes.push((sources(&scene)?, tag));
    }
    sizes.sort_unstable();
    let (Some((_, middle)), Some((_, largest))) = (sizes.get(sizes.len() / 2), sizes.last()) else {
        return Err("the document has fewer than two tags".into());
    };
    let sets = ["", middle, largest, ALL];
    let mut costs = [const { Vec::new() }; 4];
    for _ in 0..rounds.max(1) {
        for (features, costs) in sets.iter().zip(&mut costs) {
            costs.push(check(&scene, features)?.seconds);
        }
    }
    let mut rows = Vec::new();
    for (features, costs) in sets.iter().zip(costs) {
        check(&scene, features)?;
        rows.push(Row {
            features: (*features).to_owned(),
            #[expect(clippy::cast_precision_loss, reason = "sources are small")]
            bytes: sources(&scene)? as f64,
            seconds: median(costs.into_iter()),
        });
    }
    Ok(table(&rows))
}

/// Writes the crate; returns the features of its tags.
fn write(scene: &Scene, document: &str) -> Result<Vec<String>> {
    scene.write("Cargo.toml", WORKSPACE)?;
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    fs::copy(lock, scene.folder.join("Cargo.lock"))?;
    let mut tags = Vec::new();
    for (path, content) in crate_files(NAME, document)?.iter() {
        let text = text(content)?;
        if path == "Cargo.toml" {
            let list = text.split_once("all-tags = [").map_or("", |(_, list)| list);
            let list = list.split(']').next().unwrap_or_default();
            let names = list.split('"').skip(1).step_by(2);
            tags.extend(names.map(str::to_owned));
        }
        scene.write(&format!("{NAME}/{path}"), &text)?;
    }
    Ok(tags)
}

fn check(scene: &Scene, features: &str) -> Result<Cost> {
    let arguments = ["check", "--no-default-features", "--features", features];
    run(scene, &arguments, NAME)
}

/// The bytes of the sources that were compiled last.
fn sources(scene: &Scene) -> Result<usize> {
    let mut files: Vec<(_, PathBuf)> = Vec::new();
    for entry in fs::read_dir(scene.folder.join("target/debug/deps"))? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let is_list = path.extension().is_some_and(|it| it == "d");
        if is_list && stem.is_some_and(|stem| stem.starts_with(NAME)) {
            files.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    let (_, newest) = files.into_iter().max().ok_or("nothing was compiled")?;
    let text = fs::read_to_string(newest)?;
    // What each source depends on has a line of its own, empty but for its name.
    let sources = text.lines().filter_map(|line| line.strip_suffix(':'));
    let mut bytes = 0;
    for source in sources.filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs")) {
        bytes += fs::read(scene.folder.join(source))?.len();
    }
    Ok(bytes)
}

/// One row a set of features, with its shares of what all tags add to the support sources.
fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| features | sources | check, CPU | share of sources | share of CPU | ratio |\n|---|---:|---:|---:|---:|---:|\n",
    );
    let (Some(none), Some(all)) = (rows.first(), rows.last()) else {
        return table;
    };
    for row in rows {
        let share = |of: fn(&Row) -> f64| (of(row) - of(none)) / (of(all) - of(none));
        let (bytes, seconds) = (share(|row| row.bytes), share(|row| row.seconds));
        let name = match row.features.as_str() {
            "" => "none",
            features => features,
        };
        let ratio = if row.bytes > none.bytes {
            format!("{:.2}", seconds / bytes)
        } else {
            String::new()
        };
        let _ = writeln!(
            table,
            "| {name} | {:.0} KiB | {:.2} s | {bytes:.3} | {seconds:.3} | {ratio} |",
            row.bytes / 1024.0,
            row.seconds,
        );
    }
    table
}
