//! Personal data in contexts: it is neither kept nor reported, unless the configuration requires it.

use super::*;
use crate::{Context, Observe, check::guarded::Counting, scope::Scope};

const TOML: &str = r#"
[a]
rules = [
    { when = { country = "NL" }, serve = "on" },
    { rollout = 50 },
    { rollout = 50, by = "company" },
]
observe = { events = 100 }
guard = { failures = 0, over = "1m", min-calls = 2 }

[b]
rules = [{ when = { key = "somebody-else" } }]
"#;

/// Checks in all ways, for a person with attributes, until a guard trips.
fn ask(program: &Program) {
    let ann = || Context::new("ann@example.org").with("country", "secret-land").with("company", 12_345_678);
    for _ in 0..3 {
        let scope = Scope::new(program.registry).context(ann());
        scope.run(|| {
            for point in program.points {
                program.registry.is_on(point);
                program.registry.check(point, For(Some(&ann())), Value::clone);
                program.registry.retry_value(point, Some(&ann()));
            }
            if let Some(mut counting) =
                Counting::begin(program.registry, &program.points[0], crate::monitor::guard::Side::Gated)
            {
                counting.run(|| true, |failed| *failed);
            }
        });
        let empty = Scope::new(program.registry).context(Context::default().with("country", "secret-land"));
        empty.run(|| {
            for point in program.points {
                program.registry.is_on(point);
            }
        });
    }
}

#[cfg(all(feature = "history-file", feature = "rules"))]
#[test]
fn nothing_that_lasts_holds_a_person() -> Result<(), Error> {
    let directory = tempfile::tempdir().expect("there is room");
    let history = directory.path().join("history.jsonl");
    let program = Program::new(&["a + guard", "b"]);
    let builder =
        Builder::default().source(Store::of_toml(TOML)).observe(Observe::toggles(["b"])).history_file(&history);
    program.registry.install(builder)?;
    ask(&program);
    let events = program.take_events().join("\n");
    assert!(events.contains("toggle `a` is switched off"), "the guard has tripped: {events}");
    let status: Vec<_> = program.registry.toggles().collect();
    let status = serde_json::to_string(&status).expect("it can be written") + &format!("{status:?}");
    assert!(status.contains("\"observed\""), "answers are counted");
    let changes = serde_json::to_string(&program.registry.history()).expect("it can be written");
    assert!(program.registry.flush(Duration::from_secs(30)), "the history is written");
    let file = std::fs::read_to_string(&history).expect("it is written");
    assert!(file.contains("\"trip\""), "the trip is in the file");
    let problems = format!("{:?}", program.registry.problems());
    for kept in [events, status, changes, file, problems] {
        for secret in ["ann", "secret-land", "12345678", "12_345_678"] {
            assert!(!kept.contains(secret), "{kept}");
        }
    }
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn decision_quotes_what_rules_look_at() -> Result<(), Error> {
    let program = Program::new(&["a + guard", "b"]);
    program.registry.install(Builder::default().source(Store::of_toml(TOML)))?;
    let ann = Context::new("ann@example.org").with("country", "secret-land").with("plan", "gold-plan");
    let told = |name| program.registry.explain(name, Some(&ann), None).to_string();
    assert!(told("a").contains("`country` is \"secret-land\", not \"NL\""), "{}", told("a"));
    assert!(!told("a").contains("ann") && !told("a").contains("gold-plan"), "{}", told("a"));
    assert!(told("b").contains("`key` is \"ann@example.org\""), "{}", told("b"));
    Ok(())
}
