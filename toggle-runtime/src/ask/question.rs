//! The kinds of checks on the slow path.

use toggle_rules::Targeting;

/// A kind of check on the slow path. Its constants are resolved at compile time.
pub(crate) trait Question: Copy {
    /// Whether the check has an answer only if every context has the same. Such an answer lacks no value to hash.
    const IS_FOR_ALL: bool;
    /// Whether [`ForAll`] came before, so that toggles are set up and a common answer is already recorded.
    const IS_REST: bool;

    /// Returns the context of the check, or `None` for the context of the scope.
    fn context<'c>(self) -> Option<&'c dyn Targeting>
    where
        Self: 'c;
}

/// A check for a context, or for the context of the scope.
#[derive(Clone, Copy)]
pub(crate) struct For<'c>(pub(crate) Option<&'c dyn Targeting>);

/// A check for the answer that is the same for every context here and now.
#[derive(Clone, Copy)]
pub(crate) struct ForAll;

/// A check for a context after [`ForAll`] had no answer.
#[derive(Clone, Copy)]
pub(crate) struct ForRest<'c>(pub(crate) &'c dyn Targeting);

impl Question for For<'_> {
    const IS_FOR_ALL: bool = false;
    const IS_REST: bool = false;

    #[inline]
    fn context<'c>(self) -> Option<&'c dyn Targeting>
    where
        Self: 'c,
    {
        self.0
    }
}

impl Question for ForAll {
    const IS_FOR_ALL: bool = true;
    const IS_REST: bool = false;

    #[inline]
    fn context<'c>(self) -> Option<&'c dyn Targeting>
    where
        Self: 'c,
    {
        None
    }
}

impl Question for ForRest<'_> {
    const IS_FOR_ALL: bool = false;
    const IS_REST: bool = true;

    #[inline]
    fn context<'c>(self) -> Option<&'c dyn Targeting>
    where
        Self: 'c,
    {
        Some(self.0)
    }
}
