//! Builds of the current package or workspace, to read the binaries that cargo produces, and the metadata of the
//! manifest.

use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use anyhow::{Context, Result, anyhow, bail};
use cargo_metadata::{
    Artifact, CrateType, Message, MetadataCommand, PackageId, camino::Utf8Path, diagnostic::Diagnostic,
};
use clap::Args;
use toggle_admin::{inventory::Inventory, pipe::STANDARD_INPUT};

use crate::terminal;

/// The source of the toggles: finished binaries, or the result of a build.
#[derive(Debug, Args)]
pub struct Input {
    /// Finished binaries, or lists saved with `--format json`; without any, builds the current package or workspace
    #[arg(value_name = "BINARY", help_heading = None::<&str>)]
    pub binaries: Vec<PathBuf>,
    /// The arguments of the build.
    #[command(flatten)]
    pub build: Build,
}

/// The heading of the build options in the help. The short help hides them, since they are many.
pub const BUILD_OPTIONS: &str = "Build options (as for `cargo build`)";

/// The arguments of `cargo build`.
#[derive(Debug, Clone, Args)]
#[allow(clippy::struct_excessive_bools, reason = "they are the flags of `cargo build`")]
#[command(next_help_heading = BUILD_OPTIONS)]
pub struct Build {
    /// Package to build
    #[arg(short, long, value_name = "SPEC")]
    package: Vec<String>,
    /// Build all packages of the workspace
    #[arg(long)]
    workspace: bool,
    /// Package to leave out
    #[arg(long, value_name = "SPEC", requires = "workspace")]
    exclude: Vec<String>,
    /// Only this program
    #[arg(long, value_name = "NAME")]
    bin: Vec<String>,
    /// Only programs
    #[arg(long)]
    bins: bool,
    /// Only the library
    #[arg(long)]
    lib: bool,
    /// Only this example
    #[arg(long, value_name = "NAME")]
    example: Vec<String>,
    /// Only examples
    #[arg(long)]
    examples: bool,
    /// Only this test program
    #[arg(long, value_name = "NAME")]
    test: Vec<String>,
    /// Only test programs
    #[arg(long)]
    tests: bool,
    /// Programs, examples, tests and benchmarks
    #[arg(long)]
    all_targets: bool,
    /// Build with the profile `release`
    #[arg(short, long)]
    release: bool,
    /// Build with this profile
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Features to enable
    #[arg(short = 'F', long, value_name = "FEATURES")]
    features: Vec<String>,
    /// Enable all features
    #[arg(long)]
    all_features: bool,
    /// Do not enable the feature `default`
    #[arg(long)]
    no_default_features: bool,
    /// Build for this target
    #[arg(long, value_name = "TRIPLE")]
    target: Vec<String>,
    /// Directory for the build output
    #[arg(long, value_name = "DIRECTORY")]
    target_dir: Option<PathBuf>,
    /// The manifest to build
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Require that `Cargo.lock` is up to date
    #[arg(long)]
    locked: bool,
    /// Build without network access
    #[arg(long)]
    offline: bool,
    /// Same as `--locked --offline`
    #[arg(long)]
    frozen: bool,
}

impl Input {
    /// Returns the toggles of all programs, merged.
    ///
    /// # Errors
    ///
    /// If the build fails or produces nothing to read, or if a binary cannot be read.
    pub fn inventory(&self) -> Result<Inventory> {
        Ok(Inventory::merged(&self.programs()?))
    }

    /// Returns whether a program is the standard input.
    pub fn reads_input(&self) -> bool {
        self.binaries.iter().any(|path| path == Path::new(STANDARD_INPUT))
    }

    /// Returns whether a workspace may have programs that are not among these. Only a build of all of it rules that
    /// out.
    pub fn is_part(&self) -> bool {
        let Build { package, exclude, bin, lib, example, test, .. } = &self.build;
        *lib || !self.binaries.is_empty()
            || [package, exclude, bin, example, test].iter().any(|names| !names.is_empty())
    }

    fn built(&self) -> Result<Vec<PathBuf>> {
        let is_outside = || {
            let here = std::env::current_dir().unwrap_or_default();
            self.build.manifest_path().is_none() && here.ancestors().all(|above| !above.join("Cargo.toml").exists())
        };
        self.build.run().map_err(|error| {
            if is_outside() {
                return anyhow!("{error:#}; give a program: a binary, or a list saved with `--format json`");
            }
            error
        })
    }

