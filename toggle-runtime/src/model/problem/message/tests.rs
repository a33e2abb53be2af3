//! Tests of the text of problems.

use toggle_rules::Position;

use crate::{Problem, ProblemPlace, State, Value};

/// A file name with colons and a control character.
const FILE: &str = "a: b:3:4\u{1b}";

#[track_caller]
fn check(problem: &Problem, start: &str, message: &str) {
    assert_eq!((problem.message().as_str(), problem.to_string()), (message, format!("{start}{message}")));
}

#[test]
fn message_begins_behind_the_place() {
    let place = || ProblemPlace::in_file(FILE, Some(Position { line: 1, column: 2 }));
    let name = || "a".to_owned();
    let start = r"a: b:3:4\u{1b}:1:2: ";
    check(
        &Problem::UnknownName { name: name(), place: place(), nearest: None },
        start,
        "no toggle of this program is called `a`",
    );
    check(&Problem::InvalidState { name: name(), place: place(), message: "no".to_owned() }, start, "`a`: no");
    let pinned = Problem::Pinned { name: name(), place: place(), state: State::Plain(Value::Off), pin: Value::On };
    check(&pinned, start, "`a` cannot be off, since this build has pinned it to `on`; build without `TOGGLE_PIN_A`");
}

#[test]
fn mistake_of_a_whole_source_has_no_name() {
    let problem = |name: &str, place| Problem::InvalidState { name: name.to_owned(), place, message: "no".to_owned() };
    check(&problem(FILE, ProblemPlace::Source(FILE.to_owned())), r"a: b:3:4\u{1b}: ", "no");
    check(&problem("TOGGLES", ProblemPlace::Variable("TOGGLES".to_owned())), "TOGGLES: ", "no");
    check(&problem("t.toml", ProblemPlace::in_file("t.toml", None)), "t.toml: ", "no");
}

#[test]
fn problem_without_a_place_is_all_message() {
    let problem = Problem::NeverOn { name: "a".to_owned(), place: ProblemPlace::Words("src/p.rs:1:1".to_owned()) };
    assert_eq!(problem.message(), problem.to_string());
}
