//! The build of one program from scratch.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{cases::Case, cpu};

/// The cost of a program: its bytes, the packages that cargo builds for it, and the CPU seconds of its build.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) bytes: u64,
    /// The packages that cargo builds, without the program's own package.
    pub(crate) packages: usize,
    pub(crate) seconds: Option<f64>,
}

/// The root of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

pub(crate) fn measure(case: &Case) -> Result<Measured> {
    eprintln!("{}: building for release", case.name);
    let directory = write(case)?;
    run(Command::new("cargo").args(["fetch", "--quiet"]), &directory)?;
    let before = cpu::seconds_of_children();
    run(Command::new("cargo").args(["build", "--release", "--quiet"]), &directory)?;
    let seconds = cpu::seconds_of_children().zip(before).map(|(after, before)| after - before);
    let binary = directory.join("target/release").join(format!("hello{}", std::env::consts::EXE_SUFFIX));
    let bytes = fs::metadata(&binary).with_context(|| binary.display().to_string())?.len();
    let measured = Measured { bytes, packages: packages(&directory)?, seconds };
    fs::remove_dir_all(directory.join("target"))?;
    Ok(measured)
}

/// Writes the package. Its directory and its lock file stay after the run, for inspection.
fn write(case: &Case) -> Result<PathBuf> {
    let name: String = case.name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let directory = Path::new(ROOT).join("benches/target/size").join(name);
    let target = directory.join("target");
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(directory.join("src"))?;
    let root = Path::new(ROOT).canonicalize()?;
    let dependency = case.dependency.replace("{ours}", &root.display().to_string());
    let manifest = format!(
        "[package]\nname = \"hello\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n\
         [profile.release]\nlto = \"thin\"\nstrip = true\n\n[workspace]\n"
    );
    fs::write(directory.join("Cargo.toml"), manifest)?;
    fs::write(directory.join("src/main.rs"), case.program)?;
    Ok(directory)
}

fn packages(directory: &Path) -> Result<usize> {
    let arguments = ["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", "--quiet"];
    let output = run(Command::new("cargo").args(arguments), directory)?;
    let names = output
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, rest)| (name.to_owned(), rest.split_whitespace().next().unwrap_or_default().to_owned()));
    Ok(names.collect::<BTreeSet<_>>().len() - 1)
}

/// Runs a command without the variables that an outer cargo sets, and returns its output.
fn run(command: &mut Command, directory: &Path) -> Result<String> {
    let output = command
        .current_dir(directory)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env("CARGO_INCREMENTAL", "0")
        .output()?;
    if !output.status.success() {
        bail!("{command:?} in {}: {}", directory.display(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
