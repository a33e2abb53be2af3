//! The precedence of sources, and the decisions that show it.

use super::*;

#[test]
fn the_highest_source_that_speaks_decides() -> Result<(), Error> {
    let program = Program::new(&["a", "!a"]);
    let (first, second) = (Store::with(&[]), Store::with(&[]));
    program.registry.install(Builder::default().source(first.clone()).source(second.clone()))?;
    let source = |program: &Program| (program.asks(0), program.explain("a").source);

    assert_eq!(source(&program), (true, "default".to_owned()));
    second.updates().states(states(&[("a", "off")]));
    assert_eq!(source(&program), (false, "store".to_owned()));
    first.updates().states(states(&[("a", "on")]));
    assert_eq!(source(&program), (true, "store".to_owned()));
    program.variable("TOGGLE_A", "off");
    first.0.lock().states = states(&[("a", "on")]);
    second.0.lock().states = states(&[("a", "off")]);
    program.registry.reload()?;
    first.updates().states(states(&[("a", "on")]));
    assert_eq!(source(&program), (false, "environment".to_owned()));
    program.registry.set("a", Value::On)?;
    assert_eq!(source(&program), (true, "program".to_owned()));
    let scope = Scope::new(program.registry).set("a", false).enter();
    assert_eq!(source(&program), (false, "scope".to_owned()));
    drop(scope);
    program.registry.clear("a")?;
    assert_eq!(source(&program), (false, "environment".to_owned()));
    Ok(())
}

#[test]
fn an_explanation_lists_what_every_source_says() -> Result<(), Error> {
    let program = Program::new(&["!a"]);
    program.variable("TOGGLE_A", "maybe");
    program.registry.install(Builder::default().source(Store::with(&[("a", "off")])))?;
    let expected = "\
a is off: STATIC, store (store:a)
  run-time override  -
  env                -    TOGGLE_A  expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`
> store              off  store:a
  default            on   src/p.rs:1:1 (f)";
    assert_eq!(program.explain("a").to_string(), expected);
    Ok(())
}

#[test]
fn unset_state_is_default_and_mistake_is_error() {
    let program = Program::new(&["!a", "b", "c"]);
    program.variable("TOGGLE_B", "maybe");
    let reason = |name| (program.explain(name).is_on(), program.explain(name).reason);
    assert_eq!(reason("a"), (true, Reason::Default));
    assert_eq!(reason("b"), (false, Reason::Error));
    assert_eq!(reason("c"), (false, Reason::Default));
    assert_eq!(reason("d"), (false, Reason::Error));
    let error = program.explain("bb").error.expect("an error");
    assert_eq!(error, "no toggle of this program is called `bb`");
}

#[test]
fn every_toggle_is_listed_with_its_places() {
    let program = Program::new(&["b", "!a", "b"]);
    let toggles = program.registry.toggles();
    let listed: Vec<_> = toggles
        .map(|toggle| {
            let lines: Vec<u32> = toggle.points.iter().map(|point| point.place.line).collect();
            (toggle.name, toggle.declaration.is_some(), toggle.state.is_on(), lines)
        })
        .collect();
    assert_eq!(listed, [("a".to_owned(), true, true, vec![]), ("b".to_owned(), false, false, vec![1, 3])]);
}

#[test]
fn an_explanation_is_of_one_moment() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default())?;
    std::thread::scope(|threads| {
        let flips = threads.spawn(|| {
            for flip in 0..20_000 {
                program.registry.set("a", Value::from(flip % 2 == 0)).expect("a is a toggle");
            }
        });
        while !flips.is_finished() {
            let decision = program.explain("a");
            assert_ne!(decision.source, "scope", "nobody has entered one: {decision}");
        }
    });
    Ok(())
}

#[test]
fn current_source_failure_hides_earlier_mistake() {
    let program = Program::new(&["a", "b"]);
    let store = Store::with(&[("a", "on")]);
    program.registry.install(Builder::default().source(store.clone())).expect("it can be installed");
    let updates = store.updates();
    updates.states(states(&[("a", "maybe")]));
    updates.failed("out of order");
    let step = |name: &str| program.explain(name).trace.swap_remove(2);
    assert_eq!((step("a").state, step("a").error.as_deref()), (Some(true.into()), Some("out of order")));
    assert!(program.explain("a").to_string().contains("store:a  out of order; the last good state stays"));
    assert_eq!(step("b").error.as_deref(), Some("out of order"), "what it would say of `b` is not known");
    assert_eq!(program.explain("b").reason, Reason::Error);
    updates.recovered();
    assert!(step("a").error.is_some_and(|error| error.contains("found `maybe`")));
    assert_eq!(program.explain("b").reason, Reason::Default);
}
