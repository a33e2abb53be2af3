//! Toggles with structs as values: overrides in scopes, and values from code.

use std::sync::Arc;

use serde::Deserialize;
use toggle_runtime::{Setting, Structured, Table, Toggle, Value, decide, explain, scope, toggle, value};

#[derive(Structured, Deserialize, Debug, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    burst: u32,
    hosts: Vec<String>,
}

/// Limits of uploads.
#[toggle("structures.limits", owner = "storage")]
static LIMITS: Toggle<Limits>;

type Flag = bool;

#[toggle("structures.flag")]
static FLAG: Toggle<Flag>;

type Declared = Toggle<Limits>;

#[toggle("structures.by-another-name")]
static BY_ANOTHER_NAME: Declared;

fn small() -> Limits {
    Limits { burst: 1, hosts: vec!["a".to_owned()] }
}

#[test]
fn default_is_one_value_of_the_type() {
    let (one, other) = (value!(LIMITS), BY_ANOTHER_NAME.get());
    assert_eq!(*one, Limits::default());
    assert!(Arc::ptr_eq(&one, &other));
    assert_eq!(explain("structures.limits").value.to_string(), "(in code)");
}

#[test]
fn alias_of_bool_is_off_without_a_default() {
    assert!(!FLAG.get() && !value!(FLAG));
    scope().set(&FLAG, true).run(|| assert!(FLAG.get() && value!(FLAG)));
}

#[test]
fn scopes_override_for_themselves() {
    let context = toggle_runtime::Context::new("ann");
    scope().set(&LIMITS, small()).run(|| {
        assert_eq!(*value!(LIMITS), small());
        assert_eq!(*value!(LIMITS, for = &context), small());
        assert!(Arc::ptr_eq(&LIMITS.get(), &LIMITS.get_for(&context)), "one value for all");
        scope().set(&LIMITS, Limits::default()).run(|| assert_eq!(LIMITS.get().burst, 0));
    });
    assert_eq!(value!(LIMITS).burst, 0);
}

#[test]
fn a_table_is_checked() {
    let table = |json: &str| -> Table { toml::from_str(json).expect("a table") };
    let inside = scope().try_set(&LIMITS, table("burst = 7")).expect("it is right");
    inside.run(|| {
        assert_eq!(LIMITS.get().burst, 7);
        assert_eq!(explain("structures.limits").value.to_string(), "{ burst = 7 }");
        let decided = decide("structures.limits", &toggle_runtime::Context::default());
        assert_eq!((decided.value, decided.variant), (Value::Table(table("burst = 7")), None));
    });
    let error = scope().try_set(&LIMITS, table("bursts = 7")).expect_err("no such field").to_string();
    assert!(error.contains("unknown field `bursts`, expected `burst` or `hosts`"), "{error}");
}

#[test]
fn a_word_is_no_table() {
    let error = scope().try_set_text(&LIMITS, "7").expect_err("it is none").to_string();
    assert!(error.contains("expected a table, found `7`; a word is no table"), "{error}");
}

#[test]
fn generic_code_takes_them_all() {
    fn shown<T: Setting<Given: std::fmt::Debug>>(toggle: &Toggle<T>) -> String {
        format!("{:?}", toggle.get())
    }
    assert_eq!((shown(&LIMITS), shown(&FLAG)), ("Limits { burst: 0, hosts: [] }".to_owned(), "false".to_owned()));
}

#[test]
fn generic_code_clones_and_sends_a_value() {
    fn elsewhere<T: Setting<Given: PartialEq>>(toggle: &Toggle<T>) -> bool {
        let (given, sent) = (toggle.get(), toggle.get());
        let sent = std::thread::spawn(move || sent.clone()).join();
        sent.is_ok_and(|sent| sent == given)
    }
    assert!(elsewhere(&LIMITS) && elsewhere(&FLAG));
}
