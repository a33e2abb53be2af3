//! The summary of a toggle, in one sentence.

use crate::inventory::Toggle;

/// Returns the summary of a toggle's declaration, without a dot at the end: `release toggle, owned by payments, since
/// 2026-11-23, off by default`.
pub fn summary(toggle: &Toggle) -> String {
    let Some(declaration) = toggle.declaration() else {
        return format!("undeclared, {} by default", toggle.default);
    };
    let parts = [
        declaration.kind.map(|kind| format!("{kind} toggle")),
        declaration.owner.as_ref().map(|owner| format!("owned by {owner}")),
        declaration.since.map(|date| format!("since {date}")),
        declaration.expires.map(|date| format!("expires {date}")),
        Some(format!("{} by default", toggle.default)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns a number of things: `1 place`, `2 places`.
pub fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
