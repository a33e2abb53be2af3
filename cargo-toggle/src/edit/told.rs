//! The words about an edit, beside its state before and after.

use super::{
    audit::Action,
    report::Report,
    said::{OTHERWISE, RULES, Said, WATCH},
    task::Task,
};

/// Returns the keys of a table that the edit removes. A state takes the place of `otherwise`.
pub(super) fn removed(before: Option<&Said>, after: Option<&Said>) -> Vec<String> {
    let kept: Vec<&str> = match after {
        Some(Said::Plain(_)) => vec![OTHERWISE],
        Some(table) => table.keys(),
        None => Vec::new(),
    };
    let keys = before.map(Said::keys).unwrap_or_default();
    keys.into_iter().filter(|key| !kept.contains(key)).map(str::to_owned).collect()
}

/// Returns what else there is to say of an edit.
pub(super) fn notes(report: &Report<'_>) -> Vec<String> {
    let Report { toggle, task, action, before, after, removed, .. } = report;
    let mut notes = Vec::new();
    if !removed.is_empty() && *action != Action::Enable {
        notes.push(format!("removed: {}", list(removed)));
    }
    match (task, after) {
        (Task::Set { .. }, Some(after)) if *action == Action::Disable => {
            let kept: Vec<&str> = after.keys().into_iter().filter(|key| is_of_rules(key)).collect();
            notes.push(format!("only disabled, which keeps {}; `--replace` removes that", list(&kept)));
        }
        (Task::Set { .. }, Some(after)) if after.is_disabled() => {
            notes.push(format!("it stays disabled; `cargo toggle enable {toggle}` changes that"));
        }
        (Task::Unset { all: false }, Some(after)) => {
            notes.push(format!("kept: {}; `--all` removes that, too", list(&after.keys())));
        }
        (Task::Enable, Some(Said::Plain(state))) if before == after && state == "false" => {
            notes.push(format!("`cargo toggle set {toggle} on` switches it on"));
        }
        _ => {}
    }
    notes
}

fn is_of_rules(key: &str) -> bool {
    key == RULES || ![OTHERWISE, super::said::ENABLED].contains(&key) && !WATCH.contains(&key)
}

fn list<T: AsRef<str>>(keys: &[T]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.as_ref())).collect();
    keys.join(", ")
}
