//! Declared toggles and the methods that check them.

use std::fmt;

use toggle_rules::Targeting;

use crate::{
    __private::Declaration,
    catalogue::{pin::Pin, point::Point},
    check::{asked::Check, setting::Setting},
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
/// Use a declaration in place of a name, because the compiler finds a misspelling: in
/// `#[feature_toggle(NEW_CHECKOUT)]`, in `enabled!(NEW_CHECKOUT)`, and in every function that takes a name, since a
/// `Toggle` is an [`AsRef<str>`](AsRef).
///
/// # Other types than on and off
///
/// `Toggle` alone is on or off. `Toggle<T>` has a value of type `T`: an enum of [`Variants`](crate::Variants), a
/// number, a string, or a [struct](crate::_structures). [`value!`](crate::value!) returns the value, and the `Arc` of a
/// struct.
///
/// ```
/// use std::sync::Arc;
///
/// use toggle_runtime::{Toggle, Variants, toggle, value};
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
/// let order = match value!(RANKING) {
///     Ranking::Bm25 => "by words",
///     Ranking::Neural => "by meaning",
/// };
/// let title = format!("{}: {} results {order}", value!(GREETING), value!(PAGE_SIZE));
/// assert_eq!(title, "Good morning: 20 results by words");
/// ```
pub struct Toggle<T: Setting = bool> {
    name: &'static str,
    pin: Pin,
    default: T::Default,
    // The last field: to find out whether the struct is sized, the compiler looks at the last field's type alone. This
    // saves one error message about a `T` that is no setting.
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

    /// Returns the name of the toggle.
    ///
    /// ```
    /// use toggle_runtime::{Toggle, toggle};
    ///
    /// #[toggle("dark-mode")]
    /// static DARK_MODE: Toggle;
    ///
    /// assert_eq!(DARK_MODE.name(), "dark-mode");
    /// ```
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the value of the toggle.
    ///
    /// Use it where the toggle is an argument or a field. Where you write the path of the declaration,
    /// [`value!(RANKING)`](crate::value!) is better: it returns the same value, and its place is in the list of toggle
    /// points, as a method call cannot be.
    ///
    /// The method never fails: the declared default applies if no source sets the toggle to a `T`. A value that is
    /// plainly on or off, a variant, or the default number costs one relaxed load. Another number, a string or a struct
    /// is looked up, so check once before a hot loop.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use toggle_runtime::{Toggle, toggle};
    ///
    /// #[toggle("render-timeout", default = "250ms")]
    /// static TIMEOUT: Toggle<Duration>;
    ///
    /// fn limit(timeout: &Toggle<Duration>) -> Duration {
    ///     timeout.get()
    /// }
    ///
    /// assert_eq!(limit(&TIMEOUT), Duration::from_millis(250));
    /// ```
    #[inline]
    pub fn get(&self) -> T::Given {
        self.get_at(None)
    }

    /// Returns the value of the toggle for `context`. Otherwise it is like [`get`](Self::get).
    ///
    /// ```
    /// use toggle_runtime::{Context, Toggle, toggle};
    ///
    /// #[toggle("hits-per-page", default = 20, range = 1..=100)]
    /// static HITS: Toggle<i64>;
    ///
    /// assert_eq!(HITS.get_for(&Context::new("ada")), 20);
    /// ```
    #[inline]
    pub fn get_for(&self, context: &dyn Targeting) -> T::Given {
        self.get_at(Some(context))
    }

    #[inline]
    fn get_at(&self, context: Option<&dyn Targeting>) -> T::Given {
        match self.fixed(Check::new(self.point, self.pin)) {
            Some(setting) => setting,
            None => self.ask(context),
        }
    }

    /// Returns the value if it is the same for every check and needs no look-up.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Asked::new`")]
    fn fixed(&self, asked: Check) -> Option<T::Given> {
        asked.fixed_index().and_then(|index| T::from_index(index, self.default))
    }

    #[inline(never)]
    fn ask(&self, context: Option<&dyn Targeting>) -> T::Given {
        self.point.read(context, T::read).flatten().unwrap_or_else(|| T::from_default(self.default))
    }

    #[inline]
    #[expect(clippy::option_option, reason = "there may be no such toggle, or a value of another type")]
    fn or_default(&self, read: Option<Option<T::Given>>) -> T::Given {
        read.flatten().unwrap_or_else(|| T::from_default(self.default))
    }
}

/// A declaration in [`value!`](crate::value!). The macro passes the point separately.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct Valued<T: Setting>(pub(crate) &'static Toggle<T>);

// By hand, because a derive would require `T: Clone`.
impl<T: Setting> Clone for Valued<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Setting> Copy for Valued<T> {}

impl<T: Setting> Valued<T> {
    /// Returns the part of the declaration that the point needs.
    pub const fn declaration(self) -> Declaration {
        // The point's default is not used, because a check of a value has its own default.
        Declaration { name: self.0.name, pin: self.0.pin, default: false }
    }

    /// Returns the value of the toggle.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`")]
    pub fn get(self, asked: Check) -> T::Given {
        if let Some(on) = T::is_on(asked, self.0.default) {
            return on;
        }
        match self.0.fixed(asked) {
            Some(setting) => setting,
            None => self.ask(asked.point()),
        }
    }

    #[inline(never)]
    fn ask(self, point: &'static Point) -> T::Given {
        self.0.or_default(point.read(None, T::read))
    }

    /// Returns the value of the toggle, or `None` if it depends on a context.
    #[inline]
    pub fn get_for_all(self, asked: Check) -> Option<T::Given> {
        match self.0.fixed(asked) {
            Some(setting) => Some(setting),
            None => self.ask_for_all(asked.point()),
        }
    }

    #[inline(never)]
    fn ask_for_all(self, point: &'static Point) -> Option<T::Given> {
        point.read_for_all(T::read).map(|read| self.0.or_default(read))
    }

    /// Returns the value of the toggle for `context`, after [`get_for_all`](Self::get_for_all) has returned `None`.
    pub fn decide_for(self, asked: Check, context: &dyn Targeting) -> T::Given {
        self.0.or_default(asked.point().read_decided(context, T::read))
    }
}

impl Toggle {
    /// Returns whether the toggle is on.
    ///
    /// Use it where the toggle is an argument or a field. Where you write the path of the declaration,
    /// `enabled!(NEW_CHECKOUT)` is better: it returns the same answer and does not load the declaration first. Its
    /// place is in the list of toggle points, as a method call cannot be.
    ///
    /// ```
    /// use toggle_runtime::{Toggle, toggle};
    ///
    /// #[toggle("request-tracing", kind = ops)]
    /// static TRACING: Toggle;
    ///
    /// fn mode(tracing: &Toggle) -> &'static str {
    ///     if tracing.is_enabled() { "traced" } else { "plain" }
    /// }
    ///
    /// assert_eq!(mode(&TRACING), "plain");
    /// ```
    #[inline]
    pub fn is_enabled(&self) -> bool {
        Check::new(self.point, self.pin).is_on()
    }

    /// Returns whether the toggle is on for `context`. Otherwise it is like [`is_enabled`](Self::is_enabled).
    ///
    /// ```
    /// use toggle_runtime::{Context, Toggle, toggle};
    ///
    /// #[toggle("beta-dashboard")]
    /// static BETA: Toggle;
    ///
    /// assert!(!BETA.is_enabled_for(&Context::new("ada").with("group", "staff")));
    /// ```
    #[inline]
    pub fn is_enabled_for(&self, context: &dyn Targeting) -> bool {
        Check::new(self.point, self.pin).is_on_for(context)
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
