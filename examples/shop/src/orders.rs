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

/// How long the bank takes. Long enough for a toggle to flip meanwhile.
const PAYMENT: Duration = Duration::from_millis(5);

/// The way through the checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Flow {
    /// One page for all.
    OnePage,
    /// Address, payment, confirmation.
    ThreePages,
}

/// What a customer gets for an order, in cents.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    flow: Flow,
    /// The template of the mail, which has to go with the flow.
    mail: Flow,
    lines: Vec<Line>,
    goods: u64,
    shipping: u64,
    total: u64,
    note: &'static str,
}

/// Orders what is in a user's cart. Where the payment fails, it is still there.
///
/// # Errors
///
/// If nothing is in it, and if the bank cannot be paid.
pub(crate) async fn order(shop: &Shop, user: &str) -> Result<Receipt, ShopError> {
    let lines = shop.carts.take(user);
    // Not in the gated code: that a customer has nothing to buy says nothing about it.
    if lines.is_empty() {
        return Err(ShopError::EmptyCart);
    }
    let placed = place(shop, user, &lines).await;
    if placed.is_err() {
        shop.carts.put_back(user, &lines);
    }
    placed
}

// The new way, and under it the old one, which goes when the toggle does. Each `Err` of the new one counts for its guard.
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
    // Asked again, after the wait: inside the request's scope the answer is still the one that chose the flow.
    let mail = if enabled!(NEW_CHECKOUT) { Flow::OnePage } else { Flow::ThreePages };
    Ok(Receipt { flow, mail, lines: lines.to_vec(), goods, shipping, total, note: note() })
}

// Nothing declares this toggle. It is off by default, and listed like the others.
#[feature_toggle("season-greetings", else = "Thank you for your order")]
fn note() -> &'static str {
    "Happy holidays, and thank you for your order"
}
