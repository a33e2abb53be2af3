//! The rules of a toggle, as a file writes them.

use std::{mem, sync::Arc};

use toggle_syntax::name;
use toml_spanner::{Item, Table, Value as TomlValue};

use super::{
    limits::{MAX_ALL_RULES, MAX_ALL_TESTS, MAX_RULES, MAX_TESTS},
    misplaced::Owner,
    reader::{Reader, has, in_order, kind},
    segments::{Described, Segments},
    words::{RuleKey, StepKey},
};
use crate::{
    definition::{Rule, Segment, Serve, Share, Weights},
    percentage::Percentage,
    rollout::{Ramp, Step},
    short::short,
    spanned::Spanned,
};

impl Reader<'_> {
    /// Reads the rules of a toggle.
    pub(super) fn rules(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Vec<Rule> {
        let TomlValue::Array(rules) = value.value() else {
            let message = format!("expected a list of rules, as in `[{{ rollout = 25 }}]`, found {}", kind(value));
            self.wrong(value.span(), message);
            return Vec::new();
        };
        if rules.len() > MAX_RULES {
            return self.too_many(value.span(), rules.len(), MAX_RULES, "rules of a toggle").unwrap_or_default();
        }
        let mut read = Vec::with_capacity(rules.len());
        for rule in rules {
            self.rules += 1;
            self.limit(self.rules, MAX_ALL_RULES, "rules, of all toggles together", rule.span());
            if self.is_past_limit() {
                break;
            }
            read.extend(self.rule(rule, segments));
        }
        read
    }

    fn rule(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Option<Rule> {
        let table = self.table(value, "a rule, such as `{ rollout = 25 }`")?;
        let mut rule = Rule {
            at: self.placed((), value.span()),
            when: None,
            segments: None,
            share: Share::Fixed(Percentage::ALL),
            by: None,
            serve: None,
        };
        let (mut rollout, mut ramp, mut linear) = (None, None, None);
        self.keys(table, |reader, word, key, value| match word {
            RuleKey::When => rule.when = reader.condition(value, Owner::Rule),
            RuleKey::Segment => rule.segments = reader.segments(value, segments),
            RuleKey::Serve => rule.serve = Some(Box::new(reader.serve(value))),
            RuleKey::Rollout => rollout = reader.share(value),
            RuleKey::By => {
                let name = reader.text(value, "the name of an attribute");
                rule.by = name.and_then(|name| reader.hashed(&name, value.span()));
            }
            RuleKey::Ramp => ramp = reader.steps(value).map(|steps| (steps, key.span)),
            RuleKey::Linear => linear = reader.boolean(value).map(|linear| (linear, key.span)),
        });
        match (rollout, ramp, linear) {
            (Some(_), Some((_, at)), _) => {
                self.wrong(at, "a rule has either `rollout` or `ramp`, not both");
            }
            (_, None, Some((_, at))) if !has(table, RuleKey::Ramp) => {
                self.wrong(at, "`linear` needs a `ramp`, and the rule has none");
            }
            (_, Some((steps, _)), linear) => {
                rule.share = Share::Ramp(Arc::new(Ramp { steps, linear: linear.is_some_and(|(linear, _)| linear) }));
            }
            (Some(rollout), None, _) => rule.share = Share::Fixed(rollout),
            (None, None, _) => {}
        }
        if has(table, RuleKey::By)
            && !has(table, RuleKey::Rollout)
            && !has(table, RuleKey::Ramp)
            && !matches!(rule.serve.as_deref(), Some(Serve::Weights(..)))
            && let Some((key, _)) = in_order(table).into_iter().find(|(key, _)| key.name == RuleKey::By.word())
        {
            self.wrong(key.span, "`by` needs a `rollout`, a `ramp` or weights, and the rule has none");
        }
        Some(rule)
    }

    fn segments(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Option<Box<[Segment]>> {
        let names = self.texts(value, "the name of a segment, or a list of them")?;
        let mut found = Vec::with_capacity(names.len());
        for Spanned { value: name, at } in names {
            match segments.find(&name) {
                Some(Described::As(condition)) => {
                    self.tests += condition.len();
                    found.push(Segment { name: name.into(), condition: condition.clone() });
                }
                Some(Described::ByMistake) => {
                    let message = format!("the segment `{}` has a mistake", short(&name));
                    self.wrong_at(at, message);
                }
                None => {
                    let advice = match self.may_look_for_hint().then(|| segments.nearest(&name)).flatten() {
                        Some(nearest) => name::did_you_mean(&name, nearest),
                        None => format!("describe it in `[segment.{}]`", short(&name)),
                    };
                    self.wrong_at(at, format!("there is no segment `{}`; {advice}", short(&name)));
                }
            }
        }
        self.limit(self.tests, MAX_ALL_TESTS, "conditions, those of segments counted for each rule", value.span());
        Some(found.into())
    }

    fn serve(&mut self, value: &Item<'_>) -> Serve {
        let TomlValue::Table(table) = value.value() else { return Serve::State(self.state(value)) };
        let ((weights, mistakes), unlisted) =
            self.unless_structure(|reader| match reader.part(|reader| reader.weights(value, table)) {
                Some(Ok(weights)) => (weights, Vec::new()),
                Some(Err(mistakes)) => (Vec::new(), mistakes),
                None => (Vec::new(), Vec::new()),
            });
        let is_read = mistakes.is_empty();
        self.tables.mistakes.extend(mistakes);
        self.tables.unlisted += unlisted;
        let says_the_same = is_read && table.iter().all(|(_, value)| is_shortest(value));
        // Weights of a toggle with variants are no values, so they do not count towards the limit of values.
        let counted = is_read.then(|| mem::take(&mut self.values));
        let entries = (!says_the_same).then(|| self.entries(table));
        self.values = counted.unwrap_or(self.values);
        Serve::Weights(self.placed(weights, value.span()), entries)
    }

    fn weights(&mut self, value: &Item<'_>, table: &Table<'_>) -> Option<Weights> {
        if table.len() > MAX_TESTS {
            return self.too_many(value.span(), table.len(), MAX_TESTS, "weights in a rule");
        }
        let mut weights = Vec::with_capacity(table.len());
        for (name, value) in in_order(table) {
            let variant = self.placed(name.name.to_owned(), name.span);
            weights.push((variant, self.share(value)?));
        }
        if let Err(sum) = Percentage::make_up_all(weights.iter().map(|(_, share)| *share)) {
            self.wrong(value.span(), format!("the weights add up to {sum}, not to 100"));
        }
        Some(weights)
    }

    fn steps(&mut self, value: &Item<'_>) -> Option<Vec<Step>> {
        let expected = "a list of steps, such as `[{ at = 2026-12-01T09:00:00Z, to = 1 }]`";
        let TomlValue::Array(values) = value.value() else {
            self.wrong(value.span(), format!("expected {expected}, found {}", kind(value)));
            return None;
        };
        if values.is_empty() {
            return self.nothing(value);
        }
        if values.len() > MAX_TESTS {
            return self.too_many(value.span(), values.len(), MAX_TESTS, "steps of a ramp");
        }
        let mut steps: Vec<Step> = Vec::with_capacity(values.len());
        for value in values {
            let step = self.step(value)?;
            if steps.last().is_some_and(|last| step.at <= last.at) {
                self.wrong(value.span(), "each step must be later than the one before it");
            }
            steps.push(step);
        }
        Some(steps)
    }

    fn step(&mut self, value: &Item<'_>) -> Option<Step> {
        let table = self.table(value, "a step, such as `{ at = 2026-12-01T09:00:00Z, to = 1 }`")?;
        let (mut at, mut to) = (None, None);
        self.keys(table, |reader, word, _, value| match word {
            StepKey::At => at = reader.date(value),
            StepKey::To => to = reader.share(value),
        });
        for key in [StepKey::At, StepKey::To].into_iter().filter(|key| !has(table, *key)) {
            self.wrong(value.span(), format!("a step needs `{}`", key.word()));
        }
        Some(Step { at: at?, to: to? })
    }
}

/// Returns whether a weight has the spelling that formatting its share would give.
fn is_shortest(weight: &Item<'_>) -> bool {
    match weight.value() {
        TomlValue::Integer(_) => true,
        TomlValue::Float(share) => share.fract() != 0.0,
        _ => false,
    }
}
