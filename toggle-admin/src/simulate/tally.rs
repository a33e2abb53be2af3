//! The counts of users, by the source or rule that decides.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    context::Subject,
    notes::Notes,
    question::{LoadedProgram, is_unknown},
};
use toggle_runtime::{
    __admin::{self, Way},
    Decision, Value,
};

use super::share::{Part, Share, percent};

/// The counts of users, by the way in which their value is decided. The number of ways depends on the rules alone, not
/// on the users.
pub(crate) struct Tally<'a> {
    loaded: &'a LoadedProgram,
    notes: Notes<'a>,
    users: u64,
    ways: HashMap<Way, Counted>,
}

/// The users with one way.
struct Counted {
    /// The decision for the first of them.
    first: Decision,
    values: HashMap<Value, u64>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(loaded: &'a LoadedProgram, notes: Notes<'a>) -> Self {
        Self { loaded, notes, users: 0, ways: HashMap::new() }
    }

    /// Counts a user, and returns the value for this user, if there is such a toggle.
    pub(crate) fn count(&mut self, user: &Subject<'_>) -> Option<Value> {
        let LoadedProgram { name, program, at, .. } = self.loaded;
        let (value, way) = program.decide_at(name, user, *at)?;
        let counted = self.ways.entry(way).or_insert_with(|| {
            let first = self.loaded.explain(user);
            self.loaded.note_unknown(&first, self.notes);
            Counted { first, values: HashMap::new() }
        });
        *counted.values.entry(value.clone()).or_default() += 1;
        self.users += 1;
        Some(value)
    }

    /// Returns the number of users.
    pub(crate) fn users(&self) -> u64 {
        self.users
    }

    /// Returns the mistakes of sources about the toggle. They are the same for all users.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let trace = self.ways.values().next().map(|counted| counted.first.trace.as_slice()).unwrap_or_default();
        let mistakes = trace.iter().filter_map(|step| {
            let place = step.place.as_ref().unwrap_or(&step.source);
            step.error.as_ref().map(|error| format!("{place}: {error}"))
        });
        mistakes.collect()
    }

    /// Returns the number of users for each value.
    pub(crate) fn values(&self) -> Vec<Share> {
        let mut values: HashMap<&Value, u64> = HashMap::new();
        for (value, users) in self.ways.values().flat_map(|counted| &counted.values) {
            *values.entry(value).or_default() += users;
        }
        self.shares(values)
    }

    /// Returns the number of users for each way, and the rules that decide for no user.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.ways.iter().map(|(way, counted)| self.part(*way, counted)).collect();
        let LoadedProgram { name, program, .. } = self.loaded;
        for (position, rule) in program.rules(name).into_iter().enumerate() {
            if !parts.iter().any(|part| part.number == Some(position + 1)) {
                parts.push(Part {
                    source: self.source(),
                    rule: Some(format!("rule {}", position + 1)),
                    place: rule.place.as_ref().map(__admin::exact),
                    number: Some(position + 1),
                    reason: None,
                    why: None,
                    users: 0,
                    percent: percent(0, self.users),
                    values: Vec::new(),
                });
            }
        }
        parts.sort_by_cached_key(|part| (order(part), part.why.clone()));
        parts
    }

    fn part(&self, way: Way, Counted { first, values }: &Counted) -> Part {
        let step = first.rules.iter().find(|step| step.decides);
        let place = step.map_or_else(
            || first.trace.iter().find(|step| step.decides).and_then(|step| step.place.clone()),
            |step| step.place.clone(),
        );
        let rules_do_not_count = matches!(first.rule.as_deref(), Some("requires" | "window"));
        let users = values.values().sum();
        Part {
            source: first.source.clone(),
            rule: first.rule.clone(),
            number: way.rule(),
            place,
            reason: Some(first.reason),
            why: first.error.clone().or_else(|| step.filter(|_| rules_do_not_count).map(|step| step.why.clone())),
            users,
            percent: percent(users, self.users),
            values: self.shares(values.iter().map(|(value, users)| (value, *users))),
        }
    }

    /// Returns the source that decides for all users.
    fn source(&self) -> String {
        let LoadedProgram { name, program, .. } = self.loaded;
        program.explain(name).source
    }

    /// Returns the shares of these values, the most frequent first.
    fn shares<'v>(&self, values: impl IntoIterator<Item = (&'v Value, u64)>) -> Vec<Share> {
        let mut values: Vec<(&Value, u64)> = values.into_iter().collect();
        values.sort_by_cached_key(|(value, users)| (Reverse(*users), value.to_string()));
        let share = |(value, users): (&Value, u64)| Share {
            value: Some(value.clone()).filter(|value| !is_unknown(value)),
            users,
            percent: percent(users, self.users),
        };
        values.into_iter().map(share).collect()
    }
}

/// Returns the position of a part in the order in which the parts of rules are tried.
fn order(part: &Part) -> (u8, usize) {
    match (part.number, part.rule.as_deref()) {
        (Some(number), _) => (3, number),
        (None, None) => (0, 0),
        (None, Some("requires")) => (1, 0),
        (None, Some("window")) => (2, 0),
        (None, Some(_)) => (4, 0),
    }
}
