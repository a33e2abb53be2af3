//! Failing sources, mistakes in states, and unknown names.

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

const EMPTY: &str = "is empty; to set no toggle, the source has to call `States::allow_empty`";

#[test]
fn emptied_source_keeps_its_last_good_states() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    store.updates().states(States::new());
    assert!(program.asks(0));
    assert_eq!(program.take_events(), [format!("store cannot be read, so it changes nothing: {EMPTY}")]);
    assert_eq!(program.problems(), [format!("store: {EMPTY}")]);
    assert_eq!(program.registry.sources()[1].stale.as_deref(), Some(EMPTY));
    store.updates().states(States::new().revision("2"));
    assert_eq!(program.take_events(), [""; 0], "it is reported once");

    store.0.lock().states = States::new();
    let error = program.registry.reload().expect_err("it is empty");
    assert_eq!(error.to_string(), format!("store: {EMPTY}"));
    assert!(error.is_source());
    assert!(program.asks(0));

    store.updates().states(states(&[("a", "off")]));
    assert_eq!(program.take_events(), ["store can be read again", "toggle `a` changed from on to off (store)"]);
    store.updates().states(States::new().allow_empty());
    assert_eq!(program.explain("a").source, "default");
    assert_eq!(program.problems(), [""; 0]);
    Ok(())
}

#[test]
fn source_that_was_always_empty_is_no_problem() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::default();
    program.registry.install(Builder::default().source(store.clone()))?;
    store.updates().states(States::new());
    program.registry.reload()?;
    assert_eq!(program.problems(), [""; 0]);
    store.updates().states(states(&[("a", "on"), ("b", "on")]));
    store.updates().states(states(&[("b", "on")]));
    assert_eq!(program.explain("a").source, "default", "states can be removed one by one");
    store.updates().states(States::new());
    assert_eq!(program.problems(), [format!("store: {EMPTY}")], "also of unknown names alone");
    Ok(())
}

#[test]
fn removed_variables_are_no_accident() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_A", "on");
    assert!(program.asks(0));
    program.variables.lock().clear();
    program.registry.reload()?;
    assert!(!program.asks(0));
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn text_with_a_comment_alone_is_empty_on_purpose() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a = true");
    program.registry.install(Builder::default().source(store.clone()))?;
    for blank in ["", " \n\t\n"] {
        store.write(blank);
        assert!(program.registry.reload().is_err_and(|error| error.is_source()));
        assert!(program.asks(0));
    }
    store.write("# no toggle is set");
    program.registry.reload()?;
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn mistaken_entry_keeps_state_and_others_apply() -> Result<(), Error> {
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
fn unknown_name_is_reported_once_with_nearest() -> Result<(), Error> {
    let program = Program::new(&["new-checkout"]);
    program.variable("TOGGLE_NEW_CHEKOUT", "on");
    let store = Store::with(&[("new-chekout", "on"), ("new-checkout", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let expected = [
        "env: no toggle of this program is called `TOGGLE_NEW_CHEKOUT`; did you mean `TOGGLE_NEW_CHECKOUT`?",
        "store:new-chekout: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?",
    ];
    assert_eq!(program.take_events(), expected);
    assert!(program.asks(0));
    program.registry.reload()?;
    assert!(program.take_events().is_empty());
    assert_eq!(program.registry.problems().len(), 2);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_for_another_program_emits_bounded_events() {
    let names: Vec<String> = (0..1000).map(|number| format!("toggle-{number}")).collect();
    let program = Program::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let wrong = (0..20_000).map(|number| format!("toggel-{number} = true\n")).collect::<Vec<_>>().concat();
    let store = Store::of_toml(&wrong);
    program.registry.install(Builder::default().source(store)).expect("it can be installed");
    program.registry.reload().expect("it can be read");
    let events = program.take_events();
    assert_eq!(events.len(), 101);
    assert_eq!(events.iter().filter(|event| event.contains("did you mean `toggle-")).count(), 100);
    let last = "store: 19900 more names are no toggles of this program; is this another program's configuration?";
    assert_eq!(events[100], last);
}

#[cfg(feature = "rules")]
#[test]
fn unknown_names_beyond_hundred_are_counted() {
    let text = |count: usize| (0..count).map(|number| format!("name-{number} = true\n")).collect::<Vec<_>>().concat();
    let counted = |count: usize| {
        let program = Program::new(&["a"]);
        let source = Builder::default().source(Store::of_toml(&text(count)));
        program.registry.install(source).expect("it can be installed");
        let problems = program.registry.problems();
        let last = problems.last().map(ToString::to_string).unwrap_or_default();
        (problems.len(), last.split(" more ").next().map(str::to_owned).filter(|_| last.contains(" more ")))
    };
    assert_eq!(counted(100), (100, None));
    assert_eq!(counted(101), (101, Some("store: 1".to_owned())));
    assert_eq!(counted(350), (101, Some("store: 250".to_owned())));
    let denied = Program::new(&["a"]);
    let source = Builder::default().source(Store::of_toml(&text(350))).unknown(Unknown::Deny);
    let error = denied.registry.install(source).expect_err("they are denied").to_string();
    assert!(
        error.ends_with(
            "; store: 250 more names are no toggles of this program; is this another program's configuration?"
        )
    );
    let ignored = Program::new(&["a"]);
    let source = Builder::default().source(Store::of_toml(&text(350))).unknown(Unknown::Ignore);
    assert!(ignored.registry.install(source).is_ok());
    assert_eq!(ignored.registry.problems(), []);
    let of_environment = Program::new(&["a"]);
    for number in 0..350 {
        of_environment.variable(&format!("TOGGLE_NAME_{number}"), "on");
    }
    assert_eq!(of_environment.registry.problems().len(), 101);
}

#[cfg(feature = "rules")]
#[test]
fn mistakes_beyond_thousand_are_counted() {
    let segments: Vec<String> = (0..1200).map(|number| format!("[segment.s{number}]\na = []\n")).collect();
    let program = Program::new(&["a"]);
    let source = Builder::default().source(Store::of_toml(&("a = 50\n".to_owned() + &segments.concat())));
    program.registry.install(source).expect("it can be installed");
    let problems = program.registry.problems();
    assert_eq!(problems.len(), 1001);
    assert_eq!(problems[1000].to_string(), "store: it has 201 more mistakes");
    assert!(program.explain("a").trace[2].error.is_some(), "a toggle tells its own mistake all the same");
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
        "the toggle `a` is declared twice: src/p.rs:1:1 (f) applies, src/p.rs:2:1 (f) does not; remove one",
        "the variable `TOGGLE_FILE` is the path of the toggle file, so it does not set `file`; set the toggle \
         by name in `TOGGLES`, or rename it",
        "the variable `TOGGLE_X_Y` could set `x-y` or `x.y`, so it sets none of them; set the toggle by name \
         in `TOGGLES`, or rename it",
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
        "TOGGLES: `d`: it is in the list twice, so the first applies; keep one",
        "TOGGLES: no toggle of this program is called `x`",
    ];
    assert_eq!(program.take_events(), expected);
}

/// A store that reports newer states while it is being read.
struct Racing(Store);

impl Source for Racing {
    fn name(&self) -> String {
        self.0.name()
    }

    fn read(&self) -> Result<States, SourceError> {
        let old = self.0.read();
        let updates = self.0.0.lock().updates.clone();
        if let Some(updates) = updates {
            updates.states(states(&[("a", "on")]));
        }
        old
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        Arc::new(self.0.clone()).follow(updates)
    }
}

#[test]
fn reload_does_not_undo_update_after_its_reading() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Racing(Store::with(&[("a", "off")]))))?;
    assert!(!program.asks(0));
    program.registry.reload()?;
    assert!(program.asks(0), "the last that the store has reported is on");
    Ok(())
}

#[test]
fn a_reload_goes_on_after_a_source_that_fails() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let (first, second) = (Store::with(&[]), Store::with(&[]));
    program.registry.install(Builder::default().source(first.clone()).source(second.clone()))?;
    first.0.lock().failure = Some("no route");
    second.0.lock().states = states(&[("a", "on")]);
    assert!(program.registry.reload().is_err());
    assert!(program.asks(0));
    Ok(())
}

