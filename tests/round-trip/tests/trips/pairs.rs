//! The corpus of pairs: each directory of `pairs` has code with a toggle, the code that is left for each value, and
//! notes for people. The code is compiled and run before and after. `SNAPSHOTS=overwrite` renews the code that is left.
//!
//! The name of a directory begins with the toggle that is retired if it is not `x`. It ends with the edition if no
//! other edition compiles the code.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use cargo_toggle::retire::rewrite::{Edition, Level, rewrite};

use crate::program::{Case, Program, WAYS, Way};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trips/pairs")
}

/// Returns the names of all cases, in order.
fn names() -> Vec<String> {
    let entries = fs::read_dir(directory()).expect("the corpus is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Returns the ways in which the toggle of a case is retired.
fn ways(name: &str) -> impl Iterator<Item = &'static Way> {
    let first = name.split('-').next().unwrap_or_default();
    let toggle = if WAYS.iter().any(|way| way.toggle == first) { first } else { "x" };
    WAYS.iter().filter(move |way| way.toggle == toggle)
}

/// Compares a file with what it should be, or writes it. Returns the mistake, if there is one.
fn snapshot(path: &Path, expected: Option<&str>) -> Option<String> {
    let found = fs::read_to_string(path).ok();
    if found.as_deref() == expected {
        return None;
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        match expected {
            Some(text) => fs::write(path, text).expect("the file can be written"),
            None => fs::remove_file(path).expect("the file can be removed"),
        }
        return None;
    }
    Some(format!("{} is stale; it should be:\n{}", path.display(), expected.unwrap_or("(no file)")))
}

/// The code that is left, by way, and the notes.
struct Left {
    after: Vec<(&'static Way, String)>,
    notes: String,
}

/// Retires the toggle of a case in an edition.
fn left(name: &str, before: &str, edition: Edition) -> Left {
    let mut left = Left { after: Vec::new(), notes: String::new() };
    for way in ways(name) {
        let done = rewrite(before, &way.target(), edition).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        for note in &done.notes {
            let level = if note.level == Level::Person { "person" } else { "maybe" };
            let _ = writeln!(left.notes, "{}, line {}, {level}: {}", way.name, note.line, note.text);
        }
        if done.notes.iter().all(|note| note.level != Level::Person) {
            left.after.push((way, done.text));
        }
    }
    left
}

/// Returns a case, and compares its files with what should be left. A file of the older edition is there only if it
/// differs.
fn case(name: &str, edition: Edition, stale: &mut Vec<String>) -> Case {
    let directory = directory().join(name);
    let before = fs::read_to_string(directory.join("before.rs")).expect("each case has code before");
    let done = left(name, &before, edition);
    let newer = (edition == Edition::Before2024).then(|| left(name, &before, Edition::From2024));
    let text_of = |left: &Left, way: &Way| {
        left.after.iter().find(|(done, _)| done.name == way.name).map(|(_, text)| text.clone())
    };
    let mut check = |file: &str, extension: &str, text: Option<String>, newer: Option<Option<String>>| {
        let (year, text) = match newer {
            Some(newer) => (".2021", text.filter(|text| newer.as_ref() != Some(text))),
            None => ("", text),
        };
        stale.extend(snapshot(&directory.join(format!("{file}{year}.{extension}")), text.as_deref()));
    };
    for way in ways(name) {
        check(way.name, "rs", text_of(&done, way), newer.as_ref().map(|newer| text_of(newer, way)));
    }
    let notes_of = |left: &Left| Some(left.notes.clone()).filter(|notes| !notes.is_empty());
    check("notes", "txt", notes_of(&done), newer.as_ref().map(notes_of));
    Case { name: name.replace('-', "_"), before, after: done.after }
}

#[track_caller]
fn check(program: &str, edition: Edition) {
    let is_for = |name: &String| edition == Edition::From2024 || !name.ends_with("-2024");
    let names: Vec<String> = names().into_iter().filter(is_for).collect();
    let mut stale = Vec::new();
    let cases: Vec<Case> = names.iter().map(|name| case(name, edition, &mut stale)).collect();
    assert!(stale.is_empty(), "{}\nrun the test again with SNAPSHOTS=overwrite", stale.join("\n"));
    let compared: usize = cases.iter().map(|case| case.after.len() * 4).sum();
    let printed = Program::write(program, edition, &cases).run();
    assert_eq!(printed, format!("{compared} comparisons, 0 differ\n"));
}

#[test]
fn pairs_behave_the_same_in_2024() {
    check("pairs-2024", Edition::From2024);
}

#[test]
fn pairs_behave_the_same_in_2021() {
    check("pairs-2021", Edition::Before2024);
}

/// Edits that leave nothing to a person, and do not compile: the type of a value came from the way that goes. The tool
/// takes such an edit back. Each is a directory of `broken`, the way, and the lines with an error.
const BROKEN: [(&str, &str, &[&str]); 1] = [("let-type-from-the-loser", "off", &["8:9"])];

#[test]
fn edits_that_lose_a_type_do_not_compile() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trips/broken");
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (name, way, places) in BROKEN {
        let before = fs::read_to_string(directory.join(name).join("before.rs")).expect("it is there");
        let way = WAYS.iter().find(|known| known.name == way).expect("it is a way");
        let done = rewrite(&before, &way.target(), Edition::From2024).expect("it is Rust");
        let module = name.replace('-', "_");
        expected.extend(places.iter().map(|place| format!("src/{module}/{}.rs:{place}: error[E0282]", way.name)));
        cases.push(Case { name: module, before, after: vec![(way, done.text)] });
    }
    let errors = Program::write("broken", Edition::From2024, &cases).errors();
    let found: Vec<&str> = errors.lines().filter(|line| line.contains(": error")).collect();
    assert_eq!(found.len(), expected.len(), "{errors}");
    assert!(expected.iter().all(|expected| found.iter().any(|line| line.starts_with(expected))), "{errors}");
}
