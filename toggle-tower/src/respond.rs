//! A scope for a middleware that produces the response itself.

use std::future::Future;

use http::Response;
use toggle_runtime::{Scope, scope};

use crate::body::ScopeBody;

/// Runs the future of a response in a scope, and later its body while it is sent.
///
/// Use it in a middleware of axum that gets the user from an extractor, inside a [`ScopeLayer`](crate::ScopeLayer). The
/// handlers inside the middleware, with all their gates, are then for that user. The scope adds to the scope of the
/// request, and keeps its snapshot. `examples/authenticated.rs` is a complete service.
///
/// ```
/// use axum::{
///     Router,
///     extract::Request,
///     http::HeaderMap,
///     middleware::{Next, from_fn},
///     response::IntoResponse,
///     routing::get,
/// };
/// use toggle_runtime::{Context, enabled, scope};
/// use toggle_tower::{ScopeLayer, respond_in};
///
/// // In a service, the argument is the extractor that authenticates.
/// async fn for_user(headers: HeaderMap, request: Request, next: Next) -> impl IntoResponse {
///     let user = headers.get("x-user").and_then(|user| user.to_str().ok()).unwrap_or("guest");
///     respond_in(scope().key(user), next.run(request)).await
/// }
///
/// let router: Router = Router::new()
///     .route("/checkout", get(async || enabled!("new-checkout").to_string()))
///     .route_layer(from_fn(for_user))
///     .layer(ScopeLayer::new(|_| Context::default()));
/// ```
///
/// [`Scope::run_async`] alone leaves the scope before the body is sent. It is enough for a complete body, but not for a
/// stream that checks toggles.
pub async fn respond_in<B>(inside: Scope, response: impl Future<Output = Response<B>>) -> Response<ScopeBody<B>> {
    // Takes the scope from inside, so that the future and the body share one snapshot.
    let (response, here) = inside.run(|| {
        let here = scope();
        (here.run_async(response), here)
    });
    response.await.map(|body| ScopeBody::new(body, here))
}
