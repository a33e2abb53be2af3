//! The compilation of a written state: checks against the toggle, and a form that is ready for evaluation.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use toggle_syntax::{Type, sorted::SortedMap};

use crate::{
    attribute_cache::SlotMap,
    budget::Budget,
    compile_table,
    definition::{Definition, RawState, Rule, Serve, Share},
    percentage::{NoPercentage, Percentage},
    policy::{Compiled, Policy, Rules, Served},
    rollout::Seeds,
    short::short,
    spanned::{Mistake, Position, Spanned},
    target::{Spelling, Target},
    value::Value,
};

/// The highest number of mistakes that are reported for one toggle.
const MAX_MISTAKES: usize = 100;

impl Target<'_> {
    /// Compiles the written state of the toggle.
    ///
    /// # Errors
    ///
    /// If a part does not fit the toggle. The error lists all mistakes.
    pub fn policy(self, written: RawState) -> Result<Policy, Vec<Mistake>> {
        if let RawState::Rules(definition) = &written
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
    /// If no toggle point of this toggle has `guard`.
    pub fn budget(self, budget: Spanned<Arc<Budget>>) -> Result<Arc<Budget>, Vec<Mistake>> {
        if self.is_guarded {
            return Ok(budget.value);
        }
        let name = self.name;
        let message =
            format!("the toggle has no guard: no toggle point has `#[feature_toggle(\"{name}\", .., guard)]`");
        Err(vec![Mistake { at: budget.at, message }])
    }

    fn deciding(self, written: RawState) -> Result<Policy, Vec<Mistake>> {
        let word = match &written {
            RawState::Word(word) => Some((self.trimmed(word), Spelling::Bare)),
            RawState::Quoted(word) => Some((word.as_str(), Spelling::Quoted)),
            _ => None,
        };
        // `shadow 5%` is a share of calls, not a rollout.
        let word = word.filter(|(word, _)| self.may_be_on() && word.parse::<Value>().is_err());
        if let Some((word, spelling)) = word
            && let Some(share) = Percentage::from_word(word)
        {
            return match share {
                Ok(share) => compile_table::share(self, share),
                Err(_) if Value::is_meant_as_shadow(word) => Err(vec![self.refused(word, spelling).into()]),
                Err(wrong @ (NoPercentage::More | NoPercentage::Less)) => Err(vec![wrong.of(&short(word)).into()]),
                Err(wrong) => Err(vec![format!("{wrong}, found `{}`", short(word)).into()]),
            };
        }
        match written {
            RawState::Rules(table) => compile_table::table(self, table),
            written => self.value(&written).map(Policy::Plain).map_err(|wrong| vec![wrong.into()]),
        }
    }

    pub(super) fn rules(self, mut definition: Box<Definition>) -> Result<Arc<Rules>, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let otherwise = definition.otherwise.as_ref().and_then(|written| self.placed(written, &mut mistakes));
        let otherwise = otherwise.unwrap_or_else(|| self.default.clone());
        let without_key = definition.without_key.as_ref().and_then(|written| self.placed(written, &mut mistakes));
        let share = share(&definition);
        let mut slots = SlotMap::default();
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

    fn placed(self, written: &Spanned<RawState>, mistakes: &mut Vec<Mistake>) -> Option<Value> {
        note(self.value(&written.value), written.at, mistakes)
    }

    fn rule(self, rule: Rule, slots: &mut SlotMap, mistakes: &mut Vec<Mistake>) -> Option<Compiled> {
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
        weights: &Spanned<Vec<(Spanned<String>, Percentage)>>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Served> {
        let written: Vec<String>;
        let names = match self.ty {
            Type::Variants(names) => names,
            // The order of the variants is unknown here.
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

fn share(definition: &Definition) -> Option<Percentage> {
    match definition.rules.as_slice() {
        [Rule { share: Share::Fixed(share), .. }] => (*definition == Definition::share(*share)).then_some(*share),
        _ => None,
    }
}
