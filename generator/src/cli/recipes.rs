//! `countersign recipes`: the recipes that ship with the generator.

use std::io::Write as _;

use serde_json::json;

use super::output::Output;
use super::{DONE, Format, Stop, Usage};
use crate::lower::signing::{Summary, bundled, bundled_text, summary};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The recipe to show; if absent, all are listed
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    match &arguments.name {
        Some(name) => show(name, output),
        None => list(output),
    }
}

fn show(name: &str, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let Some(text) = bundled_text(name) else {
        let message = format!("there is no recipe `{name}`; `countersign recipes` lists all");
        return Err(Usage(message).into());
    };
    write!(output.stdout, "{text}")?;
    Ok(DONE)
}

fn list(output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let recipes: Vec<Summary> = bundled().filter_map(summary).collect();
    let width = |text: fn(&Summary) -> &str| {
        let lengths = recipes.iter().map(|it| text(it).len());
        lengths.max().unwrap_or_default()
    };
    let (names, kinds) = (width(|it| it.name), width(|it| it.kind));
    let algorithms = width(|it| &it.algorithm);
    for recipe in &recipes {
        let Summary {
            name,
            kind,
            algorithm,
            title,
        } = recipe;
        match output.format {
            Format::Text => writeln!(
                output.stdout,
                "{name:names$}  {kind:kinds$}  {algorithm:algorithms$}  {title}"
            )?,
            Format::Json => {
                let line =
                    json!({"name": name, "kind": kind, "algorithm": algorithm, "title": title});
                writeln!(output.stdout, "{line}")?;
            }
        }
    }
    Ok(DONE)
}
