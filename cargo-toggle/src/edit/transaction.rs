//! Making a change: drafted, locked, drafted again, written and logged. All subcommands that edit a file go this way.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

use super::{
    admission,
    audit::{Action, Entry, Hashes},
    document::Edited,
    lock::Lock,
    place::{Content, Place},
    restore,
    said::Said,
    slot::Slot,
    store::{self, Replaced, Way},
    target::{Logged, Target},
};
use crate::output::note;

/// The number of attempts where somebody else keeps writing the file.
const ATTEMPTS: u32 = 20;

/// A planned change of a file, as the file is now.
#[derive(Debug)]
pub(super) struct Draft {
    /// The content, or `None` if there is no file.
    pub(super) old: Option<Content>,
    /// The new content.
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
}

/// The change of one entry in a draft.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) action: Action,
    pub(super) toggle: String,
    pub(super) environment: Option<String>,
    /// The entry before the change and after it.
    pub(super) before: Option<Said>,
    pub(super) after: Option<Said>,
    /// The name in the file that was perhaps meant, where the file does not have the name.
    pub(super) nearest: Option<String>,
    /// The environment that is promoted.
    pub(super) from: Option<String>,
    /// The change that this takes back.
    pub(super) undoes: Option<String>,
}

/// A draft, and what has become of it.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) draft: Draft,
    /// The name of the change in the audit log, if the file was written.
    pub(super) change: Option<String>,
    /// Who else may exchange the file.
    pub(super) warning: Option<String>,
}

impl Edit {
    /// The edit of the entry in this slot.
    pub(super) fn of(action: Action, slot: Slot<'_>, edited: Edited) -> Self {
        let Edited { before, after, nearest, .. } = edited;
        let environment = slot.stage.map(str::to_owned);
        Self { action, toggle: slot.name.to_owned(), environment, before, after, nearest, from: None, undoes: None }
    }
}

impl Draft {
    /// Reports whether the file already says all that.
    fn is_done(&self) -> bool {
        self.edits.iter().all(|edit| edit.before == edit.after)
    }

    /// The content of the file; nothing, if there is no file.
    fn old_text(&self) -> &str {
        self.old.as_ref().map_or("", |old| &old.text)
    }

    /// The lines of the log.
    fn entries(&self, place: &Place, target: &Target, logged: Logged, actor: Option<&String>) -> Vec<Entry> {
        let edits = self.edits.iter().filter(|edit| edit.before != edit.after);
        let entry = |edit| Entry { actor: actor.cloned(), ..self.entry(edit, place, target, logged) };
        edits.map(entry).collect()
    }

    fn entry(&self, edit: &Edit, place: &Place, target: &Target, logged: Logged) -> Entry {
        let (old, new) = (self.old_text(), self.text.as_str());
        let ty = toggle_syntax::Type::default();
        let slot = Slot { name: &edit.toggle, ty: &ty, stage: edit.environment.as_deref() };
        let text = |said: Option<&Said>| said.map(|said| logged.text(said));
        let is_logged = |said: Option<&Said>| said.is_some_and(|said| logged.shows(said));
        let hash = |said: Option<&Said>, text: &str| is_logged(said).then(|| restore::hash(text, slot)).flatten();
        let content = toggle_runtime::__tool::hash;
        Entry {
            environment: edit.environment.clone(),
            before: text(edit.before.as_ref()),
            after: text(edit.after.as_ref()),
            reason: target.reason.clone(),
            from: edit.from.clone(),
            undoes: edit.undoes.clone(),
            hashes: Hashes {
                content_before: self.old.as_ref().map(|old| content(&old.text)),
                content_after: Some(content(new)),
                entry_before: hash(edit.before.as_ref(), old),
                entry_after: hash(edit.after.as_ref(), new),
            },
            source: is_logged(edit.before.as_ref()).then(|| restore::source(old, slot)).flatten(),
            ..Entry::new(edit.action, &edit.toggle, &place.real())
        }
    }
}

/// Makes the change that `draft` wants of the file as it is. With `create`, there need not be a file.
///
/// # Errors
///
/// If the file cannot be edited. It is as it was, then.
pub(super) fn make(target: &Target, create: bool, draft: impl Fn(&Place) -> Result<Draft>) -> Result<Made> {
    let mut warning = None;
    let mut logged = None;
    let mut is_admitted = target.dry_run;
    let actor = target.actor()?;
    let file = target.file()?;
    // A manifest that cannot be read may protect anything: nothing is written, not even a lock.
    target.settings()?;
    let draft = |place: &Place| -> Result<Draft> {
        let draft = draft(place)?;
        match &draft.old {
            Some(old) if !draft.is_done() => match target.way() {
                Way::Rename => place.check_replaceable(old)?,
                Way::InPlace => place.check_writable(old)?,
            },
            _ => {}
        }
        Ok(draft)
    };
    for _ in 0..ATTEMPTS {
        let place = Place::resolve(file, create)?;
        // An edit that is refused or changes nothing leaves no trace, not even a lock. A file that was left half
        // written is mended first.
        if target.dry_run || !store::is_unfinished(&place)? {
            let draft = draft(&place)?;
            if draft.is_done() {
                return Ok(Made { draft, change: None, warning: None });
            }
            warn(&place, &mut warning);
            if target.dry_run {
                return Ok(Made { draft, change: None, warning });
            }
            if !is_admitted {
                admission::admit(target, &draft)?;
                is_admitted = true;
            }
        }
        warn(&place, &mut warning);
        let logged = *logged.get_or_insert_with(|| target.logged());
        let _lock = lock(target, &place)?;
        store::mend(&place)?;
        let draft = draft(&place)?;
        if draft.is_done() {
            return Ok(Made { draft, change: None, warning });
        }
        if !is_admitted {
            admission::admit(target, &draft)?;
            is_admitted = true;
        }
        let entries = draft.entries(&place, target, logged, actor.as_ref());
        let (old, way) = (draft.old.as_ref(), target.way());
        if let Replaced::Done(change) = store::replace(&place, old, &draft.text, entries, way, &logged.limits)? {
            return Ok(Made { draft, change: Some(change), warning });
        }
    }
    bail!("{}: keeps changing; nothing was changed here", file.display())
}

/// Reads the file that is edited. With `create`, there need not be one.
///
/// # Errors
///
/// If the file cannot be read, or is gone.
pub(super) fn read(target: &Target, place: &Place, create: bool) -> Result<Option<Content>> {
    let old = place.read()?;
    if old.is_none() && !create {
        return Err(anyhow!("{}: was removed just now", target.shown()));
    }
    Ok(old)
}

fn lock(target: &Target, place: &Place) -> Result<Lock> {
    let shown = target.shown();
    let waits = || note(&format!("waiting for another `cargo toggle` that edits {shown}"));
    Lock::acquire(place, Duration::from_secs(target.wait), waits).with_context(|| shown.clone())
}

/// Warns once of who else may exchange the file.
fn warn(place: &Place, warned: &mut Option<String>) {
    if warned.is_none()
        && let Some(warning) = place.warning()
    {
        note(&warning);
        *warned = Some(warning);
    }
}
