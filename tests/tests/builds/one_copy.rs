//! Two copies of the runtime in one program, from two directories: cargo refuses to resolve them.

use std::{fmt::Write, fs, path::Path, process::Command};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const CRATES: [&str; 4] = ["toggle-syntax", "toggle-macros", "toggle-rules", "toggle-runtime"];

/// Copies the manifests of our crates. Resolving reads no source.
fn copy_crates(to: &Path) {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).expect("the workspace has a manifest");
    let (_, rest) = manifest.split_once("\n]\nexclude").expect("members come first");
    let members = format!("[workspace]\nresolver = \"3\"\nmembers = {CRATES:?}\nexclude{rest}");
    fs::create_dir_all(to).expect("a directory can be made");
    fs::write(to.join("Cargo.toml"), members).expect("a file can be written");
    for name in CRATES {
        let (from, to) = (Path::new(ROOT).join(name), to.join(name));
        fs::create_dir_all(to.join("src")).expect("a directory can be made");
        fs::write(to.join("src/lib.rs"), "").expect("a file can be written");
        for file in ["Cargo.toml", "build.rs"] {
            if from.join(file).exists() {
                fs::copy(from.join(file), to.join(file)).expect("a file can be copied");
            }
        }
    }
}

/// Resolves a program that depends on the crates at these paths. Returns the success and cargo's messages.
fn resolve(directory: &Path, paths: &[(&str, &Path)]) -> (bool, String) {
    let mut dependencies = String::new();
    for (name, path) in paths {
        let path = path.join("toggle-runtime");
        let path = path.to_str().expect("the path of a temporary directory is Unicode");
        writeln!(dependencies, "{name} = {{ package = \"toggle-runtime\", path = {path:?} }}").expect("a text grows");
    }
    let program = directory.join("program");
    fs::create_dir_all(program.join("src")).expect("a directory can be made");
    fs::write(program.join("src/main.rs"), "fn main() {}").expect("a file can be written");
    let package = "[package]\nname = \"program\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n";
    fs::write(program.join("Cargo.toml"), format!("{package}{dependencies}")).expect("a file can be written");
    // The lock file of the workspace names only packages that are already downloaded.
    fs::copy(Path::new(ROOT).join("Cargo.lock"), program.join("Cargo.lock")).expect("a file can be copied");
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["tree", "--offline"]).current_dir(program).output();
    let output = output.expect("cargo can be run");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn two_copies_do_not_resolve() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let [one, other] = ["one", "other"].map(|name| directory.path().join(name));
    copy_crates(&one);
    copy_crates(&other);

    let (is_resolved, said) = resolve(directory.path(), &[("toggle_runtime", &one)]);
    assert!(is_resolved, "one copy resolves: {said}");
    let (is_resolved, said) = resolve(directory.path(), &[("toggle_runtime", &one), ("second", &other)]);
    assert!(!is_resolved && said.contains("toggle-runtime-0.1"), "{said}");
    assert!(said.contains("Only one package in the dependency graph may specify the same links value"), "{said}");
}

#[test]
fn link_name_is_of_this_version() {
    let manifest = fs::read_to_string(Path::new(ROOT).join("toggle-runtime/Cargo.toml")).expect("it has a manifest");
    let version = env!("CARGO_PKG_VERSION").rsplit_once('.').expect("a version has three parts").0;
    assert!(manifest.contains(&format!("links = \"toggle-runtime-{version}\"")));
    let points =
        fs::read_to_string(Path::new(ROOT).join("toggle-runtime/src/catalogue/point.rs")).expect("it has this file");
    assert!(points.contains(&format!("static TOGGLE_RUNTIME_{}_POINTS", version.replace('.', "_"))));
}
