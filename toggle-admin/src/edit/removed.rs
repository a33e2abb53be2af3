//! The keys that an edit removes.

use super::current::{EntryContent, OTHERWISE};

/// Returns the keys of a table that the edit removes. A state replaces `otherwise`.
pub(super) fn removed(before: Option<&EntryContent>, after: Option<&EntryContent>) -> Vec<String> {
    let kept: Vec<&str> = match after {
        Some(EntryContent::Plain(_)) => vec![OTHERWISE],
        Some(table) => table.keys(),
        None => Vec::new(),
    };
    let keys = before.map(EntryContent::keys).unwrap_or_default();
    keys.into_iter().filter(|key| !kept.contains(key)).map(str::to_owned).collect()
}
