//! The search for edits that were made without this tool.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::edit::{
    audit::{Entry, Group},
    place::Content,
    refusal::parse,
    restore::{self, Key, State},
    target::{LOGGED, TABLE},
};

/// An edit of the file without this tool.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// The time of the previous change.
    pub after: Option<String>,
    /// The time of the next change, or the time at which the file was last written.
    pub until: Option<String>,
    /// The toggles that are known to differ.
    pub toggles: Vec<Difference>,
    /// The reason why the file cannot be compared, if it is gone or cannot be parsed.
    pub unread: Option<String>,
    /// Whether other toggles may differ, too.
    #[serde(skip)]
    pub is_partial: bool,
}

/// A toggle that differs from the state in the log.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The toggle.
    pub toggle: String,
    /// The environment whose section has the entry.
    pub environment: Option<String>,
    /// The entry that the log expects in the file.
    pub before: Option<String>,
    /// The entry in the file.
    pub after: Option<String>,
}

/// The content of the file according to the log, up to a change.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    at: Option<String>,
    /// The hash of the content, if the log has one.
    content: Option<String>,
    toggles: BTreeMap<Key, Left>,
}

/// The entry that the last change of a toggle left.
#[derive(Debug)]
struct Left {
    at: String,
    text: Option<String>,
    hash: Option<String>,
}

impl Chain {
    /// Adds a change, and returns the outside edit before it, if there was one.
    pub(crate) fn add(&mut self, group: &Group) -> Option<Outside> {
        let first = group.entries.first().filter(|_| group.is_made)?;
        let found = (first.hashes.content_after.is_some()).then_some(&first.hashes.content_before);
        let is_other = self.content.as_ref().zip(found).map(|(left, found)| found.as_ref() != Some(left));
        let toggles = match is_other {
            Some(false) => Vec::new(),
            Some(true) | None => group.entries.iter().filter_map(|entry| self.difference(entry)).collect(),
        };
        let is_outside = is_other.unwrap_or(!toggles.is_empty());
        let (after, until) = (self.at.clone(), Some(first.at.clone()));
        let outside = Outside { after, until, toggles, unread: None, is_partial: is_other == Some(true) };
        self.at = Some(first.at.clone());
        self.content.clone_from(&first.hashes.content_after);
        for entry in &group.entries {
            let (text, hash) = (entry.after.clone(), entry.hashes.entry_after.clone());
            let left = Left { at: entry.at.clone(), text, hash };
            self.toggles.insert((entry.environment.clone(), entry.toggle.clone()), left);
        }
        is_outside.then_some(outside)
    }

    fn difference(&self, entry: &Entry) -> Option<Difference> {
        let left = self.toggles.get(&(entry.environment.clone(), entry.toggle.clone()))?;
        let is_same = match (&left.hash, &entry.hashes.entry_before) {
            (Some(left), Some(found)) => left == found,
            _ => is_same_text(left.text.as_deref(), entry.before.as_deref()),
        };
        (!is_same).then(|| Difference {
            toggle: entry.toggle.clone(),
            environment: entry.environment.clone(),
            before: left.text.clone(),
            after: entry.before.clone(),
        })
    }

    /// Returns the outside edits that the current file shows: edits after the last change, and earlier edits of toggles
    /// that no later change was about. Messages name the file `shown`.
    pub(crate) fn end(self, content: Option<&Content>, shown: &str) -> Option<Outside> {
        let Self { at, content: left, toggles } = self;
        at.as_ref()?;
        let written = content.and_then(|content| Timestamp::try_from(content.metadata.modified().ok()?).ok());
        let until = written.map(|until| format!("{until:.3}"));
        let Some(text) = content.map(|content| content.text.as_str()) else {
            let unread = Some("the file is gone".to_owned());
            return Some(Outside { after: at, until, toggles: Vec::new(), unread, is_partial: true });
        };
        let is_other = left.map(|left| toggle_runtime::__admin::hash(text) != left);
        if let Err(refusal) = parse(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            let unread = Some(format!("the file cannot be read: {shown}:{refusal}"));
            return Some(Outside { after: at, until, toggles: Vec::new(), unread, is_partial: true });
        }
        let states = restore::states(text, toggles.keys(), LOGGED);
        let others = toggles.iter().zip(states).filter_map(|((key, left), now)| Some((left, of_now(key, left, now)?)));
        let (lefts, toggles): (Vec<&Left>, Vec<Difference>) = others.unzip();
        // The last change has left the file in its current content, so the edit was before it.
        let (after, until) = match is_other {
            Some(false) => (lefts.iter().map(|left| left.at.clone()).min(), at),
            _ => (at, until),
        };
        let is_outside = is_other == Some(true) || !toggles.is_empty();
        is_outside.then_some(Outside { after, until, toggles, unread: None, is_partial: false })
    }
}

