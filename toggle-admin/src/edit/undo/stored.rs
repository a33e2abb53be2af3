//! The undo of one write to a store.
//!
//! The store keeps the text before each of the last writes. So the entries of the write are restored from that text,
//! and a comparison of texts shows whether they have changed since.

use anyhow::{Context, Result, anyhow, bail};
use toggle_store::{LogEntry, Revision};
use toggle_syntax::Type;

use super::report::Report;
use crate::{
    edit::{
        audit::{Action, Entry, author},
        document::{self, Edited},
        draft::{Edit, Planned},
        restore, shared,
        shared::Line,
        slot::Slot,
        target::Target,
        verify,
    },
    inventory::Inventory,
    store::{SharedStore, WITHIN},
};

/// A write to undo.
struct Chosen {
    revision: Revision,
    entries: Vec<Entry>,
    /// The text that the write replaced.
    before: String,
    /// The text that the write made.
    after: String,
    /// The entries of the later writes, each with its revision.
    later: Vec<(Revision, Entry)>,
}

/// Undoes a write: the one with this revision or this id, or the last one.
///
/// # Errors
///
/// If the write cannot be undone. The document is unchanged then.
pub(super) fn undo(target: &Target<'_>, store: &SharedStore, change: Option<&str>) -> Result<Report> {
    target.inventories()?;
    let chosen = Chosen::find(target, store, change)?;
    let made = shared::make(target, store, &|now| chosen.plan(target, store, now))?;
    Ok(Report::new(target, &chosen.entries, made))
}

impl Chosen {
    fn find(target: &Target<'_>, store: &SharedStore, change: Option<&str>) -> Result<Self> {
        let (present, log) = read(store)?;
        let entries = |logged: &LogEntry| Line::read(&logged.line).map(Line::entries);
        let is_meant = |logged: &&LogEntry| match (change, &target.environment) {
            (Some(change), _) => {
                let is_id = || entries(logged).is_ok_and(|all| all.iter().any(|entry| entry.change == change));
                logged.revision.to_string() == change || is_id()
            }
            (None, Some(_)) => {
                entries(logged).is_ok_and(|all| all.iter().any(|entry| entry.environment == target.environment))
            }
            (None, None) => true,
        };
        let name = store.name();
        let found = log.iter().rev().find(is_meant).ok_or_else(|| match (change, &target.environment) {
            (Some(change), _) => anyhow!("{name}: the log has no revision `{change}`; `cargo toggle log` shows them"),
            (None, Some(environment)) => anyhow!("{name}: no change in the environment `{environment}` is in the log"),
            (None, None) => anyhow!("{name}: no change is in the log"),
        })?;
        let revision = found.revision;
        let undone = entries(found).with_context(|| format!("{name}: the log at revision {revision}"))?;
        if undone.iter().any(|entry| entry.action == Action::Init) {
            bail!("{name}: revision {revision} made the document, which stays");
        }
        let replaced = |revision: Revision| {
            let text = store.engine().replaced(revision, WITHIN).map_err(|error| store.failed(&error))?;
            text.with_context(|| format!("{name}: revision {revision} is too old; the store keeps the last texts only"))
        };
        let mut later = log.iter().filter(|logged| logged.revision > revision);
        let after = later.clone().next().map_or(Ok(present), |next| replaced(next.revision))?;
        let later = later.by_ref().flat_map(|logged| {
            let entries = entries(logged).unwrap_or_default();
            entries.into_iter().map(|entry| (logged.revision, entry))
        });
        Ok(Self { revision, entries: undone, before: replaced(revision)?, after, later: later.collect() })
    }

    /// Restores the entries in the current text.
    fn plan(&self, target: &Target<'_>, store: &SharedStore, now: &str) -> Result<Planned> {
        let name = store.name();
        let mut text = now.to_owned();
        for entry in &self.entries {
            let slot = Slot { name: &entry.toggle, ty: &Type::OnOff, environment: entry.environment.as_deref() };
            if restore::hash(now, slot) != restore::hash(&self.after, slot) {
                bail!(
                    "{name}: `{}` has been changed since revision {}{}; undo that first, or use `cargo toggle set`",
                    entry.toggle,
                    self.revision,
                    self.by_whom(entry)
                );
            }
            let source = restore::source(&self.before, slot);
            if source.is_none() && restore::hash(&self.before, slot).is_some() {
                bail!("{name}: the entry of `{}` before revision {} cannot be restored", entry.toggle, self.revision);
            }
            let edited = restore::put_back(&text, slot, source.as_deref());
            text = edited.map_err(|refusal| anyhow!("{name}:{refusal}"))?;
        }
        let edits = self.entries.iter().map(|entry| edit(target, entry, now, &text)).collect::<Result<Vec<_>>>()?;
        Ok(Planned { text, edits })
    }

    /// Returns the author and the time of the last later change of an entry.
    fn by_whom(&self, of: &Entry) -> String {
        let last = self.later.iter().rev().find(|(_, entry)| entry.is_about_same_as(of));
        last.map_or_else(String::new, |(revision, entry)| {
            let who = author(&entry.who, entry.actor.as_deref(), entry.sudo_user.as_deref());
            format!(", by {who} at {} (revision {revision})", entry.at)
        })
    }
}

/// Reads the document and the log of the same instant.
fn read(store: &SharedStore) -> Result<(String, Vec<LogEntry>)> {
    const ATTEMPTS: usize = 10;
    for _ in 0..ATTEMPTS {
        let document = store.document()?;
        let log = store.engine().log(None, usize::MAX, WITHIN).map_err(|error| store.failed(&error))?;
        if log.last().is_none_or(|newest| newest.revision == document.version.revision) {
            return Ok((document.text, log));
        }
    }
    bail!("{}: keeps changing; nothing was changed here", store.name())
}

/// Returns the edit of an entry by the undo, if the runtime accepts the result.
fn edit(target: &Target<'_>, entry: &Entry, old: &str, new: &str) -> Result<Edit> {
    let programs = target.programs(&entry.toggle)?;
    let ty = Inventory::type_in(&programs, &entry.toggle).unwrap_or_default();
    let slot = Slot { name: &entry.toggle, ty: &ty, environment: entry.environment.as_deref() };
    verify::restored(&programs, slot, old, new)?;
    let content = |text| document::content(text, slot).map_err(|refusal| anyhow!("{}:{refusal}", target.shown()));
    let edited = Edited { before: content(old)?, after: content(new)?, text: String::new(), nearest: None };
    Ok(Edit { undoes: Some(entry.change.clone()), ..Edit::of(Action::Undo, slot, edited) })
}
