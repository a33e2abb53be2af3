//! Events as `tracing` events with their parts as fields, and answers of observed toggles.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex, Once, PoisonError},
};

use toggle_runtime::{Context, Observe, Percentage, States, Toggle, enabled, feature_toggle, scope, toggle};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// A subscriber that keeps a line for each event: its level, target, name and fields.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut line = format!("{} {} {}", metadata.level(), metadata.target(), metadata.name());
        if metadata.name() == "feature_flag.evaluation" {
            // A subscriber may check toggles, too.
            assert!(!enabled!("asked-by-subscriber"));
        }
        event.record(&mut Line(&mut line));
        self.0.lock().expect("no one panics with it").push(line);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Log {
    /// Returns the events that occur while `call` runs.
    fn of(call: impl FnOnce()) -> Vec<String> {
        // A delivering thread also delivers the events of other threads. The lock therefore excludes other tests.
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let log = Self::default();
        tracing::subscriber::with_default(log.clone(), call);
        log.0.lock().expect("no one panics with it").clone()
    }
}

#[feature_toggle("fragile", else = Ok(()), guard)]
fn fragile() -> Result<(), &'static str> {
    Err("it fails")
}

// This is a single test, because another thread may deliver its events otherwise.
#[test]
fn changes_problems_and_trips_are_events() {
    set_up();
    assert!(!enabled!("traced"));
    let lines = Log::of(|| {
        toggle_runtime::set("traced", true).expect("it is a toggle");
        drop(scope().set("tracde", true));
    });
    let change = "INFO toggle_runtime toggle_runtime.changed message=toggle `traced` changed from off to on (run-time override) \
                  toggle=\"traced\" from=\"off\" to=\"on\" source=\"program\"";
    assert_eq!(lines[0], change);
    assert!(
        lines[1].starts_with("WARN toggle_runtime toggle_runtime.problem message=")
            && lines[1].contains("did you mean `traced`?"),
        "{lines:?}"
    );
    let lines = Log::of(|| drop(scope().set("tracde\u{1b}[2J\n::error::x", true)));
    let told = r"no toggle of this program is called `tracde\u{1b}[2J\n::error::x`";
    assert!(lines.iter().any(|line| line.contains(told)), "{lines:?}");
    // The call that exceeds the limit reports the trip itself, so that the report survives an end of the process.
    let lines = Log::of(|| assert!(fragile().is_err()));
    let names: Vec<_> = lines.iter().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
    let expected = ["ERROR toggle_runtime toggle_runtime.tripped", "INFO toggle_runtime toggle_runtime.changed"];
    assert_eq!(names, expected, "{lines:?}");
}

/// A percentage of users.
#[toggle("drawn")]
static DRAWN: Toggle;
#[toggle("limit", default = 3)]
static LIMIT: Toggle<i64>;
#[toggle("greeting", default = "hello")]
static GREETING: Toggle<Arc<str>>;

struct File;

impl toggle_runtime::Source for File {
    fn name(&self) -> String {
        "file".to_owned()
    }

    fn read(&self) -> Result<States, toggle_runtime::SourceError> {
        let toml = r#"
            unreadable = 3.5
            fragile = { otherwise = true, guard = { failures = 0, min-calls = 1 } }
            drawn.rules = [{ rollout = 99 }]
            of-company.rules = [{ rollout = 99, by = "company" }]
            personal.observe = { events = "100%", context-id = true }
        "#;
        States::from_toml(toml, "t.toml", None)
    }
}

fn set_up() {
    static SET_UP: Once = Once::new();
    SET_UP.call_once(|| {
        let all = ["drawn", "limit", "greeting", "of-company", "unreadable", "asked-by-subscriber"];
        toggle_runtime::builder()
            .source(File)
            .environment("production")
            .observe(Observe::toggles(all).events(Percentage::ALL))
            .observe(Observe::toggles(["sampled"]).events(Percentage::percent(1)))
            .install()
            .expect("nothing is wrong with it");
    });
}

/// Checks the event of one answer, without its version, which other tests change.
#[track_caller]
fn check_answer(ask: impl FnOnce(), expected: &str) {
    set_up();
    let mut lines = Log::of(ask);
    // The first answer without a value to hash also reports a problem.
    lines.retain(|line| !line.contains("have no value to hash"));
    assert_eq!(lines.len(), 1, "{lines:#?}");
    let fields = lines[0].strip_prefix("INFO toggle_runtime feature_flag.evaluation ").expect("an evaluation");
    let (before, version) = fields.split_once(" feature_flag.version=").expect("a version");
    let (version, after) = version.split_once(' ').unwrap_or((version, ""));
    assert!(u64::from_str_radix(version.trim_matches('"'), 16).is_ok() && version.len() == 18, "{version}");
    let all = format!("{before} {after}");
    assert_eq!(all.trim_end().replace("feature_flag.", ""), expected);
}

const ORIGIN: &str = "provider.name=\"toggle-runtime\" set.id=\"production\"";

#[test]
fn answer_event_has_opentelemetry_names() {
    let ada = Context::new("ada");
    check_answer(
        || assert!(enabled!(DRAWN, for = &ada)),
        &format!("key=\"drawn\" result.value=true result.variant=\"on\" result.reason=\"split\" {ORIGIN}"),
    );
    check_answer(
        || assert_eq!(LIMIT.get(), 3),
        &format!("key=\"limit\" result.value=3 result.reason=\"default\" {ORIGIN}"),
    );
    check_answer(
        || assert_eq!(&*GREETING.get(), "hello"),
        &format!("key=\"greeting\" result.value=\"hello\" result.variant=\"hello\" result.reason=\"default\" {ORIGIN}"),
    );
}

#[test]
fn evaluation_error_is_an_event() {
    check_error(|| assert!(!enabled!(DRAWN)), "drawn", "targeting_key_missing");
    check_error(|| assert!(!enabled!("of-company", for = &Context::new("ada"))), "of-company", "invalid_context");
    check_error(|| assert!(!enabled!("unreadable")), "unreadable", "parse_error");
}

#[track_caller]
fn check_error(ask: impl FnOnce(), toggle: &str, error: &str) {
    let answer = format!("key=\"{toggle}\" result.value=false result.variant=\"off\" result.reason=\"error\"");
    check_answer(ask, &format!("{answer} {ORIGIN} error.type=\"{error}\""));
}

#[test]
fn context_id_is_emitted_only_on_request() {
    let ada = Context::new("ada");
    check_answer(
        || scope().context(ada).run(|| assert!(!enabled!("personal"))),
        &format!(
            "key=\"personal\" result.value=false result.variant=\"off\" result.reason=\"default\" context.id=\"ada\" {ORIGIN}"
        ),
    );
}

#[test]
fn share_of_answers_emits_events() {
    set_up();
    let ask = |times: u32| Log::of(|| (0..times).for_each(|_| assert!(!enabled!("sampled")))).len();
    assert_eq!([ask(1_000), ask(50), ask(50)].iter().sum::<usize>(), 11);
    assert_eq!(Log::of(|| assert!(!enabled!("not-observed"))), [""; 0]);
}

#[test]
fn a_subscriber_that_panics_ends_no_check() {
    set_up();
    let log = Log::default();
    let poisoned = log.clone();
    let _ = std::thread::spawn(move || {
        let _guard = poisoned.0.lock();
        panic!("so that the log panics from now on");
    })
    .join();
    let ada = Context::new("ada");
    tracing::subscriber::with_default(log, || assert!(enabled!(DRAWN, for = &ada)));
}
