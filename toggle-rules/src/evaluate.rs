//! The evaluation of compiled rules for a context and a time: pure, infallible, without a lock or an allocation.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    attribute_cache::AttributeCache,
    definition::Share,
    policy::{Compiled, Rules, Served},
    reason::{ErrorType, Reason},
    rollout::{Seeds, bucket},
    targeting::{AttributeName, Targeting},
    value::Value,
};

/// The result of an evaluation.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'r> {
    /// The value.
    pub value: &'r Value,
    /// The part of the rules that decided.
    pub because: DecidedBy,
}

/// The part of a toggle's rules that decided its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// The table has `enabled = false`.
    Disabled,
    /// The required toggle at this position in the list is not on.
    Required(usize),
    /// The time is outside the window.
    Window,
    /// The rule at this position has matched.
    Rule {
        /// The position of the rule.
        position: usize,
        /// Whether a bucket decided.
        drawn: bool,
    },
    /// No rule has matched, so `otherwise` or the declared default decided.
    Otherwise {
        /// The position of the first rule that fit but had no value to hash, if there is one.
        without_value: Option<usize>,
    },
    /// No rule has matched, a rule had no value to hash, and the table has `without-key` for this case.
    WithoutKey {
        /// The position of the first rule that had no value to hash.
        position: usize,
    },
}

impl DecidedBy {
    /// Returns the reason under its `OpenFeature` name.
    #[inline]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Disabled | Self::Required(_) | Self::Window => Reason::Disabled,
            Self::Rule { drawn: true, .. } => Reason::Split,
            Self::Rule { drawn: false, .. } => Reason::TargetingMatch,
            Self::Otherwise { without_value: None } | Self::WithoutKey { .. } => Reason::Default,
            Self::Otherwise { without_value: Some(_) } => Reason::Error,
        }
    }
}

/// The result of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleResult {
    /// The context does not fit.
    Unfit,
    /// There is no value to hash.
    WithoutValue,
    /// The bucket is not below the threshold. `bucket` is `None` if the threshold is 0.
    Out {
        /// The bucket of the context.
        bucket: Option<u32>,
        /// The first bucket that is out.
        threshold: u32,
    },
    /// The rule has matched. `bucket` is `None` if the rule matches everybody.
    Matched {
        /// The bucket of the context.
        bucket: Option<u32>,
        /// The first bucket that is out.
        threshold: u32,
        /// The bucket that chose among the weights.
        weights: Option<u32>,
    },
}

/// The threshold at which everybody is in.
const ALL: u32 = super::Percentage::ALL.threshold();

impl Rules {
    /// Returns whether the result of a rule is due to a missing targeting key.
    pub fn lacks_key(&self, position: usize, tried: RuleResult) -> bool {
        tried == RuleResult::WithoutValue && self.list.get(position).is_some_and(|rule| rule.rule.by.is_none())
    }

    /// Returns the attribute that the rule at this position hashes, or `None` for the targeting key.
    #[inline]
    pub fn hashed_by(&self, position: usize) -> Option<&Arc<AttributeName>> {
        self.list.get(position)?.rule.by.as_ref()
    }

    /// Returns the error of an answer whose rule had no value to hash.
    #[inline]
    pub fn error(&self, because: DecidedBy) -> Option<ErrorType> {
        let DecidedBy::Otherwise { without_value: Some(position) } = because else { return None };
        let goes_by_key = self.list.get(position)?.rule.by.is_none();
        Some(if goes_by_key { ErrorType::NoKey } else { ErrorType::NoAttribute })
    }

