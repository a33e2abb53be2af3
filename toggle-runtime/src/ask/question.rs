//! The questions that a check asks on its slow way.

use toggle_rules::Targeting;

/// A question for the state of a toggle. Its constants leave no trace in the code of a check.
pub(crate) trait Question: Copy {
    /// Whether it has an answer only where that is the same for every context. Such an answer lacks no value to hash.
    const IS_FOR_ALL: bool;
    /// Whether [`ForAll`] was asked before, which has set toggles up and has noted its answer.
    const IS_REST: bool;

    /// Returns the context that it is asked for, or `None` for that of the scope.
    fn context<'c>(self) -> Option<&'c dyn Targeting>
    where
        Self: 'c;
}

/// Asks for a context, or for that of the scope.
#[derive(Clone, Copy)]
pub(crate) struct For<'c>(pub(crate) Option<&'c dyn Targeting>);

/// Asks for the answer that is the same for every context that could be asked for here and now.
#[derive(Clone, Copy)]
pub(crate) struct ForAll;

/// Asks for a context where [`ForAll`] had no answer.
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
