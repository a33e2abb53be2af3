//! Observed answers.

use super::*;
use crate::{Context, Observe, Observed};

impl Program {
    fn observed(&self, name: &str) -> Option<Observed> {
        self.registry.toggles().find(|toggle| toggle.name == name)?.observed
    }

    /// Returns how many times each answer was given, as `on STATIC`.
    fn answers(&self, name: &str) -> Vec<(String, u64)> {
        let answers = self.observed(name).unwrap_or_default().answers;
        answers.iter().map(|answer| (format!("{} {}", answer.value, answer.reason), answer.count)).collect()
    }
}

#[track_caller]
fn check(program: &Program, name: &str, expected: &[(&str, u64)]) {
    let answers = program.answers(name);
    assert_eq!(answers.iter().map(|(answer, count)| (answer.as_str(), *count)).collect::<Vec<_>>(), expected);
}

#[cfg(feature = "rules")]
#[test]
fn answers_are_counted_by_value_and_reason() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "c"]);
    let store = Store::of_toml("b = true\n[c]\nrules = [{ rollout = 50 }]\n");
    program.registry.install(Builder::default().source(store).observe(Observe::all()))?;
    assert_eq!(program.observed("a"), None);
    for _ in 0..3 {
        program.asks(0);
        program.asks(1);
    }
    let key = Context::new("u");
    let drawn = program.registry.check(&program.points[2], For(Some(&key)), Value::clone).unwrap_or(Value::Off);
    program.asks(2);
    check(&program, "a", &[("off DEFAULT", 3)]);
    check(&program, "b", &[("on STATIC", 3)]);
    let reason = if drawn.is_on() { "on SPLIT" } else { "off DEFAULT" };
    assert!(program.answers("c").contains(&(reason.to_owned(), 1)));
    assert!(program.answers("c").contains(&("off ERROR".to_owned(), 1)), "nobody has no key");
    program.registry.set("a", Value::On)?;
    program.asks(0);
    Scope::new(program.registry).set("a", false).run(|| program.asks(0));
    check(&program, "a", &[("off DEFAULT", 3), ("on STATIC", 1), ("off STATIC", 1)]);
    Ok(())
}

#[test]
fn each_place_has_its_own_count() -> Result<(), Error> {
    let program = Program::new(&["a", "a", "a"]);
    program.registry.install(Builder::default().observe(Observe::toggles(["a"])))?;
    for position in [0, 0, 2] {
        program.asks(position);
    }
    let toggle = program.registry.toggles().next().expect("there is one");
    let totals: Vec<_> = toggle.points.iter().map(|point| point.observed.as_ref().map(Observed::total)).collect();
    assert_eq!(totals, [Some(2), None, Some(1)]);
    assert_eq!(toggle.observed.map(|observed| observed.total()), Some(3));
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn what_is_not_observed_asks_nobody() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let store = Store::of_toml("a = { observe = false }");
    program.registry.install(Builder::default().source(store.clone()).observe(Observe::toggles(["a"])))?;
    assert_eq!((program.asks(0), program.asks(1)), (false, false));
    assert_eq!((program.peek(0), program.peek(1)), (Some(false), Some(false)), "the file comes before the program");
    assert_eq!((program.observed("a"), program.observed("b")), (None, None));
    store.write("b = { observe = true }");
    program.registry.reload()?;
    assert_eq!((program.peek(0), program.peek(1)), (None, None), "each check asks");
    program.asks(0);
    program.asks(1);
    store.write("a = { observe = false }");
    program.registry.reload()?;
    assert_eq!((program.peek(0), program.peek(1)), (Some(false), Some(false)));
    check(&program, "a", &[("off DEFAULT", 1)]);
    assert_eq!(program.take_events(), [""; 0], "no state has changed");
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn the_first_answer_of_all_is_counted() {
    let program = Program::new(&["a"]);
    let file = tempfile::NamedTempFile::new().expect("there is room");
    std::fs::write(file.path(), "a = { observe = true }\n").expect("there is room");
    program.variable("TOGGLE_FILE", file.path().to_str().expect("temporary paths are Unicode"));
    program.asks(0);
    check(&program, "a", &[("off DEFAULT", 1)]);
}

#[test]
fn no_answer_is_lost_while_a_toggle_flips() -> Result<(), Error> {
    const ANSWERS: u64 = 20_000;
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().observe(Observe::all()))?;
    std::thread::scope(|threads| {
        let asking = threads.spawn(|| {
            for _ in 0..ANSWERS {
                program.registry.is_on(&program.points[0]);
            }
        });
        for on in [Value::On, Value::Off].into_iter().cycle() {
            if asking.is_finished() {
                return Ok(());
            }
            program.registry.set("a", on)?;
        }
        Ok(())
    })?;
    assert_eq!(program.observed("a").map(|observed| observed.total()), Some(ANSWERS));
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn a_condition_with_a_context_counts_once() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let store = Store::of_toml("a = true\n[b]\nrules = [{ when = { group = \"staff\" } }]\n");
    program.registry.install(Builder::default().source(store).observe(Observe::all()))?;
    let staff = Context::new("u").with("group", "staff");
    for position in 0..2 {
        let point = &program.points[position];
        if program.registry.check(point, ForAll, Value::is_on).is_none() {
            program.registry.check(point, ForRest(&staff), Value::is_on);
        }
    }
    check(&program, "a", &[("on STATIC", 1)]);
    check(&program, "b", &[("on TARGETING_MATCH", 1)]);
    // This is the second check of `a` in `all(a, b)`, after `b` needed a context.
    program.registry.check(&program.points[0], ForRest(&staff), Value::is_on);
    check(&program, "a", &[("on STATIC", 1)]);
    Ok(())
}

