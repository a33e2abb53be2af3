//! Texts that still name the toggle afterwards: documentation, CI, dashboards.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{plan::Plan, workspace::Workspace};

/// The largest file that is searched, in bytes.
const MAX: u64 = 1 << 20;

/// A line that names the toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Mention {
    pub(super) path: PathBuf,
    pub(super) line: usize,
    pub(super) text: String,
}

/// Finds all lines below the workspace that name the toggle, its declaration or its variables, and that the plan
/// neither edits nor has a note about.
pub(super) fn find(workspace: &Workspace, plan: &Plan) -> Vec<Mention> {
    let name = &plan.target.name;
    let variable = name.to_uppercase().replace(['-', '.'], "_");
    let mut words = vec![name.clone(), format!("TOGGLE_{variable}"), format!("TOGGLE_PIN_{variable}")];
    words.extend(plan.target.idents.iter().cloned());
    let mut found = Vec::new();
    search(&workspace.root, workspace, plan, &words, &mut found);
    found.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    found
}

fn search(directory: &Path, workspace: &Workspace, plan: &Plan, words: &[String], found: &mut Vec<Mention>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            let name = entry.file_name();
            // The files of CI are hidden ones.
            if path != workspace.target && name != ".git" && name != "target" && name != "node_modules" {
                search(&path, workspace, plan, words, found);
            }
            continue;
        }
        if !kind.is_file() || entry.metadata().is_ok_and(|metadata| metadata.len() > MAX) {
            continue;
        }
        let planned = plan.changes.iter().find(|change| change.path == path);
        let text = match planned {
            // The lines are those before the edit, as in the notes.
            Some(change) if change.package.is_some() => Some(change.old.clone()),
            Some(change) => Some(change.new.clone()),
            None => fs::read_to_string(&path).ok(),
        };
        let Some(text) = text else { continue };
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let end = start + line.len();
            let is_edited =
                planned.is_some_and(|change| change.edited.iter().any(|range| range.start < end && start < range.end));
            let is_noted = plan.notes.iter().any(|(of, note)| *of == path && note.line == index + 1);
            start = end;
            if !is_edited && !is_noted && words.iter().any(|word| is_in(line, word)) {
                let path = path.strip_prefix(&workspace.root).unwrap_or(&path).to_owned();
                found.push(Mention { path, line: index + 1, text: line.trim().chars().take(120).collect() });
            }
        }
    }
}

/// Returns whether the line has the word, and not as a part of a longer one.
fn is_in(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn longer_names_are_no_mention() {
        assert!(is_in("set `mail` on", "mail"));
        assert!(is_in("TOGGLE_MAIL=on", "TOGGLE_MAIL"));
        for line in ["new-mail", "mail-2", "TOGGLE_MAIL_2=on mailer", "e_mail"] {
            assert!(!is_in(line, "mail"), "{line}");
        }
    }
}
