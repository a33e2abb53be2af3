//! The JSON of a guard's status.

use serde_json::{Value, json};

use super::*;
use crate::model::guard::GuardStatus;

#[track_caller]
fn check(status: &GuardStatus, expected: &Value) {
    let written = serde_json::to_value(status).expect("it can be written");
    assert_eq!(written, *expected);
    assert_eq!(serde_json::from_value::<GuardStatus>(written).expect("it can be read"), *status);
}

#[test]
fn a_status_is_readable() {
    let guard = Guard::new(Budget { slow: Some(ms(250)), retry: Some(ms(90_000)), ..budget("12.5%", 2) });
    let budget = json!({
        "failures": "12.5%", "over-ns": 16_000_000_000_u64, "min-calls": 2, "slow-ns": 250_000_000,
        "retry-ns": 90_000_000_000_u64,
    });
    let counts = |calls, errors| json!({ "calls": calls, "errors": errors, "panics": 0, "slow": 0 });

    assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    let expected = json!({ "state": "closed", "counts": counts(1, 1), "budget": budget });
    check(&guard.status(ms(0)), &expected);

    assert_ne!(call(&guard, Ended::Succeeded, ms(0)), Verdict::Nothing);
    let expected =
        json!({ "state": "tripped", "counts": counts(2, 1), "budget": budget, "retry-in-ns": 60_000_000_000_u64 });
    check(&guard.status(ms(30_000)), &expected);
    assert_eq!(guard.status(ms(200_000)).retry_in, Some(ms(0)));

    assert!(guard.admits(ms(90_000)));
    let expected = json!({ "state": "trial", "counts": counts(0, 0), "budget": budget });
    check(&guard.status(ms(90_000)), &expected);
}

#[test]
fn what_a_budget_does_not_say_is_left_out() {
    let guard = Guard::new(budget("50%", 1));
    let expected = json!({ "failures": "50%", "over-ns": 16_000_000_000_u64, "min-calls": 1 });
    assert_eq!(serde_json::to_value(guard.status(ms(0)).budget).expect("it can be written"), expected);
}
