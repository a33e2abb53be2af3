//! The states of toggles that a test run exercises.

use serde_json::json;

use crate::{
    package::Package,
    support::{Run, Scratch, saved_list},
};

const TOGGLES: &str = "\
    both default=off declared=src/lib.rs:1 asked=src/lib.rs:2\n\
    only-off default=off declared=src/lib.rs:3 asked=src/lib.rs:4\n\
    never default=off asked=src/lib.rs:5\n\
    ranking type=variants,bm25,neural,hybrid default=bm25 declared=src/lib.rs:6 asked=src/lib.rs:7\n\
    retries type=integer,1..=9 default=3 declared=src/lib.rs:8 asked=src/lib.rs:9\n\
    settled pin=on declared=src/lib.rs:10 asked=src/lib.rs:11\n";

/// Returns the coverage of two processes. The second one was killed, so its last line is incomplete.
fn noted() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("toggles.json", saved_list(TOGGLES));
    scratch.file("noted/1-1.txt", "both\toff\nonly-off\toff\nretries\t4\nranking\tneural\n");
    scratch.file("noted/2-1.txt", "both\ton\nelsewhere\ton\nranking\tbm25\nonly-off\ton");
    scratch.file("noted/README", "only-off\ton\n");
    scratch
}

const NOTED: [&str; 5] = ["coverage", "--dir", "noted", "--binary", "toggles.json"];

#[test]
fn recorded_states_are_shown_for_every_toggle() {
    assert_eq!(
        noted().toggle(&NOTED).fine(),
        "\
toggle    exercised     never
both      off, on
never                   off, on
only-off  off           on
ranking   bm25, neural  hybrid
retries
settled   pinned to on

3 of 6 toggles were not exercised in full
"
    );
}

#[test]
fn programs_can_read_it() {
    let json = noted().toggle(&[&NOTED[..], &["--format", "json"]].concat()).json("coverage");
    assert_eq!(json["untested"], 3);
    assert_eq!(json["toggles"][3], json!({ "name": "ranking", "exercised": ["bm25", "neural"], "never": ["hybrid"] }));
    assert_eq!(json["toggles"][5], json!({ "name": "settled", "pin": "on", "exercised": [], "never": [] }));
}

#[test]
fn untested_toggles_can_fail_the_command() {
    let scratch = noted();
    let denied = [&NOTED[..], &["--deny", "untested"]].concat();
    assert!(scratch.toggle(&denied).findings().ends_with("3 of 6 toggles were not exercised in full\n"));
    scratch.file("noted/3-1.txt", "never\toff\nnever\ton\nonly-off\ton\nranking\thybrid\n");
    assert!(scratch.toggle(&denied).fine().ends_with("every state of 6 toggles was exercised\n"));
}

#[test]
fn a_directory_that_is_not_there_is_an_error() {
    let scratch = noted();
    let error = scratch.toggle(&["coverage", "--dir", "elsewhere", "--binary", "toggles.json"]).refused();
    assert!(error.starts_with("error: elsewhere cannot be read"), "{error}");
    let error = scratch.toggle(&["coverage", "--dir", "noted"]).refused();
    assert!(error.contains("--binary"), "{error}");
}

#[test]
fn a_directory_without_notes_is_an_error() {
    let scratch = noted();
    scratch.file("empty/README", "nothing\n");
    let error = scratch.toggle(&["coverage", "--dir", "empty", "--binary", "toggles.json"]).refused();
    let expected = "error: empty has no file of a test run, `*.txt`; run the tests with `TOGGLE_COVERAGE=empty`, as an \
                    absolute path\n";
    assert_eq!(error, expected);
}

const LIBRARY: &str = r#"
use toggle_runtime::{enabled, feature_toggle, toggle_test};

#[feature_toggle("both", else = 1)]
pub fn both() -> u8 { 2 }

#[feature_toggle("only-off", else = 1)]
pub fn only_off() -> u8 { 2 }

pub fn never() -> bool { enabled!("never") }

#[toggle_test("both")]
fn in_both() { assert!(both() > 0); }

#[test]
fn in_one() { assert_eq!(only_off(), 1); }
"#;

/// The source of a test that runs the program, which is another process.
const STARTS_THE_PROGRAM: &str = r#"
#[test]
fn the_program_runs() {
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_coverage-run")).env("TOGGLE_OF_PROGRAM", "on").status();
    assert!(status.expect("it can be run").success());
}
"#;

#[test]
fn states_seen_by_tests_are_reported() {
    let package = Package::new("coverage-run", "");
    package.scratch.file("src/lib.rs", LIBRARY);
    package.scratch.file("src/main.rs", "fn main() { assert!(toggle_runtime::enabled!(\"of-program\")); }");
    package.scratch.file("tests/program.rs", STARTS_THE_PROGRAM);
    let coverage = |arguments: &[&str]| {
        let run = Run::of(&mut package.command(&[&["coverage", "--format", "json"], arguments].concat()));
        let json = (!run.stdout.is_empty()).then(|| run.json("coverage"));
        (run.status, json.unwrap_or_default()["toggles"].take(), run.stderr)
    };

    let (status, toggles, stderr) = coverage(&["--deny", "untested"]);
    assert_eq!(status, Some(1), "{stderr}");
    let both = json!({ "name": "both", "exercised": ["off", "on"], "never": [] });
    let never = json!({ "name": "never", "exercised": [], "never": ["off", "on"] });
    let of_program = json!({ "name": "of-program", "exercised": ["on"], "never": ["off"] });
    let only_off = json!({ "name": "only-off", "exercised": ["off"], "never": ["on"] });
    assert_eq!(toggles, json!([both, never, of_program, only_off]), "{stderr}");

    // The arguments after the first `--` select programs, and those after the second one select tests.
    let (status, toggles, stderr) = coverage(&["--", "--lib", "--", "in_one"]);
    assert_eq!(status, Some(0), "{stderr}");
    let both = json!({ "name": "both", "exercised": [], "never": ["off", "on"] });
    assert_eq!(toggles, json!([both, never, only_off]), "{stderr}");

    package.scratch.file("tests/program.rs", "#[test]\nfn fails() { panic!() }");
    let run = Run::of(&mut package.command(&["coverage"]));
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    let reason = "error: `cargo test` failed, so there is no coverage to report\n";
    assert!(run.stderr.ends_with(reason), "{}", run.stderr);
}
