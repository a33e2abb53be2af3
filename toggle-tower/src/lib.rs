//! One view of all toggles for each request, for servers that are made of `tower` services, such as those of axum and
//! tonic. And overrides that a tester's request brings along, signed.
//!
//! [`ScopeLayer`] puts each request into a [scope](toggle_runtime::scope()) of its own: all checks inside are for its
//! user, and a toggle that flips meanwhile flips for the next request. Nothing else changes, and nothing is boxed.
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
//!     // A real service has authenticated the user, and looks into `request.extensions`.
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
//! The same layer; a request's metadata are its headers. The messages of a stream that the server sends are made in the
//! request's scope, too.
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
//! A layer that authenticates puts the user into the request's extensions. Then [`ScopeLayer`] stands behind it, and
//! its closure looks there. Two other cases:
//!
//! * An extractor of axum authenticates: a middleware takes the extractor and adds the user to the scope with
//!   [`respond_in`]. All handlers behind the middleware are for the user (`examples/authenticated.rs`).
//! * The service asks toggles before it has authenticated the user: [`ScopeLayer`] stands outside, and
//!   [`ScopeLayer::adding`] behind the authentication (`examples/hyper.rs`, on hyper without a framework).
//!
//! In both cases the attributes of the outer scope stay, and all checks of the request see one view of all states. A
//! single handler can do the same with [`Scope::run_async`](toggle_runtime::Scope::run_async):
//! `scope().key(user.id).run_async(work()).await`.
//!
//! # Testers
//!
//! [`Overrides`] lets a request override chosen toggles for itself alone, in production as well: a tester sees the new
//! checkout before anyone else does. What it may override, and until when, is signed with a [`Key`] and best bound to
//! the tester, so that the header is of no use to others. `examples/sign.rs` makes such a header.
//!
//! # Operators
//!
//! With the feature `operators`, [`Operators`] is a service that lists, explains, sets, clears and resets toggles as
//! JSON, behind a guard that the service gives: `router.nest_service("/operators", Operators::new(|request|
//! is_operator(request)))`.
//!
//! # What is not in the scope
//!
//! * Tasks and threads that a handler spawns, unless it hands them the scope: `tokio::spawn(scope().run_async(..))`. This
//!   includes what becomes of a connection after an upgrade, such as a `WebSocket`.
//! * What a service does to get ready, which is for no request in particular.
//! * Layers outside of this one. Put it outside of those that ask for toggles, and inside of the one that authenticates.
//!
//! A scope is for a request, and a stream that lives for hours is a long one: it sees the states of its beginning to
//! the end, and while it lives each toggle that has changed since costs every check more than one load. Let such a
//! stream take its items from a spawned task that is in no scope.
//!
//! # Features
//!
//! * `operators`: [`Operators`], and with it `serde_json`.
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

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
