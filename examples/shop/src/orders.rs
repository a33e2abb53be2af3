//! The checkout: an order, its payment and its receipt.

use std::time::Duration;

use serde::Serialize;
use toggle_runtime::{enabled, feature_toggle};

use crate::{
    audit::Entry,
    carts::Line,
    error::ShopError,
    prices,
    shop::Shop,
    toggles::{AUDIT_LOG, NEW_CHECKOUT},
};

/// The duration of a payment at the bank, long enough for a toggle to flip in between.
const PAYMENT: Duration = Duration::from_millis(5);

/// The steps of the checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Flow {
    /// A single page with all steps.
    OnePage,
    /// Address, payment and confirmation on three pages.
    ThreePages,
}

/// The receipt of an order, in cents.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    flow: Flow,
    /// The template of the mail, which has to match the flow.
    mail: Flow,
    lines: Vec<Line>,
    goods: u64,
    shipping: u64,
    total: u64,
    note: &'static str,
}

/// Orders the content of a user's cart. A failed payment keeps the cart.
///
/// # Errors
///
/// If the cart is empty, or the payment fails.
pub(crate) async fn order(shop: &Shop, user: &str) -> Result<Receipt, ShopError> {
    let lines = shop.carts.take(user);
    // This check is outside the gated code, because an empty cart must not count as a failure of the new checkout.
    if lines.is_empty() {
        return Err(ShopError::EmptyCart);
    }
    let placed = place(shop, user, &lines).await;
    if placed.is_err() {
        shop.carts.put_back(user, &lines);
    }
    placed
}

// The `else` is the old checkout, which is removed together with the toggle. The guard counts each `Err` of the new
// one.
#[feature_toggle(NEW_CHECKOUT, else = pay(shop, user, lines, Flow::ThreePages).await, guard)]
async fn place(shop: &Shop, user: &str, lines: &[Line]) -> Result<Receipt, ShopError> {
    shop.faults.pay()?;
    pay(shop, user, lines, Flow::OnePage).await
}

#[feature_toggle]
async fn pay(shop: &Shop, user: &str, lines: &[Line], flow: Flow) -> Result<Receipt, ShopError> {
    let goods = lines.iter().map(|line| line.price).sum();
    let shipping = prices::of_shipping(goods);
    let total = goods + shipping;
    tokio::time::sleep(PAYMENT).await;

    #[feature_toggle(AUDIT_LOG)]
    {
        shop.audit.record(Entry { user: user.to_owned(), total });
    }
    // This check runs after the wait. Inside the request's scope it returns the answer that also selected the flow.
    let mail = if enabled!(NEW_CHECKOUT) { Flow::OnePage } else { Flow::ThreePages };
    Ok(Receipt { flow, mail, lines: lines.to_vec(), goods, shipping, total, note: note() })
}

// This toggle has no declaration. It is off by default, and listed like the others.
#[feature_toggle("season-greetings", else = "Thank you for your order")]
fn note() -> &'static str {
    "Happy holidays, and thank you for your order"
}
