//! What survives the linker: every toggle of every dependency, in a binary that is optimized for size across crates and
//! stripped, both for the running program and for whoever reads the file.

use std::{fs, path::Path, process::Command};

use toggle_syntax::record::{Body, MAGIC, Record};

const EXPECTED: [&str; 11] = [
    "linked-async",
    "linked-called",
    "linked-declared",
    "linked-generic-called",
    "linked-generic-never-called",
    "linked-inlined",
    "linked-method",
    "linked-never-called",
    "linked-private",
    "linked-trait-default",
    "linked-unused-module",
];

/// Every record in a file, wherever it stands.
fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    (0..bytes.len())
        .filter(|&at| bytes[at..].starts_with(MAGIC.as_bytes()))
        .filter_map(|at| Record::read(&bytes[at..]).ok().map(|(record, _)| record))
}

#[test]
fn a_stripped_binary_still_tells_its_toggles() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let build = ["build", "--quiet", "-p", "toggle-tests", "--bin", "linked", "--profile", "stripped"];
    let status = Command::new(env!("CARGO")).args(build).current_dir(root).status().expect("cargo can be run");
    assert!(status.success());
    // The profile's directory is beside that of the tests' own.
    let target = Path::new(env!("CARGO_BIN_EXE_linked")).ancestors().nth(2).expect("it is in a target directory");
    let binary = target.join("stripped").join(Path::new("linked").with_extension(std::env::consts::EXE_EXTENSION));

    let bytes = fs::read(&binary).expect("it has been built");
    let mut found: Vec<&str> = records(&bytes).map(|record| record.name).collect();
    found.sort_unstable();
    assert_eq!(found, EXPECTED);
    for record in records(&bytes) {
        assert_eq!((record.place.package, record.place.version), ("toggle-linked", env!("CARGO_PKG_VERSION")));
        let path = Path::new(record.place.file);
        assert!(path.is_relative() && path.ends_with("src/lib.rs"), "{record:?}");
        assert_eq!(matches!(record.body, Body::Declaration(_)), record.name == "linked-declared");
    }

    let output = Command::new(&binary).env_clear().output().expect("it can be run");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0 11\n");
}
