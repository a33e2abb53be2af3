//! The users for whom another configuration changes a toggle.

use std::{cmp::Reverse, collections::HashMap};

use serde::Serialize;
use toggle_runtime::Value;

use super::{
    share::{Share, percent},
    tally::Tally,
    users::Keys,
};
use crate::{
    context::{Attributes, Subject},
    notes::Notes,
    question::{LoadedProgram, as_declared, is_unknown},
};

/// The number of example users for each change.
const EXAMPLES: usize = 3;

/// The users for whom a toggle changes if one configuration replaces another.
#[derive(Debug, Serialize)]
pub struct Changes {
    /// The toggle files after the change, if other files replace the first ones.
    pub files: Vec<String>,
    /// The number of all users.
    pub users: u64,
    /// The number of users who get another value.
    pub changed: u64,
    /// The share of these users, or `None` if there are no users.
    pub percent: Option<f64>,
    /// The values after the change, the most frequent first.
    pub values: Vec<Share>,
    /// The pairs of values before and after, the most frequent first.
    pub transitions: Vec<Change>,
}

/// The users whose value changes from one to another.
#[derive(Debug, Serialize)]
pub struct Change {
    /// `None` if it is the declared default and the program is not known.
    pub from: Option<Value>,
    /// The value after the change, or `None` as before.
    pub to: Option<Value>,
    /// The number of these users.
    pub users: u64,
    /// The share of all users, or `None` if there are none.
    pub percent: Option<f64>,
    /// The targeting keys of the first of these users.
    pub examples: Vec<String>,
}

/// The users of one change.
#[derive(Default)]
struct Counted {
    users: u64,
    examples: Vec<String>,
}

/// The counts of users by their values before and after a change.
pub(crate) struct Comparison<'a> {
    before: Tally<'a>,
    after: Tally<'a>,
    changes: HashMap<(Value, Value), Counted>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(before: &'a LoadedProgram, after: &'a LoadedProgram, notes: Notes<'a>) -> Self {
        Self { before: Tally::new(before, notes), after: Tally::new(after, notes), changes: HashMap::new() }
    }

    /// Counts a user.
    pub(crate) fn count(&mut self, user: &Subject<'_>) {
        let (before, after) = (self.before.count(user), self.after.count(user));
        let (Some(before), Some(after)) = (before, after) else { return };
        if before == after {
            return;
        }
        let counted = self.changes.entry((before, after)).or_default();
        counted.users += 1;
        if let Some(key) = user.key.filter(|_| counted.examples.len() < EXAMPLES) {
            counted.examples.push(key.to_owned());
        }
    }

    /// Returns the count with the configuration before the change.
    pub(crate) fn before(&self) -> &Tally<'a> {
        &self.before
    }

    /// Returns the count with the configuration after the change.
    pub(crate) fn after(&self) -> &Tally<'a> {
        &self.after
    }

    /// Returns the changes. `files` are the files after the change, if other files replace the first ones.
    pub(crate) fn changes(&self, files: Vec<String>) -> Changes {
        let all = self.after.users();
        let known = |value: &Value| Some(value.clone()).filter(|value| !is_unknown(value));
        let mut transitions: Vec<Change> = self
            .changes
            .iter()
            .map(|((from, to), Counted { users, examples })| Change {
                from: known(from),
                to: known(to),
                users: *users,
                percent: percent(*users, all),
                examples: examples.clone(),
            })
            .collect();
        transitions.sort_by_cached_key(|change| (Reverse(change.users), change.words()));
        let changed = transitions.iter().map(|change| change.users).sum();
        Changes { files, users: all, changed, percent: percent(changed, all), values: self.after.values(), transitions }
    }
}

impl Changes {
    /// Returns the changes for these users.
    ///
    /// # Errors
    ///
    /// If the users cannot be read. The error has the place.
    pub fn of(before: &LoadedProgram, after: &LoadedProgram, keys: &Keys, notes: Notes<'_>) -> anyhow::Result<Self> {
        let mut comparison = Comparison::new(before, after, notes);
        keys.for_each(&Attributes::new(), notes, |user| comparison.count(user))?;
        Ok(comparison.changes(Vec::new()))
    }
}

impl Change {
    /// Returns both values in words, as in `off -> on`.
    pub fn words(&self) -> String {
        let shown = |value: &Option<Value>| {
            value.as_ref().map_or_else(|| "as declared".to_owned(), |value| as_declared(value).to_string())
        };
        format!("{} -> {}", shown(&self.from), shown(&self.to))
    }
}
