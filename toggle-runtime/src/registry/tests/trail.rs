//! The history of changes.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

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
fn a_change_of_rules_is_told_from_another() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a = { rules = [{ when = { group = \"staff\" }, rollout = 5 }] }");
    program.registry.install(Builder::default().source(store.clone()))?;
    for share in [50, 5, 50] {
        store.write(&format!("a = {{ rules = [{{ when = {{ group = \"staff\" }}, rollout = {share} }}] }}"));
        program.registry.reload()?;
    }
    let versions: Vec<String> = program.registry.history().into_iter().map(|change| change.version).collect();
    assert!(versions[0] == versions[2] && versions[0] != versions[1], "{versions:?}");
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

/// Longer than any machine needs for a file.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns the lines of a file, after the program has written everything.
fn lines_of(program: &Program, path: &Path) -> Vec<String> {
    assert!(program.registry.flush(PATIENCE), "{:?}", program.registry.problems());
    lines(path)
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
    for count in 1..=2 {
        let program = Program::new(&["a"]);
        program.registry.install(Builder::default().history_file(&path))?;
        program.registry.set("a", Value::On)?;
        assert_eq!(lines_of(&program, &path).len(), count);
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
fn unwritable_history_file_is_only_reported() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().history_file("/dev/full"))?;
    program.registry.set("a", Value::On)?;
    assert!(!program.registry.flush(PATIENCE), "it is full");
    let is_failure = |text: &String| text.starts_with("cannot write to /dev/full: ");
    let events = program.take_events();
    assert_eq!(events.iter().filter(|event| is_failure(event)).count(), 1, "{events:?}");
    let problems: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    assert!(problems.len() == 1 && problems.iter().all(is_failure), "{problems:?}");
    assert!(program.asks(0));
    assert_eq!(program.registry.history().len(), 1);
    Ok(())
}

#[test]
fn a_file_gets_more_of_them_than_are_kept() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("history.jsonl");
    let names: Vec<String> = (0..1100).map(|number| format!("t{number}")).collect();
    let program = Program::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let store = Store::default();
    program.registry.install(Builder::default().source(store.clone()).history_file(&path))?;
    store.write(&format!("{} = true\n", names.join(" = true\n")));
    program.registry.reload()?;
    assert_eq!(lines_of(&program, &path).len(), 1100);
    assert_eq!(program.registry.history().len(), 1000);
    Ok(())
}

#[test]
fn a_file_that_is_renamed_is_begun_anew() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let [path, old] = ["history.jsonl", "history.jsonl.1"].map(|name| directory.path().join(name));
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().history_file(&path))?;
    program.registry.set("a", Value::On)?;
    assert!(program.registry.flush(PATIENCE));
    fs::rename(&path, &old)?;
    program.registry.set("a", Value::Off)?;
    assert_eq!(lines(&old), ["a: off -> on (Program, program, -)"]);
    assert_eq!(lines_of(&program, &path), ["a: on -> off (Program, program, -)"]);
    Ok(())
}

#[test]
fn what_a_file_does_not_take_waits_until_it_does() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("logs").join("history.jsonl");
    fs::create_dir(directory.path().join("logs"))?;
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().history_file(&path))?;
    let failures = |events: Vec<String>| events.iter().filter(|event| event.starts_with("cannot write to")).count();
    for _ in 0..2 {
        fs::remove_dir_all(directory.path().join("logs"))?;
        for value in [Value::On, Value::Off] {
            program.registry.set("a", value)?;
            assert!(!program.registry.flush(PATIENCE), "there is no directory");
        }
        assert_eq!(program.registry.problems().len(), 1);
        assert_eq!(failures(program.take_events()), 1, "it is said once");
        fs::create_dir(directory.path().join("logs"))?;
        program.registry.set("a", Value::On)?;
        program.registry.set("a", Value::Off)?;
        program.registry.clear("a")?;
        assert_eq!(lines_of(&program, &path).len(), 4, "the last is no change");
        assert_eq!(program.registry.problems(), []);
        // The thread of the file may report it a little later.
        let (recovered, begin) = (format!("{} can be written again", path.display()), Instant::now());
        let mut events = program.take_events();
        while !events.contains(&recovered) {
            assert!(begin.elapsed() < PATIENCE, "{events:?}");
            thread::yield_now();
            events.extend(program.take_events());
        }
    }
    Ok(())
}

#[test]
fn trip_is_written() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("history.jsonl");
    let program = Program::new(&["a + guard"]);
    let store = Store::of_toml("a = { otherwise = true, guard = { failures = 0, min-calls = 1 } }");
    program.registry.install(Builder::default().source(store).history_file(&path))?;
    crate::check::guarded::Counting::begin(program.registry, &program.points[0], crate::monitor::guard::Side::Gated)
        .expect("a budget")
        .run(|| (), |()| true);
    assert_eq!(lines_of(&program, &path).len(), 1);
    Ok(())
}
