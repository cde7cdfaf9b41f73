//! Measures what the form of (de)serialisation costs in a generated crate, beside serde's derives.
//!
//! One synthetic document goes through the generator. Beside the crate that comes out stands its
//! [`twin`], the same but for derives in place of the macro calls. Both are compiled and run in
//! turns; what comes out is a table in Markdown. Everything is written below the target directory.
//!
//! ```text
//! cargo run -p countersign-bench -- [OBJECTS] [ROUNDS]
//! cargo run -p countersign-bench -- tags DOCUMENT [ROUNDS]
//! cargo run -p countersign-bench -- fuzz CORPUS_FOLDER SECONDS [SEED]
//! ```
//!
//! The second form measures what the tags of a document cost to check: see [`tags`].
//! The third measures nothing: it looks for mistakes of the generator, see [`fuzz`].

mod compile;
mod fuzz;
mod model;
mod report;
mod scene;
mod speed;
mod tags;
mod twin;

use std::error::Error;
use std::path::PathBuf;

use scene::Scene;

/// What any step may fail with; it ends the run.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("tags").is_some() {
        let document = arguments.next().ok_or("say which document")?;
        let rounds = arguments.next().map_or(Ok(3), |text| text.parse())?;
        // Beside the other scene, whose workspace takes every folder in it.
        let folder = folder()?.with_file_name("countersign-bench-tags");
        print!("{}", tags::measure(&folder, document.as_ref(), rounds)?);
        return Ok(());
    }
    if arguments.next_if_eq("fuzz").is_some() {
        let corpus = arguments
            .next()
            .ok_or("say in which folder documents are")?;
        let seconds = arguments
            .next()
            .ok_or("say for how many seconds")?
            .parse()?;
        let seed = arguments.next().map_or(Ok(1), |text| text.parse())?;
        let target = folder()?.with_file_name("fuzz");
        print!("{}", fuzz::run(&target, corpus.as_ref(), seconds, seed)?);
        return Ok(());
    }
    let objects = arguments.next().map_or(Ok(600), |text| text.parse())?;
    let rounds = arguments.next().map_or(Ok(3), |text| text.parse())?;
    let scene = Scene::set(&folder()?, objects)?;
    let compiled = compile::measure(&scene, rounds)?;
    let speed = speed::measure(&scene, rounds)?;
    print!("{}", report::table(&compiled, &speed));
    Ok(())
}

/// The folder for everything that is written, beside the folder of this program.
fn folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program
        .ancestors()
        .nth(2)
        .ok_or("this program stands in no target directory")?;
    Ok(target.join("countersign-bench"))
}
