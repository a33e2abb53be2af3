//! Shares of the users: by value, and by the source or rule that decides.

use serde::Serialize;
use toggle_runtime::{Reason, Value};

/// The number of users who get a value.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// `None` if it is the declared default and the program is not known.
    pub value: Option<Value>,
    /// The number of these users.
    pub users: u64,
    /// The share of all users, or `None` if there are none.
    pub percent: Option<f64>,
}

/// The users whose value comes from one source or rule.
#[derive(Debug, Serialize)]
pub struct Part {
    /// The source.
    pub source: String,
    /// `requires`, `window`, `rule 1` and so on, or `otherwise`; `None` for a plain state.
    pub rule: Option<String>,
    /// The number of the rule, from 1, if the part is a rule.
    #[serde(skip)]
    pub number: Option<usize>,
    /// The place of the state or rule.
    pub place: Option<String>,
    /// `None` for a rule that decides for no user.
    pub reason: Option<Reason>,
    /// The reason why the rules do not apply, or the mistake, as for the first of these users.
    pub why: Option<String>,
    /// The number of these users.
    pub users: u64,
    /// The share of all users, or `None` if there are none.
    pub percent: Option<f64>,
    /// The values of these users, the most frequent first.
    pub values: Vec<Share>,
}

/// Returns a share in percent, with three decimals.
pub(crate) fn percent(users: u64, all: u64) -> Option<f64> {
    let (users, all) = (u128::from(users), u128::from(all));
    let thousandths = (users * 100_000 + all / 2).checked_div(all)?;
    u32::try_from(thousandths).ok().map(|thousandths| f64::from(thousandths) / 1000.0)
}
