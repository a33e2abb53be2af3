//! Round trips with packages on which this workspace depends, so that cargo has their sources.

use std::{fs, path::PathBuf};

use cargo_metadata::MetadataCommand;
use toggle_tests_round_trip::{FORMS, round_trip, sources};

/// Small packages of different styles. The program of this package takes any others.
const PACKAGES: [&str; 6] = ["arc-swap", "futures-timer", "itoa", "linkme", "semver", "strsim"];

fn directories() -> Vec<PathBuf> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo knows the packages");
    let wanted = metadata.packages.iter().filter(|package| PACKAGES.contains(&package.name.as_str()));
    let mut directories: Vec<PathBuf> =
        wanted.filter_map(|package| Some(package.manifest_path.parent()?.join("src").into())).collect();
    directories.sort();
    directories
}

#[test]
fn published_code_comes_back_in_every_form() {
    let directories = directories();
    assert_eq!(directories.len(), PACKAGES.len(), "{directories:?}");
    let files: Vec<PathBuf> = directories.iter().flat_map(|directory| sources(directory)).collect();
    let mut differences = Vec::new();
    for form in FORMS {
        let mut gates = 0;
        for path in &files {
            let text = fs::read_to_string(path).expect("a source is text");
            match round_trip(&text, form) {
                Ok(count) => gates += count,
                Err(difference) => {
                    differences.push(format!("{}, {}: {}", form.name, path.display(), difference.reason));
                }
            }
        }
        // A form that finds no place would prove nothing.
        assert!(gates > 0, "{}", form.name);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