#[test]
fn a_name_that_is_no_toggle_is_reported() -> Result<(), Error> {
    let program = Program::new(&["new-checkout"]);
    program.registry.install(Builder::default().observe(Observe::toggles(["new-chekout"])))?;
    let expected =
        "the `observe` of the builder: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?";
    assert_eq!(program.take_events(), [expected]);
    assert_eq!(program.registry.problems().iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);

    let install = |unknown| {
        let program = Program::new(&["new-checkout"]);
        let installed =
            program.registry.install(Builder::default().observe(Observe::toggles(["new-chekout"])).unknown(unknown));
        (installed, program)
    };
    let (installed, program) = install(Unknown::Ignore);
    assert!(installed.is_ok() && program.take_events().is_empty() && program.registry.problems().is_empty());
    let denied = install(Unknown::Deny).0.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(denied.contains("did you mean `new-checkout`?"), "{denied}");
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn shadow_answer_without_comparison_is_off() -> Result<(), Error> {
    let program = Program::new(&["a + shadow", "a"]);
    let store = Store::of_toml("a = \"shadow\"");
    program.registry.install(Builder::default().source(store).observe(Observe::all()))?;
    program.asks(0);
    program.asks(1);
    program.asks(1);
    check(&program, "a", &[("off STATIC", 2), ("shadow STATIC", 1)]);
    Ok(())
}

#[test]
fn test_run_with_observed_toggles_notes_all() -> Result<(), Error> {
    let directory = tempfile::tempdir().expect("there is room");
    let program = Program::new(&["a", "b"]);
    program.registry.cover(directory.path().to_owned());
    program.registry.install(Builder::default().observe(Observe::toggles(["b"])))?;
    program.asks(0);
    program.asks(1);
    let files: Vec<_> = std::fs::read_dir(directory.path()).expect("it is there").flatten().collect();
    let noted = files.iter().map(|file| std::fs::read_to_string(file.path()).expect("it can be read"));
    assert_eq!(noted.collect::<Vec<_>>(), ["a\toff\nb\toff\n"]);
    check(&program, "b", &[("off DEFAULT", 1)]);
    assert_eq!(program.observed("a"), None);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn default_for_mistaken_entry_has_reason_error() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let store = Store::of_toml("a = 3.5\n");
    program.registry.install(Builder::default().source(store.clone()).observe(Observe::all()))?;
    program.asks(0);
    program.asks(1);
    check(&program, "a", &[("off ERROR", 1)]);
    check(&program, "b", &[("off DEFAULT", 1)]);
    program.take_events();
    store.write("b = 3.5\n");
    program.registry.reload()?;
    program.asks(0);
    program.asks(1);
    check(&program, "a", &[("off ERROR", 1), ("off DEFAULT", 1)]);
    check(&program, "b", &[("off DEFAULT", 1), ("off ERROR", 1)]);
    let events = program.take_events();
    assert!(events.iter().all(|event| !event.contains("changed")), "{events:?}");
    Ok(())
}
