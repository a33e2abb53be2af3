//! The toggles of this program.

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

/// Serve the rewritten checkout flow.
///
/// All at once, or not at all.
#[toggle("new-checkout", kind = release, owner = "payments", since = "2026-11-23", expires = "2027-03-01")]
pub(crate) static NEW_CHECKOUT: Toggle;

/// Send mails.
#[toggle("mail", default = on, kind = ops, owner = "platform")]
pub(crate) static MAIL: Toggle;

#[feature_toggle(NEW_CHECKOUT, else = "old")]
pub(crate) fn checkout() -> &'static str {
    "new"
}

#[feature_toggle(all("new-checkout", not("mail")), else = 0)]
pub(crate) fn silently() -> u32 {
    1
}

pub(crate) fn search() -> bool {
    enabled!("beta-search")
}

#[test]
fn the_program_has_them() {
    assert_eq!((checkout(), silently(), search(), MAIL.is_enabled()), ("old", 0, false, true));
}
