//! The policy of a toggle: a value, or rules that are ready for evaluation.

use std::sync::OnceLock;

use jiff::Timestamp;

use crate::{
    attribute_cache::CompiledCondition,
    definition::{Definition, Rule, Share, segments},
    digest::digest_of_value,
    door::CompiledTable,
    percentage::Percentage,
    rollout::Seeds,
    spanned::Position,
    state::State,
    targeting::AttributeName,
    value::Value,
};

/// The compiled state of a toggle.
#[derive(Debug, Clone, PartialEq)]
pub enum Policy {
    /// One value for every context.
    Plain(Value),
    /// Rules, which are evaluated for each context.
    Rules(CompiledTable<Rules>),
}

/// The compiled table of a toggle.
#[derive(Debug)]
pub struct Rules {
    /// The table, whose rules have moved to `list`.
    pub(super) definition: Box<Definition>,
    pub(super) list: Box<[Compiled]>,
    pub(super) otherwise: Value,
    /// The value of `without-key`, for contexts without a value to hash that no rule matches.
    pub(super) without_key: Option<Value>,
    /// The value if a required toggle is not on, or if the toggle is disabled.
    pub(super) unmet: Value,
    pub(super) requires: Box<[u32]>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    /// Whether the toggle is disabled, requires others or has a window. Most checks test this one flag only.
    pub(super) is_gated: bool,
    pub(super) has_window: bool,
    /// Whether `enabled = false` makes the value `unmet` for every context.
    pub(super) is_disabled: bool,
    pub(super) seeds: Seeds,
    pub(super) constant: Option<Value>,
    /// The percentage, if the definition consists of a bare percentage.
    pub(super) share: Option<Percentage>,
    /// The digest, computed on first use.
    pub(super) digest: OnceLock<u64>,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rule: Rule,
    /// The cache slots of the attributes in its condition and then in its segments, in order.
    pub(super) slots: Box<[u8]>,
    pub(super) served: Served,
}

#[derive(Debug)]
pub(super) enum Served {
    One(Value),
    /// The values, each with the first bucket that gets the next value.
    Weighted(Box<[(u32, Value)]>),
}

impl Policy {
    /// Returns the value if it is the same for every context at any time.
    #[inline]
    pub fn constant(&self) -> Option<&Value> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Rules(rules) => rules.constant(),
        }
    }

    /// Returns the state that is reported for this policy.
    #[inline]
    pub fn state(&self) -> State {
        match self {
            Self::Plain(value) => State::Plain(value.as_shown()),
            Self::Rules(rules) => rules.state(),
        }
    }

    /// Returns the digest that distinguishes this policy from every other state of the toggle.
    #[inline]
    pub fn digest(&self) -> u64 {
        match self {
            Self::Plain(value) => digest_of_value(value),
            Self::Rules(rules) => rules.digest(),
        }
    }

    /// Returns whether an answer may lack the attribute `by`, or the targeting key for `None`, while `without-key` is
    /// unset.
    #[inline]
    pub fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Rules(rules) => rules.may_lack(by),
        }
    }

    /// Returns the toggles that must be on. A disabled toggle requires none.
    #[inline]
    pub fn requires(&self) -> &[u32] {
        match self {
            Self::Rules(rules) if !rules.is_disabled => &rules.requires,
            Self::Plain(_) | Self::Rules(_) => &[],
        }
    }
}

/// Compares the written rules of one toggle.
impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.definition == other.definition
                && self.written().eq(other.written())
                && segments(self.written()) == segments(other.written()))
    }
}

impl Rules {
    /// Returns the state that is reported for these rules.
    #[inline]
    pub fn state(&self) -> State {
        let (rules, percentage, otherwise) = (self.list.len(), self.share, self.otherwise.as_shown());
        State::Rules { rules, percentage, otherwise, enabled: !self.is_disabled }
    }

