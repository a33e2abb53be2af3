//! Toggles that the build has pinned.

use std::sync::OnceLock;

use super::*;

#[cfg(feature = "rules")]
#[test]
fn a_pin_comes_before_all_sources() -> Result<(), Error> {
    let program = Program::new(&["a @ on", "!b @ off", "c"]);
    program.variable("TOGGLE_A", "off");
    let store = Store::of_toml("a = \"25%\"\nb = true\nc = true\n");
    program.registry.install(Builder::default().source(store))?;
    assert_eq!([program.asks(0), program.asks(1), program.asks(2)], [true, false, true]);
    let decision = program.explain("a");
    assert_eq!((decision.value, decision.reason, &*decision.source), (Value::On, Reason::Static, "pin"));
    let steps: Vec<_> = decision.trace.iter().map(|step| (step.source.as_str(), step.decides)).collect();
    let expected = [("pin", true), ("program", false), ("environment", false), ("store", false), ("default", false)];
    assert_eq!(steps, expected);
    assert_eq!(decision.trace[0].place.as_deref(), Some("TOGGLE_PIN_A, at build time"));
    assert_eq!(program.explain("c").trace[0].source, "program", "what is not pinned has no such step");
    let pins: Vec<_> = program.registry.toggles().map(|toggle| toggle.pin).collect();
    assert_eq!(pins, [Some(Value::On), Some(Value::Off), None]);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn what_contradicts_a_pin_is_reported() -> Result<(), Error> {
    let program = Program::new(&["a @ on", "b @ on", "c @ off", "d @ on"]);
    program.variable("TOGGLE_A", "off");
    let store = Store::of_toml("a = true\nb = \"25%\"\nc = false\nd = \"100%\"\n");
    program.registry.install(Builder::default().source(store.clone()))?;
    let expected = [
        "TOGGLE_A: `a` cannot be off, since this build has pinned it to `on`; build without `TOGGLE_PIN_A`",
        "t.toml:2:1: the rules of `b` do not apply, since this build has pinned it to `on`; build without `TOGGLE_PIN_B`",
    ];
    assert_eq!(program.take_events(), expected);
    store.updates().states(States::from_toml("c = true", "t.toml", None).expect("it is TOML"));
    let expected =
        ["t.toml:1:1: `c` cannot be on, since this build has pinned it to `off`; build without `TOGGLE_PIN_C`"];
    assert_eq!(program.take_events(), expected);
    assert!(!program.asks(2));
    assert_eq!(program.registry.problems().len(), 2);
    Ok(())
}

#[test]
fn an_explanation_shows_what_contradicts_a_pin() {
    let program = Program::new(&["a @ on"]);
    program.variable("TOGGLE_A", "off");
    let expected = "\
a is on: STATIC, pin (TOGGLE_PIN_A, at build time)
> pin                on   TOGGLE_PIN_A, at build time
  run-time override  -
  env                off  TOGGLE_A  this build has pinned it to `on`
  default            off  not declared";
    assert_eq!(program.explain("a").to_string(), expected);
}

#[cfg(feature = "rules")]
#[test]
fn a_pin_breaks_a_circle() -> Result<(), Error> {
    let program = Program::new(&["a @ on", "b"]);
    let store = Store::of_toml("[a]\nrequires = [\"b\"]\n[b]\nrequires = [\"a\"]\notherwise = \"on\"\n");
    program.registry.install(Builder::default().source(store))?;
    assert!(program.asks(1));
    assert_eq!(program.take_events().len(), 1, "the rules of `a` do not apply");
    Ok(())
}

#[test]
fn a_program_cannot_set_what_is_pinned() -> Result<(), Error> {
    let program = Program::new(&["a @ on"]);
    let error = program.registry.set("a", Value::Off).expect_err("it is pinned");
    assert!(error.is_invalid_value());
    let message = "`a`: it cannot be `off`, since this build has pinned it to `on` (TOGGLE_PIN_A)";
    assert_eq!(error.to_string(), message);
    program.registry.set("a", Value::On)?;
    assert!(Scope::new(program.registry).try_set("a", false).is_err());
    Scope::new(program.registry).set("a", false).run(|| assert!(program.asks(0)));
    assert!(program.take_events().iter().any(|event| event.contains("pinned it to `on`")));
    Scope::new(program.registry).set("a", true).run(|| {
        assert!(program.asks(0));
        assert_eq!(program.explain("a").source, "pin");
    });
    Ok(())
}

#[test]
fn what_was_built_without_the_pin_follows_it() {
    let program = Program::new(&["a", "a @ on"]);
    program.variable("TOGGLE_A", "on");
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    let expected =
        ["the toggle `a` is pinned to `on` at src/p.rs:2:1 (f), but not at src/p.rs:1:1 (f), which was built \
                     without `TOGGLE_PIN_A`; rebuild it"];
    assert_eq!(program.take_events(), expected);
}

#[test]
fn what_was_built_with_another_pin_is_named() {
    let program = Program::new(&["a @ on", "a", "a @ off"]);
    assert!(program.asks(0));
    let expected = [
        "the toggle `a` is pinned to `on` at src/p.rs:1:1 (f), but to `off` at src/p.rs:3:1 (f), which was built with \
          another `TOGGLE_PIN_A`; rebuild both with the same",
    ];
    assert_eq!(program.take_events(), expected);
}

/// Code that was built without the pin checks the registry, which is still being set up.
#[test]
fn pin_applies_while_sources_are_first_read() {
    let points = points(&["a", "a @ on"]);
    let registry: Arc<OnceLock<&'static Registry>> = Arc::default();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (asked, log) = (registry.clone(), seen.clone());
    let made = Registry::new(points, move || {
        let registry = asked.get().expect("it is made by now");
        log.lock().push((registry.is_on(&points[0]), registry.check(&points[0], ForAll, Value::is_on)));
        Vec::new()
    });
    let made: &'static Registry = Box::leak(Box::new(made));
    registry.get_or_init(|| made);
    assert!(made.is_on(&points[0]));
    let seen = seen.lock().clone();
    assert!(!seen.is_empty() && seen.iter().all(|seen| *seen == (true, Some(true))), "{seen:?}");
}

#[test]
fn a_variant_can_be_pinned() {
    let program = Program::new(&["r: variants bm25 neural = bm25 @ neural"]);
    assert_eq!(program.explain("r").value, Value::from("neural"));
    assert!(program.take_events().is_empty());
}

#[test]
fn pin_variable_at_run_time_is_only_reported() {
    let program = Program::new(&["a @ on", "b @ on", "c", "pin-d"]);
    program.variable("TOGGLE_PIN_A", " TRUE ");
    program.variable("TOGGLE_PIN_B", "off");
    program.variable("TOGGLE_PIN_C", "on");
    program.variable("TOGGLE_PIN_CC", "on");
    program.variable("TOGGLE_PIN_D", "on");
    assert!(!program.asks(2));
    assert!(!program.asks(3));
    let expected = [
        "the variable `TOGGLE_PIN_D` is the pin of a toggle at build time, so it does not set `pin-d`; \
         set the toggle by name in `TOGGLES`, or rename it",
        "TOGGLE_PIN_B: `b`: it was pinned to `on` at build time, and this variable cannot change it any more",
        "TOGGLE_PIN_C: `c`: it was not pinned at build time, and this variable cannot change it any more",
        "env: no toggle of this program is called `TOGGLE_PIN_CC`",
        "env: no toggle of this program is called `TOGGLE_PIN_D`",
    ];
    let mut events = program.take_events();
    events.truncate(5);
    assert_eq!(events, expected);
}
