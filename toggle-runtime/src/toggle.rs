use std::fmt;

use crate::{point::Point, targeting::Targeting};

/// A declared toggle: the `static` under [`#[toggle]`](macro@crate::toggle).
///
/// ```
/// use toggle_runtime::{Toggle, enabled, toggle};
///
/// /// Serve the rewritten checkout flow.
/// #[toggle("new-checkout", kind = release, owner = "payments", expires = "2027-03-01")]
/// pub static NEW_CHECKOUT: Toggle;
///
/// assert!(!enabled!(NEW_CHECKOUT));
/// ```
///
/// A declaration is the name that cannot be misspelt: `#[feature_toggle(NEW_CHECKOUT)]`, `enabled!(NEW_CHECKOUT)`, and
/// wherever a name is asked for, since a `Toggle` is an [`AsRef<str>`](AsRef).
pub struct Toggle {
    name: &'static str,
    point: &'static Point,
}

impl Toggle {
    #[doc(hidden)]
    pub const fn __new(name: &'static str, point: &'static Point) -> Self {
        Self { name, point }
    }

    /// The toggle's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the toggle is on.
    ///
    /// The same answer as `enabled!(NEW_CHECKOUT)`. That one is also in the list of places that ask for the toggle, which
    /// a method call cannot be, and does not load the declaration first; prefer it where you write the path anyway.
    #[inline]
    pub fn is_enabled(&self) -> bool {
        self.point.is_on()
    }

    /// Whether the toggle is on for `context`.
    #[inline]
    pub fn is_enabled_for(&self, context: &impl Targeting) -> bool {
        self.point.is_on_for(context)
    }
}

impl AsRef<str> for Toggle {
    fn as_ref(&self) -> &str {
        self.name
    }
}

impl fmt::Debug for Toggle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Toggle").field(&self.name).finish()
    }
}
