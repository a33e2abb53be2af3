//! Middleware for servers on `tower`, such as those of axum and tonic: one snapshot of all toggles for each request,
//! and signed overrides for the requests of a tester.
//!
//! [`ScopeLayer`] runs each request in its own [scope](toggle_runtime::scope()): all checks inside are for its user,
//! and a toggle that flips in the meantime flips for the next request. Nothing else changes, and nothing is boxed.
//!
//! # axum
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use toggle_runtime::{Context, feature_toggle};
//! use toggle_tower::ScopeLayer;
//!
//! #[feature_toggle("new-checkout", else = "three forms")]
//! async fn checkout() -> &'static str {
//!     "one click"
//! }
//!
//! #[tokio::main]
//! async fn main() -> std::io::Result<()> {
//!     // A real service has authenticated the user, and reads `request.extensions`.
//!     let layer = ScopeLayer::new(|request| {
//!         let user = request.headers.get("x-user").and_then(|user| user.to_str().ok());
//!         user.map(Context::new).unwrap_or_default()
//!     });
//!     let router = Router::new().route("/checkout", get(checkout)).layer(layer);
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, router).await
//! }
//! ```
//!
//! # tonic
//!
//! The layer is the same, and a request's metadata are its headers. The messages of a stream that the server sends are
//! produced in the request's scope as well.
//!
//! ```no_run
//! use std::net::SocketAddr;
//!
//! use toggle_runtime::Context;
//! use toggle_tower::{Key, Overrides, ScopeLayer};
//! use tonic::{service::Routes, transport::Server};
//!
//! async fn serve(services: Routes, address: SocketAddr, key: Key) -> Result<(), tonic::transport::Error> {
//!     let layer = ScopeLayer::new(|request| match request.headers.get("x-user").map(|user| user.to_str()) {
//!         Some(Ok(user)) => Context::new(user),
//!         _ => Context::default(),
//!     });
//!     let layer = layer.overrides(Overrides::new(key, ["new-checkout", "search-ranking"]));
//!     Server::builder().layer(layer).add_routes(services).serve(address).await
//! }
//! ```
//!
//! # The user is known later
//!
//! An authenticating layer puts the user into the request's extensions. Place [`ScopeLayer`] inside it, and let the
//! closure read the extensions. Two other cases:
//!
//! * An extractor of axum authenticates. A middleware takes the extractor and adds the user to the scope with
//!   [`respond_in`]. All handlers inside the middleware are then for the user (`examples/authenticated.rs`).
//! * The service checks toggles before it has authenticated the user. Place [`ScopeLayer`] outside the authentication,
//!   and [`ScopeLayer::adding`] inside it (`examples/hyper.rs`, on hyper without a framework).
//!
//! In both cases the attributes of the outer scope stay, and all checks of the request see one snapshot of all states.
//! A single handler can do the same with [`Scope::run_async`](toggle_runtime::Scope::run_async):
//! `scope().key(user.id).run_async(work()).await`.
//!
//! # Testers
//!
//! [`Overrides`] lets a request override chosen toggles for itself alone, in production as well: a tester sees the new
//! checkout before all others. A [`Key`] signs the overridden states and their expiry. Bind them to the tester, so that
//! the header has no effect for others. `examples/sign.rs` signs such a header.
//!
//! # Operators
//!
//! With the feature `operators`, [`Operators`] is a service that lists, explains, sets, clears and resets toggles as
//! JSON. A guard that you supply protects it: `router.nest_service("/operators", Operators::new(|request|
//! is_operator(request)))`.
//!
//! # Outside the scope
//!
//! * Tasks and threads that a handler spawns, unless the handler passes the scope to them:
//!   `tokio::spawn(scope().run_async(..))`. A connection after an upgrade, such as a `WebSocket`, is outside as well.
//! * `poll_ready` of a service, which belongs to no request.
//! * Layers outside of this one. Place this layer outside of all layers that check toggles, and inside of the layer
//!   that authenticates.
//!
//! A stream that lives for hours keeps the scope of its request open: it sees the states of its beginning to the end.
//! While it lives, each toggle that has changed since then costs every check more than one load. Let such a stream take
//! its items from a spawned task outside the scope.
//!
//! # Features
//!
//! * `operators`: [`Operators`], and the dependency `serde_json`.
//! * `tracing` (default): each refused header is a `tracing` event with the target `toggle_tower`.
#![forbid(unsafe_code)]

mod layer;
mod making;
mod service;
mod future;
mod body;
mod respond;
mod caching;
mod overrides;
#[cfg(feature = "operators")]
mod operators;
mod contain;
mod error;

#[cfg(feature = "operators")]
pub use self::operators::{Operators, OperatorsFuture};
pub use self::{
    body::ScopeBody,
    error::Error,
    future::ScopeFuture,
    layer::ScopeLayer,
    making::Adding,
    overrides::{Grant, Key, Overrides, Refusal},
    respond::respond_in,
    service::ScopeService,
};

#[doc = include_str!("../docs/requests.md")]
pub mod _requests {}

/// Compiles the code of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
