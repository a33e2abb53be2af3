use super::*;

#[test]
fn a_failing_source_keeps_its_last_good_states() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    assert!(program.asks(0));

    store.updates().failed("connection refused");
    store.updates().failed("connection refused");
    assert!(program.asks(0));
    let failure = "store cannot be read, so it changes nothing: connection refused";
    assert_eq!(program.take_events(), [failure]);
    assert_eq!(program.explain("a").trace[2].error.as_deref(), Some("connection refused"));
    let problems: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["store: connection refused"]);

    store.updates().recovered();
    assert_eq!(program.take_events(), ["store can be read again"]);
    assert_eq!(program.registry.problems(), []);
    assert!(program.asks(0));

    store.0.lock().failure = Some("no route");
    let error = program.registry.reload().expect_err("the store fails");
    assert!(error.is_source());
    assert_eq!(error.to_string(), "store: no route");
    assert!(program.asks(0));
    program.take_events();

    store.updates().states(states(&[("a", "off")]));
    assert!(!program.asks(0));
    assert_eq!(program.take_events(), ["store can be read again", "toggle `a` changed from on to off (store)"]);
    Ok(())
}

#[test]
fn one_bad_entry_keeps_its_last_good_state_and_leaves_the_others_in_force() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "c"]);
    let store = Store::with(&[("a", "on"), ("b", "off")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    store.updates().states(states(&[("a", "onn"), ("b", "on"), ("c", "")]));
    assert_eq!([program.asks(0), program.asks(1), program.asks(2)], [true, true, false]);
    assert_eq!(program.registry.problems().len(), 2);
    store.updates().states(states(&[("b", "on")]));
    assert_eq!([program.asks(0), program.asks(1)], [false, true]);
    assert_eq!(program.registry.problems(), []);
    Ok(())
}

#[test]
fn an_unknown_name_is_reported_once_with_the_nearest() -> Result<(), Error> {
    let program = Program::new(&["new-checkout"]);
    program.variable("TOGGLE_NEW_CHEKOUT", "on");
    let store = Store::with(&[("new-chekout", "on"), ("new-checkout", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let expected = [
        "environment: no toggle of this program is called `TOGGLE_NEW_CHEKOUT`; did you mean `TOGGLE_NEW_CHECKOUT`?",
        "store:new-chekout: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?",
    ];
    assert_eq!(program.take_events(), expected);
    assert!(program.asks(0));
    program.registry.reload()?;
    assert!(program.take_events().is_empty());
    assert_eq!(program.registry.problems().len(), 2);
    Ok(())
}

#[test]
fn unknown_names_can_be_denied_or_ignored() -> Result<(), Error> {
    let wrong = [("a", "on"), ("aa", "on")];
    let denied = Program::new(&["a"]);
    let error = denied.registry.install(Builder::default().source(Store::with(&wrong)).unknown(Unknown::Deny));
    assert!(error.is_err_and(|error| error.is_unknown_toggle()));
    assert!(!denied.asks(0), "nothing has been set up");

    let denied = Program::new(&["a"]);
    let store = Store::with(&[("a", "on")]);
    denied.registry.install(Builder::default().source(store.clone()).unknown(Unknown::Deny))?;
    store.updates().states(states(&[("a", "off"), ("x", "on")]));
    assert!(denied.asks(0), "the whole set is refused");
    assert_eq!(denied.take_events().len(), 1);

    let ignored = Program::new(&["a"]);
    ignored.registry.install(Builder::default().source(Store::with(&wrong)).unknown(Unknown::Ignore))?;
    assert!(ignored.asks(0));
    assert!(ignored.take_events().is_empty());
    Ok(())
}

#[test]
fn faults_of_the_program_itself_are_reported() {
    let names = ["!a", "!a", "x-y", "x.y", "file"];
    let program = Program::new(&names);
    program.variable("TOGGLE_X_Y", "on");
    program.variable("TOGGLE_FILE", "");
    assert_eq!([program.asks(2), program.asks(3), program.asks(4)], [false; 3]);
    let expected = [
        "the environment variable `TOGGLE_FILE` is the path of the toggle file, so it does not set `file`; set the toggle \
         by name in `TOGGLES`, or rename it",
        "the environment variable `TOGGLE_X_Y` could set `x-y` or `x.y`, so it sets none of them; set the toggle by name \
         in `TOGGLES`, or rename it",
        "the toggle `a` is declared twice: src/p.rs:1:1 (f) counts, src/p.rs:2:1 (f) does not; remove one",
    ];
    assert_eq!(program.take_events(), expected);
}

#[test]
fn the_list_in_the_environment() {
    let program = Program::new(&["a", "b", "c", "d", "e"]);
    program.variable("TOGGLES", " a=on, b = yes ,c,d=on,d=off,,x=on,e=off");
    program.variable("TOGGLE_E", "on");
    let answers: Vec<bool> = (0..5).map(|position| program.asks(position)).collect();
    assert_eq!(answers, [true, true, false, true, true]);
    let expected = [
        "TOGGLES: `c`: expected `name=state`, as in `TOGGLES=\"new-checkout=on,beta-search=off\"`",
        "TOGGLES: `d`: it is in the list twice, so the first counts; keep one",
        "TOGGLES: no toggle of this program is called `x`",
    ];
    assert_eq!(program.take_events(), expected);
}
