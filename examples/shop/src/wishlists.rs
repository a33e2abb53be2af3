//! The wishlists of all users, gated as an `impl` block.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use toggle_runtime::feature_toggle;

use crate::{
    error::ShopError,
    products::{self, Product},
    toggles::WISHLIST,
};

/// The wishlists of all users.
#[derive(Debug, Default)]
pub(crate) struct Wishlists(Mutex<BTreeMap<String, BTreeSet<u32>>>);

// The attribute gates each method. An `else` is not necessary, because `ShopError` implements `From<ToggleOff>`.
#[feature_toggle(WISHLIST)]
impl Wishlists {
    /// Adds a product to a user's list.
    ///
    /// # Errors
    ///
    /// If no product has this id, or wishlists are off.
    pub(crate) fn add(&self, user: &str, product: u32) -> Result<(), ShopError> {
        let product = products::find(product)?;
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.entry(user.to_owned()).or_default().insert(product.id);
        Ok(())
    }

    /// Lists the products of a user's list.
    ///
    /// # Errors
    ///
    /// If wishlists are off.
    pub(crate) fn list(&self, user: &str) -> Result<Vec<&'static Product>, ShopError> {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(user).into_iter().flatten().map(|&product| products::find(product)).collect()
    }
}

#[cfg(test)]
mod tests {
    use toggle_runtime::scope;

    use super::*;

    #[test]
    fn added_product_is_listed() -> Result<(), ShopError> {
        let _scope = scope().set(&WISHLIST, true).enter();
        let lists = Wishlists::default();
        lists.add("ann", 4)?;
        lists.add("ann", 4)?;
        lists.add("bob", 1)?;
        assert_eq!(lists.list("ann")?, [products::find(4)?]);
        assert_eq!(lists.add("ann", 99), Err(ShopError::NotFound));
        Ok(())
    }

    #[test]
    fn before_the_release_there_is_nothing_to_find() {
        let _scope = scope().set(&WISHLIST, false).enter();
        let lists = Wishlists::default();
        assert_eq!(lists.add("ann", 4), Err(ShopError::NotFound));
        assert_eq!(lists.list("ann"), Err(ShopError::NotFound));
    }
}
