//! The effect of configuration changes on guards.

use super::*;

#[test]
fn trip_ends_only_with_change_of_its_toggle() -> Result<(), Error> {
    let (program, store) = Program::guarded(BUDGET);
    program.trip();
    store.write(&format!("b = false\n[a]\notherwise = \"on\"\n{BUDGET}\n"));
    program.registry.reload()?;
    assert!(!program.asks(0), "of another toggle");
    program.take_events();
    store.write(&format!("[a]\notherwise = \"on\"\n{}\n", BUDGET.replace("50%", "60%")));
    program.registry.reload()?;
    assert!(program.asks(0), "its budget");
    assert_eq!(program.take_events()[0], "toggle `a` is restored: its sources have changed");
    program.trip();
    store.write("[a]\nrules = [{ rollout = 50 }]\n");
    program.registry.reload()?;
    assert!(program.explain("a").trace[0].source != "guard", "its state");
    Ok(())
}

#[test]
fn whoever_sets_it_knows_better() -> Result<(), Error> {
    let (program, _) = Program::guarded(BUDGET);
    program.trip();
    program.registry.set("a", Value::On)?;
    assert!(program.asks(0));
    program.take_events();
    program.trip();
    program.registry.clear("a")?;
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn budget_of_file_counts_for_state_of_any_source() -> Result<(), Error> {
    let program = Program::new(&["a + guard", "b"]);
    program.variable("TOGGLE_A", "on");
    program.registry.install(Builder::default().source(Store::of_toml(&format!("[a]\n{BUDGET}\n"))))?;
    assert_eq!(&*program.explain("a").source, "environment");
    program.trip();
    program.registry.set("a", Value::On)?;
    program.take_events();
    program.trip();
    Ok(())
}

#[test]
fn set_to_same_state_after_trip_restores_toggle() -> Result<(), Error> {
    let (program, _) = Program::guarded(BUDGET);
    program.registry.set("a", Value::On)?;
    program.take_events();
    program.trip();
    program.registry.set("a", Value::On)?;
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn failures_of_off_toggle_do_not_count_later() -> Result<(), Error> {
    let (program, store) = Program::guarded(OVERRIDES);
    let under_way: Vec<_> =
        (0..8).map(|_| Counting::begin(program.registry, &program.points[0], Side::Gated)).collect();
    store.write(&format!("b = true\n[a]\notherwise = \"off\"\n{OVERRIDES}\n"));
    program.registry.reload()?;
    for mut call in under_way.into_iter().flatten() {
        call.run(|| (), |()| true);
    }
    let events = program.take_events();
    assert!(events.iter().all(|event| !event.contains("switched off")), "{events:?}");
    Scope::new(program.registry).set("a", true).run(|| assert!((0..8).all(|_| program.call(true))));
    assert_eq!(program.take_events(), [""; 0], "it is off, whatever its guard says");
    store.write(&format!("b = true\n[a]\notherwise = \"on\"\n{OVERRIDES}\n"));
    program.registry.reload()?;
    program.take_events();
    program.trip();
    Ok(())
}

#[test]
fn a_mistake_in_the_file_does_not_take_it_back() -> Result<(), Error> {
    let program = Program::new(&["a + guard", "!a"]);
    let store = Store::of_toml(&format!("[a]\n{BUDGET}\n"));
    program.registry.install(Builder::default().source(store.clone()))?;
    program.trip();
    store.write(&format!("[a]\notherwise = \"onn\"\n{BUDGET}\n"));
    program.registry.reload()?;
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn change_of_observe_keeps_trip_and_counts() -> Result<(), Error> {
    let (program, store) = Program::guarded(BUDGET);
    let observe = |observe| store.write(&format!("b = true\n[a]\notherwise = \"on\"\nobserve = {observe}\n{BUDGET}\n"));
    for _ in 0..3 {
        assert!(program.call(true));
    }
    observe(true);
    program.registry.reload()?;
    assert!(program.call(true));
    assert!(!program.call(true), "the fourth was one too many");
    observe(false);
    program.registry.reload()?;
    assert!(!program.asks(0));
    assert_eq!(program.take_events().len(), 2);
    Ok(())
}

#[test]
fn toggle_pinned_elsewhere_emits_no_trip() -> Result<(), Error> {
    let program = Program::new(&["a + guard", "a @ on"]);
    program.registry.install(Builder::default().source(Store::of_toml(&format!("[a]\n{BUDGET}\n"))))?;
    program.take_events();
    for _ in 0..8 {
        program.body(|| (), |()| true);
    }
    assert_eq!(program.take_events(), [""; 0]);
    assert!(program.registry.is_on(&program.points[0]));
    Ok(())
}

#[test]
fn what_nothing_guards_has_no_budget() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a = { otherwise = \"on\", guard = { failures = 5 } }");
    program.registry.install(Builder::default().source(store))?;
    let expected =
        "t.toml:1:33: `a`: the toggle has no guard: no toggle point has `#[feature_toggle(\"a\", .., guard)]`";
    assert_eq!(program.take_events(), [expected]);
    assert!(program.asks(0), "a mistaken part leaves the others alone");
    Ok(())
}

#[test]
fn a_budget_counts_without_a_set_up_in_code() -> std::io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), format!("[a]\notherwise = \"on\"\n{BUDGET}\n"))?;
    let program = Program::new(&["a + guard"]);
    program.variable("TOGGLE_FILE", file.path().to_str().expect("temporary paths are Unicode"));
    program.trip();
    Ok(())
}

