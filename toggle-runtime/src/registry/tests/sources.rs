//! The environment, revision, age and staleness of sources.

use std::time::SystemTime;

use super::*;
use crate::{Problem, SourceStatus, source::engine::Engine};

/// A source that notes the calls of the registry.
#[derive(Default)]
struct Noting {
    calls: Mutex<Vec<String>>,
    unknown: Option<Unknown>,
    fails: bool,
}

impl Source for Noting {
    fn name(&self) -> String {
        "noting".to_owned()
    }

    fn set_environment(&self, environment: Option<&str>) {
        self.calls.lock().push(format!("environment {environment:?}"));
    }

    fn unknown(&self) -> Option<Unknown> {
        self.unknown
    }

    fn read(&self) -> Result<States, SourceError> {
        self.calls.lock().push("read".to_owned());
        if self.fails { Err("no route".into()) } else { Ok(states(&[("a", "on"), ("other", "on")])) }
    }
}

impl Program {
    /// Returns the status of the first source after the environment.
    fn source(&self) -> SourceStatus {
        self.registry.sources().into_iter().nth(1).expect("there is a source")
    }
}

#[test]
fn source_gets_environment_before_its_first_read() -> Result<(), Error> {
    for (builder, variable, expected) in [
        (Builder::default(), None, "environment None"),
        (Builder::default(), Some("staging"), "environment Some(\"staging\")"),
        (Builder::default().environment("production"), Some("staging"), "environment Some(\"production\")"),
    ] {
        let program = Program::new(&["a"]);
        if let Some(variable) = variable {
            program.variable("TOGGLE_ENVIRONMENT", variable);
        }
        let source = Arc::new(Noting::default());
        program.registry.install(builder.source(source.clone()).unknown(Unknown::Ignore))?;
        program.registry.reload()?;
        assert_eq!(*source.calls.lock(), [expected, "read", "read"]);
    }
    Ok(())
}

#[test]
fn unknown_names_of_source_override_builder() -> Result<(), Error> {
    let ignoring = || Noting { unknown: Some(Unknown::Ignore), ..Noting::default() };
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(ignoring()).unknown(Unknown::Deny))?;
    program.registry.reload()?;
    assert!(program.asks(0));
    assert_eq!(program.registry.problems(), []);

    let program = Program::new(&["a"]);
    let denying = Noting { unknown: Some(Unknown::Deny), ..Noting::default() };
    let error = program.registry.install(Builder::default().source(denying)).expect_err("it is denied");
    assert!(error.is_unknown_toggle());
    Ok(())
}

#[test]
fn optional_source_that_fails_is_a_problem() -> Result<(), Error> {
    let program = Program::new(&["!a"]);
    let failing = || Noting { fails: true, ..Noting::default() };
    let error = program.registry.install(Builder::default().source(failing())).expect_err("it is required");
    assert!(error.is_source());

    let program = Program::new(&["!a"]);
    program.registry.install(Builder::default().optional_source(failing()))?;
    assert!(program.asks(0), "the declared default applies");
    assert_eq!(program.problems(), ["noting: no route"]);
    let SourceStatus { name, revision, read_at, stale, followed } = program.source();
    assert_eq!((name.as_str(), revision, read_at, followed), ("noting", None, None, false));
    assert_eq!(stale.as_deref(), Some("no route"));
    assert_eq!(program.source().age(), None);
    Ok(())
}

#[test]
fn revision_is_shown_wherever_the_source_decides() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let store = Store::default();
    store.0.lock().states = states(&[("a", "off")]).revision("811");
    program.registry.install(Builder::default().source(store.clone()))?;
    assert_eq!(program.source().revision.as_deref(), Some("811"));
    let status = |name| program.registry.toggles().find(|toggle| toggle.name == name).expect("it is a toggle");
    assert_eq!(status("a").revision.as_deref(), Some("811"));
    assert_eq!(status("b").revision, None, "the default decides");

    store.updates().states(states(&[("a", "on")]).revision("812"));
    assert_eq!(program.take_events(), ["toggle `a` changed from off to on (store, revision 812)"]);
    let change = program.registry.history().pop().expect("there is a change");
    assert_eq!(change.revision.as_deref(), Some("812"));
    let explained = "\
a is on: STATIC, store (store:a)
  run-time override  -
  env                -
