//! Builds a hello world with one dependency at a time, each from scratch, and prints the cost of the dependency:
//! bytes of the stripped binary, packages, and CPU seconds of the release build.
//!
//! `cargo run --release -p toggle-size` prints a table. With `-- --check` it also fails if one of our own rows
//! exceeds its bound in `bounds.toml`. With `-- --own` it omits the peers. With `-- --quick` it measures only the
//! runtime without features and the runtime with its default features.

mod bounds;
mod cases;
mod cpu;
mod project;

use std::process::ExitCode;

use anyhow::{Result, bail};

use self::{
    bounds::Bounds,
    cases::{BARE, OURS, PEERS},
    project::{Measured, measure},
};

fn main() -> Result<ExitCode> {
    let (mut is_checked, mut has_peers, mut is_quick) = (false, true, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--check" => is_checked = true,
            "--own" => has_peers = false,
            "--quick" => (is_quick, has_peers) = (true, false),
            other => bail!("unknown argument `{other}`: expected `--check`, `--own` or `--quick`"),
        }
    }
    let bounds = Bounds::load()?;
    let bare = measure(&BARE)?;
    println!("A stripped hello world with thin LTO takes {} KB.\n", kilobytes(bare.bytes));
    println!("| dependency | KB added | packages | CPU seconds of a clean release build |");
    println!("|---|---:|---:|---:|");
    let mut faults = Vec::new();
    for case in OURS.iter().filter(|case| !is_quick || case.is_end()) {
        let measured = print(case.name, measure(case)?, &bare);
        faults.extend(bounds.faults(case.name, &measured));
    }
    if has_peers {
        for case in PEERS {
            print(case.name, measure(case)?, &bare);
        }
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    Ok(if is_checked && !faults.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints a row, and returns the cost of the dependency.
fn print(name: &str, measured: Measured, bare: &Measured) -> Measured {
    let added = Measured { bytes: measured.bytes.saturating_sub(bare.bytes), ..measured };
    let seconds = added.seconds.map_or("unknown".to_owned(), |seconds| format!("{seconds:.0}"));
    println!("| {name} | {} | {} | {seconds} |", kilobytes(added.bytes), added.packages);
    added
}

fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1000)
}
