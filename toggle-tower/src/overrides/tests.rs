//! Tests of overrides: accepted, expired, malformed and forged headers.

use std::{
    sync::Mutex,
    time::{Duration, UNIX_EPOCH},
};

use http::HeaderValue;
use toggle_runtime::{enabled, scope};

use super::*;
use crate::error::Error;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW: u64 = 1_790_000_000;

fn key(secret: &str) -> Key {
    Key::new(secret).expect("the key is long enough")
}

fn grant(states: &str) -> Grant {
    Grant::new(states, UNIX_EPOCH + Duration::from_secs(NOW + 1)).expect("the grant is valid")
}

fn signed(grant: &Grant) -> HeaderValue {
    key(SECRET).sign(grant).expect("the grant can be signed")
}

/// Signs a text that need not be a grant.
fn signed_text(text: &str) -> HeaderValue {
    HeaderValue::try_from(key(SECRET).append(text)).expect("the text is ASCII")
}

/// Returns the refusal of a request of `ann` with these headers, and the values of `first` and `second` in its scope.
fn outcome(overrides: Overrides, values: &[HeaderValue]) -> (Option<Refusal>, [bool; 2]) {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let overrides = overrides.clock(|| UNIX_EPOCH + Duration::from_secs(NOW)).on_refused({
        let refused = refused.clone();
        move |refusal| refused.lock().expect("nobody panics").push(refusal.clone())
    });
    let headers = values.iter().map(|value| (overrides.header.clone(), value.clone())).collect();
    let request = overrides.apply(&scope(), &headers, &Context::new("ann")).unwrap_or_else(scope);
    let seen = request.run(|| [enabled!("first"), enabled!("second")]);
    let mut refused = refused.lock().expect("nobody panics");
    assert!(refused.len() <= 1, "{refused:?}");
    (refused.pop(), seen)
}

fn overrides() -> Overrides {
    Overrides::new(key(SECRET), ["first", "second", "gone"])
}

#[track_caller]
fn accepted(value: HeaderValue, expected: [bool; 2]) {
    assert_eq!(outcome(overrides(), &[value]), (None, expected));
}

#[track_caller]
fn refused(values: &[HeaderValue], expected: Refusal) {
    assert_eq!(outcome(overrides(), values), (Some(expected), [false, false]));
}

#[test]
fn missing_header_overrides_and_refuses_nothing() {
    assert_eq!(outcome(overrides(), &[]), (None, [false, false]));
}

#[test]
fn a_signed_header_overrides_what_it_names() {
    accepted(signed(&grant("first=on")), [true, false]);
    accepted(signed(&grant("second=TRUE, first=off")), [false, true]);
    accepted(signed(&grant("first=on,second=1").only_for("ann")), [true, true]);
}

#[test]
fn what_is_not_signed_is_refused() {
    for text in ["", "first=on", "first=on;until=1790000001", "first=on;until=1790000001;mac=", ";mac=AAAA"] {
        refused(&[HeaderValue::from_static(text)], Refusal::WrongSignature);
    }
    let binary = HeaderValue::from_bytes(&[0xff; 40]).expect("a header may have such bytes");
    refused(&[binary], Refusal::WrongSignature);
    let other = key("another key of thirty-two bytes!").sign(&grant("first=on")).expect("the grant can be signed");
    refused(&[other], Refusal::WrongSignature);
}

#[test]
fn what_has_been_signed_with_any_key_is_accepted() -> Result<(), Error> {
    let old = key("another key of thirty-two bytes!");
    let rotated = overrides().also_accept(old.clone());
    assert_eq!(outcome(rotated.clone(), &[old.sign(&grant("first=on"))?]), (None, [true, false]));
    assert_eq!(outcome(rotated, &[signed(&grant("first=on"))]), (None, [true, false]));
    Ok(())
}

#[test]
fn a_header_of_another_name_can_be_chosen() {
    let renamed = overrides().header(HeaderName::from_static("x-testers"));
    assert_eq!(outcome(renamed, &[signed(&grant("first=on"))]), (None, [true, false]));
}

#[test]
fn several_headers_are_refused() {
    refused(&[signed(&grant("first=on")), signed(&grant("first=on"))], Refusal::Repeated);
}

#[test]
fn a_long_header_is_refused_unread() {
    let longest = "a".repeat(120);
    refused(&[signed(&grant(&format!("first=on,{longest}=on")))], Refusal::NotAllowed { toggle: longest });
    let text = format!("first=on,{}=on;until=1790000001", "a".repeat(4_100));
    refused(&[signed_text(&text)], Refusal::TooLong { bytes: text.len() + ";mac=".len() + 43 });
}

#[test]
fn what_is_signed_but_no_grant_is_refused() {
    refused(&[signed_text("first=on")], Refusal::Malformed);
    refused(&[signed_text("first=on;until=soon")], Refusal::Malformed);
    refused(&[signed_text("first=on,first=off;until=1790000001")], Refusal::Malformed);
}

