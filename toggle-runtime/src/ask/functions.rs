//! Questions and orders for toggles whose names are known at run time: for operators' endpoints, bridges, and arguments
//! such as `--toggle name=value`.

use toggle_rules::Targeting;

use crate::{
    global::{registry, registry_for_check},
    model::{
        decided::Decided,
        decision::Decision,
        error::Error,
        status::{ToggleStatus, Toggles},
    },
};

/// Returns whether a toggle is on, by a name that is known at run time, for the context of the scope.
///
/// In code whose toggle is fixed, use [`enabled!`](crate::enabled): it is one load, and the compiler knows its place.
/// This looks the name up among all toggles, by a binary search, and decides in the view of the scope. It takes no lock
/// and allocates nothing. The answer has no place, so [observed](crate::Observe) counts and coverage do not have it.
///
/// A name that is no toggle of this program is off, without a report: [`decide`] tells it apart. So is a toggle that is
/// not on or off.
///
/// ```
/// assert!(!toggle_runtime::is_enabled("a-name-from-outside"));
/// ```
pub fn is_enabled(name: impl AsRef<str>) -> bool {
    registry_for_check().is_some_and(|registry| registry.is_on_by_name(name.as_ref(), None))
}

/// Returns whether a toggle is on for a context, by a name that is known at run time. Otherwise it is [`is_enabled`].
///
/// ```
/// use toggle_runtime::{Context, enabled, is_enabled_for};
///
/// let ada = Context::new("ada");
/// assert_eq!(is_enabled_for("new-checkout", &ada), enabled!("new-checkout", for = &ada));
/// ```
pub fn is_enabled_for(name: impl AsRef<str>, context: &dyn Targeting) -> bool {
    registry_for_check().is_some_and(|registry| registry.is_on_by_name(name.as_ref(), Some(context)))
}

/// Decides a toggle for a context, by a name that is known at run time, and returns the value with its reason, variant
/// and source.
///
/// Value and reason are those of [`explain_for`](crate::explain_for), which also tells the whole way, and takes a lock
/// and allocates for that; this does neither. In a scope, the scope's overrides and its view of all states count.
///
/// A name that is no toggle of this program gives the value `off` with the reason [`Error`](crate::Reason::Error) and
/// the error [`FlagNotFound`](crate::ErrorCode::FlagNotFound). Nothing panics.
///
/// The answer has no place in code, so [observed](crate::Observe) counts, events and coverage do not have it. Whoever
/// acts on it tells others by their own means.
///
/// ```
/// use toggle_runtime::{Context, ErrorCode, Reason, decide, enabled};
///
/// let ada = Context::new("ada");
/// assert!(!enabled!("new-checkout", for = &ada));
///
/// let decided = decide("new-checkout", &ada);
/// assert_eq!((decided.is_on(), decided.reason), (false, Reason::Default));
/// assert_eq!((decided.variant.as_deref(), &*decided.source), (Some("off"), "default"));
///
/// let unknown = decide("new-chekout", &ada);
/// assert_eq!((unknown.reason, unknown.error), (Reason::Error, Some(ErrorCode::FlagNotFound)));
/// ```
pub fn decide(name: impl AsRef<str>, context: &dyn Targeting) -> Decided {
    registry().decided(name.as_ref(), context, None)
}

/// Returns what [`toggles`](crate::toggles) lists of one toggle, or `None` if the name is no toggle of this program.
///
/// ```
/// use toggle_runtime::{enabled, status};
///
/// assert!(!enabled!("monthly-report"));
/// assert_eq!(status("monthly-report").unwrap().points.len(), 1);
/// assert!(status("monthly-raport").is_none());
/// ```
pub fn status(name: impl AsRef<str>) -> Option<ToggleStatus> {
    registry().status(name.as_ref())
}

/// Sets a toggle as [`set`](crate::set) does, by a word of the configuration that comes from outside, such as an
/// argument `--toggle name=value` or a request.
///
/// The word is what the variable of the toggle takes: `on`, `off`, a variant, a number or a text, as the toggle is, and
/// a percentage, such as `25%`, for one that is on or off.
///
/// # Errors
///
/// If the name is no toggle of this program, or the word means no state of that toggle. The message says what is
/// expected.
///
/// ```
/// use toggle_runtime::{clear, enabled, set_text};
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// set_text("read-only", "on")?;
/// assert!(enabled!("read-only"));
///
/// let error = set_text("read-only", "maybe").unwrap_err();
/// assert!(error.is_invalid_value());
/// # clear("read-only")?;
/// # Ok(())
/// # }
/// ```
pub fn set_text(name: impl AsRef<str>, word: &str) -> Result<(), Error> {
    registry().set_text(name.as_ref(), word)
}

/// Lists every toggle that is linked into this process, ordered by name.
///
/// ```
/// for toggle in toggle_runtime::toggles() {
///     println!("{} is {} ({}), asked in {} places", toggle.name, toggle.state, toggle.source, toggle.points.len());
/// }
/// ```
pub fn toggles() -> Toggles {
    registry().toggles()
}

/// Tells what a toggle is, why, and what every source says of it. In a scope, it is what the scope sees.
///
/// A name that is no toggle gives a decision with the reason [`Error`](crate::Reason::Error).
pub fn explain(name: impl AsRef<str>) -> Decision {
    registry().explain(name.as_ref(), None, None)
}

/// Tells what a toggle is for a context, why, and what every source says of it, as [`explain`] does for the context of
/// the scope.
///
/// ```
/// use toggle_runtime::{Context, explain_for};
///
/// let decision = explain_for("beta-search", &Context::new("user-123").with("country", "NL"));
/// assert!(!decision.is_on());
/// ```
pub fn explain_for(name: impl AsRef<str>, context: &dyn Targeting) -> Decision {
    registry().explain(name.as_ref(), Some(context), None)
}
