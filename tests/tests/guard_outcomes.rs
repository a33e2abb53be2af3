//! The results of guarded functions that trip their toggles, by the attribute, by the types and by `failed`. This is
//! a single test, because it sets up the toggles of its process.

use toggle_runtime::{Outcome, Source, SourceError, States, explain, failed, feature_toggle};

enum Error {
    NotFound,
    Database,
}

impl Outcome for Error {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Database)
    }
}

#[feature_toggle("by-type", else = Ok(()), guard)]
fn by_type(error: Error) -> Result<(), Error> {
    Err(error)
}

#[feature_toggle("by-type-inside", else = None, guard)]
async fn by_type_inside(error: Error) -> Option<Result<u8, Error>> {
    Some(Err(error))
}

#[feature_toggle("by-type-of-generic", else = Ok(()), guard)]
fn by_type_of_generic<E: Outcome>(error: E) -> Result<(), E> {
    Err(error)
}

fn is_database(result: &Result<u8, Error>) -> bool {
    matches!(result, Err(Error::Database))
}

#[feature_toggle("by-path", else = Ok(0), guard, failure = is_database)]
fn by_path(error: Error) -> Result<u8, Error> {
    Err(error)
}

#[feature_toggle("by-closure", else = 0, guard, failure = |status| *status >= limit)]
async fn by_closure(status: u16, limit: u16) -> u16 {
    status
}

#[feature_toggle("by-closure-in-shadow", else = 0, shadow, guard, failure = |status| *status >= 500)]
fn by_closure_in_shadow(status: u16) -> u16 {
    status
}

#[feature_toggle("by-call", else = (), guard)]
fn by_call(status: u16, response: &mut u16) {
    *response = status;
    if status >= 500 {
        assert!(failed());
    }
}

struct Configuration;

impl Source for Configuration {
    fn name(&self) -> String {
        "configuration".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let names = NAMES
            .map(|name| format!("[{name}]\notherwise = \"on\"\nguard = {{ failures = \"50%\", min-calls = 50 }}\n"));
        States::from_toml(&names.concat(), "configuration", None)
    }
}

const NAMES: [&str; 7] =
    ["by-type", "by-type-inside", "by-type-of-generic", "by-path", "by-closure", "by-closure-in-shadow", "by-call"];

/// Calls all functions with results that are failures, or with results that are not.
fn call_all(fails: bool) {
    let error = || if fails { Error::Database } else { Error::NotFound };
    let status = if fails { 503 } else { 404 };
    let _ = by_type(error());
    let _ = pollster::block_on(by_type_inside(error()));
    let _ = by_type_of_generic(error());
    let _ = by_path(error());
    let _ = pollster::block_on(by_closure(status, 500));
    let _ = by_closure_in_shadow(status);
    by_call(status, &mut 0);
}

#[test]
fn only_failures_trip_a_toggle() -> Result<(), toggle_runtime::Error> {
    toggle_runtime::builder().source(Configuration).install()?;
    let on = || NAMES.into_iter().filter(|name| explain(name).is_on()).collect::<Vec<_>>();
    for _ in 0..100 {
        call_all(false);
    }
    assert_eq!(on(), NAMES, "requests that are wrong trip nothing");
    for _ in 0..101 {
        call_all(true);
    }
    assert_eq!(on(), [""; 0], "101 of 201 calls are too many");
    assert!(!failed(), "no guarded code runs here");
    Ok(())
}
