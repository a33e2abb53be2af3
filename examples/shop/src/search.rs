//! The search for products.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Serialize;
use toggle_runtime::feature_toggle;

use crate::{
    products::{PRODUCTS, Product},
    toggles::SEARCH_INDEX,
};

/// The response to a search.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    /// The method of the search: `index` or `scan`.
    by: &'static str,
    products: Vec<&'static Product>,
}

/// Finds products by a word of their names.
#[feature_toggle]
pub(crate) fn search(word: &str) -> Found {
    let word = word.to_lowercase();
    #[feature_toggle(SEARCH_INDEX, else = ("scan", scan(&word)))]
    let (by, products) = ("index", look_up(&word));
    Found { by, products }
}

/// The products by each word of their names, in lower case.
static INDEX: LazyLock<BTreeMap<String, Vec<&'static Product>>> = LazyLock::new(|| {
    let mut index: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for product in &PRODUCTS {
        for word in product.name.to_lowercase().split(' ') {
            index.entry(word.to_owned()).or_default().push(product);
        }
    }
    index
});

fn look_up(word: &str) -> Vec<&'static Product> {
    INDEX.get(word).cloned().unwrap_or_default()
}

fn scan(word: &str) -> Vec<&'static Product> {
    PRODUCTS.iter().filter(|product| product.name.to_lowercase().split(' ').any(|other| other == word)).collect()
}

#[cfg(test)]
mod tests {
    use toggle_runtime::scope;

    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &[u32]) {
        for (on, by) in [(false, "scan"), (true, "index")] {
            let found = scope().set(&SEARCH_INDEX, on).run(|| search(word));
            let ids: Vec<u32> = found.products.iter().map(|product| product.id).collect();
            assert_eq!((found.by, ids.as_slice()), (by, expected));
        }
    }

    #[test]
    fn both_ways_find_the_same() {
        check("boots", &[1, 2]);
        check("Boots", &[1, 2]);
        check("wool", &[5]);
        check("", &[]);
        check("boo", &[]);
    }
}
