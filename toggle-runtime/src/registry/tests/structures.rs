//! Toggles that are structs: tables for a toggle of a known type, and the effective value in case of mistakes.

use std::sync::atomic::AtomicUsize;

use serde::Deserialize;
use toggle_rules::Datum;

use super::*;
use crate::{
    Structured, Table,
    catalogue::structure::Structure,
    check::{
        setting::{Setting, Typed},
        structured::{DefaultOfItsType, InCode, of_code, reading_of},
    },
};

/// Implements the traits as the derive does.
macro_rules! structured {
    ($ty:ty) => {
        impl Structured for $ty {}

        impl Setting for $ty {}

        impl Typed for $ty {
            type Default = DefaultOfItsType;
            type Given = Arc<Self>;

            const ANY: DefaultOfItsType = DefaultOfItsType;

            fn from_default(_: DefaultOfItsType) -> Arc<Self> {
                static IN_CODE: InCode<$ty> = InCode::new();
                IN_CODE.get()
            }

            fn read(value: &Value) -> Option<Arc<Self>> {
                crate::check::structured::given(value)
            }
        }
    };
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    max: u32,
    from: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max: 1, from: 0 }
    }
}

structured!(Limits);

/// A type whose reading and dropping lock the registry of the process.
#[derive(Default)]
struct Asking;

static DROPPED: AtomicUsize = AtomicUsize::new(0);

impl<'de> Deserialize<'de> for Asking {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = std::collections::BTreeMap::<String, i64>::deserialize(deserializer)?;
        assert!(!entries.contains_key("panic"), "no such key");
        let _ = crate::set("no-such-toggle", true);
        Ok(Self)
    }
}

structured!(Asking);

/// Returns a registry with the toggles `limits` and `on`, and a source with this text.
fn registry<T: Structured>(said: &str) -> (Registry, Arc<Mutex<String>>) {
    let points = points(&["limits: structure = ", "on"]);
    let structure = Structure::new(points[0].bytes(), Some(reading_of::<T>()));
    let registry = Registry::of_process(points, vec![structure].leak(), &[], Vec::new);
    let said = Arc::new(Mutex::new(said.to_owned()));
    let source = Said(said.clone());
    registry.install(Builder::default().source(source).watch(false)).expect("nothing is denied");
    (registry, said)
}

struct Said(Arc<Mutex<String>>);

impl Source for Said {
    fn name(&self) -> String {
        "said".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(&self.0.lock(), "t.toml", None)
    }
}

fn limits(registry: &Registry, context: Option<&crate::Context>) -> Option<Arc<Limits>> {
    let decision = registry.explain("limits", context.map(|context| context as &dyn crate::Targeting), None);
    crate::check::structured::given(&decision.value)
}

fn problems(registry: &Registry) -> Vec<String> {
    registry.problems().iter().map(ToString::to_string).collect()
}

/// Checks the value of the toggle for a program with this text.
#[track_caller]
fn check(said: &str, expected: &Limits) {
    let (registry, _) = registry::<Limits>(said);
    assert_eq!(problems(&registry), [""; 0]);
    assert_eq!(limits(&registry, None).as_deref(), Some(expected));
}

/// Checks the problem of a text. The default applies.
#[track_caller]
fn refused(said: &str, expected: &str) {
    let (registry, _) = registry::<Limits>(said);
    let problems = problems(&registry);
    assert!(problems.len() == 1 && problems[0].contains(expected), "{problems:?}");
    assert_eq!(limits(&registry, None), None);
}

#[test]
fn a_table_is_the_value_or_has_it() {
    check("limits = { max = 7 }", &Limits { max: 7, from: 0 });
    check("limits = {}", &Limits { max: 1, from: 0 });
    check("limits = { otherwise = { max = 7, from = 2 } }", &Limits { max: 7, from: 2 });
    check("[limits]\nrules = [{ serve = { max = 60, from = 40 } }]", &Limits { max: 60, from: 40 });
    check("[limits]\nrules = [{ serve = { max = 101 } }]\notherwise = { max = 2 }", &Limits { max: 101, from: 0 });
    check("[limits]\nrules = [{ rollout = 10, serve = {} }]\nwithout-key = { max = 3 }", &Limits { max: 3, from: 0 });
}

