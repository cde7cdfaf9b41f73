//! `countersign explain`: the long text of a code.

use std::io::Write as _;

use super::output::Output;
use super::{DONE, Stop, Usage};
use crate::diag::Code;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The code, such as CS0110; if absent, all are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output<'_, '_>) -> Result<u8, Stop> {
    let Some(id) = &arguments.code else {
        for code in Code::all() {
            writeln!(
                output.stdout,
                "{code}  {:7}  {}",
                code.level.as_str(),
                code.title
            )?;
        }
        return Ok(DONE);
    };
    let Some(code) = Code::find(id) else {
        let message = format!("there is no code `{id}`; `countersign explain` lists all");
        return Err(Usage(message).into());
    };
    writeln!(
        output.stdout,
        "{}[{code}]: {}\n",
        code.level.as_str(),
        code.title
    )?;
    writeln!(output.stdout, "{}", code.explanation())?;
    Ok(DONE)
}