#[test]
fn an_expired_header_is_refused() {
    let until =
        |seconds| Grant::new("first=on", UNIX_EPOCH + Duration::from_secs(seconds)).expect("the grant is valid");
    refused(&[signed(&until(NOW))], Refusal::Expired);
    refused(&[signed(&until(0))], Refusal::Expired);
    accepted(signed(&until(NOW + 1)), [true, false]);
}

fn lives(seconds: u64) -> HeaderValue {
    let until = UNIX_EPOCH + Duration::from_secs(NOW + seconds);
    signed(&Grant::new("first=on", until).expect("the grant is valid"))
}

#[test]
fn header_that_lives_too_long_is_refused() {
    let day = 24 * 60 * 60;
    accepted(lives(day), [true, false]);
    accepted(lives(day + 60), [true, false]);
    refused(&[lives(day + 61)], Refusal::LivesTooLong);
    refused(&[lives(100 * 365 * day)], Refusal::LivesTooLong);
    refused(&[signed_text(&format!("first=on;until={}", u64::MAX))], Refusal::LivesTooLong);
}

#[test]
fn longest_lifetime_can_be_chosen() {
    let hour = || overrides().max_lifetime(Duration::from_secs(3600));
    assert_eq!(outcome(hour(), &[lives(3660)]), (None, [true, false]));
    assert_eq!(outcome(hour(), &[lives(3661)]), (Some(Refusal::LivesTooLong), [false, false]));
    let forever = signed_text(&format!("first=on;until={}", u64::MAX));
    assert_eq!(outcome(overrides().max_lifetime(Duration::MAX), &[forever]), (None, [true, false]));
}

#[test]
fn header_past_bounds_is_refused() {
    let until = NOW + 1;
    let many = |count: usize| (0..count).map(|at| format!("t{at}=on")).collect::<Vec<_>>().join(",");
    refused(&[signed_text(&format!("{};until={until}", many(64)))], Refusal::NotAllowed { toggle: "t0".to_owned() });
    for text in [
        format!("{};until={until}", many(65)),
        format!("{}=on;until={until}", "a".repeat(121)),
        format!("first={};until={until}", "a".repeat(513)),
        format!("first=on;until={until};for={}", "YWFh".repeat(171)),
    ] {
        refused(&[signed_text(&text)], Refusal::Malformed);
    }
}

#[test]
fn panics_of_callbacks_end_no_request() {
    let refusing = overrides().clock(|| UNIX_EPOCH).on_refused(|_| panic!("the callback's own"));
    let headers = [(refusing.header.clone(), HeaderValue::from_static("first=on"))].into_iter().collect();
    assert!(refusing.apply(&scope(), &headers, &Context::new("ann")).is_none());

    let timeless = overrides().clock(|| panic!("the clock's own"));
    let headers = [(timeless.header.clone(), lives(1))].into_iter().collect();
    assert!(timeless.apply(&scope(), &headers, &Context::new("ann")).is_none());
}

#[test]
fn key_that_signs_alike_is_not_added() {
    let long = [7; 65];
    // HMAC hashes a key that is longer than a block.
    let hashed = <sha2::Sha256 as sha2::Digest>::digest(long);
    let known = Overrides::new(Key::new(long).expect("the key is long enough"), ["first"]);
    let hashed = Key::new(hashed).expect("the key is long enough");
    assert_eq!(known.clone().also_accept(hashed).keys.len(), 1);
    assert_eq!(known.also_accept(key(SECRET)).also_accept(key(SECRET)).keys.len(), 2);
}

#[test]
fn a_header_for_another_user_is_refused() {
    refused(&[signed(&grant("first=on").only_for("bob"))], Refusal::OtherKey);
    refused(&[signed(&grant("first=on").only_for(""))], Refusal::OtherKey);
}

// The first entry alone would be valid each time.
#[test]
fn one_wrong_entry_refuses_all() {
    let toggle = |name: &str| name.to_owned();
    refused(&[signed(&grant("first=on,third=on"))], Refusal::NotAllowed { toggle: toggle("third") });
    refused(&[signed(&grant("first=on,FIRST=on"))], Refusal::NotAllowed { toggle: toggle("FIRST") });
    refused(&[signed(&grant("first=on,=on"))], Refusal::NotAllowed { toggle: toggle("") });
    refused(&[signed(&grant("first=on,gone=on"))], Refusal::UnknownToggle { toggle: toggle("gone") });
    refused(&[signed(&grant("first=on,second=maybe"))], Refusal::InvalidState { toggle: toggle("second") });
    refused(&[signed(&grant("first=on,second="))], Refusal::InvalidState { toggle: toggle("second") });
}

#[test]
fn debug_tells_no_key() {
    let text = format!("{:?}", overrides());
    let expected =
        r#"Overrides { header: "x-toggle-overrides", allowed: {"first", "gone", "second"}, max_lifetime: 86400s, .. }"#;
    assert_eq!(text, expected);
}