#[test]
fn mistakes_have_the_place_of_the_value() {
    refused("limits = { max = -1 }", "t.toml:1:18: `limits`: invalid value: integer `-1`, expected u32");
    refused("[limits]\nmux = 1", "t.toml:2:1: `limits`: unknown field `mux`, expected `max` or `from`");
    refused(
        "limits = { otherwise = { max = '7' } }",
        "t.toml:1:32: `limits`: invalid type: string \"7\", expected u32",
    );
    refused(
        "[limits]\nrules = [{ serve = { max = true } }]",
        "t.toml:2:28: `limits`: invalid type: boolean `true`, expected u32",
    );
    refused("limits = 7", "expected a table, found the integer 7");
    refused("limits = 'x'", "expected a table, found `x`");
    refused("limits.rules = [{}]", "a rule of this toggle needs `serve`, a table");
}

#[test]
fn an_ambiguous_table_is_told_as_such() {
    let advice = "this is the table of a toggle, since it has `from`: for a value with such a field, write `otherwise = { from = .. }`";
    refused("limits = { from = 1 }", advice);
    let (registry, _) = registry::<Limits>("limits = { from = 2026-12-01, max = 2 }");
    assert!(problems(&registry)[0].contains(advice), "{:?}", problems(&registry));
}

#[test]
fn table_with_otherwise_gets_no_advice_on_fields() {
    for said in ["limits = { otherwise = { max = 3 }, mux = 1 }", "limits = { rules = [], from = 1 }"] {
        let (registry, _) = registry::<Limits>(said);
        let problems = problems(&registry);
        assert!(problems.len() == 1 && !problems[0].contains("for a value with such a field, write"), "{problems:?}");
    }
}

#[test]
fn number_without_an_exact_value_is_refused() {
    let message = "a number must be finite, and an integer must fit into 64 bits";
    for number in ["nan", "-inf", "99999999999999999999999"] {
        refused(&format!("[limits]\nmax = {number}"), &format!("t.toml:2:7: `limits`: {message}"));
        refused(&format!("limits.otherwise.max = {number}"), &format!("t.toml:1:24: `limits`: {message}"));
    }
    let number = serde::de::value::F64Deserializer::<serde::de::value::Error>::new(f64::NAN);
    let error = Datum::deserialize(number).expect_err("it is no number");
    assert_eq!(error.to_string(), message);
}

#[test]
fn message_about_a_long_text_is_short() {
    let text = "secret".repeat(1000);
    for said in [format!("limits = {{ max = '{text}' }}"), format!("limits = {{ {text} = 1 }}")] {
        let (registry, _) = registry::<Limits>(&said);
        let problems = problems(&registry);
        assert!(problems[0].len() < 300 && problems[0].contains("expected"), "{problems:?}");
    }
}

#[test]
fn the_last_good_value_stays_under_a_mistake() {
    let (registry, said) = registry::<Limits>("limits = { max = 7 }");
    let good = limits(&registry, None).expect("a value");
    for wrong in ["limits = { max = -1 }", "limits = { otherwise = { max = 'x' } }", "limits = 3"] {
        wrong.clone_into(&mut said.lock());
        let _ = registry.reload();
        assert_eq!(problems(&registry).len(), 1, "{wrong}");
        assert!(Arc::ptr_eq(&limits(&registry, None).expect("a value"), &good), "{wrong}");
    }
    "limits = { max = 8 }".clone_into(&mut said.lock());
    registry.reload().expect("it is right");
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(8));
}

#[test]
fn the_same_table_is_no_change() {
    let (registry, said) = registry::<Limits>("limits.otherwise = { max = 7, from = 1 }");
    let before = registry.explain("limits", None, None).value;
    "# moved\n[limits.otherwise]\nfrom = 1\nmax = 7".clone_into(&mut said.lock());
    registry.reload().expect("it is right");
    assert_eq!(registry.explain("limits", None, None).value, before);
    assert!(registry.history().is_empty(), "{:?}", registry.history());
}

