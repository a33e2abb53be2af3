//! The arguments of `#[toggle_test]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Error, Result,
    parse::{Parse, ParseStream},
};

use super::{
    arguments,
    condition::Condition,
    errors::Errors,
    slips::{self, TEST},
};

/// The arguments of `#[toggle_test("name", DECLARATION, ..)]`.
pub struct TestArgs {
    /// The toggles, each a name or a path. There is at least one, and no duplicate.
    pub toggles: Vec<Condition>,
}

impl Parse for TestArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut toggles: Vec<Condition> = Vec::new();
        let mut errors = Errors::default();
        let mut attempted = false;
        arguments::each(input, &mut errors, |input, errors| {
            attempted = true;
            if let Some(key) = slips::peek_key(input) {
                return Err(TEST.refuse(&key));
            }
            let toggle = Condition::parse(input, errors)?;
            if !matches!(toggle, Condition::Name(_) | Condition::Path(_)) {
                let message = "the test runs with each toggle on and off, so conditions cannot be combined: name the \
                               toggles alone";
                return Err(Error::new(toggle.span(), message));
            }
            if toggles.iter().any(|other| is_same(other, &toggle)) {
                return Err(Error::new(toggle.span(), "this toggle is named twice; keep one"));
            }
            toggles.push(toggle);
            Ok(())
        });
        if !attempted {
            let message = "the toggles of the test are missing: write `#[toggle_test(\"name\")]`";
            errors.push(Error::new(Span::call_site(), message));
        }
        errors.finish(Self { toggles })
    }
}

fn is_same(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (Condition::Name(one), Condition::Name(other)) => one.value() == other.value(),
        (Condition::Path(one), Condition::Path(other)) => {
            one.to_token_stream().to_string() == other.to_token_stream().to_string()
        }
        _ => false,
    }
}
