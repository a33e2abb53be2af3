//! What is written of a toggle, checked against the toggle, and made ready to be evaluated.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use toggle_syntax::Type;

use super::{
    Mistake, Percentage, Written,
    definition::{Definition, Placed, Position, Rule, Serve, Share},
    digest,
    facts::{Slots, Slotted},
    rollout::Seeds,
    target::Target,
};
use crate::{guard::Budget, state::State, targeting::AttributeName, value::Value};

/// What decides a toggle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Policy {
    /// The same for everybody.
    Plain(Value),
    Rules(Arc<Rules>),
}

/// The table of a toggle, compiled.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(super) definition: Arc<Definition>,
    pub(super) list: Box<[Compiled]>,
    pub(super) otherwise: Value,
    /// What it is if a toggle that it requires is not on.
    pub(super) unmet: Value,
    pub(super) requires: Box<[u32]>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) seeds: Seeds,
    constant: Option<Value>,
    short: Arc<str>,
    /// Made when it is first asked for.
    digest: OnceLock<u64>,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) at: Option<Position>,
    pub(super) when: Option<Slotted>,
    pub(super) segments: Option<Box<[Segment]>>,
    pub(super) share: Share,
    pub(super) by: Option<AttributeName>,
    pub(super) served: Served,
}

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) condition: Slotted,
}

#[derive(Debug)]
pub(super) enum Served {
    One(Value),
    /// Each with the bucket from which on the next is served.
    Weighted(Box<[(u32, Value)]>),
}

impl Policy {
    /// The value, if it is the same for everybody at any time.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Rules(rules) => rules.constant(),
        }
    }

    /// What is told of it.
    pub(crate) fn state(&self) -> State {
        match self {
            Self::Plain(value) => State::Plain(value.clone()),
            Self::Rules(rules) => rules.state(),
        }
    }

    /// What tells it from all else that the toggle may be set to.
    pub(crate) fn digest(&self) -> u64 {
        match self {
            Self::Plain(value) => digest(value),
            Self::Rules(rules) => rules.digest(),
        }
    }

    /// The toggles that it requires.
    pub(crate) fn requires(&self) -> &[u32] {
        match self {
            Self::Plain(_) => &[],
            Self::Rules(rules) => &rules.requires,
        }
    }
}

/// The same is written of the same toggle.
impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.definition, &other.definition) || self.definition == other.definition
    }
}

