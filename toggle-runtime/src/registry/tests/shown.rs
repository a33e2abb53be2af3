//! Foreign texts in the texts for people: problems, events, errors and explanations.

use super::*;
use crate::{Difference, PanickedIn, Problem, ShadowPanic};

/// A text that controls a terminal, reverses the text direction, begins a line and is a command to a CI system.
const EVIL: &str = "\u{1b}[2J\u{9b}2J\u{7}\u{202e}\u{2066}\u{200b}\r\n::error::x ##[error]y \u{e0041}";
/// The same text as it is shown.
const SHOWN: &str = r"\u{1b}[2J\u{9b}2J\u{7}\u{202e}\u{2066}\u{200b}\r\n::error::x ##\u{5b}error]y \u{e0041}";

/// Checks that a text shows the foreign text, on one line.
#[track_caller]
fn check(text: &str) {
    assert!(text.contains(SHOWN), "{text:?}");
    assert!(
        text.chars().all(|letter| !letter.is_control() && !"\u{202e}\u{2066}\u{200b}".contains(letter)),
        "{text:?}"
    );
}

/// Returns a basic string of TOML.
fn quoted() -> String {
    let escape = |letter: char| format!("\\U{:08x}", u32::from(letter));
    format!("\"{}\"", EVIL.chars().map(escape).collect::<String>())
}

fn installed(text: &str, stage: Option<&str>) -> (Program, Result<(), Error>) {
    let program = Program::new(&["a", "n: integer 1..=9 = 3"]);
    let store = Store::default();
    match States::from_toml(text, EVIL, stage) {
        Ok(states) => store.0.lock().states = states,
        Err(error) => store.0.lock().failure = Some(error.to_string().leak()),
    }
    let builder = Builder::default().source(store);
    let result = program.registry.install(match stage {
        Some(stage) => builder.environment(stage),
        None => builder,
    });
    (program, result)
}

#[cfg(feature = "rules")]
#[test]
fn problems_of_a_source_are_one_line() {
    let name = quoted();
    for text in [
        format!("{name} = true"),
        format!("a = {name}"),
        format!("n = {name}"),
        format!("a.rules = [{{ when = {{ {name} = {{}} }} }}]"),
        format!("a.rules = [{{ when = {{ b = {{ semver = {name} }} }} }}]"),
        format!("a.rules = [{{ when = {{ b = {{ matches = \"(\" }} }}, {name} = 1 }}]"),
        format!("[segment.{name}]\na = []"),
        format!("[environment]\n{name} = 1"),
    ] {
        let (program, result) = installed(&text, None);
        result.expect("single mistakes refuse no file");
        let problems = program.registry.problems();
        assert!(!problems.is_empty(), "{text}");
        for problem in problems {
            check(&problem.to_string());
        }
        let events = program.take_events();
        assert!(!events.is_empty(), "{text}");
        for event in events {
            check(&event);
        }
    }
}

#[cfg(feature = "rules")]
#[test]
fn environment_of_the_program_is_one_line() {
    let almost = format!("production{EVIL}");
    let (program, result) = installed("[environment.production]\na = true", Some(&almost));
    result.expect("another environment refuses no file");
    let [problem] = &*program.registry.problems() else { panic!("{:?}", program.registry.problems()) };
    check(&problem.to_string());
    assert!(matches!(problem, Problem::UnknownEnvironment { name, .. } if *name == almost), "its value is exact");
}

#[test]
fn variables_are_one_line() {
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_A", EVIL);
    program.variable(&format!("TOGGLE_{EVIL}"), "on");
    program.variable("TOGGLES", &format!("b{EVIL}=on"));
    let problems = program.registry.problems();
    assert_eq!(problems.len(), 3, "{problems:?}");
    for problem in problems.iter().filter(|problem| !problem.to_string().contains("expected `on`")) {
        check(&problem.to_string());
    }
    check(&program.explain(EVIL).to_string());
}

#[test]
fn failed_source_is_one_line() {
    let (program, result) = installed(&format!("a = {EVIL}"), None);
    let error = result.expect_err("it is no TOML");
    assert!(error.to_string().starts_with("store: "), "{error}");
    assert!(!error.to_string().contains(char::is_control), "{error:?}");
    assert!(!format!("{error:?}").contains(char::is_control), "{error:?}");
    drop(program);
    let problem = Problem::SourceFailed { source: EVIL.to_owned(), error: EVIL.to_owned() };
    check(&problem.to_string());
    check(&Event::SourceFailed { source: EVIL.to_owned(), error: EVIL.to_owned() }.to_string());
    check(&Event::WriteFailed { path: EVIL.to_owned(), error: String::new() }.to_string());
    check(&Error::source("store", EVIL.into()).to_string());
    check(&Error::unknown_toggle(EVIL, Some("a")).to_string());
    check(&Error::invalid_value("a", EVIL.to_owned()).to_string());
}

#[cfg(feature = "rules")]
#[test]
fn explanation_has_its_own_lines_alone() -> Result<(), Error> {
    let program = Program::new(&["a", "t: text = x"]);
    let text = format!("t = {name}\na.rules = [{{ when = {{ {name} = 1 }}, serve = \"on\" }}]\n", name = quoted());
    let store = Store::default();
    store.0.lock().states = States::from_toml(&text, EVIL, None).expect("it is TOML");
    program.registry.install(Builder::default().source(store))?;
    for (name, lines) in [("t", 5), ("a", 7)] {
        let decision = program.explain(name);
        let told = decision.to_string();
        assert_eq!(told.lines().count(), lines, "{told}");
        check(&told.replace('\n', " "));
    }
    let t = program.explain("t");
    assert_eq!(t.value, EVIL.into(), "the value itself is exact");
    assert_eq!(t.trace[2].place, Some(format!("{EVIL}:1:1")), "the place itself is exact");
    Ok(())
}

#[test]
fn changes_are_one_line() -> Result<(), Error> {
    let program = Program::new(&["t: text = x"]);
    program.registry.install(Builder::default())?;
    program.registry.set("t", EVIL.into())?;
    let [event] = &*program.take_events() else { panic!("one event") };
    check(event);
    Ok(())
}

#[test]
fn panic_of_a_candidate_is_one_line() {
    let (panicked, message) = (PanickedIn::Candidate, EVIL.to_owned());
    let difference = Difference::Panic(ShadowPanic { at: jiff::Timestamp::UNIX_EPOCH, panicked, message });
    check(&difference.to_string());
    check(&Event::Compared { toggle: "a".to_owned(), difference }.to_string());
}

#[test]
fn place_in_the_code_is_one_line() {
    let place = Place { package: "p", version: "1", module: "p", item: EVIL, file: EVIL, line: 1, column: 1 };
    check(&crate::Place::from(&place).to_string());
}
