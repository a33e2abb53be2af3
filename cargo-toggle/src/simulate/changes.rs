//! The users for whom another configuration changes a toggle.

use std::{cmp::Reverse, collections::HashMap, io};

use anstyle::Style;
use serde::Serialize;
use toggle_runtime::Value;

use super::{
    share::{Share, percent},
    tally::Tally,
    users::Keys,
};
use crate::{
    context::{Attributes, Subject},
    explain::as_declared,
    output::{Line, Out},
    question::{LoadedProgram, is_unknown},
    style,
    summary::count,
    table::{self, Cell},
};

/// The number of example users for each change.
const EXAMPLES: usize = 3;

/// The users for whom a toggle changes if one configuration replaces another.
#[derive(Debug, Serialize)]
pub(crate) struct Changes {
    /// The toggle files after the change, if other files replace the first ones.
    files: Vec<String>,
    /// The number of all users.
    users: u64,
    /// The number of users who get another value.
    changed: u64,
    percent: Option<f64>,
    /// The values after the change, the most frequent first.
    values: Vec<Share>,
    /// The pairs of values before and after, the most frequent first.
    transitions: Vec<Change>,
}

/// The users whose value changes from one to another.
#[derive(Debug, Serialize)]
struct Change {
    /// `None` if it is the declared default and the program is not known.
    from: Option<Value>,
    to: Option<Value>,
    users: u64,
    percent: Option<f64>,
    /// The targeting keys of the first of these users.
    examples: Vec<String>,
}

/// The users of one change.
#[derive(Default)]
struct Counted {
    users: u64,
    examples: Vec<String>,
}

/// The counts of users by their values before and after a change.
pub(super) struct Comparison<'a> {
    before: Tally<'a>,
    after: Tally<'a>,
    changes: HashMap<(Value, Value), Counted>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(before: &'a LoadedProgram, after: &'a LoadedProgram) -> Self {
        Self { before: Tally::new(before), after: Tally::new(after), changes: HashMap::new() }
    }

    /// Counts a user.
    pub(super) fn count(&mut self, user: &Subject<'_>) {
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
    pub(super) fn before(&self) -> &Tally<'a> {
        &self.before
    }

    /// Returns the count with the configuration after the change.
    pub(super) fn after(&self) -> &Tally<'a> {
        &self.after
    }

    /// Returns the changes. `files` are the files after the change, if other files replace the first ones.
    pub(super) fn changes(&self, files: Vec<String>) -> Changes {
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
    pub(crate) fn of(before: &LoadedProgram, after: &LoadedProgram, keys: &Keys) -> anyhow::Result<Self> {
        let mut comparison = Comparison::new(before, after);
        keys.for_each(&Attributes::new(), |user| comparison.count(user))?;
        Ok(comparison.changes(Vec::new()))
    }

    /// Prints the number of users whose value changes, and a line for each change of values.
    pub(crate) fn print(&self, out: &mut Out<'_>) -> io::Result<()> {
        let users = count(usize::try_from(self.users).unwrap_or(usize::MAX), "user");
        let verb = if self.changed == 1 { "changes" } else { "change" };
        let percent = self.percent.map(|percent| format!(" ({percent:.3} %)")).unwrap_or_default();
        let with = if self.files.is_empty() { String::new() } else { format!("with {}, ", self.files.join(", ")) };
        out.line(&Line::new().styled(style::HEADING, format!("{with}{} of {users} {verb}{percent}", self.changed)))?;
        let rows: Vec<Vec<Cell>> = self.transitions.iter().map(Change::row).collect();
        table::print(out, &rows)
    }
}

impl Change {
    fn words(&self) -> String {
        let shown = |value: &Option<Value>| {
            value.as_ref().map_or_else(|| "as declared".to_owned(), |value| as_declared(value).to_string())
        };
        format!("{} -> {}", shown(&self.from), shown(&self.to))
    }

    fn row(&self) -> Vec<Cell> {
        let plain = |text: String| (text, Style::new());
        let percent = self.percent.map(|percent| format!("{percent:>7.3} %")).unwrap_or_default();
        let more = if self.users > self.examples.len() as u64 { ", .." } else { "" };
        let examples = if self.examples.is_empty() { String::new() } else { self.examples.join(", ") + more };
        vec![
            plain(format!("  {}", self.words())),
            plain(self.users.to_string()),
            plain(percent),
            (examples, style::QUIET),
        ]
    }
}