impl Target<'_> {
    /// Compiles what is written of the toggle.
    pub(crate) fn policy(self, written: &Written) -> Result<Policy, Vec<Mistake>> {
        if let Written::Rules(definition) = written
            && let Some(state) = definition.plain()
        {
            let place = |message| vec![Mistake { at: state.at, message }];
            return self.value(&state.value).map(Policy::Plain).map_err(place);
        }
        self.deciding(written)
    }

    /// Checks that the toggle can have a budget.
    pub(crate) fn budget(self, budget: Placed<Arc<Budget>>) -> Result<Arc<Budget>, Vec<Mistake>> {
        if self.is_guarded {
            return Ok(budget.value);
        }
        let name = self.name;
        let message = format!("nothing is guarded here: no place asks for `#[feature_toggle(\"{name}\", .., guard)]`");
        Err(vec![Mistake { at: budget.at, message }])
    }

    fn deciding(self, written: &Written) -> Result<Policy, Vec<Mistake>> {
        let share = match written {
            // `shadow 5%` is no share of those who ask.
            Written::Word(word) | Written::Quoted(word) if self.may_be_on() && word.parse::<Value>().is_err() => {
                Percentage::from_word(word)
            }
            _ => None,
        };
        match (written, share) {
            (_, Some(Ok(share))) => self.rules(&Arc::new(Definition::share(share))).map(Policy::Rules),
            (Written::Word(word) | Written::Quoted(word), Some(Err(_))) if Value::is_meant_as_shadow(word) => {
                Err(vec![self.refused(word).into()])
            }
            (_, Some(Err(wrong))) => Err(vec![wrong.to_owned().into()]),
            (Written::Rules(definition), None) => self.rules(definition).map(Policy::Rules),
            (written, None) => self.value(written).map(Policy::Plain).map_err(|wrong| vec![wrong.into()]),
        }
    }

    fn rules(self, definition: &Arc<Definition>) -> Result<Arc<Rules>, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let otherwise = definition.otherwise.as_ref().and_then(|written| self.placed(written, &mut mistakes));
        let otherwise = otherwise.unwrap_or_else(|| self.default.clone());
        let mut slots = Slots::default();
        let rules = definition.rules.iter().filter_map(|rule| self.rule(rule, &mut slots, &mut mistakes));
        let rules: Vec<_> = rules.collect();
        let requires: Vec<_> = definition
            .requires
            .iter()
            .filter_map(|name| note((self.requirable)(&name.value), name.at, &mut mistakes))
            .collect();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut rules = Rules {
            definition: definition.clone(),
            list: rules.into(),
            unmet: if self.may_be_on() { Value::Off } else { otherwise.clone() },
            otherwise,
            requires: requires.into(),
            from: definition.from,
            until: definition.until,
            seeds: Seeds::of(definition.salt.as_deref().unwrap_or(self.name)),
            constant: None,
            short: short(definition),
            digest: OnceLock::new(),
        };
        rules.constant = rules.same_for_all().cloned();
        Ok(Arc::new(rules))
    }

    fn placed(self, written: &Placed<Written>, mistakes: &mut Vec<Mistake>) -> Option<Value> {
        note(self.value(&written.value), written.at, mistakes)
    }

    fn rule<'r>(self, rule: &'r Rule, slots: &mut Slots<'r>, mistakes: &mut Vec<Mistake>) -> Option<Compiled> {
        let served = match &rule.serve {
            None if self.may_be_on() => Served::One(Value::On),
            None => {
                let message = format!("a rule of this toggle needs `serve`: {}", self.expected("none"));
                mistakes.push(Mistake { at: rule.at.at, message });
                return None;
            }
            Some(Serve::State(written)) => Served::One(self.placed(written, mistakes)?),
            Some(Serve::Weights(weights)) => self.weights(weights, mistakes)?,
        };
        let when = rule.when.as_ref().map(|when| Slotted::new(when, slots));
        let segments = rule.segments.as_ref().map(|segments| {
            let segments = segments.iter().map(|segment| Segment {
                name: segment.name.clone(),
                condition: Slotted::new(&segment.condition, slots),
            });
            segments.collect()
        });
        Some(Compiled { at: rule.at.at, when, segments, share: rule.share.clone(), by: rule.by.clone(), served })
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
            if !known.contains(variant.value.as_str()) {
                mistakes.push(Mistake { at: variant.at, message: self.no_variant(&variant.value) });
            }
        }
        let shares: HashMap<&str, Percentage> =
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
    pub(crate) fn state(&self) -> State {
        State::Rules { rules: self.short.clone() }
    }

    /// What tells them from others, in every process.
    pub(crate) fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| self.definition.digest())
    }

    /// The toggle at this position among those that are required.
    pub(crate) fn required(&self, position: usize) -> Option<usize> {
        self.requires.get(position).map(|toggle| *toggle as usize)
    }

    /// Whether what counts where no rule matches is written with them.
    pub(super) fn says_otherwise(&self) -> bool {
        self.definition.otherwise.is_some()
    }

    /// Where each rule stands in its file, and whether it is ever tried.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Option<Position>, bool)> {
        let last = self.list.iter().position(Compiled::serves_everybody).unwrap_or(self.list.len());
        self.list.iter().enumerate().map(move |(position, rule)| (rule.at, position <= last))
    }

    /// The value, if it is the same for everybody at any time.
    pub(crate) fn constant(&self) -> Option<&Value> {
        self.constant.as_ref()
    }

    /// The value that is served whoever asks and whenever, if that can be told.
    fn same_for_all(&self) -> Option<&Value> {
        if !self.requires.is_empty() || self.from.is_some() || self.until.is_some() {
            return None;
        }
        for rule in &self.list {
            match (&rule.share, &rule.served) {
                (Share::Fixed(Percentage::NONE), _) => {}
                (Share::Fixed(Percentage::ALL), Served::One(value)) if rule.takes_everybody() => return Some(value),
                _ => return None,
            }
        }
        Some(&self.otherwise)
    }
}

impl Compiled {
    /// Whether every context fits, before its share is looked at.
    pub(super) fn takes_everybody(&self) -> bool {
        self.when.is_none() && self.segments.is_none()
    }

    /// Whether no rule after this one is ever tried.
    fn serves_everybody(&self) -> bool {
        self.takes_everybody() && self.share == Share::Fixed(Percentage::ALL) && matches!(self.served, Served::One(_))
    }
}

fn short(definition: &Definition) -> Arc<str> {
    if let [Rule { share: Share::Fixed(share), .. }] = definition.rules.as_slice()
        && *definition == Definition::share(*share)
    {
        return format!("{share}%").into();
    }
    match definition.rules.len() {
        1 => "1 rule".into(),
        rules => format!("{rules} rules").into(),
    }
}