    /// Evaluates the rules for a context.
    ///
    /// * `now` is called at most once, and only if the time matters.
    /// * `unmet` returns the position of a required toggle that is not on.
    /// * `tried` receives the result of each rule in order.
    /// * `lacking` receives the first rule without a value to hash, if no rule matches and `without-key` is unset.
    pub fn evaluate(
        &self,
        context: &dyn Targeting,
        now: &mut dyn FnMut() -> Timestamp,
        unmet: impl FnOnce(&[u32]) -> Option<usize>,
        mut tried: impl FnMut(usize, RuleResult),
        lacking: impl FnOnce(usize),
    ) -> Outcome<'_> {
        let mut clock = Clock { now, read: None };
        if self.is_gated {
            if self.is_disabled {
                return Outcome { value: &self.unmet, because: DecidedBy::Disabled };
            }
            if let Some(position) = unmet(&self.requires) {
                return Outcome { value: &self.unmet, because: DecidedBy::Required(position) };
            }
            if self.has_window && self.is_outside_of_window(&mut clock) {
                return Outcome { value: &self.otherwise, because: DecidedBy::Window };
            }
        }
        let mut asking =
            Asking { facts: AttributeCache::of(context), clock, seeds: self.seeds, of_key: OfKey::NotAsked };
        let mut without_value = None;
        for (position, rule) in self.list.iter().enumerate() {
            if !rule.fits(&mut asking.facts) {
                tried(position, RuleResult::Unfit);
                continue;
            }
            let (outcome, served) = rule.draw(&mut asking);
            tried(position, outcome);
            match (outcome, served) {
                (RuleResult::Matched { bucket, weights, .. }, Some(value)) => {
                    let drawn = bucket.is_some() || weights.is_some();
                    return Outcome { value, because: DecidedBy::Rule { position, drawn } };
                }
                (RuleResult::WithoutValue, _) => without_value = without_value.or(Some(position)),
                _ => {}
            }
        }
        match (without_value, &self.without_key) {
            (Some(position), Some(value)) => Outcome { value, because: DecidedBy::WithoutKey { position } },
            (Some(position), None) => {
                lacking(position);
                Outcome { value: &self.otherwise, because: DecidedBy::Otherwise { without_value } }
            }
            (None, _) => Outcome { value: &self.otherwise, because: DecidedBy::Otherwise { without_value: None } },
        }
    }

    #[inline]
    fn is_outside_of_window(&self, clock: &mut Clock<'_>) -> bool {
        // The clock is not read without a window.
        self.from.is_some_and(|from| clock.time() < from) || self.until.is_some_and(|until| until <= clock.time())
    }
}

/// The time, read when it is first needed.
struct Clock<'a> {
    now: &'a mut dyn FnMut() -> Timestamp,
    read: Option<Timestamp>,
}

impl Clock<'_> {
    fn time(&mut self) -> Timestamp {
        *self.read.get_or_insert_with(&mut *self.now)
    }
}

struct Asking<'a> {
    facts: AttributeCache<'a>,
    clock: Clock<'a>,
    seeds: Seeds,
    of_key: OfKey,
}

/// The bucket of the targeting key.
#[derive(Clone, Copy)]
enum OfKey {
    NotAsked,
    Known(Option<u32>),
}

impl Asking<'_> {
    #[inline]
    fn bucket(&mut self, rule: &Compiled) -> Option<u32> {
        if rule.rule.by.is_some() {
            return bucket(self.seeds.rollout, rule.rule.by.as_deref(), self.facts.context);
        }
        match self.of_key {
            OfKey::Known(bucket) => bucket,
            OfKey::NotAsked => {
                let bucket = bucket(self.seeds.rollout, None, self.facts.context);
                self.of_key = OfKey::Known(bucket);
                bucket
            }
        }
    }
}

impl Compiled {
    /// Returns the result of this rule for a context that fits, and the value to serve.
    #[expect(
        clippy::inline_always,
        reason = "it must be inlined into each kind of evaluation, also across codegen units"
    )]
    #[inline(always)]
    fn draw(&self, asking: &mut Asking<'_>) -> (RuleResult, Option<&Value>) {
        let threshold = match &self.rule.share {
            Share::Fixed(share) => share.threshold(),
            Share::Ramp(ramp) => ramp.threshold(asking.clock.time()),
        };
        let bucket = match threshold {
            0 => return (RuleResult::Out { bucket: None, threshold }, None),
            ALL => None,
            _ => match asking.bucket(self) {
                None => return (RuleResult::WithoutValue, None),
                Some(bucket) if bucket >= threshold => {
                    return (RuleResult::Out { bucket: Some(bucket), threshold }, None);
                }
                bucket => bucket,
            },
        };
        match &self.served {
            Served::One(value) => (RuleResult::Matched { bucket, threshold, weights: None }, Some(value)),
            Served::Weighted(sums) => {
                match self::bucket(asking.seeds.weights, self.rule.by.as_deref(), asking.facts.context) {
                    None => (RuleResult::WithoutValue, None),
                    Some(weights) => {
                        let served = sums.iter().find(|(sum, _)| weights < *sum).map(|(_, value)| value);
                        (RuleResult::Matched { bucket, threshold, weights: Some(weights) }, served)
                    }
                }
            }
        }
    }

    #[expect(
        clippy::inline_always,
        reason = "it must be inlined into each kind of evaluation, also across codegen units"
    )]
    #[inline(always)]
    fn fits(&self, facts: &mut AttributeCache<'_>) -> bool {
        // A match, because the compiler may put a closure out of line.
        let fits = match self.when() {
            None => true,
            Some(when) => when.holds(facts),
        };
        fits && (self.rule.segments.is_none() || self.is_in_segment(facts))
    }

    // A separate function, since most rules name no segment, and their evaluation is inlined without this code.
    #[inline(never)]
    fn is_in_segment(&self, facts: &mut AttributeCache<'_>) -> bool {
        self.segments().any(|(_, segment)| segment.holds(facts))
    }
}