    /// Returns the toggles of each program.
    ///
    /// # Errors
    ///
    /// The errors of [`inventory`](Self::inventory).
    pub fn programs(&self) -> Result<Vec<Inventory>> {
        let built = if self.binaries.is_empty() { self.built()? } else { Vec::new() };
        if let Some(flag) = self.build.flag().filter(|_| !self.binaries.is_empty()) {
            bail!("`{flag}` is for a build, and nothing is built where BINARY is given; leave one of them out");
        }
        Inventory::open_all(self.binaries.iter().chain(&built))
    }
}

impl Build {
    /// Returns the path of the manifest to build, if one was named.
    pub fn manifest_path(&self) -> Option<&Path> {
        self.manifest_path.as_deref()
    }

    /// Builds, with cargo's own progress on the standard error output, and returns the paths of the files to read.
    fn run(&self) -> Result<Vec<PathBuf>> {
        let built = built("build", &[], self.arguments())?;
        let members = members(self.manifest_path())?;
        let of_members = || built.iter().filter(|artifact| members.contains(&artifact.package_id));
        let mut paths: Vec<PathBuf> = built.iter().filter_map(|it| it.executable.as_ref()).map(Into::into).collect();
        if self.wants_libraries() {
            paths.extend(of_members().flat_map(libraries));
        }
        if paths.is_empty() {
            paths = of_members().flat_map(rust_libraries).collect();
        }
        if paths.is_empty() {
            bail!(
                "the build produced no file with toggles; name a binary, or build others with `--tests` or `--examples`"
            );
        }
        paths.sort();
        paths.dedup();
        Ok(paths.into_iter().map(|path| from_here(&path)).collect())
    }

    /// Returns whether the build wants libraries. A build of programs alone also builds a library for them, in all its
    /// crate types.
    fn wants_libraries(&self) -> bool {
        let only = [&self.bin, &self.example, &self.test].iter().any(|names| !names.is_empty());
        let only = only || self.bins || self.examples || self.tests;
        self.lib || self.all_targets || !only
    }

    /// Returns the first flag that makes sense only for a build, if one is given.
    fn flag(&self) -> Option<String> {
        let arguments = Self { manifest_path: None, ..self.clone() }.arguments();
        arguments.first().map(|flag| flag.to_string_lossy().into_owned())
    }

    fn arguments(&self) -> Vec<OsString> {
        let flags = [
            ("--workspace", self.workspace),
            ("--bins", self.bins),
            ("--lib", self.lib),
            ("--examples", self.examples),
            ("--tests", self.tests),
            ("--all-targets", self.all_targets),
            ("--release", self.release),
            ("--all-features", self.all_features),
            ("--no-default-features", self.no_default_features),
            ("--locked", self.locked),
            ("--offline", self.offline),
            ("--frozen", self.frozen),
        ];
        let values: [(&str, Vec<&OsStr>); 10] = [
            ("--package", all(&self.package)),
            ("--exclude", all(&self.exclude)),
            ("--bin", all(&self.bin)),
            ("--example", all(&self.example)),
            ("--test", all(&self.test)),
            ("--profile", all(self.profile.as_slice())),
            ("--features", all(&self.features)),
            ("--target", all(&self.target)),
            ("--target-dir", all(self.target_dir.as_slice())),
            ("--manifest-path", all(self.manifest_path.as_slice())),
        ];
        let flags = flags.into_iter().filter(|(_, given)| *given).map(|(flag, _)| flag.into());
        let values = values.into_iter().flat_map(|(name, values)| {
            values.into_iter().flat_map(move |value| [OsString::from(name), value.to_owned()])
        });
        flags.chain(values).collect()
    }
}

