//! The carts of all users.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

use crate::{
    error::ShopError,
    prices,
    products::{self, Product},
};

/// A quantity of one product in a cart.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    product: &'static Product,
    quantity: u32,
    /// The price of the line in cents.
    pub(crate) price: u64,
}

/// The carts of all users: products with their quantities.
#[derive(Debug, Default)]
pub(crate) struct Carts(Mutex<BTreeMap<String, BTreeMap<u32, u32>>>);

impl Carts {
    /// Puts pieces of a product into a user's cart.
    ///
    /// # Errors
    ///
    /// If no product has this id.
    pub(crate) fn add(&self, user: &str, product: u32, quantity: u32) -> Result<(), ShopError> {
        let product = products::find(product)?;
        let mut carts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pieces = carts.entry(user.to_owned()).or_default().entry(product.id).or_default();
        *pieces = pieces.saturating_add(quantity);
        Ok(())
    }

    /// Puts removed lines into a user's cart again.
    pub(crate) fn put_back(&self, user: &str, lines: &[Line]) {
        let mut carts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cart = carts.entry(user.to_owned()).or_default();
        for line in lines {
            let pieces = cart.entry(line.product.id).or_default();
            *pieces = pieces.saturating_add(line.quantity);
        }
    }

    /// Lists the lines of a user's cart.
    pub(crate) fn list(&self, user: &str) -> Vec<Line> {
        let cart = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(user).cloned();
        lines(&cart.unwrap_or_default())
    }

    /// Empties a user's cart, and returns its lines.
    pub(crate) fn take(&self, user: &str) -> Vec<Line> {
        let cart = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(user);
        lines(&cart.unwrap_or_default())
    }
}

fn lines(cart: &BTreeMap<u32, u32>) -> Vec<Line> {
    let known = cart.iter().filter_map(|(&id, &quantity)| Some((products::find(id).ok()?, quantity)));
    known
        .map(|(product, quantity)| Line { product, quantity, price: prices::of_pieces(product.price, quantity) })
        .collect()
}
