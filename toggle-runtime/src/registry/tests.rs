//! The registry as an ordinary value: points made here, variables given here, sources under the test's control.

use std::{
    ffi::OsString,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use parking_lot::Mutex;
use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

use super::Registry;
use crate::{
    Builder, Decision, Error, Event, Reason, Scope, Source, SourceError, States, Unknown, Updates, Value, point::Point,
};

const DECLARED: Declaration<'_> =
    Declaration { default: "off", kind: "", owner: "", since: "", expires: "", description: "" };

fn record<'a>(name: &'a str, line: u32, body: Body<'a>) -> Record<'a> {
    let place = Place { package: "p", version: "1.0.0", module: "p", item: "f", file: "src/p.rs", line, column: 1 };
    Record { name, place, body }
}

/// Points of these toggles; one that is written `!name` is declared, with the default on.
fn points(names: &[&str]) -> &'static [Point] {
    let points = (1..).zip(names).map(|(line, name)| {
        let record = match name.strip_prefix('!') {
            Some(name) => record(name, line, Body::Declaration(Declaration { default: "on", ..DECLARED })),
            None => record(name, line, Body::Point { polarity: Polarity::Positive }),
        };
        Point::new(record.to_bytes().leak())
    });
    Vec::leak(points.collect())
}

/// A program with environment variables that can be changed, and a log of its events.
struct Program {
    registry: Registry,
    points: &'static [Point],
    variables: Arc<Mutex<Vec<(String, String)>>>,
    events: Arc<Mutex<Vec<String>>>,
}

impl Program {
    fn new(names: &[&str]) -> Self {
        let points = points(names);
        let variables: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let given = variables.clone();
        let registry = Registry::new(points, move || {
            given.lock().iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
        });
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = events.clone();
        registry.subscribe(move |event| log.lock().push(event.to_string()));
        Self { registry, points, variables, events }
    }

    fn variable(&self, name: &str, value: &str) {
        let mut variables = self.variables.lock();
        variables.retain(|(other, _)| other != name);
        variables.push((name.to_owned(), value.to_owned()));
    }

    /// Asks at the point with this position. (What is fixed in the point is not asked again.)
    fn asks(&self, position: usize) -> bool {
        let answer = self.registry.ask(&self.points[position]);
        assert_eq!(self.peek(position).unwrap_or(answer.is_on()), answer.is_on(), "the point and the registry agree");
        answer.is_on()
    }

    /// What the point answers by itself.
    fn peek(&self, position: usize) -> Option<bool> {
        self.points[position].fixed().map(Value::is_on)
    }

    fn explain(&self, name: &str) -> Decision {
        self.registry.explain(name)
    }

    fn take_events(&self) -> Vec<String> {
        std::mem::take(&mut self.events.lock())
    }
}

/// A source whose states the test says.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<StoreState>>);

#[derive(Default)]
struct StoreState {
    states: States,
    failure: Option<&'static str>,
    updates: Option<Updates>,
}

impl Store {
    fn with(settings: &[(&str, &str)]) -> Self {
        let store = Self::default();
        store.0.lock().states = states(settings);
        store
    }

    fn updates(&self) -> Updates {
        self.0.lock().updates.clone().expect("the store is followed")
    }
}

fn states(settings: &[(&str, &str)]) -> States {
    let mut states = States::new();
    for (name, word) in settings {
        states.set_text(*name, word, format!("store:{name}"));
    }
    states
}

