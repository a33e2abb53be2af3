//! A service on axum that authenticates users in an extractor, in the middle of a request:
//!
//! ```console
//! $ TOGGLE_NEW_CHECKOUT=on cargo run -p toggle-tower --example authenticated
//! $ curl -H "authorization: Bearer ada" http://127.0.0.1:8080/checkout
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(dead_code, reason = "the tests serve it by themselves")]

use std::io;

use axum::{
    Router,
    extract::{FromRequestParts, Request},
    http::{StatusCode, request::Parts},
    middleware::{Next, from_fn},
    response::IntoResponse,
    routing::get,
};
use toggle_runtime::{Context, enabled, feature_toggle, scope};
use toggle_tower::{ScopeLayer, respond_in};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("http://{}/checkout", listener.local_addr()?);
    serve(listener).await
}

pub(crate) async fn serve(listener: TcpListener) -> io::Result<()> {
    let router = Router::new()
        .route("/checkout", get(checkout))
        // All handlers and gates inside this layer are for the user.
        .route_layer(from_fn(for_user))
        .route("/", get(home))
        // Begins the scope: all checks of a request see the same states, including those before the user is known.
        .layer(ScopeLayer::new(visitor));
    axum::serve(listener, router).await
}

/// Returns the context of a request before the user is known.
fn visitor(request: &Parts) -> Context {
    let country = request.headers.get("x-country").and_then(|country| country.to_str().ok());
    country.map_or_else(Context::default, |country| Context::default().with("country", country))
}

struct User {
    id: String,
    plan: &'static str,
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // A real service looks up the session in its store.
        let authorization = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        match authorization.and_then(|value| value.strip_prefix("Bearer ")) {
            Some(id) => Ok(Self { id: id.to_owned(), plan: if id == "ada" { "pro" } else { "free" } }),
            None => Err((StatusCode::UNAUTHORIZED, "log in first")),
        }
    }
}

/// Adds the user to the scope of the request.
async fn for_user(user: User, request: Request, next: Next) -> impl IntoResponse {
    respond_in(scope().key(user.id).with("plan", user.plan), next.run(request)).await
}

#[feature_toggle("new-checkout", else = "three forms")]
async fn checkout() -> &'static str {
    "one click"
}

async fn home() -> String {
    format!("welcome, new-checkout: {}", enabled!("new-checkout"))
}
