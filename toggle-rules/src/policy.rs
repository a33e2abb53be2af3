//! The policy that decides a toggle: a value, or rules that are ready to be evaluated.

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

/// The value or the rules that decide a toggle.
#[derive(Debug, Clone, PartialEq)]
pub enum Policy {
    /// The same for everybody.
    Plain(Value),
    /// Rules, which decide for each context.
    Rules(CompiledTable<Rules>),
}

/// The table of a toggle, compiled.
#[derive(Debug)]
pub struct Rules {
    /// The table, from which the rules have been taken.
    pub(super) definition: Box<Definition>,
    pub(super) list: Box<[Compiled]>,
    pub(super) otherwise: Value,
    /// The value where a rule had nothing to hash and no rule matches, if that is not `otherwise`.
    pub(super) without_key: Option<Value>,
    /// The value if a required toggle is not on, or if the toggle is disabled.
    pub(super) unmet: Value,
    pub(super) requires: Box<[u32]>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    /// Whether the toggle is disabled, requires others or has a window, so that most checks look at one flag.
    pub(super) is_gated: bool,
    pub(super) has_window: bool,
    /// Whether it is `unmet` for everybody, whatever the table says.
    pub(super) is_disabled: bool,
    pub(super) seeds: Seeds,
    pub(super) constant: Option<Value>,
    /// The percentage, where the definition says nothing else.
    pub(super) share: Option<Percentage>,
    /// Made when it is first asked for.
    pub(super) digest: OnceLock<u64>,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rule: Rule,
    /// The slots of all that its condition and its segments ask for, in turn.
    pub(super) slots: Box<[u8]>,
    pub(super) served: Served,
}

#[derive(Debug)]
pub(super) enum Served {
    One(Value),
    /// Each with the bucket from which on the next is served.
    Weighted(Box<[(u32, Value)]>),
}

impl Policy {
    /// The value, if it is the same for everybody at any time.
    #[inline]
    pub fn constant(&self) -> Option<&Value> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Rules(rules) => rules.constant(),
        }
    }

    /// Returns the state that is told of this policy.
    #[inline]
    pub fn state(&self) -> State {
        match self {
            Self::Plain(value) => State::Plain(value.as_shown()),
            Self::Rules(rules) => rules.state(),
        }
    }

    /// Returns the digest that tells this policy from all else that the toggle may be set to.
    #[inline]
    pub fn digest(&self) -> u64 {
        match self {
            Self::Plain(value) => digest_of_value(value),
            Self::Rules(rules) => rules.digest(),
        }
    }

    /// Whether an answer may lack this value to hash, or the targeting key, with nothing that says what counts then.
    #[inline]
    pub fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Rules(rules) => rules.may_lack(by),
        }
    }

    /// Returns the toggles on which it depends. A disabled toggle depends on none.
    #[inline]
    pub fn requires(&self) -> &[u32] {
        match self {
            Self::Rules(rules) if !rules.is_disabled => &rules.requires,
            Self::Plain(_) | Self::Rules(_) => &[],
        }
    }
}

/// The same is written of the same toggle.
impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.definition == other.definition
                && self.written().eq(other.written())
                && segments(self.written()) == segments(other.written()))
    }
}

impl Rules {
    /// Returns the state that is told of these rules.
    #[inline]
    pub fn state(&self) -> State {
        let (rules, percentage, otherwise) = (self.list.len(), self.share, self.otherwise.as_shown());
        State::Rules { rules, percentage, otherwise, enabled: !self.is_disabled }
    }

    /// Returns the digest that tells these rules from others, in every process.
    #[inline]
    pub fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| self.definition.digest(self.written()))
    }

    /// The rules as they are written.
    fn written(&self) -> impl Iterator<Item = &Rule> + Clone {
        self.list.iter().map(|compiled| &compiled.rule)
    }

    /// The toggle at this position among those that are required.
    #[inline]
    pub fn required(&self, position: usize) -> Option<usize> {
        self.requires.get(position).map(|toggle| *toggle as usize)
    }

    /// The value where no rule matches.
    #[inline]
    pub fn otherwise(&self) -> &Value {
        &self.otherwise
    }

    /// Whether some rule hashes this, so that an answer may lack it, and nothing says what counts then.
    fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        let hashes = |rule: &Compiled| rule.may_hash() && rule.rule.by.as_deref() == by;
        self.without_key.is_none() && !self.is_disabled && self.list.iter().any(hashes)
    }

    /// Whether what counts where no rule matches is written with them.
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

    /// The value, if it is the same for everybody at any time.
    #[inline]
    pub fn constant(&self) -> Option<&Value> {
        self.constant.as_ref()
    }

    /// The value that is served whoever asks and whenever, if that can be told.
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
    /// Whether a bucket is ever looked at.
    #[inline]
    pub(super) fn may_hash(&self) -> bool {
        match &self.rule.share {
            Share::Fixed(share) if *share == Percentage::NONE => false,
            Share::Fixed(share) if *share == Percentage::ALL => matches!(self.served, Served::Weighted(_)),
            Share::Fixed(_) | Share::Ramp(_) => true,
        }
    }

    /// Whether every context fits, before its share is looked at.
    #[inline]
    pub(super) fn takes_everybody(&self) -> bool {
        self.rule.when.is_none() && self.rule.segments.is_none()
    }

    /// The place in a file.
    #[inline]
    pub(super) fn at(&self) -> Option<Position> {
        self.rule.at.at
    }

    /// Its own condition.
    #[inline]
    pub(super) fn when(&self) -> Option<CompiledCondition<'_>> {
        // The slots of the segments after those of the condition are not looked at.
        self.rule.when.as_deref().map(|condition| CompiledCondition { condition, slots: &self.slots })
    }

    /// The segments of which one must match, each with its condition.
    #[inline]
    pub(super) fn segments(&self) -> impl Iterator<Item = (&str, CompiledCondition<'_>)> {
        let mut rest = &self.slots[self.rule.when.as_ref().map_or(0, |when| when.len())..];
        self.rule.segments.iter().flatten().map(move |segment| {
            let (slots, others) = rest.split_at_checked(segment.condition.len()).unwrap_or((rest, &[]));
            rest = others;
            (&*segment.name, CompiledCondition { condition: &segment.condition, slots })
        })
    }

    /// Whether no rule after this one is ever tried.
    #[inline]
    pub(super) fn serves_everybody(&self) -> bool {
        self.takes_everybody()
            && self.rule.share == Share::Fixed(Percentage::ALL)
            && matches!(self.served, Served::One(_))
    }
}
