//! The JSON of everything that users can print or ship: keys in kebab-case, durations as numbers with their unit.

use serde_json::Value as Json;
use toggle_rules::{Budget, Percentage};

use super::*;
use crate::{
    Context, Difference, Evidence, GuardComparison, Mismatch, Observe, Problem, ShadowTimeout, State,
    model::problem::ProblemPlace,
};

/// Checks the keys of a document. Values are the user's, and so are the names of attributes.
fn check_keys(json: &Json, path: &str) {
    match json {
        Json::Object(fields) => {
            for (key, field) in fields {
                let is_kebab = key.split('-').all(|word| {
                    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
                });
                assert!(is_kebab, "{path}/{key} is not kebab-case");
                assert!(!["secs", "nanos"].contains(&key.as_str()), "{path}/{key}: a duration is a number");
                if key.ends_with("-ns") {
                    assert!(field.is_u64() || field.is_null(), "{path}/{key}: {field} is no number");
                }
                check_keys(field, &format!("{path}/{key}"));
            }
        }
        Json::Array(items) => items.iter().for_each(|item| check_keys(item, path)),
        _ => {}
    }
}

fn checked(value: &impl serde::Serialize) -> Json {
    let json = serde_json::to_value(value).expect("it can be written");
    check_keys(&json, "");
    json
}

const FILE: &str = r#"
    guarded = { otherwise = true, guard = { failures = "5%", over = "1m", min-calls = 1, slow = "250ms", retry = "30s" } }
    drawn = "25%"
    ruled = { rules = [{ when = { plan = "pro" } }, { rollout = 50 }], otherwise = "on" }
    shadowed = "shadow"
    misspelt-name = true
    wrong = 3.5
"#;

fn program() -> Program {
    let program = Program::new(&["guarded + guard", "drawn", "ruled", "shadowed + shadow", "wrong", "pinned @ on"]);
    let builder = Builder::default().source(Store::of_toml(FILE)).observe(Observe::all());
    program.registry.install(builder).expect("the source can be read");
    program
}

#[cfg(feature = "rules")]
#[test]
fn everything_of_a_program_has_its_units_in_keys() -> Result<(), Error> {
    let program = program();
    let ada = Context::new("ada").with("plan", "pro");
    for point in program.points {
        program.registry.check(point, For(Some(&ada)), Value::clone);
    }
    let statuses: Vec<_> = program.registry.toggles().collect();
    let toggles = checked(&statuses);
    let of = |name: &str| {
        toggles.as_array().into_iter().flatten().find(|toggle| toggle["name"] == name).expect("it is listed").clone()
    };
    let budget = &of("guarded")["guard"]["budget"];
    assert_eq!(
        (&budget["over-ns"], &budget["slow-ns"], &budget["retry-ns"], &budget["min-calls"]),
        (&60_000_000_000_u64.into(), &250_000_000.into(), &30_000_000_000_u64.into(), &1.into())
    );
    assert_eq!(of("drawn")["state"], serde_json::json!({ "rules": 1, "percentage": 25.0, "otherwise": "off" }));
    assert_eq!(of("ruled")["state"], serde_json::json!({ "rules": 2, "otherwise": "on" }));
    assert!(of("ruled")["observed"]["last-asked"].is_string());
    let read: Vec<crate::ToggleStatus> = serde_json::from_value(toggles).expect("it can be read");
    assert_eq!(read, statuses);

    for name in ["guarded", "ruled", "wrong", "pinned", "misspelt"] {
        checked(&program.registry.explain(name, Some(&ada), None));
    }
    program.registry.set("drawn", Value::On)?;
    let history = checked(&program.registry.history());
    assert_eq!(history[0]["from"], serde_json::json!({ "rules": 1, "percentage": 25.0, "otherwise": "off" }));
    assert_eq!(checked(&program.registry.problems()).as_array().map(Vec::len), Some(2));
    Ok(())
}

#[test]
fn events_have_their_units_in_keys() {
    let at = crate::base::clock::now();
    let took = Duration::from_millis(1500);
    let (control, candidate) = ("1".to_owned(), "2".to_owned());
    let mismatch = Mismatch { at, control, candidate, control_took: took, candidate_took: took };
    let compared = |difference| Event::Compared { toggle: "a".to_owned(), difference };
    let json = checked(&compared(Difference::Mismatch(mismatch)));
    assert_eq!(json["difference"]["control-took-ns"], 1_500_000_000_u64);
    let json = checked(&compared(Difference::Timeout(ShadowTimeout { at, after: took })));
    assert_eq!(json["difference"]["after-ns"], 1_500_000_000_u64);
    let budget = Budget {
        failures: Some(Percentage::percent(5)),
        worse: Some(Percentage::percent(2)),
        slower: None,
        confidence: Percentage::percent(99),
        over: took,
        min_calls: 1,
        slow: None,
        retry: None,
        overrides: false,
    };
    let evidence = Evidence { pairs: 3, higher: 2, lower: 1, evidence: 4, threshold: 100 };
    let counts = crate::Counts::default();
    let compared_ways = GuardComparison { gated: counts, other: counts, worse: Some(evidence), slower: None };
    let json = checked(&Event::Tripped {
        toggle: "a".to_owned(),
        counts: crate::Counts::default(),
        compared: Some(Box::new(compared_ways)),
        budget: (&budget).into(),
        again: false,
    });
    assert_eq!(json["budget"]["over-ns"], 1_500_000_000_u64);
    let json = checked(&Problem::PinnedInPart {
        name: "a".to_owned(),
        pin: Value::On,
        place: ProblemPlace::Words("here".to_owned()),
        other: ProblemPlace::Words("there".to_owned()),
        other_pin: Some("off".to_owned()),
    });
    assert_eq!(json["other-pin"], "off");
}

#[test]
fn object_that_is_no_rules_is_a_table() {
    for json in [
        r#"{"otherwise":"y","rules":["x"]}"#,
        r#"{"otherwise":"off","rules":-1}"#,
        r#"{"otherwise":"off","percentage":101,"rules":1}"#,
        r#"{"enabled":"x","otherwise":"off","rules":1}"#,
        r#"{"extra":1,"otherwise":"off","rules":1}"#,
        r#"{"rules":3}"#,
        r#"{"(in code)":0}"#,
        r#"{"(in code)":7}"#,
        "{}",
    ] {
        let state: State = serde_json::from_str(json).expect(json);
        assert!(matches!(state, State::Plain(Value::Table(_))), "{json}: {state:?}");
        assert_eq!(serde_json::to_string(&state).expect("it can be written"), json);
    }
    let state: State = serde_json::from_str(r#"{"a":null,"b":{"c":null}}"#).expect("it is a table");
    assert_eq!(serde_json::to_string(&state).expect("it can be written"), r#"{"b":{}}"#);
}
