//! Measures the framework and its peers, and writes `RESULTS.md`:
//!
//! ```console
//! $ cargo run --release --manifest-path benches/Cargo.toml
//! $ cargo run --release --manifest-path benches/Cargo.toml -- check decisions contention
//! ```
//!
//! The second command prints the named sections and writes nothing. The report builds and runs the other programs of
//! this workspace, which measure and print figures. It turns the figures into tables and evaluates the goals.

mod section;
mod child;
mod figures;
mod tables;
mod table;
mod goals;
mod machine;
mod versions;

use std::{fs, path::Path};

use anyhow::{Context, Result};

use self::{figures::Figures, section::Section};

const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");

fn main() -> Result<()> {
    let asked = std::env::args().skip(1).map(|name| name.parse()).collect::<Result<Vec<Section>>>()?;
    let all = asked.is_empty();
    let sections = if all { Section::ALL.to_vec() } else { asked };

    let mut figures = Figures::default();
    let mut report = String::new();
    for section in sections {
        let text = section.run(&mut figures).with_context(|| format!("`{section}` has failed"))?;
        let text = text.trim_end();
        println!("{text}\n");
        report.push_str(text);
        report.push_str("\n\n");
    }
    let goals = goals::markdown(&figures);
    println!("{goals}");
    if all {
        let head = [machine::markdown()?, versions::markdown()?, METHOD.to_owned()].join("\n");
        write(Path::new(RESULTS), &format!("{head}\n{report}{goals}"))?;
    }
    Ok(())
}

fn write(path: &Path, report: &str) -> Result<()> {
    fs::write(path, report).with_context(|| format!("cannot write {}", path.display()))
}

const METHOD: &str = include_str!("method.md");
