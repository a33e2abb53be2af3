//! Guards that compare the gated way with the other one: every form of the attribute counts both. This is a single
//! test, because it sets up the toggles of its process.
#![expect(clippy::needless_question_mark, reason = "the operator is tested")]

use std::{
    future,
    panic::{AssertUnwindSafe, catch_unwind},
};

use toggle_runtime::{
    Context, Counts, GuardComparison, Source, SourceError, States, explain, explain_for, failed, feature_toggle, scope,
    toggles,
};

type Answer = Result<String, String>;

fn answer(text: &str) -> Answer {
    assert!(text != "panic", "the code's own");
    if text == "say" {
        failed();
    }
    if text == "bad" { Err(text.to_owned()) } else { Ok(text.to_owned()) }
}

#[feature_toggle("plain", else = answer(old), guard)]
fn plain(new: &str, old: &str) -> Answer {
    answer(new)
}

#[feature_toggle("early", else = return Ok(answer(&old)?), guard)]
fn early(new: String, old: String) -> Answer {
    let new = answer(&new)?;
    Ok(new)
}

#[feature_toggle("for-users", for = &Context::new("u").with("is-new", user), else = answer(old), guard)]
fn for_users(user: bool, new: &str, old: &str) -> Answer {
    answer(new)
}

#[feature_toggle("waiting", else = future::ready(answer(&old)).await, guard)]
async fn waiting(new: String, old: String) -> Answer {
    future::ready(answer(&new)).await
}

#[feature_toggle("judged", else = old, guard, failure = |status| *status >= 500)]
fn judged(new: u16, old: u16) -> u16 {
    new
}

#[feature_toggle("shown", else = answer(old), shadow, guard)]
fn shown(new: &str, old: &str) -> Answer {
    answer(new)
}

#[feature_toggle("absent", guard)]
fn absent(new: &str) -> Option<Answer> {
    Some(answer(new))
}

const NAMES: [&str; 7] = ["plain", "early", "for-users", "waiting", "judged", "shown", "absent"];

struct Configuration;

impl Source for Configuration {
    fn name(&self) -> String {
        "configuration".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let rules = "rules = [{ when = { is-new = true } }]\notherwise = \"off\"";
        let guard = "guard = { worse = \"2%\", confidence = 99.9, over = \"10m\", min-calls = 20 }";
        let names = NAMES.map(|name| format!("[{name}]\n{rules}\n{guard}\n"));
        let unwatched = format!("[unwatched]\n{rules}\nguard = {{ failures = 100 }}\n");
        States::from_toml(&(names.concat() + &unwatched), "configuration", None)
    }
}

#[feature_toggle("unwatched", else = answer(old), guard)]
fn unwatched(new: &str, old: &str) -> Answer {
    answer(new)
}

fn compared(name: &str) -> Option<GuardComparison> {
    toggles().find(|toggle| toggle.name == name)?.guard?.compared
}

/// Returns the counts of calls, errors and panics.
fn of(counts: Counts) -> [u64; 3] {
    [counts.calls, counts.errors, counts.panics]
}

/// Runs a call for a user with the gated way, or for a user with the other way.
fn for_one<R>(is_new: bool, call: impl FnOnce() -> R) -> R {
    scope().context(Context::new("u").with("is-new", is_new)).run(call)
}

/// Checks that the guard counts the calls, errors and panics of both ways.
#[track_caller]
fn check(name: &str, call: impl Fn(&str, &str)) {
    for is_new in [true, false] {
        for text in ["good", "bad", "say"] {
            for_one(is_new, || call(text, text));
        }
        let panic = catch_unwind(AssertUnwindSafe(|| for_one(is_new, || call("panic", "panic"))));
        assert!(panic.is_err(), "{name}: a panic goes on");
        let counts = compared(name).map(|compared| if is_new { compared.gated } else { compared.other });
        assert_eq!(counts.map(of), Some([4, 2, 1]), "{name}, {is_new}");
    }
    toggle_runtime::reset(name).expect("it is known");
    assert_eq!(compared(name).map(|compared| of(compared.other)), Some([0; 3]), "{name}");
}

fn trip() {
    for _ in 0..20 {
        for_one(false, || plain("good", "good")).expect("the other way is well");
        let _ = for_one(true, || plain("bad", "good"));
    }
    let gated = explain_for("plain", &Context::new("u").with("is-new", true));
    assert!(!gated.is_on(), "{gated}");
    let place = gated.trace[0].place.clone().unwrap_or_default();
    let expected =
        "100% of 20 calls failed, and 0% of 20 the other way; 20 of 20 pairs failed the gated way alone, evidence ";
    assert!(place.contains(expected), "{place}");
    assert!(place.ends_with(", and its guard allows 2% more than the other way over 10m"), "{place}");
}

#[test]
fn both_ways_are_counted() -> Result<(), toggle_runtime::Error> {
    toggle_runtime::builder().source(Configuration).install()?;
    check("plain", |new, old| drop(plain(new, old)));
    check("early", |new, old| drop(early(new.to_owned(), old.to_owned())));
    check("waiting", |new, old| drop(pollster::block_on(waiting(new.to_owned(), old.to_owned()))));
    check("shown", |new, old| drop(shown(new, old)));

    for user in [true, false] {
        let _ = for_users(user, "bad", "good");
    }
    let counts = compared("for-users").map(|compared| (of(compared.gated), of(compared.other)));
    assert_eq!(counts, Some(([1, 1, 0], [1, 0, 0])), "the context is that of the attribute");

    for is_new in [true, false] {
        assert_eq!(for_one(is_new, || judged(503, 404)), if is_new { 503 } else { 404 });
        assert_eq!(for_one(is_new, || absent("bad")).is_some(), is_new);
        let _ = for_one(is_new, || unwatched("bad", "bad"));
    }
    let counts = compared("judged").map(|compared| (of(compared.gated), of(compared.other)));
    assert_eq!(counts, Some(([1, 1, 0], [1, 0, 0])), "both are judged alike");
    let counts = compared("absent").map(|compared| (of(compared.gated), of(compared.other)));
    assert_eq!(counts, Some(([0, 0, 0], [0, 0, 0])), "there is no other way");
    let counts = toggles().find(|toggle| toggle.name == "absent").and_then(|absent| absent.guard);
    assert_eq!(counts.map(|guard| of(guard.counts)), Some([1, 1, 0]), "it is counted");
    assert_eq!(compared("unwatched"), None);

    scope().set("plain", false).run(|| drop(plain("good", "bad")));
    assert_eq!(compared("plain").map(|compared| of(compared.other)), Some([0; 3]), "whoever overrides is not counted");
    trip();
    assert!(!explain("plain").is_on());
    Ok(())
}