#[test]
fn code_gives_values_and_tables() {
    let (registry, _) = registry::<Limits>("");
    assert_eq!(registry.explain("limits", None, None).value.to_string(), "(in code)");
    registry.set("limits", of_code(Limits { max: 9, from: 9 })).expect("it is of the type");
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(9));
    let table: Table = serde_json::from_str(r#"{"max":10}"#).expect("a table");
    registry.set("limits", table.into()).expect("the type takes it");
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(10));
    let refused = |value: Value| registry.set("limits", value).expect_err("it is refused").to_string();
    let table: Table = serde_json::from_str(r#"{"max":"x"}"#).expect("a table");
    assert!(refused(table.into()).contains("invalid type: string \"x\", expected u32"));
    assert!(refused(of_code(Asking)).contains("found one of another type"));
    assert!(refused(7.into()).contains("expected a table, found the integer 7"));
    assert!(refused(true.into()).contains("expected a table, found `on`"));
    let word = registry.set_text("limits", "max=3").expect_err("a word is no table").to_string();
    assert!(word.contains("expected a table, found `max=3`; a word is no table: write it into a file"), "{word}");
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(10));
    let on = registry.set("on", of_code(Limits::default())).expect_err("it is on or off").to_string();
    assert!(on.contains("expected `true` or `false`, found a table"), "{on}");
}

#[test]
fn other_toggles_take_tables_as_ever() {
    let (registry, _) = registry::<Limits>("on = { max = 1 }");
    assert!(problems(&registry)[0].contains("unknown key `max`; expected `rules`"), "{:?}", problems(&registry));
    let (registry, _) = self::registry::<Limits>("on.rules = [{ serve = { a = 1 } }]");
    assert!(problems(&registry)[0].contains("the weights add up to 1, not to 100"), "{:?}", problems(&registry));
    let (registry, _) = self::registry::<Limits>("on.otherwise = { a = 1 }");
    assert!(problems(&registry)[0].contains("expected `true` or `false`, found a table"), "{:?}", problems(&registry));
}

#[test]
fn a_panic_while_a_table_is_read_is_a_mistake() {
    let (registry, _) = registry::<Asking>("limits = { panic = 1 }\non = true");
    assert!(
        problems(&registry)[0].contains("deserializing the table panicked: no such key"),
        "{:?}",
        problems(&registry)
    );
    assert!(registry.explain("on", None, None).value.is_on());
}

#[derive(Default, Deserialize)]
struct Locking {
    #[expect(dead_code, reason = "it makes values differ")]
    id: u32,
}

/// The registry that is locked when a value is dropped.
static LOCKED: Mutex<Option<Registry>> = Mutex::new(None);

impl Drop for Locking {
    fn drop(&mut self) {
        let registry = LOCKED.lock().clone();
        if let Some(registry) = registry {
            // Hangs if the lock is held.
            let _ = registry.history();
            DROPPED.fetch_add(1, Relaxed);
        }
    }
}

structured!(Locking);

#[test]
fn values_are_dropped_with_no_lock_held() {
    let (registry, said) = registry::<Locking>("limits = { id = 1 }");
    *LOCKED.lock() = Some(registry.clone());
    for id in 2..5 {
        *said.lock() = format!("limits = {{ id = {id} }}");
        registry.reload().expect("it is right");
    }
    *LOCKED.lock() = None;
    assert_eq!(DROPPED.load(Relaxed), 3);
}

/// Returns a registry of a toggle with the variants `a` and `b`, and a source with this text.
fn variants(said: &str) -> (Registry, Arc<Mutex<String>>) {
    let registry = Registry::of_process(points(&["v: variants a b = a"]), &[], &[], Vec::new);
    let said = Arc::new(Mutex::new(said.to_owned()));
    let source = Said(said.clone());
    registry.install(Builder::default().source(source).watch(false)).expect("nothing is denied");
    (registry, said)
}

