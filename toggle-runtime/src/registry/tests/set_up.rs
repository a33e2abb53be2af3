//! Installation, and set-up by the first check.

use super::*;
use crate::catalogue::point::CachedState;

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
fn check_before_install_is_reported_and_updated() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "b"]);
    assert!(!program.asks(2));
    program.registry.install(Builder::default().source(Store::with(&[("b", "on")])))?;
    let expected = [
        "toggle `b` was checked at src/p.rs:3:1 (f) before toggles were set up; call `install` earlier",
        "toggle `b` changed from off to on (store)",
    ];
    assert_eq!(program.take_events(), expected);
    assert_eq!([program.peek(0), program.peek(1), program.peek(2)], [Some(false), Some(true), Some(true)]);
    Ok(())
}

#[test]
fn override_set_before_install_stays_set() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.set("a", Value::On)?;
    program.registry.install(Builder::default().source(Store::with(&[("a", "off")])))?;
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn panic_in_first_check_gives_defaults() -> Result<(), Error> {
    let points = points(&["plain", "!kill-switch", "kill-switch"]);
    let is_broken = Arc::new(AtomicUsize::new(1));
    let broken = is_broken.clone();
    let variables = move || match broken.load(Relaxed) {
        0 => vec![("TOGGLE_PLAIN".into(), "on".into())],
        _ => panic!("no variables today"),
    };
    let registry: &Registry = Box::leak(Box::new(Registry::new(points, variables)));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| assert_eq!([registry.is_on(&points[0]), registry.is_on(&points[2])], [false, true]));
        }
    });
    let message =
        "the toggles of this program cannot be set up, so checks return declared defaults: no variables today";
    let problems: Vec<String> = registry.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, [message]);

    registry.set("kill-switch", Value::Off)?;
    assert!(!registry.is_on(&points[2]));
    is_broken.store(0, Relaxed);
    registry.install(Builder::default())?;
    assert!(registry.is_on(&points[0]));
    assert_eq!(registry.problems(), []);
    Ok(())
}

#[test]
fn update_of_replaced_source_does_not_apply() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.asks(0);
    let stale = Updates::new(Arc::new(program.registry.downgrade()), crate::registry::layers::FIRST_SOURCE_LAYER, 1);
    assert!(!stale.is_closed());
    program.registry.install(Builder::default().source(Store::with(&[])))?;
    assert!(stale.is_closed());
    stale.states(states(&[("a", "on")]));
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn check_within_first_set_up_returns_default() {
    let points = points(&["!a"]);
    let registry: Arc<once_cell::sync::OnceCell<Registry>> = Arc::default();
    let inner = registry.clone();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let made = Registry::new(points, move || {
        if let Some(registry) = inner.get() {
            count.fetch_add(1, Relaxed);
            assert!(registry.is_on(&points[0]));
        }
        vec![("TOGGLE_A".into(), "off".into())]
    });
    assert!(registry.set(made.clone()).is_ok());
    assert!(!made.is_on(&points[0]));
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
            registry.set("b", to.is_on().into()).expect("b is a toggle");
        }
    });
    program.registry.set("a", Value::On)?;
    assert_eq!([program.peek(0), program.peek(1)], [Some(true), Some(true)]);
    let expected = [
        "toggle `a` changed from off to on (run-time override)",
        "toggle `b` changed from off to on (run-time override)",
    ];
    assert_eq!(program.take_events(), expected);
    Ok(())
}

#[test]
fn the_first_thing_that_a_program_sets_is_heard() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.set("a", Value::On)?;
    assert_eq!(program.take_events(), ["toggle `a` changed from off to on (run-time override)"]);
    Ok(())
}

#[test]
fn slow_subscriber_does_not_delay_source_update() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let (finish, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    program.registry.subscribe(move |_| {
        let _ = wait.lock().recv();
    });
    store.updates().states(states(&[("a", "off")]));
    store.updates().states(states(&[("a", "on")]));
    store.updates().states(states(&[("a", "off")]));
    assert!(!program.asks(0));
    drop(finish);
    Ok(())
}

#[test]
fn first_checks_that_race_agree() {
    let names: Vec<String> = (0..1000).map(|number| format!("t{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for _ in 0..50 {
        let program = Program::new(&names);
        program.variable("TOGGLE_T999", "on");
        std::thread::scope(|threads| {
            threads.spawn(|| program.registry.is_on(&program.points[0]));
            assert!(program.registry.is_on(&program.points[999]));
        });
        assert_eq!(program.peek(999), Some(true));
    }
}

#[cfg(feature = "rules")]
#[test]
fn file_variable_is_ignored_if_a_file_is_given() -> std::io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (named, given) = (directory.path().join("named.toml"), directory.path().join("given.toml"));
    std::fs::write(&named, "a = true")?;
    std::fs::write(&given, "b = true")?;
    let answers = |builder: Builder| {
        let program = Program::new(&["a", "b"]);
        program.variable("TOGGLE_FILE", named.to_str().expect("temporary paths are Unicode"));
        program.registry.install(builder).expect("both files are good");
        [program.asks(0), program.asks(1)]
    };
    assert_eq!(answers(Builder::default()), [true, false]);
    assert_eq!(answers(Builder::default().file(&given)), [false, true]);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_broken_before_install_keeps_good_state() -> std::io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    std::fs::write(&path, "a = true")?;
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_FILE", path.to_str().expect("temporary paths are Unicode"));
    assert!(program.asks(0));
    std::fs::write(&path, "")?;
    program.registry.install(Builder::default().optional_file(&path)).expect("it is optional");
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn reload_writes_only_points_of_changed_toggles() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let store = Store::with(&[("a", "on"), ("b", "on")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    // A write to the point would correct this.
    program.points[1].cache(CachedState::Value(0));
    store.0.lock().states = states(&[("a", "off"), ("b", "on")]);
    program.registry.reload()?;
    assert_eq!([program.peek(0), program.peek(1)], [Some(false), Some(false)]);
    assert_eq!(program.take_events(), ["toggle `a` changed from on to off (store)"]);
    Ok(())
}

#[cfg(all(feature = "history-file", feature = "rules"))]
#[test]
fn refused_install_makes_no_history_file() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let [first, second] = ["first", "second"].map(|name| directory.path().join(name));
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().history_file(&first))?;
    let error = program.registry.install(Builder::default().history_file(&second)).expect_err("once is enough");
    assert!(error.is_already_installed());
    assert!(first.exists() && !second.exists());
    Ok(())
}
