//! Evaluation of toggles for a context, in one view.

use std::{cell::Cell, sync::Arc};

use jiff::Timestamp;
use toggle_rules::{
    ErrorType, MAX_REQUIRED, Outcome, Policy, Reason, RuleResult, Rules, State, Targeting, Value, digest_of_value,
};

use crate::{
    model::{context::Context, whom::Whom},
    monitor::{monitored::Monitored, observe::Answer},
    registry::{lacking, view::View},
};

/// All inputs of an evaluation.
pub(crate) struct Evaluator<'a> {
    view: &'a View,
    overrides: &'a [(usize, Value)],
    context: &'a dyn Targeting,
    clock: &'a dyn Fn() -> Timestamp,
    /// The time, once it has been read. All parts of one answer use the same time.
    time: Cell<Option<Timestamp>>,
}

/// The policy that decides a toggle in an evaluation, with the overrides of the scope applied.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum EffectivePolicy<'a> {
    Plain(&'a Value),
    Rules(&'a Rules),
}

impl EffectivePolicy<'_> {
    pub(crate) fn state(self) -> State {
        match self {
            Self::Plain(value) => value.clone().into(),
            Self::Rules(rules) => rules.state(),
        }
    }
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        view: &'a View,
        overrides: &'a [(usize, Value)],
        context: &'a dyn Targeting,
        clock: &'a dyn Fn() -> Timestamp,
    ) -> Self {
        Self { view, overrides, context, clock, time: Cell::new(None) }
    }

    pub(crate) fn context(&self) -> &'a dyn Targeting {
        self.context
    }

    /// Returns the context above the attributes of the process, if the process has some.
    pub(crate) fn whom(&self) -> Option<Whom<'a>> {
        self.view.process.as_ref().map(|process| Whom::new(self.context, process))
    }

    /// Evaluates rules for the context, with the attributes of the process if there are some.
    #[inline]
    fn apply<'r>(
        &self,
        toggle: usize,
        rules: &'r Rules,
        unmet: impl FnOnce(&[u32]) -> Option<usize>,
        tried: impl FnMut(usize, RuleResult),
    ) -> Outcome<'r> {
        let lacking = |rule| lacking::set(toggle, rule);
        match &self.view.process {
            None => rules.evaluate(self.context, &mut || self.now(), unmet, tried, lacking),
            Some(process) => self.apply_in(process, rules, unmet, tried, lacking),
        }
    }

    // Not inlined, because most processes have no attributes, and plain states are read inline without this.
    #[inline(never)]
    fn apply_in<'r>(
        &self,
        process: &Context,
        rules: &'r Rules,
        unmet: impl FnOnce(&[u32]) -> Option<usize>,
        tried: impl FnMut(usize, RuleResult),
        lacking: impl FnOnce(usize),
    ) -> Outcome<'r> {
        rules.evaluate(&Whom::new(self.context, process), &mut || self.now(), unmet, tried, lacking)
    }

    /// Returns the policy that decides a toggle, or `None` for a toggle that does not exist.
    #[inline]
    pub(crate) fn deciding(&self, toggle: usize) -> Option<EffectivePolicy<'a>> {
        if let Some((_, value)) = self.overrides.iter().find(|(other, _)| *other == toggle) {
            return Some(EffectivePolicy::Plain(value));
        }
        Some(match self.view.policy(toggle)? {
            Policy::Plain(value) => EffectivePolicy::Plain(value),
            Policy::Rules(rules) => EffectivePolicy::Rules(rules),
        })
    }

    /// Returns whether a plain value decides the toggle.
    pub(crate) fn is_plain(&self, toggle: usize) -> bool {
        matches!(self.deciding(toggle), Some(EffectivePolicy::Plain(_)))
    }

    /// Returns whether another view decides the toggle by the same value or rules.
    pub(crate) fn sees(&self, view: &View, toggle: usize) -> bool {
        self.view.epoch == view.epoch || self.view.policy(toggle) == view.policy(toggle)
    }

    /// Returns the answer for a toggle, with its reason.
    pub(crate) fn answer(&self, toggle: usize) -> Option<Answer<'a>> {
        Some(match self.deciding(toggle)? {
            EffectivePolicy::Plain(value) if self.overrides(toggle) => {
                Answer { value, reason: Reason::Static, error: None }
            }
            EffectivePolicy::Plain(value) => {
                let resolved = self.view.resolved.get(toggle)?;
                let error = resolved.is_unreadable.then_some(ErrorType::Unreadable);
                Answer { value, reason: resolved.reason(), error }
            }
            EffectivePolicy::Rules(rules) => {
                let outcome = self.evaluate(toggle, rules, |_, _| {});
                let error = rules.error(outcome.because);
                Answer { value: outcome.value, reason: outcome.because.reason(), error }
            }
        })
    }

    fn overrides(&self, toggle: usize) -> bool {
        self.overrides.iter().any(|(other, _)| *other == toggle)
    }

    /// Returns the monitoring of a toggle, if there is any.
    pub(crate) fn watched(&self, toggle: usize) -> Option<&'a Arc<Monitored>> {
        self.view.resolved.get(toggle)?.watched.as_ref()
    }

    /// Returns the value of a toggle if it is the same for every context.
    pub(crate) fn value_for_all(&self, toggle: usize) -> Option<&'a Value> {
        match self.deciding(toggle)? {
            EffectivePolicy::Plain(value) => Some(value),
            EffectivePolicy::Rules(rules) => rules.constant(),
        }
    }

    /// Returns the value that a toggle would have without its tripped guard, or `None` for all other toggles.
    pub(crate) fn value_without_guard(&self, toggle: usize) -> Option<&'a Value> {
        Some(match self.view.resolved.get(toggle)?.without_guard.as_deref()? {
            Policy::Plain(value) => value,
            Policy::Rules(rules) => {
                let value = self.evaluate(toggle, rules, |_, _| {}).value;
                lacking::forget();
                value
            }
        })
    }

    /// Returns a digest of the policy of a toggle, which is the same in every process with the same policy.
    pub(crate) fn version(&self, toggle: usize) -> Option<u64> {
        Some(match self.deciding(toggle)? {
            EffectivePolicy::Plain(value) => digest_of_value(value),
            EffectivePolicy::Rules(rules) => rules.digest(),
        })
    }

    /// Returns the value of a toggle.
    #[inline]
    pub(crate) fn value(&self, toggle: usize) -> Option<&'a Value> {
        Some(match self.deciding(toggle)? {
            EffectivePolicy::Plain(value) => value,
            EffectivePolicy::Rules(rules) => self.evaluate(toggle, rules, |_, _| {}).value,
        })
    }

    /// Evaluates the rules of a toggle.
    #[inline]
    pub(crate) fn evaluate<'r>(
        &self,
        toggle: usize,
        rules: &'r Rules,
        tried: impl FnMut(usize, RuleResult),
    ) -> Outcome<'r> {
        let unmet = |required: &[u32]| {
            let mut asked = Visited::nothing();
            let _ = asked.find(toggle);
            self.first_unmet(required, &mut asked)
        };
        self.apply(toggle, rules, unmet, tried)
    }

    fn now(&self) -> Timestamp {
        self.time.get().unwrap_or_else(|| {
            let now = (self.clock)();
            self.time.set(Some(now));
            now
        })
    }

    fn first_unmet(&self, required: &[u32], asked: &mut Visited) -> Option<usize> {
        required.iter().position(|&toggle| !self.is_met(toggle as usize, asked))
    }

    fn is_met(&self, toggle: usize, asked: &mut Visited) -> bool {
        let at = match asked.find(toggle) {
            Found::Answer(on) => return on,
            Found::Place(at) => at,
            Found::Full => return false,
        };
        let on = match self.deciding(toggle) {
            Some(EffectivePolicy::Plain(value)) => value.is_on(),
            Some(EffectivePolicy::Rules(rules)) => {
                let unmet = |required: &[u32]| self.first_unmet(required, asked);
                self.apply(toggle, rules, unmet, |_, _| {}).value.is_on()
            }
            None => false,
        };
        asked.on[at] = on;
        on
    }
}

/// The toggles that are evaluated on behalf of one toggle, so that each is evaluated once, however many require it.
///
/// A toggle whose evaluation has not ended counts as off, so that a circle across two sources has an end. That also
/// bounds the recursion.
struct Visited {
    // Two arrays, so that there is less to clear: clearing is a good part of the cost of a requirement.
    toggles: [usize; MAX_REQUIRED + 1],
    on: [bool; MAX_REQUIRED + 1],
    len: usize,
}

enum Found {
    Answer(bool),
    /// The index at which the answer is stored.
    Place(usize),
    Full,
}

impl Visited {
    fn nothing() -> Self {
        Self { toggles: [0; MAX_REQUIRED + 1], on: [false; MAX_REQUIRED + 1], len: 0 }
    }

    fn find(&mut self, toggle: usize) -> Found {
        if let Some(at) = self.toggles[..self.len].iter().position(|other| *other == toggle) {
            return Found::Answer(self.on[at]);
        }
        let Some(place) = self.toggles.get_mut(self.len) else { return Found::Full };
        *place = toggle;
        self.len += 1;
        Found::Place(self.len - 1)
    }
}
