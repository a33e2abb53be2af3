//! The generator of crates with many functions.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Result;

/// The attribute on the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Gated,
    Instrumented,
}

impl Kind {
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gated => "`#[feature_toggle]`",
            Self::Instrumented => "`#[tracing::instrument]`",
        }
    }

    fn attribute(self, number: usize) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Gated => format!("#[toggle_runtime::feature_toggle(\"toggle-{number}\", else = x)]\n"),
            Self::Instrumented => "#[tracing::instrument]\n".to_owned(),
        }
    }
}

/// The program around the functions.
#[derive(Debug, Clone, Copy)]
pub enum Program {
    Calls,
    Measures,
}

impl Program {
    const fn source(self) -> &'static str {
        match self {
            Self::Calls => include_str!("../templates/calls.rs"),
            Self::Measures => include_str!("../templates/measures.rs"),
        }
    }
}

/// A crate of many functions of one kind. All crates share a target directory with the compiled dependencies.
pub struct Generated {
    pub directory: PathBuf,
    target: PathBuf,
}

/// The name of every generated crate, because its length changes the size of the records.
const NAME: &str = "generated";

impl Generated {
    pub fn new(kind: Kind, count: usize, program: Program) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = Self::root()?;
        let directory = root.join(format!("{kind:?}-{count}-{program:?}").to_lowercase());
        fs::create_dir_all(directory.join("src"))?;
        let workspace = here.join("../..").canonicalize()?;
        // The lock file selects the versions that the product's tests use.
        fs::copy(workspace.join("Cargo.lock"), directory.join("Cargo.lock"))?;
        fs::write(directory.join("Cargo.toml"), manifest(&workspace))?;
        fs::write(directory.join("src/main.rs"), program.source())?;
        fs::write(directory.join("src/functions.rs"), functions(kind, count)?)?;
        Ok(Self { directory, target: root.join("target") })
    }

    /// Returns the directory of all generated crates and of their build output.
    pub fn root() -> Result<PathBuf> {
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
        Ok(std::path::absolute(target)?.join("scale"))
    }

    /// Builds the crate for release, and returns the stripped binary.
    pub fn release(&self) -> Result<PathBuf> {
        self.cargo(&["build", "--release"])?;
        let suffix = std::env::consts::EXE_SUFFIX;
        let binary = self.directory.join(format!("{NAME}{suffix}"));
        fs::copy(self.target.join(format!("release/{NAME}{suffix}")), &binary)?;
        Ok(binary)
    }

    pub fn cargo(&self, arguments: &[&str]) -> Result<()> {
        cargo(&self.directory, &self.target, arguments)
    }

    /// Marks the crate as changed, so that cargo compiles it again without its dependencies.
    pub fn touch(&self) -> Result<()> {
        let source = self.directory.join("src/main.rs");
        Ok(fs::write(&source, fs::read(&source)?)?)
    }
}

/// Runs cargo in a directory, with incremental compilation disabled.
pub fn cargo(directory: &Path, target: &Path, arguments: &[&str]) -> Result<()> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--quiet")
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

fn manifest(workspace: &Path) -> String {
    let runtime = workspace.join("toggle-runtime");
    format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         toggle-runtime = {{ path = {runtime:?} }}\ntracing = \"0.1\"\n\n[profile.release]\nstrip = true\n"
    )
}

fn functions(kind: Kind, count: usize) -> Result<String> {
    let mut source = String::new();
    for number in 0..count {
        let attribute = kind.attribute(number);
        writeln!(source, "{attribute}fn function_{number}(x: u64) -> u64 {{\n    x.wrapping_mul({number}) + 1\n}}\n")?;
    }
    writeln!(source, "pub static FUNCTIONS: [fn(u64) -> u64; {count}] = [")?;
    for number in 0..count {
        writeln!(source, "    function_{number},")?;
    }
    source.push_str("];\n");
    Ok(source)
}
