//! Messages of panics, and payloads that panic when they are dropped.

use std::any::Any;

use toggle_rules::LIMIT;

use super::*;
use crate::base::panics::caught;

#[track_caller]
fn check(payload: impl Any + Send, expected: &str) {
    assert_eq!(caught(|| panic::resume_unwind(Box::new(payload))), Err::<(), _>(expected.to_owned()));
}

/// A payload whose drop panics with another one.
struct Chain;

impl Drop for Chain {
    fn drop(&mut self) {
        panic::resume_unwind(Box::new(Self));
    }
}

#[test]
fn a_message_is_what_the_panic_says() {
    check("said", "said");
    check("said".to_owned(), "said");
    check(42, "a panic without a message");
    check("x".repeat(LIMIT + 1), &format!("{}…", "x".repeat(LIMIT)));
}

#[test]
fn a_payload_may_panic_when_it_is_dropped() {
    check(Explosive, "a panic without a message");
    check(Chain, "a panic without a message");
}
