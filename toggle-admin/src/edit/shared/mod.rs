//! Edits of a store's document: read, edit, verify, and write under the condition that nobody else has written.
//!
//! If somebody has, the same request is applied to the new document. It is refused if the other writer has changed an
//! entry that the request changes, too.

mod line;
mod random;
mod init;
#[cfg(test)]
mod tests;

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use toggle_store::{Conflict, LARGE_DOCUMENT, MAX_DOCUMENT, Mark, RecordKind, Revision, Version, Write, write_once};

pub use self::init::{Report, init};
pub(super) use self::line::Line;
use super::{
    admission,
    audit::{Entry, author},
    current::EntryContent,
    draft::{Edit, Made, Planned},
    report::shown,
    target::Target,
};
use crate::store::{SharedStore, StoredDocument, WITHIN};

/// The longest time in which the outcome of one write has to be known.
const WRITTEN: Duration = Duration::from_secs(10);
/// The longest delay before the second attempt. It doubles with each attempt.
const SHORTEST: Duration = Duration::from_millis(4);
/// The longest delay between two attempts.
const LONGEST: Duration = Duration::from_millis(250);
/// The number of newest log entries that are searched for another writer.
const SEARCHED: usize = 1000;

/// Makes the change that `plan` returns for the current document.
///
/// # Errors
///
/// If the document cannot be edited. It is unchanged then, unless the error says that the outcome is not known.
pub(super) fn make(target: &Target<'_>, store: &SharedStore, plan: &dyn Fn(&str) -> Result<Planned>) -> Result<Made> {
    let actor = target.actor()?;
    // An unreadable manifest may protect anything.
    target.settings()?;
    let logged = target.logged();
    let end = Instant::now() + Duration::from_secs(target.wait);
    let mut seen: Option<Seen> = None;
    let mut delay = SHORTEST;
    loop {
        let StoredDocument { text: old, version } = store.document()?;
        // The builds are read before the check, so that a build that registers during the check refuses the write.
        let builds = if target.dry_run { None } else { builds(store)? };
        let new = plan(&old)?;
        let revision = Some(version.revision.number());
        if new.is_done() {
            return Ok(Made { old, new, change: None, revision, warning: None });
        }
        match &seen {
            Some(seen) => seen.check(store, &version, &new.edits)?,
            None => seen = Some(Seen::of(&version, &new.edits)),
        }
        if target.dry_run {
            return Ok(Made { old, new, change: None, revision, warning: None });
        }
        if !seen.as_ref().is_some_and(|seen| seen.is_admitted) {
            admission::admit(target, &new)?;
            if let Some(seen) = &mut seen {
                seen.is_admitted = true;
            }
        }

        let change = random::id();
        let entries = new.entries(Some(&old), store.name(), target, logged, actor.as_ref());
        let line = Line::of(entries, &change, revision).context("a change without an entry")?.to_json()?;
        let write = Write { text: &new.text, line: &line, replaces: &version, builds: builds.as_ref() };
        match write_once(store.engine(), &write, WRITTEN) {
            Ok(revision) => {
                let warning = warning(store, &new.text);
                if let Some(warning) = &warning {
                    target.notes().note(warning);
                }
                let revision = Some(revision.number());
                return Ok(Made { old, new, change: Some(change), revision, warning });
            }
            Err(error) if matches!(error.as_conflict(), Some(Conflict::Revision | Conflict::Builds)) => {}
            Err(error) => return Err(store.failed(&error)),
        }
        let wait = random::jittered(delay);
        if Instant::now() + wait >= end {
            bail!("{}: keeps changing; nothing was changed here", store.name());
        }
        thread::sleep(wait);
        delay = (delay * 2).min(LONGEST);
    }
}

/// The version and the entries for which the request was planned first.
struct Seen {
    version: Version,
    entries: Vec<SeenEntry>,
    is_admitted: bool,
}

/// An entry before the change: its toggle, its environment and its content.
type SeenEntry = (String, Option<String>, Option<EntryContent>);

impl Seen {
    fn of(version: &Version, edits: &[Edit]) -> Self {
        Self { version: version.clone(), entries: edits.iter().map(seen).collect(), is_admitted: false }
    }

    /// Refuses a request if another writer has changed one of its entries.
    fn check(&self, store: &SharedStore, now: &Version, edits: &[Edit]) -> Result<()> {
        if now.lineage != self.version.lineage {
            bail!("{}: the store was made again or restored in the meantime; nothing was changed here", store.name());
        }
        let now: Vec<SeenEntry> = edits.iter().map(seen).collect();
        for (toggle, environment, before) in &self.entries {
            let is_same = |other: &&SeenEntry| (&other.0, &other.1) == (toggle, environment);
            let Some((_, _, present)) = now.iter().find(is_same) else { continue };
            if present != before {
                let in_environment = environment.as_ref().map(|name| format!(" in {name}"));
                bail!(
                    "{}: `{toggle}`{} has been changed in the meantime, from {} to {}{}; nothing was changed here",
                    store.name(),
                    in_environment.unwrap_or_default(),
                    shown(before.as_ref()),
                    shown(present.as_ref()),
                    by_whom(store, self.version.revision, toggle, environment.as_deref())
                );
            }
        }
        Ok(())
    }
}

fn seen(edit: &Edit) -> SeenEntry {
    (edit.toggle.clone(), edit.environment.clone(), edit.before.clone())
}

/// Returns the author and the time of the last change of an entry after a revision, if the log has them.
fn by_whom(store: &SharedStore, after: Revision, toggle: &str, environment: Option<&str>) -> String {
    let log = store.engine().log(Some(after), SEARCHED, WITHIN).unwrap_or_default();
    let of_entry = |entry: &Entry| entry.toggle == toggle && entry.environment.as_deref() == environment;
    let found = log.iter().rev().find_map(|written| {
        let entries = Line::read(&written.line).ok()?.entries();
        Some((written.revision, entries.into_iter().find(of_entry)?))
    });
    found.map_or_else(String::new, |(revision, entry)| {
        let who = author(&entry.who, entry.actor.as_deref(), entry.sudo_user.as_deref());
        format!(", by {who} at {} (revision {revision})", entry.at)
    })
}

/// Returns the mark of the registered builds, if there are any. An account without access to them writes without it.
fn builds(store: &SharedStore) -> Result<Option<Mark>> {
    match store.engine().records(RecordKind::Build, WITHIN) {
        Ok(builds) => Ok((!builds.records.is_empty()).then_some(builds.mark)),
        Err(error) if error.is_denied() || error.is_unsupported() => Ok(None),
        Err(error) => Err(store.failed(&error)),
    }
}

/// Returns the warning about a large document.
fn warning(store: &SharedStore, text: &str) -> Option<String> {
    let (length, limit) = (text.len() >> 10, MAX_DOCUMENT >> 10);
    (text.len() >= LARGE_DOCUMENT)
        .then(|| format!("{}: the document has {length} KiB, and the limit is {limit} KiB", store.name()))
}
