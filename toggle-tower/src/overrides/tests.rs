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

/// Signs what is no grant.
fn signed_text(text: &str) -> HeaderValue {
    HeaderValue::try_from(key(SECRET).append(text)).expect("the text is ASCII")
}

/// What a request of `ann` with these headers is refused for, and sees of `first` and `second`.
fn outcome(overrides: Overrides, values: &[HeaderValue]) -> (Option<Refusal>, [bool; 2]) {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let overrides = overrides.clock(|| UNIX_EPOCH + Duration::from_secs(NOW)).on_refused({
        let refused = refused.clone();
        move |refusal| refused.lock().expect("nobody panics").push(refusal.clone())
    });
    let headers = values.iter().map(|value| (overrides.header.clone(), value.clone())).collect();
    let request = overrides.apply(scope(), &headers, &Context::new("ann"));
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
fn without_a_header_nothing_is_overridden_or_refused() {
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
    let fits = format!("first=on,{}=on", "a".repeat(3_900));
    refused(&[signed(&grant(&fits))], Refusal::NotAllowed { toggle: "a".repeat(3_900) });
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

#[test]
fn a_header_for_another_user_is_refused() {
    refused(&[signed(&grant("first=on").only_for("bob"))], Refusal::OtherKey);
    refused(&[signed(&grant("first=on").only_for(""))], Refusal::OtherKey);
}

// The first entry alone would be fine each time.
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
    let expected = r#"Overrides { header: "x-toggle-overrides", allowed: {"first", "gone", "second"}, .. }"#;
    assert_eq!(text, expected);
}