> store              on   store:a  revision 812
  default            off  not declared";
    assert_eq!(program.explain("a").to_string(), explained);
    assert_eq!(program.explain("b").trace[2].revision.as_deref(), Some("812"));

    program.registry.set("a", Value::Off)?;
    assert_eq!(program.take_events(), ["toggle `a` changed from on to off (run-time override)"]);
    assert_eq!(program.registry.history().pop().and_then(|change| change.revision), None);
    Ok(())
}

#[test]
fn failed_source_keeps_revision_and_age() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::default();
    store.0.lock().states = states(&[("a", "on")]).revision("7");
    program.registry.install(Builder::default().source(store.clone()))?;
    let before = program.source();
    assert_eq!((before.stale.as_deref(), before.followed), (None, true));
    assert!(before.age().is_some_and(|age| age < Duration::from_secs(600)));

    store.updates().failed("connection refused");
    let failed = program.source();
    assert_eq!((&failed.revision, failed.read_at), (&before.revision, before.read_at));
    assert_eq!(failed.stale.as_deref(), Some("connection refused"));

    store.updates().unchanged();
    let after = program.source();
    assert_eq!((&after.revision, after.stale.as_deref()), (&before.revision, None));
    assert!(after.read_at > before.read_at, "the states are confirmed");
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn stale_states_apply_and_are_a_problem() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::default();
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let stale = || states(&[("a", "on")]).revision("7").stale(since, "connection refused");
    store.0.lock().states = stale();
    program.registry.install(Builder::default().source(store.clone()))?;
    assert!(program.asks(0));
    let problem = "store: its states are those of 2001-09-09T01:46:40Z: connection refused";
    assert_eq!(program.problems(), [problem]);
    assert_eq!(program.take_events(), [problem]);
    assert!(matches!(program.registry.problems()[0], Problem::StaleSource { .. }));
    let status = program.source();
    assert_eq!(status.read_at.map(jiff::Timestamp::as_second), Some(1_000_000_000));
    assert_eq!(status.stale.as_deref(), Some("connection refused"));
    assert!(status.age().is_some_and(|age| age > Duration::from_secs(500_000_000)));
    let note = program.explain("a").trace[2].note.clone();
    assert_eq!(note.as_deref(), Some("as of 2001-09-09T01:46:40Z: connection refused"));

    store.updates().states(stale());
    assert_eq!(program.take_events(), [""; 0], "it is reported once");
    store.updates().failed("no route");
    assert_eq!(program.problems(), ["store: no route", problem]);
    store.updates().unchanged();
    assert_eq!(program.problems(), [""; 0]);
    assert_eq!(program.source().stale, None);

    store.updates().states(stale());
    program.take_events();
    store.updates().states(states(&[("a", "off")]).revision("8"));
    assert_eq!(program.problems(), [""; 0]);
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn source_without_a_follower_is_not_followed() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::default();
    let builder = Builder::default().source(store.clone()).source(Noting::default());
    program.registry.install(builder.unknown(Unknown::Ignore))?;
    let followed = || program.registry.sources().iter().map(|source| source.followed).collect::<Vec<_>>();
    assert_eq!(followed(), [false, true, false], "the environment, the store, and a source that follows nothing");
    store.0.lock().updates = None;
    assert_eq!(followed(), [false; 3], "the store has stopped");

    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Store::default()).watch(false))?;
    assert!(!program.source().followed);
    Ok(())
}

/// The engine of the test, whose stores set the toggle of their host.
static ENGINES: [Engine; 1] = [Engine::new(&["shop"], |url| match url.strip_prefix("shop://") {
    Some(host) => Ok(Arc::new(Shop(host.to_owned()))),
    None => Err("no host".into()),
})];

struct Shop(String);

impl Source for Shop {
    fn name(&self) -> String {
        format!("shop {}", self.0)
    }

    fn read(&self) -> Result<States, SourceError> {
        if self.0 == "gone" { Err("connection refused".into()) } else { Ok(states(&[(&self.0, "on")])) }
    }
}

/// Returns a registry with the toggles `a` and `b`, and the engine of the test, in an environment of these variables.
fn with_engine(variables: &[(&str, &str)]) -> Registry {
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let variables: Vec<_> = variables.collect();
    Registry::of_process(points(&["a", "b"]), &[], &ENGINES, move || variables.clone())
}

