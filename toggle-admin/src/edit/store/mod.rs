//! Replacement of a file so that, at every instant, it is wholly the old or the new one, with a log that agrees with
//! it.
//!
//! The steps, all under the lock:
//!
//! 1. The new content is written to a temporary file `.NAME.CHANGE.new` next to the file, the old content to
//!    `.NAME.CHANGE.old`; both are synced. `CHANGE` is random.
//! 2. The log gets a line with `CHANGE` for each changed toggle, and is synced.
//! 3. The file is compared with the content that was read, since an editor takes no lock. If it differs, the lines are
//!    cancelled, and the edit starts again.
//! 4. `.new` is renamed to the file, `.old` to `NAME.previous`, and the directory is synced.
//!
//! A killed edit leaves temporary files, which show the next holder of the lock how far it came (`recover.rs`). With a
//! `.new`, the file was not changed, so a line with `interrupted` cancels the log's lines of this `CHANGE`. With an
//! `.old` alone, the file was changed, and only the last rename is missing.
//!
//! In place, the file `.new` is called `.rewrite`, and its text overwrites the content of the file instead of the first
//! rename. After a kill between step 2 and the end, the old content is written back, unless all of the new content is
//! there.
//!
//! Between steps 3 and 4, an editor has a window of a few microseconds: its write in this window is lost.
//!
//! All steps use names relative to the handle of one directory. Existing files are checked before use, since a user who
//! may write to the directory can put a link there.

mod temporary;
mod recover;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{self, ErrorKind},
};

use anyhow::{Context, Result, anyhow, ensure};
use toggle_runtime::__admin::MAX_LEN;

pub(super) use self::recover::{is_unfinished, recover};
use self::temporary::{Part, Temporary};
use super::{
    audit::{self, Entry, Limits, Log},
    in_place,
    place::{Content, Place},
};
use crate::notes::Notes;

/// The way in which the new content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A new file is renamed into place.
    Rename,
    /// The file is written through its inode.
    InPlace,
}

/// The outcome of a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Replaced {
    /// The change was made. The string is its id in the log.
    Done(String),
    /// Another program has written the file in the meantime. Nothing was changed.
    Overtaken,
}

/// Replaces a file with this content, or creates it. The caller holds the lock.
///
/// # Errors
///
/// If it cannot be replaced. The file and its previous content are unchanged then. The log is unchanged, too, or has
/// lines that a second set of lines cancels.
pub(super) fn replace(
    place: &Place,
    old: Option<&Content>,
    text: &str,
    mut entries: Vec<Entry>,
    way: Way,
    limits: &Limits,
    notes: Notes<'_>,
) -> Result<Replaced> {
    ensure!(
        text.len() as u64 <= MAX_LEN,
        "it would be larger than {} MiB, and no program would read it",
        MAX_LEN >> 20
    );
    // A missing file cannot be written through its inode.
    let mut rewritten = match old.filter(|_| way == Way::InPlace) {
        Some(old) => Some(place.open_to_rewrite(Some(old)).with_context(|| place.real().display().to_string())?),
        None => None,
    };
    let part = if rewritten.is_some() { Part::Rewrite } else { Part::New };
    let (mut new, change) = Temporary::first(place, part, old)?;
    for entry in &mut entries {
        entry.change.clone_from(&change);
        entry.fit()?;
    }
    new.fill(text, old)?;
    let mut kept = match old {
        Some(old) => {
            let mut kept = Temporary::next(place, &change, Part::Old, old)?;
            kept.fill(&old.text, Some(old))?;
            Some(kept)
        }
        None => None,
    };
    let mut log = open_log(place, old, notes)?;
    match audit::rotate(place, &mut log, limits) {
        Ok(false) => {}
        Ok(true) => log = open_log(place, old, notes)?,
        Err(error) => {
            // A failed rotation is no reason to refuse the change.
            notes.note(&format!("the audit log cannot be rotated: {error:#}"));
            log = open_log(place, old, notes)?;
        }
    }
    if !place.is_still(old) {
        return Ok(Replaced::Overtaken);
    }
    log.append(&entries).with_context(|| place.shown(&place.log()))?;
    let is_still = place.is_still(old) && rewritten.as_ref().is_none_or(|file| place.leads_to(file));
    let put = match (old, &mut rewritten, &mut kept) {
        _ if !is_still => Ok(()),
        (Some(old), Some(file), Some(kept)) => rewrite(place, file, old, text, [&mut new, kept])?,
        _ => new.rename(place.file()).map_err(|error| of_rename(place, error)),
    };
    if !is_still || put.is_err() {
        // If this fails, the next edit needs the file to cancel the lines.
        new.stays = true;
        log.append(&interrupted(place, &entries)).with_context(|| place.shown(&place.log()))?;
        new.stays = false;
        put?;
        return Ok(Replaced::Overtaken);
    }
    new.stays = true;
    if let Some(kept) = &mut kept {
        // From here on, the next edit finishes this one if it is killed.
        kept.stays = true;
        kept.rename(&place.previous()).unwrap_or_else(|error| {
            notes.note(&format!("the change was made; the previous content is in {} ({error})", kept.shown()));
        });
    }
    if rewritten.is_some() {
        // If this fails, the next edit removes it.
        let _ = new.remove();
    }
    place.directory().sync().unwrap_or_else(|error| {
        notes.note(&format!("the change was made, but may not survive a power failure: {error}"));
    });
    Ok(Replaced::Done(change))
}

/// Returns the lines that cancel these.
fn interrupted(place: &Place, entries: &[Entry]) -> Vec<Entry> {
    entries.iter().map(|entry| entry.interrupted(&place.real())).collect()
}

/// Writes a text through the inode of a file. If that fails, the old content is written back, and the inner result has
/// the error.
///
/// # Errors
///
/// If the old content cannot be written back either. The temporary files stay then, so that the next edit can recover
/// the file.
fn rewrite(
    place: &Place,
    file: &mut File,
    old: &Content,
    text: &str,
    temporaries: [&mut Temporary<'_>; 2],
) -> Result<Result<()>> {
    let Err(error) = in_place::write(file, text) else { return Ok(Ok(())) };
    if let Err(unrestored) = in_place::write(file, &old.text) {
        let [new, kept] = temporaries;
        new.stays = true;
        kept.stays = true;
        return Err(anyhow!(
            "{}: is half written ({error}) and cannot be restored ({unrestored}); its content is in {}",
            place.real().display(),
            kept.shown()
        ));
    }
    Ok(Err(error).with_context(|| format!("{}: cannot be written", place.real().display())))
}

fn of_rename(place: &Place, error: io::Error) -> anyhow::Error {
    let (file, directory) = (place.real(), place.directory().path().display());
    let message = match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => format!(
            "{}: is a mount point, so it cannot be replaced; mount its directory {directory} instead, or use \
             `--in-place`",
            file.display()
        ),
        _ => format!("{}: cannot be replaced", file.display()),
    };
    anyhow::Error::new(error).context(message)
}

fn open_log(place: &Place, like: Option<&Content>, notes: Notes<'_>) -> Result<Log> {
    let log = Log::open(place, like.map(|like| &like.metadata)).with_context(|| place.shown(&place.log()))?;
    if log.cut > 0 {
        notes.note(&format!("{}: its last line was unfinished; {} bytes removed", place.shown(&place.log()), log.cut));
    }
    Ok(log)
}
