//! The table of a toggle, as a file writes it.

use std::{mem, sync::Arc};

use toggle_syntax::{
    keys::{Keyword, ToggleKey},
    name, order,
    sorted::SortedMap,
};
use toml_spanner::{Item, Key, Table, Value as TomlValue};

use super::{
    limits::{MAX_ALL_RULES, MAX_ALL_TESTS, MAX_KEYS, MAX_RULES, MAX_TESTS},
    misplaced::Owner,
    reader::{Reader, has, in_order, kind, too_many_keys},
    words::{RuleKey, StepKey, Vocabulary},
};
use crate::{
    condition::Condition,
    definition::{Definition, Rule, Segment, Serve, Share, Weights, Written},
    percentage::Percentage,
    requires::MAX_REQUIRED,
    rollout::{Ramp, Step},
    short::short,
    spanned::{Placed, Said},
    statement::{Statement, Tables},
    table::Entries,
    value::Value,
};

/// The segments that rules can name: those of a stage, and below them those of the rest of the file.
#[derive(Default)]
pub(super) struct Segments<'r> {
    pub(super) own: SortedMap<String, Described>,
    pub(super) rest: Option<&'r Segments<'r>>,
}

/// What a file says of a segment.
pub(super) enum Described {
    As(Arc<Condition>),
    ByMistake,
}

impl Segments<'_> {
    fn find(&self, name: &str) -> Option<&Described> {
        self.own.get(name).or_else(|| self.rest.and_then(|rest| rest.find(name)))
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let of_rest = self.rest.iter().flat_map(|rest| rest.own.keys());
        let mut known: Vec<&str> = self.own.keys().chain(of_rest).map(String::as_str).collect();
        order::sort(&mut known);
        name::nearest(name, known)
    }
}

