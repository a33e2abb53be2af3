//! Recovery of killed edits, from the temporary files that they left.
//!
//! A temporary file is used only if it is regular, has one name, and belongs to this user, to root or to the owner of
//! the toggle file. An old content becomes the previous one only if the log has its change. Each edit recovers before
//! it adds a line, so the lines of a killed edit are among the last ones.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Read},
};

use anyhow::{Context, Result, bail};
use toggle_runtime::__admin::MAX_LEN;

use super::{
    interrupted, open_log,
    temporary::{self, Part},
};
use crate::{
    edit::{
        audit,
        directory::Access,
        in_place::{self, Progress},
        place::Place,
    },
    notes::Notes,
    text_file,
};

/// The temporary files, by change.
#[derive(Debug, Default)]
struct Leftovers {
    by_change: BTreeMap<String, Left>,
    /// The files with such a name that no edit has left, and the reasons why they are ignored.
    foreign: Vec<(OsString, io::Error)>,
}

#[derive(Debug, Default)]
struct Left {
    new: Option<OsString>,
    old: Option<OsString>,
    rewrite: Option<OsString>,
}

/// Returns whether an edit of the file is in progress, or was killed.
///
/// # Errors
///
/// If the directory cannot be read.
pub(in crate::edit) fn is_unfinished(place: &Place) -> Result<bool> {
    Ok(!leftovers(place)?.by_change.is_empty())
}

/// Recovers killed edits. The caller holds the lock.
///
/// # Errors
///
/// If recovery fails. The next edit tries the rest again.
pub(in crate::edit) fn recover(place: &Place, notes: Notes<'_>) -> Result<()> {
    let Leftovers { by_change, foreign } = leftovers(place)?;
    for (name, error) in &foreign {
        notes.note(&format!("{} is ignored: {error}", place.shown(name)));
    }
    for (change, Left { new, old, rewrite }) in &by_change {
        if let Some(rewrite) = rewrite {
            recover_rewrite(place, change, rewrite, old.as_deref(), notes)?;
            continue;
        }
        match (new, old) {
            (Some(new), old) => {
                take_back(place, change, notes)?;
                old.iter().chain([new]).try_for_each(|name| remove(place, name))?;
            }
            (None, Some(old)) if !made(place, change)?.is_empty() => to_previous(place, old)?,
            (None, Some(old)) => {
                notes.note(&format!("{} is removed: the audit log has no change that left it", place.shown(old)));
                remove(place, old)?;
            }
            (None, None) => {}
        }
    }
    if !by_change.is_empty() {
        let directory = place.directory();
        directory.sync().with_context(|| directory.path().display().to_string())?;
    }
    Ok(())
}

/// Recovers a killed rewrite. The file then has all of the new content, or the old one.
fn recover_rewrite(place: &Place, change: &str, new: &OsStr, old: Option<&OsStr>, notes: Notes<'_>) -> Result<()> {
    let is_logged = !made(place, change)?.is_empty();
    // Without a line in the log, no byte was written. Without the old content, the rewrite is complete.
    let Some(old) = old.filter(|_| is_logged) else {
        return old.into_iter().chain([new]).try_for_each(|name| remove(place, name));
    };
    let shown = || place.real().display().to_string();
    let (old_text, new_text) = (read(place, old)?, read(place, new)?);
    let mut file = place.open_to_rewrite(None).with_context(shown)?;
    // The content may end within a character, and another program may have written anything since.
    let mut now = Vec::new();
    (&mut file).take(MAX_LEN + 1).read_to_end(&mut now).with_context(shown)?;
    match Progress::of(&now, old_text.as_bytes(), new_text.as_bytes()) {
        Progress::Done => {}
        Progress::Untouched | Progress::Half => {
            in_place::write(&mut file, &old_text).with_context(shown)?;
            take_back(place, change, notes)?;
            return [old, new].into_iter().try_for_each(|name| remove(place, name));
        }
        Progress::Foreign => take_back(place, change, notes)?,
    }
    to_previous(place, old)?;
    remove(place, new)
}

fn take_back(place: &Place, change: &str, notes: Notes<'_>) -> Result<()> {
    let entries = made(place, change)?;
    if entries.is_empty() {
        return Ok(());
    }
    let mut log = open_log(place, None, notes)?;
    log.append(&interrupted(place, &entries)).with_context(|| place.shown(&place.log()))?;
    let toggles: Vec<String> = entries.iter().map(|entry| format!("`{}`", entry.toggle)).collect();
    let toggles = toggles.join(", ");
    notes
        .note(&format!("a change of {toggles} was interrupted and did not take place; the audit log now records that"));
    Ok(())
}

fn made(place: &Place, change: &str) -> Result<Vec<audit::Entry>> {
    audit::made(place, change).with_context(|| place.shown(&place.log()))
}

/// Renames the old content to the previous one, and checks that it is the file that was checked.
fn to_previous(place: &Place, old: &OsStr) -> Result<()> {
    place.check_previous()?;
    let (directory, previous) = (place.directory(), place.previous());
    let checked = directory.look(old).with_context(|| place.shown(old))?;
    let checked = checked.filter(|found| found.check_own(place.trusted()).is_ok());
    directory.rename(old, &previous).with_context(|| place.shown(&previous))?;
    let renamed = directory.look(&previous).with_context(|| place.shown(&previous))?;
    if !checked.zip(renamed).is_some_and(|(checked, renamed)| checked.is_same(&renamed)) {
        remove(place, &previous)?;
        bail!("{}: was replaced just now, and is removed", place.shown(old));
    }
    Ok(())
}

fn remove(place: &Place, name: &OsStr) -> Result<()> {
    place.directory().remove(name).with_context(|| place.shown(name))
}

fn read(place: &Place, name: &OsStr) -> Result<String> {
    let open = || -> Result<File> {
        Ok(place.directory().open_own(name, Access::Read, place.trusted())?.context("is gone")?.0)
    };
    let text = open().and_then(text_file::read_open).with_context(|| place.shown(name));
    Ok(text?.0)
}

fn leftovers(place: &Place) -> Result<Leftovers> {
    let directory = place.directory();
    let mut leftovers = Leftovers::default();
    for name in directory.names().with_context(|| directory.path().display().to_string())? {
        let Some((change, part)) = temporary::parse(place, &name) else { continue };
        let Some(found) = directory.look(&name).with_context(|| place.shown(&name))? else { continue };
        if let Err(error) = found.check_own(place.trusted()) {
            leftovers.foreign.push((name, error));
            continue;
        }
        let left = leftovers.by_change.entry(change).or_default();
        let slot = match part {
            Part::New => &mut left.new,
            Part::Rewrite => &mut left.rewrite,
            Part::Old => &mut left.old,
        };
        *slot = Some(name);
    }
    Ok(leftovers)
}
