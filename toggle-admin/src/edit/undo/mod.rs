//! The undo of one change.
//!
//! If the file is unchanged since, and `FILE.previous` has the content before the change, the file becomes
//! `FILE.previous`, byte by byte. Otherwise only the entries of the change are restored: their lines come from the log
//! or from `FILE.previous`.

mod report;
mod since;
mod stored;

use std::cell::OnceCell;

use anyhow::{Context, Result, anyhow, bail};
use jiff::Timestamp;
use toggle_syntax::Type;

pub use self::report::{Report, Restored, Undone};
use self::{report::author_of, since::Since};
use super::{
    audit::{self, Action, Entry, Group},
    directory::Access,
    document::{self, Edited},
    draft::{Draft, Edit, Planned},
    place::{Content, Place},
    refusal::parse,
    restore,
    slot::Slot,
    target::Target,
    transaction, verify,
};
use crate::{inventory::Toggle, text_file};

/// An undo of a change.
struct Undo<'a> {
    /// The id of the change, or `None` for the last one.
    change: Option<&'a str>,
    target: &'a Target<'a>,
}

/// A change to undo, with the later changes of its toggles.
struct ChosenChange {
    group: Group,
    later: Vec<Entry>,
}

/// Undoes a change of a file or a store: the one with this id in the log, or the last one. In a store, the revision
/// names a change, too. With an environment in the
/// target, the last one in the section of that environment.
///
/// # Errors
///
/// If the change cannot be undone. The file is unchanged then.
pub fn undo(target: &Target<'_>, change: Option<&str>) -> Result<Report> {
    if let Some(store) = target.store() {
        return stored::undo(target, store, change);
    }
    target.inventories()?;
    let undo = Undo { change, target };
    // The last change stays the one that was last at the start of the command.
    let chosen = OnceCell::new();
    let made = transaction::make(target, false, |place| undo.draft(place, &chosen))?;
    let group = chosen.into_inner().context("no change was chosen")?;
    Ok(Report::new(target, &group.entries, made))
}