impl Reader<'_> {
    /// Reads what stands for a toggle.
    pub(super) fn toggle(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Statement {
        let TomlValue::Table(table) = value.value() else { return Statement::of_state(Ok(state(value))) };
        if table.len() > MAX_KEYS {
            let (state, unlisted) = self.unless_structure(|reader| {
                reader.part(|reader| reader.refuse(value.span(), too_many_keys(table.len())))
            });
            let tables = Tables { value: self.value(table), unlisted, ..Tables::default() };
            return Statement { state, tables, ..Statement::default() };
        }
        let key = in_order(table).into_iter().find(|(key, _)| ToggleKey::of(key.name).is_some());
        let Some((key, _)) = key.filter(|_| !table.is_empty()) else {
            let (mut statement, unlisted) = self.unless_structure(|reader| reader.by_parts(table, segments));
            statement.tables.unlisted += unlisted;
            statement.tables.value = self.value(table);
            statement.tables.is_misspelt = table.iter().any(|(key, _)| ToggleKey::VOCABULARY.is_meant_by(key.name));
            return statement;
        };
        let mut statement = self.by_parts(table, segments);
        // With one of these a table is clearly the table of a toggle.
        let clear = [ToggleKey::Rules, ToggleKey::Otherwise, ToggleKey::WithoutKey];
        let is_clear = clear.into_iter().any(|key| has(table, key));
        statement.tables.key = (!is_clear).then(|| key.name.to_owned());
        statement
    }

    /// Reads a table as a value.
    fn value(&mut self, table: &Table<'_>) -> Said<Placed<Entries>> {
        self.part(|reader| {
            let entries = reader.entries(table);
            Some(reader.placed(entries, table.as_item().span()))
        })
    }

    /// Reads the table of a toggle, part by part.
    fn by_parts(&mut self, table: &Table<'_>, segments: &Segments<'_>) -> Statement {
        let mut statement = Statement::default();
        let mut is_watched = false;
        let mut of_state = Vec::new();
        for (key, value) in in_order(table) {
            let word = key.name;
            let is_known = ToggleKey::of(word).is_some();
            match ToggleKey::of(ToggleKey::VOCABULARY.meant(word).unwrap_or(word)) {
                Some(ToggleKey::Guard) => {
                    add(
                        &mut statement.guard,
                        self.watching(is_known, key, |reader| reader.guard(value))
                            .map(|budget| budget.map(|budget| self.placed(budget, value.span()))),
                    );
                }
                Some(ToggleKey::Observe) => {
                    add(&mut statement.observe, self.watching(is_known, key, |reader| reader.observe(value)));
                }
                Some(ToggleKey::ShadowLimit) => {
                    add(&mut statement.limit, self.watching(is_known, key, |reader| reader.duration(value)));
                }
                Some(ToggleKey::ShadowValues) => {
                    add(&mut statement.values, self.watching(is_known, key, |reader| reader.boolean(value)));
                }
                Some(
                    ToggleKey::Rules
                    | ToggleKey::Otherwise
                    | ToggleKey::WithoutKey
                    | ToggleKey::Requires
                    | ToggleKey::From
                    | ToggleKey::Until
                    | ToggleKey::Salt
                    | ToggleKey::Enabled
                    | ToggleKey::Shadow,
                )
                | None => {
                    of_state.push((key, value));
                    continue;
                }
            }
            is_watched = true;
        }
        // A table that only says how the toggle is watched does not say what it is. `enabled = true` adds nothing to
        // it.
        let adds_nothing =
            |(key, value): &(&Key<'_>, &Item<'_>)| is_enabled(key) && matches!(value.value(), TomlValue::Boolean(true));
        if !is_watched || !of_state.iter().all(adds_nothing) {
            let is_disabled = |(key, value): &(&Key<'_>, &Item<'_>)| {
                is_enabled(key) && matches!(value.value(), TomlValue::Boolean(false))
            };
            let enabled = of_state.iter().copied().find(is_disabled).map(|(key, _)| self.position(key.span));
            let definition = self.part(|reader| Some(reader.definition(of_state, segments, is_watched)));
            statement.disabled = enabled.map(|at| Written::Rules(Box::new(Definition::disabled(at, is_watched))));
            statement.tables = mem::take(&mut self.tables);
            statement.state = definition.map(|read| read.map(|definition| Written::Rules(Box::new(definition))));
        }
        statement
    }

    /// Reads what stands for a key that says how a toggle is watched, or refuses the key, which is a misspelt one.
    fn watching<T>(&mut self, is_known: bool, key: &Key<'_>, read: impl FnOnce(&mut Self) -> Option<T>) -> Said<T> {
        self.part(
            |reader| {
                if is_known { read(reader) } else { reader.refuse(key.span, ToggleKey::VOCABULARY.refuse(key.name)) }
            },
        )
    }

    fn definition(
        &mut self,
        table: Vec<(&Key<'_>, &Item<'_>)>,
        segments: &Segments<'_>,
        is_watched: bool,
    ) -> Definition {
        let mut definition = Definition { is_watched, ..Definition::default() };
        let mut shadow = None;
        let mut end = None;
        for (key, value) in table {
            match ToggleKey::of(key.name) {
                Some(ToggleKey::Rules) => {
                    definition.rules = self.rules(value, segments);
                    definition.rules_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Otherwise) => definition.otherwise = Some(self.state(value)),
                Some(ToggleKey::WithoutKey) => {
                    definition.without_key = Some(self.state(value));
                    definition.without_key_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Requires) => definition.requires = self.names(value),
                Some(ToggleKey::From) => definition.from = self.date(value),
                Some(ToggleKey::Until) => {
                    definition.until = self.date(value);
                    definition.until_at = Some(self.position(key.span));
                    end = Some(value.span());
                }
                Some(ToggleKey::Enabled) => {
                    definition.is_disabled = match value.value() {
                        TomlValue::Boolean(is_enabled) => !is_enabled,
                        _ => self.wrong_type(value, "`true` or `false` for `enabled`").unwrap_or_default(),
                    };
                    definition.enabled_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Salt) => definition.salt = self.text(value, "a text"),
                Some(ToggleKey::Shadow) if matches!(value.value(), TomlValue::Table(_)) => {
                    let message = "`shadow` is a percentage; `shadow-limit` and `shadow-values` stand beside it";
                    self.wrong(value.span(), message);
                }
                Some(ToggleKey::Shadow) => shadow = self.share(value).map(|share| self.placed(share, value.span())),
                // The keys that say how the toggle is watched are read before.
                Some(ToggleKey::Guard | ToggleKey::Observe | ToggleKey::ShadowLimit | ToggleKey::ShadowValues)
                | None => self.wrong(key.span, ToggleKey::VOCABULARY.refuse(key.name)),
            }
        }
        if let Some(Placed { value, at }) = shadow {
            if definition.otherwise.is_some() {
                self.wrong_at(
                    at,
                    "`shadow` says what counts where no rule matches, and so does `otherwise`".to_owned(),
                );
            }
            definition.otherwise = Some(Placed { value: Written::Value(Value::Shadow(value)), at });
        }
        if let (Some(from), Some(until)) = (definition.from, definition.until)
            && until <= from
            && let Some(span) = end
        {
            self.wrong(span, format!("the window ends before it begins: `from` is {from}"));
        }
        definition
    }

    fn names(&mut self, value: &Item<'_>) -> Vec<Placed<String>> {
        let expected = "a list of names of toggles";
        if !matches!(value.value(), TomlValue::Array(_)) {
            self.wrong(value.span(), format!("expected {expected}, found {}", kind(value)));
            return Vec::new();
        }
        let names = self.texts(value, expected).unwrap_or_default();
        if names.len() > MAX_REQUIRED {
            self.wrong(value.span(), format!("a toggle requires at most {MAX_REQUIRED} others"));
            return Vec::new();
        }
        names
    }

    fn rules(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Vec<Rule> {
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
                self.wrong(at, "`linear` is about a `ramp`, and there is none");
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
            self.wrong(key.span, "`by` says what a `rollout`, a `ramp` or weights go by, and there are none");
        }
        Some(rule)
    }

    fn segments(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Option<Box<[Segment]>> {
        let names = self.texts(value, "the name of a segment, or a list of them")?;
        let mut found = Vec::with_capacity(names.len());
        for Placed { value: name, at } in names {
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
        // Weights of toggles with variants are no values, and the limit of values is not theirs.
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

    /// Reads a state, which a table is for a structure alone.
    fn state(&mut self, value: &Item<'_>) -> Placed<Written> {
        let written = match value.value() {
            TomlValue::Table(table) => Written::Table(self.entries(table)),
            _ => state(value),
        };
        self.placed(written, value.span())
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

/// Adds what another key says of the same part: a key, and a misspelt one. Then the mistakes count.
fn add<T>(part: &mut Said<T>, said: Said<T>) {
    match (&mut *part, said) {
        (Some(Err(mistakes)), Some(Err(more))) => mistakes.extend(more),
        (Some(Err(_)), _) | (_, None) => {}
        (_, said) => *part = said,
    }
}

fn is_enabled(key: &Key<'_>) -> bool {
    ToggleKey::of(key.name) == Some(ToggleKey::Enabled)
}

/// Whether a weight is spelt as a table of its share would spell it.
fn is_shortest(weight: &Item<'_>) -> bool {
    match weight.value() {
        TomlValue::Integer(_) => true,
        TomlValue::Float(share) => share.fract() != 0.0,
        _ => false,
    }
}

/// A state that is no table.
fn state(value: &Item<'_>) -> Written {
    match value.value() {
        TomlValue::Boolean(on) => Written::Value((*on).into()),
        TomlValue::String(word) => Written::Quoted((*word).to_owned()),
        TomlValue::Integer(number) => number
            .as_i64()
            .map_or(Written::Other("an integer of more than 64 bits"), |number| Written::Value(number.into())),
        TomlValue::Float(number) => Written::Value((*number).into()),
        _ => Written::Other(kind(value)),
    }
}
