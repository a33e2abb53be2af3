//! A scope for a middleware, which makes the response itself.

use std::future::Future;

use http::Response;
use toggle_runtime::{Scope, scope};

use crate::body::ScopeBody;

/// Makes a response inside a scope: the future that makes it, and the body when it is sent.
///
/// Use it in a middleware of axum that learns the user by an extractor, behind a [`ScopeLayer`](crate::ScopeLayer):
/// the handlers behind the middleware, with all their gates, are then for that user. The scope adds to the one of the
/// request, and sees the same states. `examples/authenticated.rs` is the whole service.
///
/// ```
/// use axum::{Router, extract::Request, http::HeaderMap, middleware::{Next, from_fn}, response::IntoResponse, routing::get};
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
/// [`Scope::run_async`] alone leaves the scope before the body is sent: enough for a body that is complete, and not for
/// a stream that asks toggles.
pub async fn respond_in<B>(inside: Scope, response: impl Future<Output = Response<B>>) -> Response<ScopeBody<B>> {
    // Handed on from inside, so that the future and the body have one view.
    let (response, here) = inside.run(|| {
        let here = scope();
        (here.run_async(response), here)
    });
    response.await.map(|body| ScopeBody::new(body, here))
}
