//! A proof on real crates that `#[feature_toggle]` is transparent: every function of a crate is gated, and the
//! crate's own tests have to pass as before.
//!
//! The program fetches the published source of each crate of [`crates::CRATES`] and copies it three times: unchanged
//! (baseline), with the attribute on every function (on), and with every body in the attribute's `else` (off). The
//! tests run in each copy. Clippy runs on the first two copies with many more lints than a crate enables, and must
//! not report new warnings.

mod crates;
mod edit;
mod functions;
mod fetch;
mod project;
mod cargo;
mod trial;
mod report;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail, ensure};

use self::crates::{CRATES, Crate};

const USAGE: &str = "\
Gates every function of well-known crates and runs the crates' own tests.

Usage: gate-crates [--work DIR] [--runtime DIR] [--list] [CRATE]...

Without a CRATE, all of the table in src/crates.rs.

  --work DIR     where copies, logs and builds go (default: real-crates in the system's temporary directory)
  --runtime DIR  the toggle-runtime to use (default: this repository's)
  --list         print the crates and stop";

/// The options of the command line.
struct Options {
    work: PathBuf,
    runtime: PathBuf,
    chosen: Vec<&'static Crate>,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode> {
    let Some(options) = options(std::env::args().skip(1))? else { return Ok(ExitCode::SUCCESS) };
    let mut rows = Vec::new();
    for krate in &options.chosen {
        eprintln!("{} {}", krate.name, krate.version);
        let row = trial::run(krate, &options.work, &options.runtime)
            .with_context(|| format!("{} {}", krate.name, krate.version))?;
        eprintln!("{}", report::row(&row));
        eprint!("{}", report::new_warnings(&row));
        rows.push(row);
    }
    print!("{}", report::table(&rows));
    Ok(if rows.iter().all(trial::Row::is_transparent) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Option<Options>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut work = std::env::temp_dir().join("real-crates");
    let mut runtime = here.join("../../toggle-runtime");
    let mut chosen: Vec<&Crate> = Vec::new();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("`{arg}` needs a directory"));
        match arg.as_str() {
            "--work" => work = value()?.into(),
            "--runtime" => runtime = value()?.into(),
            "--list" => {
                for krate in CRATES {
                    println!("{} {}", krate.name, krate.version);
                }
                return Ok(None);
            }
            "--help" | "-h" => {
                println!("{USAGE}");
                return Ok(None);
            }
            flag if flag.starts_with('-') => bail!("unknown option `{flag}`\n\n{USAGE}"),
            name => {
                let found = CRATES.iter().find(|krate| krate.name == name);
                chosen.push(found.with_context(|| format!("no crate `{name}` in the table; see --list"))?);
            }
        }
    }
    ensure!(runtime.join("Cargo.toml").is_file(), "no package in `{}`", runtime.display());
    if chosen.is_empty() {
        chosen = CRATES.iter().collect();
    }
    Ok(Some(Options { work, runtime: runtime.canonicalize()?, chosen }))
}
