//! The handlers of the shop's routes.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};

use crate::{
    audit::Entry,
    carts::Line,
    error::ShopError,
    orders::{self, Receipt},
    products::{self, PRODUCTS, Product},
    search::{self, Found},
    shop::Shop,
    user::User,
};

type Answer<T> = Result<Json<T>, ShopError>;
type App = State<Arc<Shop>>;

/// A product with its related products.
#[derive(Serialize)]
pub(crate) struct Details {
    product: &'static Product,
    related: Vec<&'static Product>,
}

/// The body of a request that adds pieces to a cart.
#[derive(Deserialize)]
pub(crate) struct Pieces {
    product: u32,
    #[serde(default = "one")]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

pub(crate) async fn products() -> Json<&'static [Product]> {
    Json(&PRODUCTS)
}

pub(crate) async fn product(Path(id): Path<u32>) -> Answer<Details> {
    let product = products::find(id)?;
    Ok(Json(Details { product, related: products::related(product) }))
}

pub(crate) async fn search(Path(word): Path<String>) -> Json<Found> {
    Json(search::search(&word))
}

pub(crate) async fn wishlist(State(shop): App, user: User) -> Answer<Vec<&'static Product>> {
    shop.wishlists.list(&user.name).map(Json)
}

pub(crate) async fn wish(State(shop): App, user: User, Path(product): Path<u32>) -> Answer<Vec<&'static Product>> {
    shop.wishlists.add(&user.name, product)?;
    shop.wishlists.list(&user.name).map(Json)
}

pub(crate) async fn cart(State(shop): App, user: User) -> Json<Vec<Line>> {
    Json(shop.carts.list(&user.name))
}

pub(crate) async fn add_to_cart(State(shop): App, user: User, Json(pieces): Json<Pieces>) -> Answer<Vec<Line>> {
    shop.carts.add(&user.name, pieces.product, pieces.quantity)?;
    Ok(Json(shop.carts.list(&user.name)))
}

pub(crate) async fn checkout(State(shop): App, user: User) -> Answer<Receipt> {
    orders::order(&shop, &user.name).await.map(Json)
}

pub(crate) async fn audit(State(shop): App) -> Json<Vec<Entry>> {
    Json(shop.audit.list())
}

pub(crate) async fn faults(State(shop): App, Path(percent): Path<u8>) -> Result<(), ShopError> {
    if percent > 100 {
        return Err(ShopError::NoPercentage);
    }
    shop.faults.set(percent);
    Ok(())
}
