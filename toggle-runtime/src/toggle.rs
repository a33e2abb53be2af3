use std::fmt;

use crate::{
    pin::{Asked, Pin},
    point::Point,
    setting::Setting,
    targeting::Targeting,
};

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
///
/// # More than on and off
///
/// `Toggle` alone is on or off. `Toggle<T>` is a `T`: an enum of [`Variants`](crate::Variants), a number, or a text,
/// which [`get`](Self::get) gives.
///
/// ```
/// use std::sync::Arc;
///
/// use toggle_runtime::{Toggle, Variants, toggle};
///
/// #[derive(Variants, Clone, Copy)]
/// enum Ranking {
///     Bm25,
///     Neural,
/// }
///
/// /// How results are ordered.
/// #[toggle("order-of-results", default = Ranking::Bm25)]
/// static RANKING: Toggle<Ranking>;
///
/// #[toggle("results-per-page", default = 20, range = 1..=100)]
/// static PAGE_SIZE: Toggle<i64>;
///
/// #[toggle("greeting", default = "Good morning")]
/// static GREETING: Toggle<Arc<str>>;
///
/// let order = match RANKING.get() {
///     Ranking::Bm25 => "by words",
///     Ranking::Neural => "by meaning",
/// };
/// assert_eq!(format!("{}: {} results {order}", GREETING.get(), PAGE_SIZE.get()), "Good morning: 20 results by words");
/// ```
pub struct Toggle<T: Setting = bool> {
    name: &'static str,
    pin: Pin,
    default: T::Default,
    // Last, since only the last field's type is asked for when the compiler wants to know whether all of it is sized:
    // one complaint less about a `T` that is no setting.
    point: &'static Point,
}

impl<T: Setting> Toggle<T> {
    #[doc(hidden)]
    pub const fn __new(name: &'static str, pin: Pin, point: &'static Point, default: T::Default) -> Self {
        Self { name, pin, default, point }
    }

    pub(crate) const fn pin(&self) -> Pin {
        self.pin
    }

    pub(crate) const fn default(&self) -> T::Default {
        self.default
    }

    /// The toggle's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What the toggle is set to.
    ///
    /// Never fails: where no source gives a `T`, it is the declared default. A toggle that is plainly on, off or set to
    /// a variant costs one relaxed load; a number or a text is looked up, so ask once before a hot loop.
    #[inline]
    pub fn get(&self) -> T {
        match self.fixed() {
            Some(setting) => setting,
            None => self.ask(None),
        }
    }

    /// What the toggle is set to for `context`.
    #[inline]
    pub fn get_for(&self, context: &dyn Targeting) -> T {
        match self.fixed() {
            Some(setting) => setting,
            None => self.ask(Some(context)),
        }
    }

    /// What the toggle is set to, if that is the same for all and needs no look-up.
    #[inline]
    fn fixed(&self) -> Option<T> {
        self.pin.index().or_else(|| self.point.fixed_index()).and_then(T::from_index)
    }

    #[inline(never)]
    fn ask(&self, context: Option<&dyn Targeting>) -> T {
        self.point.read(context, T::read).flatten().unwrap_or_else(|| T::from_default(self.default))
    }
}

impl Toggle {
    /// Whether the toggle is on.
    ///
    /// The same answer as `enabled!(NEW_CHECKOUT)`. That one is also in the list of places that ask for the toggle,
    /// which a method call cannot be, and does not load the declaration first; prefer it where you write the path
    /// anyway.
    #[inline]
    pub fn is_enabled(&self) -> bool {
        Asked::new(self.point, self.pin).is_on()
    }

    /// Whether the toggle is on for `context`.
    #[inline]
    pub fn is_enabled_for(&self, context: &dyn Targeting) -> bool {
        Asked::new(self.point, self.pin).is_on_for(context)
    }
}

impl<T: Setting> AsRef<str> for Toggle<T> {
    fn as_ref(&self) -> &str {
        self.name
    }
}

impl<T: Setting> fmt::Debug for Toggle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Toggle").field(&self.name).finish()
    }
}
