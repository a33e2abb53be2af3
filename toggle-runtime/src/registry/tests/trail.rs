//! The changes that are kept.

use std::{fs, path::Path};

use super::*;
use crate::Change;

fn told(change: &Change) -> String {
    let Change { toggle, from, to, cause, source, place, .. } = change;
    format!("{toggle}: {from} -> {to} ({cause:?}, {source}, {})", place.as_deref().unwrap_or("-"))
}

fn history(program: &Program) -> Vec<String> {
    program.registry.history().iter().map(told).collect()
}

#[test]
fn every_change_is_kept_with_what_has_made_it() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    program.asks(0);
    let store = Store::of_toml("a = true");
    program.registry.install(Builder::default().source(store.clone()))?;
    program.registry.set("b", Value::On)?;
    program.registry.set("b", Value::On)?;
    store.write("b = \"25%\"");
    program.registry.reload()?;
    program.registry.clear("b")?;
    let expected = [
        "a: off -> on (SetUp, store, t.toml:1:1)",
        "b: off -> on (Program, program, -)",
        "a: on -> off (Source, default, -)",
        "b: on -> 25% (Program, store, t.toml:1:1)",
    ];
    assert_eq!(history(&program), expected);
    let times: Vec<_> = program.registry.history().iter().map(|change| change.time).collect();
    assert!(times.is_sorted());
    Ok(())
}

#[test]
fn what_toggles_are_at_first_is_no_change() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Store::of_toml("a = true")))?;
    assert_eq!(history(&program), [""; 0]);
    Ok(())
}

#[test]
fn the_last_thousand_are_kept() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    for number in 0..1100 {
        program.registry.set("a", Value::from(number % 2 == 0))?;
    }
    let history = program.registry.history();
    assert_eq!(history.len(), 1000);
    assert!(!history[999].to.is_on(), "the last is the last");
    Ok(())
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the file can be read");
    let change = |line: &str| serde_json::from_str(line).expect("it is a change");
    text.lines().map(|line| told(&change(line))).collect()
}

#[test]
fn a_file_keeps_all_of_them() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("history.jsonl");
    fs::write(&path, "")?;
    for _ in 0..2 {
        let program = Program::new(&["a"]);
        program.registry.install(Builder::default().history_file(&path))?;
        program.registry.set("a", Value::On)?;
        assert_eq!(program.take_events().len(), 1);
    }
    assert_eq!(lines(&path), ["a: off -> on (Program, program, -)"; 2], "what was there stays");
    Ok(())
}

#[test]
fn a_file_that_cannot_be_opened_is_an_error() {
    let program = Program::new(&["a"]);
    let error = program.registry.install(Builder::default().history_file("/no/such/directory/history"));
    let message = error.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.starts_with("history /no/such/directory/history: "), "{message}");
    assert!(program.registry.install(Builder::default()).is_ok(), "nothing was changed");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_to_is_reported_and_nothing_else() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().history_file("/dev/full"))?;
    program.registry.set("a", Value::On)?;
    let events = program.take_events();
    assert!(events.iter().any(|event| event.starts_with("cannot write to /dev/full: ")), "{events:?}");
    assert!(program.asks(0));
    assert_eq!(program.registry.history().len(), 1);
    Ok(())
}
