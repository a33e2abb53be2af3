//! The access check of the endpoints for operators.

use std::env;

use axum::http::header::AUTHORIZATION;
use toggle_tower::Operators;

/// Returns the endpoints for operators, which require the token of the environment. Without a token they refuse
/// everybody.
pub(crate) fn operators() -> Operators {
    let token = env::var("OPERATORS_TOKEN").ok().filter(|token| !token.is_empty());
    let expected = token.map(|token| format!("Bearer {token}"));
    // In production, an authentication layer compares tokens in constant time, and this closure reads the layer's
    // result.
    Operators::new(move |request| {
        let given = request.headers.get(AUTHORIZATION);
        expected.as_ref().zip(given).is_some_and(|(expected, given)| given == expected.as_str())
    })
}
