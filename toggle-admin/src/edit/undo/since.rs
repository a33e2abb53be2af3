//! The changes of a toggle after a change of it. A later change that was itself undone does not count.

use std::collections::HashSet;

use crate::edit::audit::Entry;

/// The last state of a toggle in the log, after a change of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Since<'a> {
    /// No later change counts.
    Untouched,
    /// The change was undone.
    TakenBack(&'a Entry),
    /// The toggle was changed again.
    Changed(&'a Entry),
}

impl<'a> Since<'a> {
    /// Finds the last later change of the entry's toggle that counts.
    pub(super) fn of(entry: &Entry, later: &'a [Entry]) -> Self {
        let later: Vec<&Entry> = later.iter().filter(|other| other.is_about_same_as(entry)).collect();
        let names: HashSet<&str> = later.iter().map(|entry| entry.change.as_str()).collect();
        let mut taken_back = HashSet::new();
        for line in later.into_iter().rev().filter(|line| line.change != entry.change) {
            if taken_back.contains(line.change.as_str()) {
                continue;
            }
            match line.undoes.as_deref() {
                Some(undone) if names.contains(undone) => drop(taken_back.insert(undone)),
                Some(undone) if undone == entry.change => return Self::TakenBack(line),
                _ => return Self::Changed(line),
            }
        }
        Self::Untouched
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::audit::Action;

    /// Returns a change by its name. The part after a `-` names the change that it undoes.
    fn entry(name: &str) -> Entry {
        let (change, undoes) = name.split_once('-').map_or((name, None), |(name, undone)| (name, Some(undone)));
        let undoes = undoes.map(str::to_owned);
        Entry { change: change.to_owned(), undoes, ..Entry::new(Action::Set, "a", "/f") }
    }

    #[track_caller]
    fn check(later: &str, expected: &str) {
        let later: Vec<Entry> = later.split_whitespace().map(entry).collect();
        let found = match Since::of(&entry("a"), &later) {
            Since::Untouched => String::new(),
            Since::TakenBack(by) => format!("taken back by {}", by.change),
            Since::Changed(by) => by.change.clone(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn change_without_another_is_untouched() {
        check("", "");
    }

    #[test]
    fn last_later_change_counts() {
        check("b c", "c");
        check("b c d-c", "b");
    }

    #[test]
    fn undone_change_does_not_count() {
        check("b c-b", "");
        check("b c d-c e-b", "");
        check("b c-b d-c", "b");
    }

    #[test]
    fn undo_of_the_change_is_recognized() {
        check("b-a", "taken back by b");
        check("b-a c-b", "");
        check("b-a c-b d-c", "taken back by b");
        check("b-x", "b");
    }
}