    /// Returns the digest that distinguishes these rules from others, equal in every process.
    #[inline]
    pub fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| self.definition.digest(self.written()))
    }

    /// Returns the rules as a source writes them.
    fn written(&self) -> impl Iterator<Item = &Rule> + Clone {
        self.list.iter().map(|compiled| &compiled.rule)
    }

    /// Returns the toggle at this position in the list of required toggles.
    #[inline]
    pub fn required(&self, position: usize) -> Option<usize> {
        self.requires.get(position).map(|toggle| *toggle as usize)
    }

    /// Returns the value for contexts that no rule matches.
    #[inline]
    pub fn otherwise(&self) -> &Value {
        &self.otherwise
    }

    /// Returns whether some rule hashes the attribute `by`, so that an answer may lack it, while `without-key` is
    /// unset.
    fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        let hashes = |rule: &Compiled| rule.may_hash() && rule.rule.by.as_deref() == by;
        self.without_key.is_none() && !self.is_disabled && self.list.iter().any(hashes)
    }

    /// Returns whether the table sets `otherwise` explicitly.
    #[inline]
    pub(super) fn says_otherwise(&self) -> bool {
        self.definition.otherwise.is_some()
    }

    /// Returns the position of each rule in its file, and whether the rule is ever tried.
    #[inline]
    pub fn places(&self) -> impl Iterator<Item = (Option<Position>, bool)> {
        let last = self.list.iter().position(Compiled::serves_everybody).unwrap_or(self.list.len());
        self.list.iter().enumerate().map(move |(position, rule)| (rule.at(), position <= last))
    }

    /// Returns the value if it is the same for every context at any time.
    #[inline]
    pub fn constant(&self) -> Option<&Value> {
        self.constant.as_ref()
    }

    /// Computes the value that every context gets at any time, or `None` if it depends on the context or the time.
    pub(super) fn same_for_all(&self) -> Option<&Value> {
        if self.is_disabled {
            return Some(&self.unmet);
        }
        if self.is_gated {
            return None;
        }
        for rule in &self.list {
            match (&rule.rule.share, &rule.served) {
                (Share::Fixed(Percentage::NONE), _) => {}
                (Share::Fixed(Percentage::ALL), Served::One(value)) if rule.takes_everybody() => return Some(value),
                _ => return None,
            }
        }
        Some(&self.otherwise)
    }
}

impl Compiled {
    /// Returns whether the rule ever needs a bucket.
    #[inline]
    pub(super) fn may_hash(&self) -> bool {
        match &self.rule.share {
            Share::Fixed(share) if *share == Percentage::NONE => false,
            Share::Fixed(share) if *share == Percentage::ALL => matches!(self.served, Served::Weighted(_)),
            Share::Fixed(_) | Share::Ramp(_) => true,
        }
    }

    /// Returns whether every context fits, before the share is taken into account.
    #[inline]
    pub(super) fn takes_everybody(&self) -> bool {
        self.rule.when.is_none() && self.rule.segments.is_none()
    }

    /// Returns the position in the file.
    #[inline]
    pub(super) fn at(&self) -> Option<Position> {
        self.rule.at.at
    }

    /// Returns the rule's `when` condition.
    #[inline]
    pub(super) fn when(&self) -> Option<CompiledCondition<'_>> {
        // The slots of the segments follow those of the condition, which ignores them.
        self.rule.when.as_deref().map(|condition| CompiledCondition { condition, slots: &self.slots })
    }

    /// Returns the segments of which one must match, each with its condition.
    #[inline]
    pub(super) fn segments(&self) -> impl Iterator<Item = (&str, CompiledCondition<'_>)> {
        let mut rest = &self.slots[self.rule.when.as_ref().map_or(0, |when| when.len())..];
        self.rule.segments.iter().flatten().map(move |segment| {
            let (slots, others) = rest.split_at_checked(segment.condition.len()).unwrap_or((rest, &[]));
            rest = others;
            (&*segment.name, CompiledCondition { condition: &segment.condition, slots })
        })
    }

    /// Returns whether the rules after this one are unreachable.
    #[inline]
    pub(super) fn serves_everybody(&self) -> bool {
        self.takes_everybody()
            && self.rule.share == Share::Fixed(Percentage::ALL)
            && matches!(self.served, Served::One(_))
    }
}