#[test]
fn weights_in_another_spelling_are_no_change() {
    let (registry, said) = variants("v.rules = [{ serve = { a = 50, b = 50 } }]");
    for same in ["{ a = '50%', b = '50%' }", "{ a = 50.0, b = 50 }", "{ a = 50, b = '50.0%' }"] {
        *said.lock() = format!("v.rules = [{{ serve = {same} }}]");
        registry.reload().expect("it is right");
        assert!(registry.history().is_empty(), "{same}: {:?}", registry.history());
    }
    "v.rules = [{ serve = { a = 49, b = 51 } }]".clone_into(&mut said.lock());
    registry.reload().expect("it is right");
    assert_eq!(registry.history().len(), 1);
}

#[test]
fn weights_are_not_counted_as_values() {
    let rules = "{ serve = { a = 0.5, b = 99.5 } },".repeat(1000);
    let names: Vec<String> = (0..51).map(|number| format!("v{number}: variants a b = a")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let registry = Registry::of_process(points(&names), &[], &[], Vec::new);
    let said: Vec<String> = (0..51).map(|number| format!("v{number}.rules = [{rules}]")).collect();
    let source = Said(Arc::new(Mutex::new(said.join("\n"))));
    registry.install(Builder::default().source(source).watch(false)).expect("nothing is denied");
    assert_eq!(problems(&registry), [""; 0]);
}

#[test]
fn table_like_weights_keeps_its_spelling() {
    #[derive(Default, Deserialize)]
    struct Shares {
        a: f64,
        b: String,
    }

    structured!(Shares);

    for (said, shown) in [
        ("{ a = 50.0, b = '50%' }", "{ a = 50.0, b = \"50%\" }"),
        ("{ a = 0.5, b = '99.50%' }", "{ a = 0.5, b = \"99.50%\" }"),
    ] {
        let (registry, _) = registry::<Shares>(&format!("limits.rules = [{{ serve = {said} }}]"));
        let value = registry.explain("limits", None, None).value;
        assert_eq!(value.to_string(), shown);
        let shares: Arc<Shares> = crate::check::structured::given(&value).expect("a value");
        assert!(shares.a > 0.0 && shares.b.ends_with('%'));
    }
}

/// Defines a type that counts the drops of its values, for one test each.
macro_rules! counted {
    ($ty:ident, $dropped:ident) => {
        static $dropped: AtomicUsize = AtomicUsize::new(0);

        #[derive(Default, Deserialize)]
        struct $ty {
            #[expect(dead_code, reason = "it makes values differ")]
            id: u32,
        }

        impl Drop for $ty {
            fn drop(&mut self) {
                $dropped.fetch_add(1, Relaxed);
            }
        }

        structured!($ty);
    };
}

#[test]
fn history_keeps_no_value() {
    counted!(Counted, DROPPED);
    let (registry, _) = registry::<Counted>("");
    for id in 0..5 {
        registry.set("limits", of_code(Counted { id })).expect("it is of the type");
    }
    assert_eq!(DROPPED.load(Relaxed), 4);
    registry.clear("limits").expect("it is known");
    assert_eq!(DROPPED.load(Relaxed), 5);
    let history = registry.history();
    let versions: std::collections::HashSet<&str> = history.iter().map(|change| change.version.as_str()).collect();
    assert_eq!((history.len(), versions.len()), (6, 6), "{history:?}");
    for change in history {
        assert_ne!(change.from, change.to);
        let json = serde_json::to_string(&change).expect("JSON");
        assert_eq!(serde_json::from_str::<crate::Change>(&json).expect("a change"), change);
    }
}

#[test]
fn value_in_code_that_was_read_is_refused() {
    let (registry, _) = registry::<Limits>("");
    let shown = |value: &Value| serde_json::to_string(value).expect("JSON");
    let default = registry.explain("limits", None, None).value;
    assert_eq!(shown(&default), r#"{"(in code)":0}"#);
    registry.set("limits", of_code(Limits { max: 9, from: 9 })).expect("it is of the type");
    let given = registry.explain("limits", None, None).value;
    for value in [&default, &given] {
        let read: Value = serde_json::from_str(&shown(value)).expect("a value");
        assert_eq!(read, *value);
        let error = registry.set("limits", read).expect_err("it is refused").to_string();
        assert!(error.contains("the table represents a value set in code, and does not contain that value"), "{error}");
    }
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(9));
    refused("limits = { '(in code)' = 0 }", "a table with `(in code)` alone represents a value set in code");
}

#[test]
fn refused_set_up_keeps_no_value() {
    counted!(Counted, DROPPED);
    let (registry, _) = registry::<Counted>("limits = { id = 1 }");
    let source = Said(Arc::new(Mutex::new("limits = { id = 2 }".to_owned())));
    registry.install(Builder::default().source(source).watch(false)).expect_err("it is set up");
    assert_eq!(DROPPED.load(Relaxed), 1);
}

#[test]
fn lost_list_of_values_is_waited_for_once() {
    let (registry, said) = registry::<Limits>("");
    let rules = "{ serve = { max = 2 } },".repeat(30);
    *said.lock() = format!("limits.rules = [{rules}]");
    let began = std::time::Instant::now();
    let values = registry.0.kept.values.lock();
    registry.reload().expect("it is right");
    drop(values);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(limits(&registry, None).map(|limits| limits.max), Some(2));
}

#[test]
fn table_in_otherwise_alone_is_plain() {
    let (registry, said) = registry::<Limits>("");
    for text in ["limits = { otherwise = { max = 7 } }", "limits = { max = 8 }"] {
        text.clone_into(&mut said.lock());
        registry.reload().expect("it is right");
    }
    let states: Vec<String> = registry.history().iter().map(|change| change.to.to_string()).collect();
    assert_eq!(states, ["{ max = 7 }", "{ max = 8 }"]);
    refused("limits = { otherwise = { max = -1 } }", "t.toml:1:32: `limits`: invalid value: integer `-1`");
}
/// A value whose `Drop` panics, with a payload whose `Drop` panics too.
#[derive(Default, Deserialize)]
struct Panicking {
    is_silent: bool,
}

struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic!("a payload is dropped");
    }
}

