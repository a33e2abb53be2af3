//! The products of the shop.

use serde::Serialize;
use toggle_runtime::feature_toggle;

use crate::{error::ShopError, toggles::RECOMMENDATIONS};

/// A product in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Product {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    category: &'static str,
    /// The price in cents.
    pub(crate) price: u64,
}

const fn product(id: u32, name: &'static str, category: &'static str, price: u64) -> Product {
    Product { id, name, category, price }
}

/// All products, ordered by id from 1.
pub(crate) static PRODUCTS: [Product; 6] = [
    product(1, "Hiking boots", "shoes", 12_900),
    product(2, "Rubber boots", "shoes", 3_500),
    product(3, "Running shoes", "shoes", 8_950),
    product(4, "Rain jacket", "clothes", 9_900),
    product(5, "Wool socks", "clothes", 1_250),
    product(6, "Water bottle", "gear", 1_995),
];

/// Finds a product by its id.
///
/// # Errors
///
/// If no product has this id.
pub(crate) fn find(id: u32) -> Result<&'static Product, ShopError> {
    PRODUCTS.iter().find(|product| product.id == id).ok_or(ShopError::NotFound)
}

/// Lists related products, or none while the kill switch is off.
#[feature_toggle(RECOMMENDATIONS, else = Vec::new())]
pub(crate) fn related(product: &Product) -> Vec<&'static Product> {
    PRODUCTS.iter().filter(|other| other.category == product.category && other.id != product.id).collect()
}

#[cfg(test)]
mod tests {
    use toggle_runtime::scope;

    use super::*;

    fn related_to_jacket() -> Vec<u32> {
        related(&PRODUCTS[3]).iter().map(|product| product.id).collect()
    }

    #[test]
    fn the_ids_count_from_one() {
        assert!(PRODUCTS.iter().zip(1..).all(|(product, id)| product.id == id));
    }

    #[test]
    fn related_products_are_of_one_category() {
        let _scope = scope().set(&RECOMMENDATIONS, true).enter();
        assert_eq!(related_to_jacket(), [5]);
    }

    #[test]
    fn kill_switch_off_hides_related_products() {
        let _scope = scope().set(&RECOMMENDATIONS, false).enter();
        assert_eq!(related_to_jacket(), [0; 0]);
    }
}
