//! Tests of guards and testers: a signed header switches code on for its requests, and no guard counts their failures.

mod support;

use std::fs;

use axum::{Router, routing::get};
use http::HeaderValue;
use toggle_runtime::{GuardState, ToggleStatus, feature_toggle, toggles};
use toggle_tower::Overrides;

use self::support::{key, layer, serve, signed};

/// The first toggle is on for everybody, the second for nobody. Two calls are enough to trip either guard.
const TOGGLES: &str = r#"
rolled-out = { otherwise = "on", guard = { failures = 0, over = "1m", min-calls = 2 } }
around = "off"
"#;

async fn gated(fails: bool) -> String {
    around(fails).await.unwrap_or_else(|()| "failed".to_owned())
}

#[feature_toggle("around", else = rolled_out(fails).await)]
async fn around(fails: bool) -> Result<String, ()> {
    // Only testers reach this code, and a call that works elsewhere fails here.
    rolled_out(!fails).await
}

#[feature_toggle("rolled-out", else = Ok("old".to_owned()), guard)]
async fn rolled_out(fails: bool) -> Result<String, ()> {
    if fails { Err(()) } else { Ok("new".to_owned()) }
}

fn rolled_out_is() -> ToggleStatus {
    toggles().find(|toggle| toggle.name == "rolled-out").expect("there is such a toggle")
}

fn calls() -> Option<(GuardState, u64)> {
    rolled_out_is().guard.map(|guard| (guard.state, guard.counts.calls))
}

#[tokio::test]
async fn failing_tester_takes_nothing_from_others() {
    let directory = tempfile::tempdir().expect("there is room");
    let file = directory.path().join("toggles.toml");
    fs::write(&file, TOGGLES).expect("there is room");
    toggle_runtime::builder().file(&file).watch(false).install().expect("the file can be read");

    let overrides = Overrides::new(key(), ["rolled-out", "around"]);
    let router = Router::new()
        .route("/fails", get(|| gated(true)))
        .route("/", get(|| gated(false)))
        .layer(layer().overrides(overrides));
    let address = serve(router).await;
    let ask = async |path, states: Option<&str>| {
        let header = states.map(|states| signed(states, None));
        let headers: Vec<(&str, &HeaderValue)> = header.iter().map(|header| ("x-toggle-overrides", header)).collect();
        support::get(address, path, &headers).await
    };

    // The toggle itself, and a gate around the code of a toggle that is on for everybody.
    for (path, states) in [("/fails", "rolled-out=on"), ("/", "around=on")] {
        for _ in 0..10 {
            assert_eq!(ask(path, Some(states)).await, "failed");
        }
        assert_eq!(calls(), Some((GuardState::Closed, 0)), "{states}");
        assert_eq!(ask("/", None).await, "new");
        toggle_runtime::reset("rolled-out").expect("there is such a toggle");
    }
    assert_eq!(ask("/", Some("rolled-out=on")).await, "new");
    assert_eq!(calls(), Some((GuardState::Closed, 0)), "no success is counted either");

    assert_eq!(ask("/fails", None).await, "failed");
    assert_eq!(ask("/fails", None).await, "failed");
    assert_eq!(ask("/", None).await, "old", "calls of all others count");
    assert_eq!(ask("/", Some("rolled-out=on")).await, "new", "a tester still sees the code");
    assert_eq!(calls(), Some((GuardState::Tripped, 2)));
}