/// Builds the tests that `cargo test` would run with these arguments. Returns the paths of the tests and of the
/// programs that the tests start.
///
/// # Errors
///
/// If the build fails.
pub fn test_programs(arguments: &[&String]) -> Result<Vec<PathBuf>> {
    let built = built("test", &["--no-run"], arguments.iter().map(OsString::from))?;
    let mut paths: Vec<PathBuf> = built.iter().filter_map(|it| it.executable.as_ref()).map(Into::into).collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Returns the artifacts of a cargo command. Its progress goes to the standard error output.
fn built(command: &str, flags: &[&str], arguments: impl IntoIterator<Item = OsString>) -> Result<Vec<Artifact>> {
    let flags = flags.iter().copied().chain(["--message-format=json-render-diagnostics"]).map(OsString::from);
    let arguments: Vec<OsString> = flags.chain(arguments).collect();
    let (status, messages) = run(command, &arguments, Some(|messages: &mut dyn Read| artifacts(messages)), &[])?;
    if !status.success() {
        bail!("`cargo {command}` failed, so there is nothing to list");
    }
    messages.unwrap_or_else(|| Ok(Vec::new())).with_context(|| format!("reading the output of `cargo {command}`"))
}

/// A build that may have failed, with the messages of the compiler.
#[derive(Debug)]
pub struct Attempt {
    /// Whether everything was built.
    pub is_success: bool,
    /// The messages of the compiler, also those of earlier builds.
    pub diagnostics: Vec<Diagnostic>,
    /// The programs and libraries of the workspace.
    pub programs: Vec<PathBuf>,
}

/// Runs a command of cargo that builds, and collects the messages of the compiler instead of printing them.
///
/// # Errors
///
/// If cargo cannot be run.
pub fn attempt(command: &str, arguments: impl IntoIterator<Item = OsString>) -> Result<Attempt> {
    let arguments: Vec<OsString> = std::iter::once(OsString::from("--message-format=json")).chain(arguments).collect();
    let messages = |messages: &mut dyn Read| Message::parse_stream(BufReader::new(messages)).collect();
    let (status, messages) = run(command, &arguments, Some(messages), &[])?;
    let messages: io::Result<Vec<Message>> = messages.unwrap_or_else(|| Ok(Vec::new()));
    let mut attempt = Attempt { is_success: status.success(), diagnostics: Vec::new(), programs: Vec::new() };
    for message in messages.with_context(|| format!("reading the messages of `cargo {command}`"))? {
        match message {
            Message::CompilerMessage(message) => attempt.diagnostics.push(message.message),
            Message::CompilerArtifact(artifact) => match &artifact.executable {
                Some(executable) => attempt.programs.push(executable.into()),
                // A path dependency has its own libraries, and those of registries hold toggles, too.
                None => attempt.programs.extend(rust_libraries(&artifact)),
            },
            _ => {}
        }
    }
    attempt.programs.sort();
    attempt.programs.dedup();
    Ok(attempt)
}

/// Runs the tests with these arguments and variables.
///
/// # Errors
///
/// If cargo cannot be run.
pub fn test(arguments: &[String], variables: &[(&str, &Path)]) -> Result<ExitStatus> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    Ok(run("test", &arguments, None::<fn(&mut dyn Read)>, variables)?.0)
}

/// Runs a command of cargo, and passes its output on. If `read` is there, `read` gets the standard output instead.
fn run<T>(
    command: &str,
    arguments: &[OsString],
    read: Option<impl FnOnce(&mut dyn Read) -> T>,
    variables: &[(&str, &Path)],
) -> Result<(ExitStatus, Option<T>)> {
    let mut cargo = Command::new(program());
    cargo.arg(command);
    let of_cargo = arguments.split(|argument| argument == "--").next().unwrap_or_default();
    // Cargo prints to a pipe, so it does not see the terminal at the other end.
    let is_told = of_cargo.iter().any(|argument| argument.as_encoded_bytes().starts_with(b"--color"));
    if terminal::has_colours() && !is_told && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        cargo.arg("--color=always");
    }
    if terminal::is_quiet() && !of_cargo.iter().any(|argument| argument == "--quiet" || argument == "-q") {
        cargo.arg("--quiet");
    }
    cargo.args(arguments).envs(variables.iter().copied());
    terminal::pass_on(cargo, read).with_context(|| format!("`cargo {command}` cannot be run"))
}

fn all<T: AsRef<OsStr>>(values: &[T]) -> Vec<&OsStr> {
    values.iter().map(AsRef::as_ref).collect()
}

