//! A planned change of a file or of a store's document, its lines in the audit log, and its result.

use super::{
    audit::{Action, Entry, Hashes},
    current::EntryContent,
    document::Edited,
    place::Content,
    restore,
    slot::Slot,
    target::{Logged, Target},
};

/// A planned change of the file's current content.
#[derive(Debug)]
pub(super) struct Draft {
    /// The current content, or `None` if there is no file.
    pub(super) old: Option<Content>,
    pub(super) new: Planned,
}

/// A new text of a file or of a store's document.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
}

/// A change, and the result of making it.
#[derive(Debug)]
pub(super) struct Made {
    /// The text before the change. It is empty if there was no file.
    pub(super) old: String,
    pub(super) new: Planned,
    /// The id of the change in the audit log, if anything was written.
    pub(super) change: Option<String>,
    /// The revision of a store's document after the change.
    pub(super) revision: Option<u64>,
    /// The warning about other users who may replace the file.
    pub(super) warning: Option<String>,
}

impl Made {
    /// Returns the result of a draft for a file.
    pub(super) fn of(draft: Draft, change: Option<String>, warning: Option<String>) -> Self {
        let Draft { old, new } = draft;
        Self { old: old.map(|old| old.text).unwrap_or_default(), new, change, revision: None, warning }
    }
}

/// The change of one entry in a draft.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) action: Action,
    pub(super) toggle: String,
    pub(super) environment: Option<String>,
    /// The entry before and after the change.
    pub(super) before: Option<EntryContent>,
    pub(super) after: Option<EntryContent>,
    /// A similar name in the file, if the file does not have the toggle's name.
    pub(super) nearest: Option<String>,
    /// The environment whose entry is promoted.
    pub(super) from: Option<String>,
    /// The id of the change that this one undoes.
    pub(super) undoes: Option<String>,
}

impl Edit {
    /// Returns the edit of the entry in this slot.
    pub(super) fn of(action: Action, slot: Slot<'_>, edited: Edited) -> Self {
        let Edited { before, after, nearest, .. } = edited;
        let environment = slot.environment.map(str::to_owned);
        Self { action, toggle: slot.name.to_owned(), environment, before, after, nearest, from: None, undoes: None }
    }
}

impl Planned {
    /// Returns whether the text already has the requested content.
    pub(super) fn is_done(&self) -> bool {
        self.edits.iter().all(|edit| edit.before == edit.after)
    }

    /// Returns the lines of the audit log, given the text before the change and the name of the file or the store.
    pub(super) fn entries(
        &self,
        old: Option<&str>,
        file: &str,
        target: &Target<'_>,
        logged: Logged,
        actor: Option<&String>,
    ) -> Vec<Entry> {
        let edits = self.edits.iter().filter(|edit| edit.before != edit.after);
        let entry = |edit| Entry { actor: actor.cloned(), ..self.entry(edit, old, file, target, logged) };
        edits.map(entry).collect()
    }

    fn entry(&self, edit: &Edit, old: Option<&str>, file: &str, target: &Target<'_>, logged: Logged) -> Entry {
        let new = self.text.as_str();
        let ty = toggle_syntax::Type::default();
        let slot = Slot { name: &edit.toggle, ty: &ty, environment: edit.environment.as_deref() };
        let text = |content: Option<&EntryContent>| content.map(|content| logged.text(content));
        let is_logged = |content: Option<&EntryContent>| content.is_some_and(|content| logged.shows(content));
        let hash = |content: Option<&EntryContent>, text: &str| {
            is_logged(content).then(|| restore::hash(text, slot)).flatten()
        };
        let content = toggle_runtime::__admin::hash;
        Entry {
            environment: edit.environment.clone(),
            before: text(edit.before.as_ref()),
            after: text(edit.after.as_ref()),
            reason: target.reason.clone(),
            from: edit.from.clone(),
            undoes: edit.undoes.clone(),
            hashes: Hashes {
                content_before: old.map(content),
                content_after: Some(content(new)),
                entry_before: hash(edit.before.as_ref(), old.unwrap_or_default()),
                entry_after: hash(edit.after.as_ref(), new),
            },
            source: is_logged(edit.before.as_ref()).then(|| restore::source(old.unwrap_or_default(), slot)).flatten(),
            ..Entry::new(edit.action, &edit.toggle, file)
        }
    }
}
