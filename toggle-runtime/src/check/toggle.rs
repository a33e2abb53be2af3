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
/// A declaration is the name that cannot be misspelt: `#[feature_toggle(NEW_CHECKOUT)]`, `enabled!(NEW_CHECKOUT)`, and
/// wherever a name is asked for, since a `Toggle` is an [`AsRef<str>`](AsRef).
///
/// # More than on and off
///
/// `Toggle` alone is on or off. `Toggle<T>` is a `T`: an enum of [`Variants`](crate::Variants), a number, a text, or a
/// [struct](crate::_structures) of which there is an `Arc`, which [`value!`](crate::value!) gives.
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
    /// The same answer as [`value!(RANKING)`](crate::value!), which is also in the list of places that ask for the
    /// toggle. A method call cannot be in that list; prefer the macro where you write the path anyway.
    ///
    /// Never fails: where no source gives a `T`, it is the declared default. A toggle that is plainly on, off, set to a
    /// variant or at its default number costs one relaxed load; another number, a text or a struct is looked up, so ask
    /// once before a hot loop.
    #[inline]
    pub fn get(&self) -> T::Given {
        self.get_at(None)
    }

    /// What the toggle is set to for `context`.
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

    /// What the toggle is set to, if that is the same for all and needs no look-up.
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

/// The declaration that [`value!`](crate::value!) asks, at the point of that.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct Valued<T: Setting>(pub(crate) &'static Toggle<T>);

// By hand, since a derive asks it of `T`.
impl<T: Setting> Clone for Valued<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Setting> Copy for Valued<T> {}

impl<T: Setting> Valued<T> {
    /// What the point has to know of the declaration.
    pub const fn declaration(self) -> Declaration {
        // The point's answer where there is no registry is not asked for: the value has a default of its own.
        Declaration { name: self.0.name, pin: self.0.pin, default: false }
    }

    /// What the toggle is set to.
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

    /// What the toggle is set to, if that does not depend on a context.
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

    /// What the toggle is set to for `context`, where [`get_for_all`](Self::get_for_all) could not tell.
    pub fn decide_for(self, asked: Check, context: &dyn Targeting) -> T::Given {
        self.0.or_default(asked.point().read_decided(context, T::read))
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
        Check::new(self.point, self.pin).is_on()
    }

    /// Whether the toggle is on for `context`.
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