/// An error that checks toggles when it is shown, and again when it is dropped.
struct Asking(Registry);

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asking")
    }
}

impl std::fmt::Display for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.explain("a", None, None).value.fmt(f)
    }
}

impl std::error::Error for Asking {}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.explain("a", None, None);
    }
}

#[test]
fn errors_of_sources_are_handled_without_a_lock() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[]);
    program.registry.install(Builder::default().source(store.clone()))?;
    for _ in 0..2 {
        store.updates().failed(Asking(program.registry.clone()));
    }
    assert_eq!(program.take_events(), ["store cannot be read, so it changes nothing: off"]);
    Ok(())
}

#[test]
fn a_source_that_cannot_follow_is_reported() -> Result<(), Error> {
    struct Unfollowable;

    impl Source for Unfollowable {
        fn name(&self) -> String {
            "store".to_owned()
        }

        fn read(&self) -> Result<States, SourceError> {
            Ok(states(&[("a", "on")]))
        }

        fn follow(self: Arc<Self>, _: Updates) -> Result<(), SourceError> {
            Err("no more connections".into())
        }
    }

    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Unfollowable))?;
    assert!(program.asks(0));
    let message = "store is not watched, so its changes apply at the next `reload` only: no more connections";
    assert_eq!(program.take_events(), [message]);
    program.registry.reload()?;
    assert_eq!(program.take_events(), [""; 0], "it is said once");
    assert_eq!(program.problems(), [message]);
    Ok(())
}

/// A misspelt literal in code is a separate toggle, which no source will ever switch on.
#[test]
fn misspelt_literal_in_code_is_a_problem() {
    let program = Program::new(&["!mail", "mial", "new-checkout", "new-checkout", "new-chekout", "cart"]);
    assert!(!program.asks(1));
    let expected = [
        "src/p.rs:2:1 (f): the toggle `mial` is not declared, and `mail` is; did you mean `mail`? If not, declare `mial` as well",
        "src/p.rs:5:1 (f): the toggle `new-chekout` is checked at this place only, `new-checkout` at several, and \
         neither is declared; did you mean `new-checkout`? If not, declare both",
    ];
    assert_eq!(program.take_events(), expected);
    assert_eq!(program.problems(), expected);
}