fn of_now((environment, toggle): &Key, left: &Left, now: Option<State>) -> Option<Difference> {
    let is_same = match (&left.hash, &now) {
        (Some(left), Some(now)) => *left == now.hash,
        // Without the program, its states are not known.
        (None, Some(now)) => now.shown.iter().any(|now| is_same_text(left.text.as_deref(), Some(now))),
        (_, None) => left.text.is_none(),
    };
    let after = now.map(|now| {
        let [shown, _] = now.shown;
        // Rules that the log leaves out are left out here, too.
        if left.text.as_deref() == Some(TABLE) && shown.starts_with('{') { TABLE.to_owned() } else { shown }
    });
    let (toggle, environment) = (toggle.clone(), environment.clone());
    (!is_same).then(|| Difference { toggle, environment, before: left.text.clone(), after })
}

/// Returns whether both texts may have the same content. A table whose content is left out matches any table.
fn is_same_text(left: Option<&str>, found: Option<&str>) -> bool {
    let is_table = |text: Option<&str>| text.is_some_and(|text| text.starts_with('{'));
    let is_left_out = left == Some(TABLE) || found == Some(TABLE);
    left == found || is_left_out && is_table(left) && is_table(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::audit::Action;

    /// Returns a change of `a` by a version that wrote no hashes.
    fn change(before: Option<&str>, after: Option<&str>) -> Group {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let entry = Entry {
            before: own(before),
            after: own(after),
            change: "c".to_owned(),
            ..Entry::new(Action::Set, "a", "/f")
        };
        Group { entries: vec![entry], is_made: true }
    }

    fn with_hashes(before: &str, after: &str) -> Group {
        let mut group = change(Some("on"), Some("off"));
        group.entries[0].hashes.content_before = Some(before.to_owned());
        group.entries[0].hashes.content_after = Some(after.to_owned());
        group
    }

    /// Adds changes, and checks the state of the outside edit that was found before each, if any.
    #[track_caller]
    fn check(groups: &[Group], expected: &[Option<&str>]) {
        let mut chain = Chain::default();
        let found: Vec<Option<String>> = groups
            .iter()
            .map(|group| {
                let outside = chain.add(group)?;
                Some(outside.toggles.first().and_then(|toggle| toggle.after.clone()).unwrap_or_default())
            })
            .collect();
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn states_of_earlier_lines_are_compared() {
        check(&[change(None, Some("on")), change(Some("on"), Some("off"))], &[None, None]);
        check(&[change(None, Some("on")), change(Some("25%"), Some("off"))], &[None, Some("25%")]);
        check(&[change(Some("{ … }"), Some("{ … }")), change(Some("{ rules = [] }"), None)], &[None, None]);
        check(&[change(Some("on"), Some("{ … }")), change(Some("on"), None)], &[None, Some("on")]);
    }

    #[test]
    fn contents_are_compared_by_hash() {
        check(&[with_hashes("1", "2"), with_hashes("2", "3")], &[None, None]);
        check(&[with_hashes("1", "2"), with_hashes("4", "3")], &[None, Some("on")]);
    }

    #[test]
    fn interrupted_change_is_ignored() {
        let interrupted = Group { is_made: false, ..with_hashes("2", "9") };
        check(&[with_hashes("1", "2"), interrupted, with_hashes("2", "3")], &[None, None, None]);
    }
}
