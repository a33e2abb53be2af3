//! Public functions for toggles whose names are known at run time, as in operators' endpoints, bridges, and arguments
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

/// Returns whether a toggle is on for the context of the scope, by a name that is known at run time.
///
/// If the name is fixed in code, use [`enabled!`](crate::enabled): it costs one load, and the compiler records its
/// place. This function looks the name up by a binary search, and evaluates the toggle in the scope's snapshot. The
/// function takes no lock and allocates nothing.
///
/// Returns false for a name that is not a toggle of this program, without a report. Also returns false for a toggle
/// that is not on or off. [`decide`] reports an unknown name as an error. The check has no place in code, so
/// [observed](crate::Observe) counts and coverage do not include it.
///
/// ```
/// assert!(!toggle_runtime::is_enabled("a-name-from-outside"));
/// ```
pub fn is_enabled(name: impl AsRef<str>) -> bool {
    registry_for_check().is_some_and(|registry| registry.is_on_by_name(name.as_ref(), None))
}

/// Returns whether a toggle is on for a context, by a name that is known at run time.
///
/// Apart from the context, it does the same as [`is_enabled`].
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

/// Evaluates a toggle for a context, by a name that is known at run time, and returns the value with its reason.
///
/// Use it in a bridge to another toggle API. The result also has the variant and the source. Value and reason are the
/// same as those of [`explain_for`], which also returns the whole trace, and takes a lock and allocates for it. This
/// function does neither. In a scope, the scope's overrides and snapshot apply.
///
/// For a name that is not a toggle of this program, the value is `off`, the reason is
/// [`Error`](crate::Reason::Error), and the error is [`FlagNotFound`](crate::ErrorCode::FlagNotFound). The function
/// never panics.
///
/// The check has no place in code, so [observed](crate::Observe) counts, events and coverage do not include it. A
/// caller that needs such records makes them itself.
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

/// Returns the status of one toggle, or `None` if the name is not a toggle of this program.
///
/// The status is the same as in the list of [`toggles`](crate::toggles()).
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

/// Sets a run-time override, as [`set`](crate::set()) does, by a word of the configuration.
///
/// Use it where the word comes from outside the program, such as an argument `--toggle name=value` or a request. The
/// word has the form of the toggle's variable: `on`, `off`, a variant, a number or a string, depending on the type. A
/// toggle that is on or off also takes a percentage, such as `25%`.
///
/// # Errors
///
/// Returns an error if the program has no toggle of this name, or if the word is not a state of the toggle. The
/// message lists the expected words.
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

/// Returns the status of every toggle that is linked into this process, ordered by name.
///
/// ```
/// for toggle in toggle_runtime::toggles() {
///     println!("{} is {} ({}), checked at {} places", toggle.name, toggle.state, toggle.source, toggle.points.len());
/// }
/// ```
pub fn toggles() -> Toggles {
    registry().toggles()
}

/// Explains the value of a toggle: the reason, and the state in every source.
///
/// Use it to find out why a toggle is on or off. In a scope, the scope's context, overrides and snapshot apply.
/// `explain` takes a lock and allocates, so use [`decide`] in code that runs often.
///
/// For a name that is not a toggle, the decision has the reason [`Error`](crate::Reason::Error).
///
/// ```
/// let decision = toggle_runtime::explain("beta-search");
/// println!("{decision}");
/// assert!(!decision.is_on());
/// ```
pub fn explain(name: impl AsRef<str>) -> Decision {
    registry().explain(name.as_ref(), None, None)
}

/// Explains the value of a toggle for a context: the reason, and the state in every source.
///
/// Apart from the context, it does the same as [`explain`].
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
