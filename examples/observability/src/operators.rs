use std::env;

use axum::http::header::AUTHORIZATION;
use toggle_tower::Operators;

/// The endpoints for operators, which let in whoever has the token of the environment. Without one they let nobody in.
pub(crate) fn operators() -> Operators {
    let token = env::var("OPERATORS_TOKEN").ok().filter(|token| !token.is_empty());
    let expected = token.map(|token| format!("Bearer {token}"));
    // Behind a network, the layer that authenticates compares in constant time, and the guard looks at what it found.
    Operators::new(move |request| {
        let given = request.headers.get(AUTHORIZATION);
        expected.as_ref().zip(given).is_some_and(|(expected, given)| given == expected.as_str())
    })
}
