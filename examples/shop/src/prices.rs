//! The prices of an order, in cents.

use toggle_runtime::{enabled, feature_toggle};

use crate::toggles::{BULK_DISCOUNT, FREE_SHIPPING, PRICE_ENGINE};

/// The smallest quantity with a discount.
const BULK: u32 = 10;
const SHIPPING: u64 = 495;
/// The smallest price of goods with free shipping.
const FREE_SHIPPING_FROM: u64 = 5_000;

/// Returns the price of some pieces of one product.
// In shadow mode both functions run and their results are compared. They differ if a tenth of a price is not a
// multiple of a cent: this function rounds each piece, the old one rounds the line.
#[feature_toggle(PRICE_ENGINE, else = of_line(price, quantity), shadow)]
pub(crate) fn of_pieces(price: u64, quantity: u32) -> u64 {
    let discount = if quantity >= BULK && enabled!(BULK_DISCOUNT) { price / 10 } else { 0 };
    (price - discount) * u64::from(quantity)
}

#[feature_toggle]
fn of_line(price: u64, quantity: u32) -> u64 {
    let full = price * u64::from(quantity);
    match quantity {
        // The match has no such arm while the toggle is off.
        #[feature_toggle(BULK_DISCOUNT)]
        BULK.. => full - full / 10,
        _ => full,
    }
}

/// Returns the shipping costs for goods of this price.
pub(crate) fn of_shipping(goods: u64) -> u64 {
    if goods >= FREE_SHIPPING_FROM && enabled!(FREE_SHIPPING) { 0 } else { SHIPPING }
}

#[cfg(test)]
mod tests {
    use toggle_runtime::{Toggle, scope};

    use super::*;

    /// Checks the price with the toggle off and with it on.
    #[track_caller]
    fn check(toggle: &Toggle, price: impl Fn() -> u64, expected: [u64; 2]) {
        assert_eq!([false, true].map(|on| scope().set(toggle, on).run(&price)), expected);
    }

    #[test]
    fn ten_pieces_are_a_tenth_cheaper() {
        check(&BULK_DISCOUNT, || of_pieces(1_250, 9), [11_250, 11_250]);
        check(&BULK_DISCOUNT, || of_pieces(1_250, 10), [12_500, 11_250]);
    }

    #[test]
    fn each_piece_has_its_price() {
        check(&PRICE_ENGINE, || of_pieces(1_995, 9), [17_955, 17_955]);
        let _discount = scope().set(&BULK_DISCOUNT, true).enter();
        check(&PRICE_ENGINE, || of_pieces(1_250, 10), [11_250, 11_250]);
        check(&PRICE_ENGINE, || of_pieces(1_995, 10), [17_955, 17_960]);
    }

    #[test]
    fn shipping_is_free_from_fifty_euros() {
        check(&FREE_SHIPPING, || of_shipping(4_999), [495, 495]);
        check(&FREE_SHIPPING, || of_shipping(5_000), [495, 0]);
    }
}
