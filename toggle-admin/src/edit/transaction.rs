//! The steps of an edit: draft, lock, draft again, write and log. All subcommands that edit a file use them.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

use super::{
    admission,
    draft::{Draft, Made, Planned},
    lock::Lock,
    place::{Content, Place},
    shared,
    store::{self, Replaced, Way},
    target::Target,
};
use crate::notes::Notes;

/// The number of attempts while other programs keep writing the file.
const ATTEMPTS: u32 = 20;

/// Makes the change that `plan` returns for the current text of the file, or of the store's document. With `create`,
/// the file need not exist.
///
/// # Errors
///
/// If the text cannot be edited. It is unchanged then.
pub(super) fn make_edit(target: &Target<'_>, create: bool, plan: impl Fn(&str) -> Result<Planned>) -> Result<Made> {
    if let Some(store) = target.store() {
        return shared::make(target, store, &plan);
    }
    make(target, create, |place| {
        let old = read(target, place, create)?;
        let new = plan(old.as_ref().map_or("", |old| &old.text))?;
        Ok(Draft { old, new })
    })
}

/// Makes the change that `draft` returns for the current file. With `create`, the file need not exist.
///
/// # Errors
///
/// If the file cannot be edited. The file is unchanged then.
pub(super) fn make(target: &Target<'_>, create: bool, draft: impl Fn(&Place) -> Result<Draft>) -> Result<Made> {
    let mut warning = None;
    let mut logged = None;
    let mut is_admitted = target.dry_run;
    let actor = target.actor()?;
    let file = target.file()?;
    // An unreadable manifest may protect anything: nothing is written then, not even a lock.
    target.settings()?;
    let draft = |place: &Place| -> Result<Draft> {
        let draft = draft(place)?;
        match &draft.old {
            Some(old) if !draft.new.is_done() => match target.way() {
                Way::Rename => place.check_replaceable(old)?,
                Way::InPlace => place.check_writable(old)?,
            },
            _ => {}
        }
        Ok(draft)
    };
    for _ in 0..ATTEMPTS {
        let place = Place::resolve(file, create)?;
        // An edit that is refused or changes nothing leaves no trace, not even a lock. A half-written file is recovered
        // first.
        if target.dry_run || !store::is_unfinished(&place)? {
            let draft = draft(&place)?;
            if draft.new.is_done() {
                return Ok(Made::of(draft, None, None));
            }
            warn(&place, &mut warning, target.notes());
            if target.dry_run {
                return Ok(Made::of(draft, None, warning));
            }
            if !is_admitted {
                admission::admit(target, &draft.new)?;
                is_admitted = true;
            }
        }
        warn(&place, &mut warning, target.notes());
        let logged = *logged.get_or_insert_with(|| target.logged());
        let _lock = lock(target, &place)?;
        store::recover(&place, target.notes())?;
        let draft = draft(&place)?;
        if draft.new.is_done() {
            return Ok(Made::of(draft, None, warning));
        }
        if !is_admitted {
            admission::admit(target, &draft.new)?;
            is_admitted = true;
        }
        let old_text = draft.old.as_ref().map(|old| old.text.as_str());
        let file = place.real().display().to_string();
        let entries = draft.new.entries(old_text, &file, target, logged, actor.as_ref());
        let (old, way) = (draft.old.as_ref(), target.way());
        if let Replaced::Done(change) =
            store::replace(&place, old, &draft.new.text, entries, way, &logged.limits, target.notes())?
        {
            return Ok(Made::of(draft, Some(change), warning));
        }
    }
    bail!("{}: keeps changing; nothing was changed here", file.display())
}

/// Reads the file to edit. With `create`, the file need not exist.
///
/// # Errors
///
/// If the file cannot be read, or is gone.
pub(super) fn read(target: &Target<'_>, place: &Place, create: bool) -> Result<Option<Content>> {
    let old = place.read()?;
    if old.is_none() && !create {
        return Err(anyhow!("{}: was removed just now", target.shown()));
    }
    Ok(old)
}

fn lock(target: &Target<'_>, place: &Place) -> Result<Lock> {
    let shown = target.shown();
    let waits = || target.notes().note(&format!("waiting for another `cargo toggle` that edits {shown}"));
    Lock::acquire(place, Duration::from_secs(target.wait), waits).with_context(|| shown.clone())
}

/// Warns once about other users who may replace the file.
fn warn(place: &Place, warned: &mut Option<String>, notes: Notes<'_>) {
    if warned.is_none()
        && let Some(warning) = place.warning()
    {
        notes.note(&warning);
        *warned = Some(warning);
    }
}