#[test]
fn budget_newer_than_a_scope_counts() -> Result<(), Error> {
    let (program, store) = Program::guarded("");
    let _older = Scope::new(program.registry).enter();
    thread::scope(|threads| {
        let outside = threads.spawn(|| {
            store.write(&format!("b = true\n[a]\notherwise = \"on\"\n{RETRY}\n"));
            program.registry.reload()?;
            program.take_events();
            program.trip();
            program.pass(Duration::from_secs(600));
            assert!(program.call(false), "and it is tried again");
            Ok(())
        });
        outside.join().expect("it does not panic")
    })
}

/// Returns a program that runs in production with this entry of toggle `a`.
fn in_production(toml: &str) -> Program {
    let program = Program::new(&["a + guard", "b"]);
    let store = Store::default();
    store.0.lock().states = States::from_toml(toml, "t.toml", Some("production")).expect("it is TOML");
    program.registry.install(Builder::default().source(store)).expect("it can be read");
    assert_eq!(program.take_events(), [""; 0]);
    program
}

#[test]
fn environment_that_sets_state_keeps_budget() {
    let program = in_production(&format!("[a]\notherwise = false\n{BUDGET}\n[environment.production]\na = true\n"));
    assert_eq!(program.explain("a").trace[2].place.as_deref(), Some("t.toml:5:1"));
    program.trip();
}

#[test]
fn environment_that_sets_budget_keeps_state() {
    let program = in_production(&format!("[a]\notherwise = true\n[environment.production.a]\n{BUDGET}\n"));
    assert_eq!(program.explain("a").trace[2].place.as_deref(), Some("t.toml:1:2"));
    program.trip();
}

#[test]
fn budget_of_other_environment_does_not_apply() {
    let program = in_production(&format!("a = true\n[environment.staging.a]\n{BUDGET}\n"));
    assert_eq!(program.state(), None);
    let both =
        format!("[a]\notherwise = true\n{}\n[environment.production.a]\n{BUDGET}\n", BUDGET.replace("50%", "0%"));
    let budget =
        in_production(&both).registry.toggles().next().and_then(|toggle| toggle.guard).map(|guard| guard.budget);
    assert_eq!(budget.and_then(|budget| budget.failures), Some("50%".to_owned()), "and that of the stage comes first");
}