fn sources_of(registry: &Registry) -> Vec<String> {
    registry.sources().into_iter().map(|source| source.name).collect()
}

#[test]
fn store_variable_needs_no_set_up() {
    let registry = with_engine(&[("TOGGLE_STORE", " shop://a\n")]);
    assert_eq!(sources_of(&registry), ["environment", "shop a"]);
    assert_eq!(registry.explain("a", None, None).source, "shop a");
    assert_eq!(registry.problems(), []);
    for unset in [&[][..], &[("TOGGLE_STORE", "")]] {
        assert_eq!(sources_of(&with_engine(unset)), ["environment"]);
    }
}

#[test]
fn store_variable_comes_after_the_file() -> Result<(), Error> {
    let registry = with_engine(&[("TOGGLE_STORE", "shop://a"), ("TOGGLE_FILE", "no-such.toml")]);
    registry.install(Builder::default().optional_file("given.toml"))?;
    assert_eq!(sources_of(&registry), ["environment", "file given.toml", "shop a"]);
    let registry = with_engine(&[("TOGGLE_STORE", "shop://a"), ("TOGGLE_FILE", "no-such.toml")]);
    assert_eq!(sources_of(&registry), ["environment", "file no-such.toml", "shop a"]);
    Ok(())
}

#[test]
fn source_in_code_replaces_store_variable() -> Result<(), Error> {
    let registry = with_engine(&[("TOGGLE_STORE", "shop://a")]);
    registry.install(Builder::default().optional_source(Store::with(&[("b", "on")])))?;
    assert_eq!(sources_of(&registry), ["environment", "store"]);
    Ok(())
}

#[test]
fn store_that_cannot_be_opened_is_a_problem() -> Result<(), Error> {
    let registry = with_engine(&[("TOGGLE_STORE", "shop://gone")]);
    registry.install(Builder::default())?;
    assert_eq!(registry.problems()[0].to_string(), "shop gone: connection refused");
    let registry = with_engine(&[("TOGGLE_STORE", "etcd://me:secret@host/shop")]);
    registry.install(Builder::default())?;
    let problem = registry.problems()[0].to_string();
    assert!(problem.starts_with("TOGGLE_STORE: no engine of this program opens `etcd` URLs, its engines open `shop`;"));
    assert!(!format!("{problem}{:?}", registry.sources()).contains("secret"));
    Ok(())
}

#[test]
fn program_of_a_tool_reads_no_store() {
    let variables = || vec![(OsString::from("TOGGLE_STORE"), OsString::from("shop://a"))];
    let registry = Registry::new(points(&["a"]), variables);
    assert_eq!(sources_of(&registry), ["environment"]);
    assert_eq!(registry.problems(), []);
}

/// A document that other programs use, too.
#[cfg(feature = "rules")]
struct SharedDocument(once_cell::sync::OnceCell<crate::Names>);

#[cfg(feature = "rules")]
impl Source for SharedDocument {
    fn name(&self) -> String {
        "shared".to_owned()
    }

    fn set_names(&self, names: crate::Names) {
        self.0.get_or_init(|| names);
    }

    fn read(&self) -> Result<States, SourceError> {
        let names = self.0.get().ok_or("the names come first")?;
        States::from_toml_for("other = 7\na = true\nwrong = { rollout = -1 }", "shared", None, names)
    }
}

#[cfg(feature = "rules")]
#[test]
fn toggles_of_other_programs_are_not_reported() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let builder = Builder::default().source(SharedDocument(once_cell::sync::OnceCell::new()));
    program.registry.install(builder.unknown(Unknown::Deny))?;
    assert!(program.asks(0));
    assert_eq!(program.registry.problems(), []);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_reports_mistakes_of_unknown_names() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("t.toml");
    std::fs::write(&path, "a = true\nother = { rules = [{ rollout = 200 }] }\n")?;
    for builder in [Builder::default().file(&path), Builder::default().directory(directory.path())] {
        let program = Program::new(&["a"]);
        program.registry.install(builder)?;
        let problems = program.problems();
        assert!(problems[0].contains("t.toml:2:32: `other`: "), "{problems:?}");
        assert!(problems[1].contains("no toggle of this program is called `other`"), "{problems:?}");
        assert_eq!(problems.len(), 2);
    }
    Ok(())
}
