//! The table.

use std::fmt::Write as _;

use crate::compile::Compiled;
use crate::speed::Speed;

/// Returns everything as one table in Markdown.
pub(crate) fn table(compiled: &[Compiled], speeds: &[Speed]) -> String {
    let mut table = String::from("| | rows | derives | ratio |\n|---|---:|---:|---:|\n");
    let mut row = |task: &str, unit: &str, digits: usize, [ours, theirs]: [f64; 2]| {
        let ratio = ours / theirs;
        let _ = writeln!(
            table,
            "| {task} | {ours:.digits$} {unit} | {theirs:.digits$} {unit} | {ratio:.2} |"
        );
    };
    for Compiled { task, costs } in compiled {
        row(
            &format!("{task}: CPU"),
            "s",
            1,
            costs.map(|cost| cost.seconds),
        );
        row(
            &format!("{task}: peak"),
            "MB",
            0,
            costs.map(|cost| cost.megabytes),
        );
    }
    for Speed { task, rates } in speeds {
        row(task, "MB/s", 0, *rates);
    }
    table
}
