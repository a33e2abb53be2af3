//! What is written of a toggle, checked against the toggle, and made ready to be evaluated.

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use toggle_syntax::{Type, sorted::SortedMap};

use crate::{
    budget::Budget,
    definition::{Definition, Rule, Serve, Share, Written, segments},
    digest::digest_of_value,
    door::CompiledTable,
    facts::{Slots, Slotted},
    percentage::{NoPercentage, Percentage},
    rollout::Seeds,
    short::short,
    spanned::{Mistake, Placed, Position},
    state::State,
    target::{Spelling, Target},
    targeting::AttributeName,
    value::Value,
};

/// The most mistakes of one toggle that are listed.
const MAX_MISTAKES: usize = 100;

/// What decides a toggle.
#[derive(Debug, Clone, PartialEq)]
pub enum Policy {
    /// The same for everybody.
    Plain(Value),
    /// Rules, which decide for each context.
    Rules(CompiledTable),
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
    constant: Option<Value>,
    /// The percentage, where the definition says nothing else.
    share: Option<Percentage>,
    /// Made when it is first asked for.
    digest: OnceLock<u64>,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rule: Rule,
    /// The slots of all that its condition and its segments ask for, in turn.
    slots: Box<[u8]>,
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
    pub fn constant(&self) -> Option<&Value> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Rules(rules) => rules.constant(),
        }
    }

    /// What is told of it.
    pub fn state(&self) -> State {
        match self {
            Self::Plain(value) => State::Plain(value.as_shown()),
            Self::Rules(rules) => rules.state(),
        }
    }

    /// What tells it from all else that the toggle may be set to.
    pub fn digest(&self) -> u64 {
        match self {
            Self::Plain(value) => digest_of_value(value),
            Self::Rules(rules) => rules.digest(),
        }
    }

    /// Whether an answer may lack this value to hash, or the targeting key, with nothing that says what counts then.
    pub fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Rules(rules) => rules.may_lack(by),
        }
    }

    /// Returns the toggles on which it depends. A disabled toggle depends on none.
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