/// Returns every artifact that cargo reports as built or as up to date.
fn artifacts(messages: impl Read) -> io::Result<Vec<Artifact>> {
    let artifact = |message| match message {
        Ok(Message::CompilerArtifact(artifact)) => Some(Ok(artifact)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    };
    Message::parse_stream(BufReader::new(messages)).filter_map(artifact).collect()
}

/// Returns the libraries for other languages than Rust. They are linked as programs are.
fn libraries(artifact: &Artifact) -> impl Iterator<Item = PathBuf> {
    let is_linked = |kind: &CrateType| matches!(kind, CrateType::CDyLib | CrateType::DyLib | CrateType::StaticLib);
    let is_linked = artifact.executable.is_none() && artifact.target.crate_types.iter().any(is_linked);
    artifact.filenames.iter().filter(move |file| is_linked && is_library(file)).map(Into::into)
}

/// Returns whether a file is a library for other languages than Rust. An import library of Windows, which only points a
/// linker at another file, is not one.
fn is_library(file: &Utf8Path) -> bool {
    let is_import = file.as_str().ends_with(".dll.lib") || file.as_str().ends_with(".dll.a");
    !is_import && matches!(file.extension(), Some("so" | "dylib" | "dll" | "a" | "lib"))
}

/// Returns the libraries for Rust. They hold the toggles of their own package alone.
fn rust_libraries(artifact: &Artifact) -> impl Iterator<Item = PathBuf> {
    artifact.filenames.iter().filter(|file| file.extension() == Some("rlib")).map(Into::into)
}

fn members(manifest: Option<&Path>) -> Result<HashSet<PackageId>> {
    Ok(metadata(manifest)?.workspace_members.into_iter().collect())
}

/// Returns cargo's metadata of the workspace, without its dependencies.
///
/// # Errors
///
/// If there is no manifest, or cargo does not understand it.
pub fn metadata(manifest: Option<&Path>) -> Result<cargo_metadata::Metadata> {
    let mut command = MetadataCommand::new();
    command.cargo_path(program()).no_deps();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    command.exec().map_err(|error| match error {
        // Cargo's message has several lines.
        cargo_metadata::Error::CargoMetadata { stderr } => {
            let lines: Vec<&str> = stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            anyhow!("`cargo metadata` failed: {}", lines.join("; "))
        }
        error => anyhow::Error::new(error).context("`cargo metadata` failed"),
    })
}

/// Returns the path of the cargo that called this tool.
pub fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Returns a path relative to the current directory, if it is below that: the output is then the same in each checkout.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).map_or_else(|| path.to_owned(), Path::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        build: Build,
    }

    fn build(line: &str) -> Build {
        let words = ["build"].into_iter().chain(line.split_whitespace());
        Line::try_parse_from(words).expect("these are its arguments").build
    }

    #[test]
    fn every_flag_is_passed_on() {
        let line = "--workspace --bins --lib --examples --tests --all-targets --release --all-features \
                    --no-default-features --locked --offline --frozen --package a --package b --exclude c --bin d \
                    --example e --test f --profile g --features h,i --features j --target k --target-dir l \
                    --manifest-path m";
        let passed: Vec<String> =
            build(line).arguments().iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert_eq!(passed.join(" "), line.split_whitespace().collect::<Vec<_>>().join(" "));
        // A new flag has to be in the line above.
        let flags = <Line as clap::CommandFactory>::command();
        let mut flags = flags.get_arguments().filter_map(clap::Arg::get_long);
        assert_eq!(flags.find(|&flag| flag != "help" && !line.contains(&format!("--{flag}"))), None);
    }

    #[test]
    fn build_of_not_only_programs_wants_libraries() {
        for line in ["", "--release", "--lib", "--all-targets", "--bins --lib", "--tests --all-targets"] {
            assert!(build(line).wants_libraries(), "{line}");
        }
        for line in ["--bins", "--bin a", "--example a", "--examples", "--test a", "--tests"] {
            assert!(!build(line).wants_libraries(), "{line}");
        }
    }

    #[test]
    fn import_library_is_no_library() {
        for file in ["liba.so", "liba.dylib", "a.dll", "liba.a", "a.lib"] {
            assert!(is_library(file.into()), "{file}");
        }
        for file in ["a.dll.lib", "liba.dll.a", "liba.rlib", "liba.rmeta", "a.pdb", "a.exe"] {
            assert!(!is_library(file.into()), "{file}");
        }
    }
}