impl Drop for Panicking {
    fn drop(&mut self) {
        if !self.is_silent {
            std::panic::panic_any(Payload);
        }
    }
}

structured!(Panicking);

#[test]
fn panic_in_a_drop_leaves_the_update_whole() {
    let two = "on = true\nlimits = { rules = [{ serve = { is_silent = false } }], otherwise = { is_silent = false } }";
    let (registry, said) = registry::<Panicking>(two);
    "on = false\nlimits = { is_silent = true }".clone_into(&mut said.lock());
    registry.reload().expect("it is right");
    assert!(!registry.explain("on", None, None).value.is_on());
}

#[test]
fn panic_in_a_drop_leaves_the_set_up_whole() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("toggles.toml");
    let text = "on = true\nlimits = { is_silent = true }\n[environment.x]\nlimits = { is_silent = false }";
    std::fs::write(&path, text).expect("it is written");
    let points = points(&["limits: structure = ", "on"]);
    let structure = Structure::new(points[0].bytes(), Some(reading_of::<Panicking>()));
    let variables = move || vec![("TOGGLE_FILE".into(), path.clone().into())];
    let registry = Registry::of_process(points, vec![structure].leak(), &[], variables);
    assert!(registry.explain("on", None, None).value.is_on());
    assert_eq!(problems(&registry), [""; 0]);
}

#[test]
fn a_history_has_the_tables() {
    let (registry, said) = registry::<Limits>("limits = { max = 7 }");
    "limits = { max = 8 }".clone_into(&mut said.lock());
    registry.reload().expect("it is right");
    let history = registry.history();
    let change = serde_json::to_value(&history[0]).expect("JSON");
    assert_eq!((&change["from"], &change["to"]), (&serde_json::json!({"max": 7}), &serde_json::json!({"max": 8})));
}
