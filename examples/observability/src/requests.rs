//! The requests: toggles with counted answers, a guard, shadow mode, variants and a range.

use toggle_runtime::{Context, Toggle, Variants, feature_toggle, scope, toggle};

#[derive(Debug, Clone, Copy, PartialEq, Variants)]
enum Ranking {
    Bm25,
    Neural,
}

/// The order of the results.
#[toggle("ranking", default = Ranking::Bm25, kind = experiment, owner = "search")]
static RANKING: Toggle<Ranking>;

/// The number of results on a page.
#[toggle("page-size", default = 20, range = 1..=100, kind = ops, owner = "search")]
static PAGE_SIZE: Toggle<i64>;

/// Answers one request each for this number of users, and then one request without a user.
pub(crate) fn answer(requests: u32) {
    for number in 0..requests {
        scope().context(Context::new(format!("user-{number}"))).run(|| request(number));
    }
    search(0);
}

fn request(number: u32) {
    search(number);
    price(&[199, u64::from(number)]);
    // The guard counts the failure, so the result is not needed here.
    drop(mail(number));
    if is_in_trial() {
        RANKING.get();
    }
}

#[feature_toggle("new-search", else = 0)]
fn search(number: u32) -> i64 {
    i64::from(number) % PAGE_SIZE.get()
}

#[feature_toggle("new-pricing", else = items.iter().map(|net| net * 121 / 100).sum(), shadow)]
fn price(items: &[u64]) -> u64 {
    items.iter().sum::<u64>() * 121 / 100
}

#[feature_toggle("new-mailer", else = Ok(()), guard)]
fn mail(number: u32) -> Result<(), String> {
    if number.is_multiple_of(3) { Err(format!("there is no mail for {number}")) } else { Ok(()) }
}

#[feature_toggle("trial", else = false)]
fn is_in_trial() -> bool {
    true
}