impl Target<'_> {
    /// Compiles what is written of the toggle.
    ///
    /// # Errors
    ///
    /// If something of it does not fit the toggle, with all mistakes.
    pub fn policy(self, written: Written) -> Result<Policy, Vec<Mistake>> {
        if let Written::Rules(definition) = &written
            && let Some(state) = definition.plain()
        {
            let place = |message| vec![Mistake { at: state.at, message }];
            return self.value(&state.value).map(Policy::Plain).map_err(place);
        }
        self.deciding(written)
    }

    /// Checks that the toggle can have a budget.
    ///
    /// # Errors
    ///
    /// If something of it does not fit the toggle, with all mistakes.
    pub fn budget(self, budget: Placed<Arc<Budget>>) -> Result<Arc<Budget>, Vec<Mistake>> {
        if self.is_guarded {
            return Ok(budget.value);
        }
        let name = self.name;
        let message = format!("nothing is guarded here: no place asks for `#[feature_toggle(\"{name}\", .., guard)]`");
        Err(vec![Mistake { at: budget.at, message }])
    }

    fn deciding(self, written: Written) -> Result<Policy, Vec<Mistake>> {
        let word = match &written {
            Written::Word(word) => Some((self.trimmed(word), Spelling::Bare)),
            Written::Quoted(word) => Some((word.as_str(), Spelling::Quoted)),
            _ => None,
        };
        // `shadow 5%` is no share of those who ask.
        let word = word.filter(|(word, _)| self.may_be_on() && word.parse::<Value>().is_err());
        if let Some((word, spelling)) = word
            && let Some(share) = Percentage::from_word(word)
        {
            return match share {
                Ok(share) => self.share(share),
                Err(_) if Value::is_meant_as_shadow(word) => Err(vec![self.refused(word, spelling).into()]),
                Err(wrong @ (NoPercentage::More | NoPercentage::Less)) => Err(vec![wrong.of(&short(word)).into()]),
                Err(wrong) => Err(vec![format!("{wrong}, found `{}`", short(word)).into()]),
            };
        }
        match written {
            Written::Rules(table) => self.table(table),
            written => self.value(&written).map(Policy::Plain).map_err(|wrong| vec![wrong.into()]),
        }
    }

    pub(super) fn rules(self, mut definition: Box<Definition>) -> Result<Arc<Rules>, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let otherwise = definition.otherwise.as_ref().and_then(|written| self.placed(written, &mut mistakes));
        let otherwise = otherwise.unwrap_or_else(|| self.default.clone());
        let without_key = definition.without_key.as_ref().and_then(|written| self.placed(written, &mut mistakes));
        let share = share(&definition);
        let mut slots = Slots::default();
        let mut list = Vec::with_capacity(definition.rules.len());
        for rule in std::mem::take(&mut definition.rules) {
            list.extend(self.rule(rule, &mut slots, &mut mistakes));
            if mistakes.len() >= MAX_MISTAKES {
                break;
            }
        }
        let requires: Vec<_> = definition
            .requires
            .iter()
            .filter_map(|name| note((self.requirable)(&name.value), name.at, &mut mistakes))
            .collect();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let has_window = definition.from.is_some() || definition.until.is_some();
        let mut rules = Rules {
            list: list.into(),
            unmet: if self.may_be_on() { Value::Off } else { otherwise.clone() },
            otherwise,
            without_key,
            is_gated: definition.is_disabled || !requires.is_empty() || has_window,
            has_window,
            requires: requires.into(),
            from: definition.from,
            until: definition.until,
            is_disabled: definition.is_disabled,
            seeds: Seeds::of(definition.salt.as_deref().unwrap_or(self.name)),
            constant: None,
            share,
            digest: OnceLock::new(),
            definition,
        };
        rules.constant = rules.same_for_all().cloned();
        Ok(Arc::new(rules))
    }

    fn placed(self, written: &Placed<Written>, mistakes: &mut Vec<Mistake>) -> Option<Value> {
        note(self.value(&written.value), written.at, mistakes)
    }

    fn rule(self, rule: Rule, slots: &mut Slots, mistakes: &mut Vec<Mistake>) -> Option<Compiled> {
        let served = match rule.serve.as_deref() {
            None if self.may_be_on() => Served::One(Value::On),
            None => {
                let message = format!("a rule of this toggle needs `serve`, {}", self.wanted());
                mistakes.push(Mistake { at: rule.at.at, message });
                return None;
            }
            Some(Serve::State(written)) => Served::One(self.placed(written, mistakes)?),
            Some(Serve::Weights(weights, _)) => self.weights(weights, mistakes)?,
        };
        let segments = rule.segments.iter().flatten().map(|segment| &segment.condition);
        let tests = rule.when.iter().chain(segments).flat_map(|condition| condition.tests());
        let slots = tests.map(|test| slots.of(&test.attribute)).collect();
        Some(Compiled { rule, slots, served })
    }

    fn weights(
        self,
        weights: &Placed<Vec<(Placed<String>, Percentage)>>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Served> {
        let written: Vec<String>;
        let names = match self.ty {
            Type::Variants(names) => names,
            // The order of the variants is not known.
            Type::Any => {
                written = weights.value.iter().map(|(variant, _)| variant.value.clone()).collect();
                &written
            }
            _ => {
                let message = self.expected("weights, which only a toggle with variants has");
                mistakes.push(Mistake { at: weights.at, message });
                return None;
            }
        };
        let known: HashSet<&str> = names.iter().map(String::as_str).collect();
        for (variant, _) in &weights.value {
            if !known.contains(variant.value.as_str()) && mistakes.len() < MAX_MISTAKES {
                mistakes.push(Mistake { at: variant.at, message: self.no_variant(&variant.value) });
            }
        }
        let shares: SortedMap<&str, Percentage> =
            weights.value.iter().map(|(variant, share)| (variant.value.as_str(), *share)).collect();
        let mut sum = 0;
        let mut sums = Vec::new();
        for name in names {
            let Some(&share) = shares.get(name.as_str()).filter(|share| **share > Percentage::NONE) else { continue };
            if share == Percentage::ALL {
                return Some(Served::One(name.as_str().into()));
            }
            sum += share.threshold();
            sums.push((sum, Value::from(name.as_str())));
        }
        Some(Served::Weighted(sums.into()))
    }
}

fn note<T>(result: Result<T, String>, at: Option<Position>, mistakes: &mut Vec<Mistake>) -> Option<T> {
    result.map_err(|message| mistakes.push(Mistake { at, message })).ok()
}

