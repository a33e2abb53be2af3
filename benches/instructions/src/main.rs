//! Counts the instructions of checks, decisions and scopes with callgrind, and compares them with `bounds.toml`.
//! The counts do not depend on the load of the machine, so a regression can fail a build.
//!
//! `cargo run --release -p toggle-instructions` prints a table and the faults. With `-- --check` it also fails on
//! faults, and with `-- --bless` it writes new bounds.

mod bounds;
mod callgrind;
mod cases;
mod goals;
mod table;

use std::process::ExitCode;

use anyhow::{Result, bail};

use self::{bounds::Bounds, callgrind::Count};

/// Instructions per call, beyond those of an empty function.
type Counts = Vec<Count>;

fn main() -> Result<ExitCode> {
    let argument = std::env::args().nth(1);
    let faults = match argument.as_deref() {
        Some(callgrind::CHILD) => {
            cases::run()?;
            return Ok(ExitCode::SUCCESS);
        }
        Some("--bless") => {
            let counts = callgrind::counts()?;
            let bounds = Bounds::of(&counts);
            bounds.save()?;
            table::print(&counts, &bounds);
            goals::faults(&counts)
        }
        None | Some("--check") => {
            let counts = callgrind::counts()?;
            let bounds = Bounds::load()?;
            table::print(&counts, &bounds);
            bounds.warnings(&counts).iter().for_each(|warning| eprintln!("{warning}"));
            goals::faults(&counts).into_iter().chain(bounds.faults(&counts)).collect()
        }
        Some(other) => bail!("unknown argument `{other}`: expected `--check`, `--bless`, or none"),
    };
    for fault in &faults {
        eprintln!("{fault}");
    }
    let fails = !faults.is_empty() && argument.is_some();
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
