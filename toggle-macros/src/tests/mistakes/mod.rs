//! The messages for mistakes in arguments and items, and their places: every case in `tests/mistakes/` has its
//! messages in the `.stderr` next to it. `SNAPSHOTS=overwrite cargo test -p toggle-macros mistakes` writes them anew.
//!
//! The macros run in this process, so that each message is the macros' own. Messages of the compiler are in the
//! package `toggle-tests-ui`.

mod expand;
mod render;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use self::{expand::Expander, render::render};

/// Returns the messages for the source of a case, in the form in which the compiler prints them.
fn messages(file: &str, source: &str) -> String {
    let tokens = source.parse().expect("the source of a case is made of tokens");
    render(file, source, &Expander::expand(tokens))
}

/// Returns the files with this extension, in the order of their names.
fn files(extension: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let entries = fs::read_dir(directory).expect("the cases are there");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == extension)).collect();
    files.sort();
    files
}

#[test]
fn mistakes_are_reported_at_their_places() {
    let overwrites = env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite");
    let mut differences = Vec::new();
    for case in files("rs") {
        let source = fs::read_to_string(&case).expect("the case can be read");
        let file = case.file_name().expect("a case has a name").to_string_lossy();
        let actual = messages(&file, &source);
        let path = case.with_extension("stderr");
        if overwrites {
            fs::write(&path, &actual).expect("the messages can be written");
        }
        // A missing file differs from every message.
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if actual.is_empty() || actual != expected {
            differences.push(format!("== {file}\n-- expected\n{expected}-- actual\n{actual}\n"));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.concat());
}

#[test]
fn messages_belong_to_a_case() {
    let lonely: Vec<PathBuf> = files("stderr").into_iter().filter(|path| !path.with_extension("rs").exists()).collect();
    assert!(lonely.is_empty(), "{lonely:?}");
    assert!(files("rs").len() > 100, "the folder has lost its cases");
}