impl Rules {
    /// What is told of them.
    pub fn state(&self) -> State {
        let (rules, percentage, otherwise) = (self.list.len(), self.share, self.otherwise.as_shown());
        State::Rules { rules, percentage, otherwise, enabled: !self.is_disabled }
    }

    /// What tells them from others, in every process.
    pub fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| self.definition.digest(&AsWritten(&self.list)))
    }

    /// The rules as they are written.
    fn written(&self) -> impl Iterator<Item = &Rule> {
        self.list.iter().map(|compiled| &compiled.rule)
    }

    /// The toggle at this position among those that are required.
    pub fn required(&self, position: usize) -> Option<usize> {
        self.requires.get(position).map(|toggle| *toggle as usize)
    }

    /// The value where no rule matches.
    pub fn otherwise(&self) -> &Value {
        &self.otherwise
    }

    /// Whether some rule hashes this, so that an answer may lack it, and nothing says what counts then.
    fn may_lack(&self, by: Option<&AttributeName>) -> bool {
        let hashes = |rule: &Compiled| rule.may_hash() && rule.rule.by.as_deref() == by;
        self.without_key.is_none() && !self.is_disabled && self.list.iter().any(hashes)
    }

    /// Whether what counts where no rule matches is written with them.
    pub(super) fn says_otherwise(&self) -> bool {
        self.definition.otherwise.is_some()
    }

    /// Where each rule stands in its file, and whether it is ever tried.
    pub fn places(&self) -> impl Iterator<Item = (Option<Position>, bool)> {
        let last = self.list.iter().position(Compiled::serves_everybody).unwrap_or(self.list.len());
        self.list.iter().enumerate().map(move |(position, rule)| (rule.at(), position <= last))
    }

    /// The value, if it is the same for everybody at any time.
    pub fn constant(&self) -> Option<&Value> {
        self.constant.as_ref()
    }

    /// The value that is served whoever asks and whenever, if that can be told.
    fn same_for_all(&self) -> Option<&Value> {
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
    pub(super) fn may_hash(&self) -> bool {
        match &self.rule.share {
            Share::Fixed(share) if *share == Percentage::NONE => false,
            Share::Fixed(share) if *share == Percentage::ALL => matches!(self.served, Served::Weighted(_)),
            Share::Fixed(_) | Share::Ramp(_) => true,
        }
    }

    /// Whether every context fits, before its share is looked at.
    pub(super) fn takes_everybody(&self) -> bool {
        self.rule.when.is_none() && self.rule.segments.is_none()
    }

    /// The place in a file.
    pub(super) fn at(&self) -> Option<Position> {
        self.rule.at.at
    }

    /// Its own condition.
    #[inline]
    pub(super) fn when(&self) -> Option<Slotted<'_>> {
        // The slots of the segments after those of the condition are not looked at.
        self.rule.when.as_deref().map(|condition| Slotted { condition, slots: &self.slots })
    }

    /// The segments of which one must match, each with its condition.
    pub(super) fn segments(&self) -> impl Iterator<Item = (&str, Slotted<'_>)> {
        let mut rest = &self.slots[self.rule.when.as_ref().map_or(0, |when| when.len())..];
        self.rule.segments.iter().flatten().map(move |segment| {
            let (slots, others) = rest.split_at_checked(segment.condition.len()).unwrap_or((rest, &[]));
            rest = others;
            (&*segment.name, Slotted { condition: &segment.condition, slots })
        })
    }

    /// Whether no rule after this one is ever tried.
    pub(super) fn serves_everybody(&self) -> bool {
        self.takes_everybody()
            && self.rule.share == Share::Fixed(Percentage::ALL)
            && matches!(self.served, Served::One(_))
    }
}

/// The rules of a list, shown as those of a definition are.
struct AsWritten<'r>(&'r [Compiled]);

impl fmt::Debug for AsWritten<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|compiled| &compiled.rule)).finish()
    }
}

fn share(definition: &Definition) -> Option<Percentage> {
    match definition.rules.as_slice() {
        [Rule { share: Share::Fixed(share), .. }] => (*definition == Definition::share(*share)).then_some(*share),
        _ => None,
    }
}
