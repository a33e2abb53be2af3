//! The expansion of `for =`: conditions that evaluate a context only if the answer depends on it.

use toggle_rules::Targeting;

use crate::check::asked::Check;

/// The answer of a condition without a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Off for every context.
    Off,
    /// On for every context.
    On,
    /// Different answers for different contexts.
    Undecided,
}

/// A point or a combination of points.
///
/// Combinations follow Kleene's three-valued logic: `all` of an off toggle and an undecided toggle is off without a
/// context.
pub trait Condition: Copy {
    /// Returns the answer without a context.
    fn answer(self) -> Answer;

    /// Returns the answer for a context.
    fn decide(self, context: &dyn Targeting) -> bool;
}

/// A pin or a plain state is the same for every context.
impl Condition for Check {
    #[inline]
    fn answer(self) -> Answer {
        match self.is_on_for_all() {
            Some(true) => Answer::On,
            Some(false) => Answer::Off,
            None => Answer::Undecided,
        }
    }

    fn decide(self, context: &dyn Targeting) -> bool {
        self.decides_for(context)
    }
}

/// The condition `not(..)`.
#[derive(Debug, Clone, Copy)]
pub struct Not<A>(pub A);

impl<A: Condition> Condition for Not<A> {
    #[inline]
    fn answer(self) -> Answer {
        match self.0.answer() {
            Answer::Off => Answer::On,
            Answer::On => Answer::Off,
            Answer::Undecided => Answer::Undecided,
        }
    }

    fn decide(self, context: &dyn Targeting) -> bool {
        !self.0.decide(context)
    }
}

/// The condition `all(..)`.
#[derive(Debug, Clone, Copy)]
pub struct All<A, B>(pub A, pub B);

impl<A: Condition, B: Condition> Condition for All<A, B> {
    #[inline]
    fn answer(self) -> Answer {
        match (self.0.answer(), self.1.answer()) {
            (Answer::Off, _) | (_, Answer::Off) => Answer::Off,
            (Answer::On, Answer::On) => Answer::On,
            _ => Answer::Undecided,
        }
    }

    fn decide(self, context: &dyn Targeting) -> bool {
        self.0.decide(context) && self.1.decide(context)
    }
}

/// The condition `any(..)`.
#[derive(Debug, Clone, Copy)]
pub struct Any<A, B>(pub A, pub B);

impl<A: Condition, B: Condition> Condition for Any<A, B> {
    #[inline]
    fn answer(self) -> Answer {
        match (self.0.answer(), self.1.answer()) {
            (Answer::On, _) | (_, Answer::On) => Answer::On,
            (Answer::Off, Answer::Off) => Answer::Off,
            _ => Answer::Undecided,
        }
    }

    fn decide(self, context: &dyn Targeting) -> bool {
        self.0.decide(context) || self.1.decide(context)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer::*, *};
    use crate::model::context::Context;

    impl Condition for Answer {
        fn answer(self) -> Answer {
            self
        }

        fn decide(self, context: &dyn Targeting) -> bool {
            self == On || (self == Undecided && context.key() == Some("on"))
        }
    }

    #[test]
    fn what_one_side_decides_needs_no_context() {
        assert_eq!(All(Off, Undecided).answer(), Off);
        assert_eq!(All(Undecided, Off).answer(), Off);
        assert_eq!(Any(On, Undecided).answer(), On);
        assert_eq!(Any(Undecided, On).answer(), On);
    }

    #[test]
    fn what_no_side_decides_stays_undecided() {
        assert_eq!(All(On, Undecided).answer(), Undecided);
        assert_eq!(Any(Off, Undecided).answer(), Undecided);
        assert_eq!(Not(Undecided).answer(), Undecided);
    }

    #[test]
    fn decision_agrees_with_answer_if_there_is_one() {
        let (on, off) = (Context::new("on"), Context::new("off"));
        for a in [Off, On, Undecided] {
            for b in [Off, On, Undecided] {
                check(All(a, Not(b)), &on, &off);
                check(Any(Not(a), b), &on, &off);
            }
        }
    }

    #[track_caller]
    fn check(condition: impl Condition, on: &Context, off: &Context) {
        match condition.answer() {
            Undecided => {}
            known => {
                assert_eq!(condition.decide(on), known == On);
                assert_eq!(condition.decide(off), known == On);
            }
        }
    }
}
