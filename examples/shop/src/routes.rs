//! The routes of the service.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post, put},
};
use toggle_tower::{Operators, ScopeLayer};

use crate::{handlers, overview, shop::Shop, user::User};

/// Returns the routes of the whole service, with empty carts and lists.
pub(crate) fn router() -> Router {
    shop().merge(toggles())
}

fn shop() -> Router {
    Router::new()
        .route("/products", get(handlers::products))
        .route("/products/{id}", get(handlers::product))
        .route("/search/{word}", get(handlers::search))
        .route("/wishlist", get(handlers::wishlist))
        .route("/wishlist/{product}", post(handlers::wish))
        .route("/cart", get(handlers::cart).post(handlers::add_to_cart))
        .route("/checkout", post(handlers::checkout))
        .route("/audit", get(handlers::audit))
        .route("/faults/{percent}", put(handlers::faults))
        // All checks of a request use the context of its user. A flip takes effect with the next request.
        .layer(ScopeLayer::new(|request| User::of(&request.headers).context()))
        .with_state(Arc::new(Shop::default()))
}

// These routes have no scope, because they show the states for everyone.
fn toggles() -> Router {
    let operators = Operators::new(|request| User::of(&request.headers).is_operator());
    Router::new().route("/", get(overview::page)).nest_service("/operators", operators)
}