impl Source for Store {
    fn name(&self) -> String {
        "store".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let store = self.0.lock();
        store.failure.map_or_else(|| Ok(store.states.clone()), |failure| Err(failure.into()))
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        self.0.lock().updates = Some(updates);
        Ok(())
    }
}

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
    program.registry.reload()?;
    first.updates().states(states(&[("a", "on")]));
    assert_eq!(source(&program), (false, "environment".to_owned()));
    program.registry.set("a", Value::On)?;
    assert_eq!(source(&program), (true, "program".to_owned()));
    let scope = Scope::new(program.registry.clone()).set("a", false).enter();
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
  program      -
  environment  -    TOGGLE_A  expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`
> store        off  store:a
  default      on   src/p.rs:1:1 (f)";
    assert_eq!(program.explain("a").to_string(), expected);
    Ok(())
}

#[test]
fn nothing_said_is_the_default_and_something_wrong_is_an_error() {
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
fn a_failing_source_keeps_its_last_good_states() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    assert!(program.asks(0));

    store.updates().failed("connection refused");
    store.updates().failed("connection refused");
    assert!(program.asks(0));
    let failure = "store could not be read, so its last good states stay: connection refused";
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
fn a_failed_installation_changes_nothing() {
    let program = Program::new(&["a", "b"]);
    program.variable("TOGGLE_B", "on");
    let broken = Store::with(&[]);
    broken.0.lock().failure = Some("no such table");
    let builder = Builder::default().source(Store::with(&[("a", "on")])).source(broken);
    let error = program.registry.install(builder).expect_err("a source fails");
    assert_eq!(error.to_string(), "store: no such table");
    assert_eq!([program.asks(0), program.asks(1)], [false, true], "the environment is all there is");
}

#[test]
fn installing_twice_is_refused() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default())?;
    let error = program.registry.install(Builder::default()).expect_err("once is enough");
    assert!(error.is_already_installed());
    Ok(())
}

#[test]
fn what_is_asked_before_installation_is_reported_and_then_follows() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "b"]);
    assert!(!program.asks(2));
    program.registry.install(Builder::default().source(Store::with(&[("b", "on")])))?;
    let expected = [
        "toggle `b` was asked at src/p.rs:3:1 (f) before toggles were set up; call `install` earlier",
        "toggle `b` changed from off to on (store)",
    ];
    assert_eq!(program.take_events(), expected);
    assert_eq!([program.peek(0), program.peek(1), program.peek(2)], [Some(false), Some(true), Some(true)]);
    Ok(())
}

#[test]
fn what_the_program_sets_before_installation_stays_set() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.set("a", Value::On)?;
    program.registry.install(Builder::default().source(Store::with(&[("a", "off")])))?;
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn what_an_earlier_set_of_sources_says_later_does_not_count() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.asks(0);
    let stale = Updates::new(program.registry.downgrade(), super::FIRST_SOURCE_LAYER, 1);
    assert!(!stale.is_closed());
    program.registry.install(Builder::default().source(Store::with(&[])))?;
    assert!(stale.is_closed());
    stale.states(states(&[("a", "on")]));
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn a_check_from_inside_the_first_set_up_gets_the_default_and_does_not_hang() {
    let points = points(&["!a"]);
    let registry: Arc<once_cell::sync::OnceCell<Registry>> = Arc::default();
    let inner = registry.clone();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let made = Registry::new(points, move || {
        if let Some(registry) = inner.get() {
            count.fetch_add(1, Relaxed);
            assert!(registry.ask(&points[0]).is_on());
        }
        vec![("TOGGLE_A".into(), "off".into())]
    });
    assert!(registry.set(made.clone()).is_ok());
    assert!(!made.ask(&points[0]).is_on());
    assert!(asked.load(Relaxed) > 0);
}

#[test]
fn a_subscriber_may_change_toggles() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    program.registry.install(Builder::default())?;
    let registry = program.registry.clone();
    program.registry.subscribe(move |event| {
        if let Event::Changed { toggle, to, .. } = event
            && toggle == "a"
        {
            registry.set("b", *to).expect("b is a toggle");
        }
    });
    program.registry.set("a", Value::On)?;
    assert_eq!([program.peek(0), program.peek(1)], [Some(true), Some(true)]);
    let expected = ["toggle `a` changed from off to on (program)", "toggle `b` changed from off to on (program)"];
    assert_eq!(program.take_events(), expected);
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
        "the environment variable `TOGGLE_FILE` could mean `file` or `the path of the toggle file`, so it sets nothing; \
         set a toggle by name in `TOGGLES`, or rename one",
        "the environment variable `TOGGLE_X_Y` could mean `x-y` or `x.y`, so it sets nothing; set a toggle by name in \
         `TOGGLES`, or rename one",
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

#[test]
fn every_toggle_is_listed_with_its_places() {
    let program = Program::new(&["b", "!a", "b"]);
    let toggles = program.registry.toggles();
    let listed: Vec<_> = toggles
        .iter()
        .map(|toggle| {
            let lines: Vec<u32> = toggle.points.iter().map(|point| point.place.line).collect();
            (toggle.name.as_str(), toggle.declaration.is_some(), toggle.state, lines)
        })
        .collect();
    assert_eq!(listed, [("a", true, Value::On, vec![]), ("b", false, Value::Off, vec![1, 3])]);
}

#[test]
fn a_scope_keeps_the_states_that_it_was_entered_with() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    program.registry.install(Builder::default())?;
    let scope = Scope::new(program.registry.clone()).enter();
    program.registry.set("a", Value::On)?;
    assert_eq!([program.asks(0), program.asks(1)], [false, false]);
    assert_eq!(program.explain("a").source, "scope");
    std::thread::scope(|threads| {
        threads.spawn(|| assert!(program.asks(0), "outside of the scope"));
    });
    let inner = Scope::new(program.registry.clone()).set("b", true).enter();
    assert_eq!([program.asks(0), program.asks(1)], [false, true], "a scope inside sees what the outer one sees");
    drop(inner);
    assert_eq!([program.peek(0), program.peek(1)], [None, Some(false)]);
    drop(scope);
    assert_eq!([program.peek(0), program.peek(1)], [Some(true), Some(false)], "back to one load");
    Ok(())
}

#[test]
fn guards_can_be_dropped_in_any_order() {
    let program = Program::new(&["a"]);
    let outer = Scope::new(program.registry.clone()).set("a", true).enter();
    let inner = Scope::new(program.registry.clone()).set("a", false).enter();
    drop(outer);
    assert!(!program.asks(0));
    drop(inner);
    assert!(!program.asks(0));
    assert_eq!(program.peek(0), Some(false));
}

#[test]
fn a_panic_leaves_the_scope() {
    let program = Program::new(&["a"]);
    let scope = Scope::new(program.registry.clone()).set("a", true);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scope.run(|| panic!("inside"))));
    assert!(panicked.is_err());
    assert!(!program.asks(0));
}

#[test]
fn a_misspelt_override_is_reported_and_changes_nothing() {
    let program = Program::new(&["new-checkout"]);
    let line = line!() + 1;
    let _scope = Scope::new(program.registry.clone()).set("new-chekout", true).enter();
    let file = file!();
    let events = program.take_events();
    assert!(events[0].starts_with(&format!("{file}:{line}:")), "{events:?}");
    assert!(events[0].ends_with("did you mean `new-checkout`?"), "{events:?}");
    let refused = Scope::new(program.registry.clone()).try_set("new-chekout", true);
    assert!(refused.is_err_and(|error| error.is_unknown_toggle()));
}

#[test]
fn parallel_scopes_never_see_each_other() {
    let program = Program::new(&["a", "b"]);
    std::thread::scope(|threads| {
        for number in 0..4 {
            let program = &program;
            threads.spawn(move || {
                let mine = number % 2 == 0;
                for _ in 0..500 {
                    let scope = Scope::new(program.registry.clone()).set("a", mine).enter();
                    assert_eq!(program.registry.ask(&program.points[0]).is_on(), mine);
                    drop(scope);
                    assert!(!program.registry.ask(&program.points[0]).is_on());
                }
            });
        }
    });
    assert_eq!(program.peek(0), Some(false));
}

/// Every thread must see the last state, however its first check and the flips interleave.
#[test]
fn no_interleaving_of_first_checks_and_flips_leaves_a_stale_point() {
    for round in 0..200 {
        let program = Program::new(&["a"; 16]);
        program.asks(0);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for point in &program.points[1..] {
                    program.registry.ask(point);
                }
            });
            for flip in 0..=8 {
                program.registry.set("a", Value::from((flip + round) % 2 == 0)).expect("a is a toggle");
            }
        });
        let last = round % 2 == 0;
        for position in 0..16 {
            assert_eq!(program.asks(position), last);
        }
    }
}