impl Undo<'_> {
    fn draft(&self, place: &Place, chosen: &OnceCell<Group>) -> Result<Draft> {
        let old = transaction::read(self.target, place, false)?;
        let old = old.with_context(|| format!("{}: was removed just now", self.shown()))?;
        let ChosenChange { group, later } = self.find(place, chosen.get().map(change))?;
        let group = chosen.get_or_init(|| group);
        self.check_untouched(group, &later, &old)?;
        let previous = previous(place).filter(|text| {
            let before = group.entries.first().and_then(|entry| entry.hashes.content_before.as_ref());
            before == Some(&toggle_runtime::__admin::hash(text))
        });
        let text = match previous.as_deref() {
            Some(previous) if is_left(group, &old.text) => previous.to_owned(),
            previous => self.put_back(group, &old.text, previous)?,
        };
        let mut edits = Vec::new();
        for entry in &group.entries {
            edits.push(self.edit(entry, &old.text, &text)?);
        }
        Ok(Draft { old: Some(old), new: Planned { text, edits } })
    }

    /// Finds the change in the log: the chosen one, the one that was requested, or the last one.
    fn find(&self, place: &Place, chosen: Option<&str>) -> Result<ChosenChange> {
        let wanted = chosen.or(self.change);
        let mut found: Option<ChosenChange> = None;
        let mut is_interrupted = false;
        let is_meant = |group: &Group| match (wanted, &self.target.environment) {
            (Some(wanted), _) => change(group) == wanted,
            (None, Some(_)) => group.entries.iter().any(|entry| entry.environment == self.target.environment),
            (None, None) => true,
        };
        let each = |group: Group| {
            let is_meant = is_meant(&group);
            if !group.is_made {
                is_interrupted |= is_meant;
            } else if is_meant {
                found = Some(ChosenChange { group, later: Vec::new() });
            } else if let Some(ChosenChange { group: first, later }) = &mut found {
                let is_about_it = |entry: &Entry| first.entries.iter().any(|other| other.is_about_same_as(entry));
                later.extend(group.entries.into_iter().filter(is_about_it));
            }
        };
        // Unreadable lines may be about the same toggle; its hash shows whether it was changed.
        let is_logged = audit::read_all(place, each, drop)?;
        found.ok_or_else(|| {
            let file = self.shown();
            match (wanted, &self.target.environment) {
                _ if !is_logged => anyhow!("{file}: no change has been logged, so there is none to undo"),
                (Some(wanted), _) if is_interrupted => {
                    anyhow!("{file}: the change `{wanted}` was interrupted and did not take place")
                }
                (Some(wanted), _) => anyhow!("{file}: the log has no change `{wanted}`; `cargo toggle log` shows them"),
                (None, Some(name)) => anyhow!("{file}: no change in the environment `{name}` has been logged"),
                (None, None) => anyhow!("{file}: no change has been logged that took place"),
            }
        })
    }

    /// Refuses to undo a change of a toggle that was changed since.
    fn check_untouched(&self, group: &Group, later: &[Entry], now: &Content) -> Result<()> {
        let file = self.shown();
        if let Err(refusal) = parse(now.text.strip_prefix('\u{feff}').unwrap_or(&now.text)) {
            bail!("{file}:{refusal}; no change can be undone in a file that does not parse: fix it first");
        }
        for entry in &group.entries {
            let (toggle, change) = (&entry.toggle, &entry.change);
            match Since::of(entry, later) {
                Since::Untouched => {}
                Since::TakenBack(by) => {
                    bail!("{file}: the change `{change}` has already been undone by {}", by_whom(by));
                }
                Since::Changed(by) => {
                    let states = (by.before.as_deref().unwrap_or("not set"), by.after.as_deref().unwrap_or("not set"));
                    let (from, to) = states;
                    bail!(
                        "{file}: `{toggle}` has been changed since, by {}, from {from} to {to}; undo that first, \
                         or use `cargo toggle set`",
                        by_whom(by)
                    );
                }
            }
            if is_left(group, &now.text) {
                continue;
            }
            let left = &entry.hashes.entry_after;
            let is_known = left.is_some() || entry.after.is_none();
            if !is_known {
                bail!("{file}: the change `{change}` cannot be undone: {}", lacks(entry));
            }
            let slot = Slot { name: toggle, ty: &Type::OnOff, environment: entry.environment.as_deref() };
            if restore::hash(&now.text, slot) != *left {
                let written = now.metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
                let written = written.map(|time| format!("; the file was last written at {time:.0}"));
                bail!(
                    "{file}: `{toggle}` has been edited outside of `cargo toggle` since the change `{change}` of {}, \
                     which left it {}{}; use `cargo toggle set`",
                    author_of(entry),
                    entry.after.as_deref().unwrap_or("not set"),
                    written.unwrap_or_default()
                );
            }
        }
        Ok(())
    }

    /// Restores the old entry of each toggle in the text.
    fn put_back(&self, group: &Group, now: &str, previous: Option<&str>) -> Result<String> {
        let mut text = now.to_owned();
        for entry in &group.entries {
            let slot = Slot { name: &entry.toggle, ty: &Type::OnOff, environment: entry.environment.as_deref() };
            let source = match (&entry.before, &entry.source) {
                (None, _) => None,
                (Some(_), Some(source)) => Some(source.clone()),
                (Some(_), None) => {
                    let source = previous.and_then(|previous| restore::source(previous, slot));
                    let (file, change) = (self.shown(), &entry.change);
                    let because = || format!("{file}: the change `{change}` cannot be undone: {}", lacks(entry));
                    Some(source.with_context(because)?)
                }
            };
            let edited = restore::put_back(&text, slot, source.as_deref());
            text = edited.map_err(|refusal| anyhow!("{}:{refusal}", self.shown()))?;
        }
        Ok(text)
    }

    /// Returns the edit of the toggle by the undo, if the runtime accepts the result.
    fn edit(&self, entry: &Entry, old: &str, new: &str) -> Result<Edit> {
        let programs = self.target.programs(&entry.toggle)?;
        let ty = programs.iter().find_map(|program| program.find(&entry.toggle)).map(Toggle::ty);
        let ty = ty.unwrap_or_default();
        let slot = Slot { name: &entry.toggle, ty: &ty, environment: entry.environment.as_deref() };
        verify::restored(&programs, slot, old, new)?;
        let content = |text| document::content(text, slot).map_err(|refusal| anyhow!("{}:{refusal}", self.shown()));
        let (before, after) = (content(old)?, content(new)?);
        let edited = Edited { before, after, text: String::new(), nearest: None };
        Ok(Edit { undoes: Some(entry.change.clone()), ..Edit::of(Action::Undo, slot, edited) })
    }

    fn shown(&self) -> String {
        self.target.shown()
    }
}

fn change(group: &Group) -> &str {
    group.entries.first().map_or("", |entry| &entry.change)
}

/// Returns whether the file has the content that the change left.
fn is_left(group: &Group, now: &str) -> bool {
    let left = group.entries.first().and_then(|entry| entry.hashes.content_after.as_ref());
    left == Some(&toggle_runtime::__admin::hash(now))
}

/// Reads the content before the last change, if it is readable and its owner is trusted.
fn previous(place: &Place) -> Option<String> {
    let opened = place.directory().open_own(&place.previous(), Access::Read, place.trusted());
    let (file, _) = opened.ok()??;
    text_file::read_open(file).ok().map(|(text, _)| text)
}

/// Returns the reason why the log is not enough to restore an entry.
fn lacks(entry: &Entry) -> &'static str {
    if entry.hashes.content_after.is_none() {
        "an earlier version of `cargo toggle` has logged it, without the old lines; use `cargo toggle set`"
    } else if entry.before.is_some() && entry.hashes.entry_before.is_none() || entry.hashes.entry_after.is_none() {
        "its rules are not in the audit log, which is kept without rules, and the file has been written since"
    } else {
        "the old entry is too long for a line of the audit log, and the file has been written since"
    }
}

fn by_whom(entry: &Entry) -> String {
    format!("{} at {} (change `{}`)", author_of(entry), entry.at, entry.change)
}
