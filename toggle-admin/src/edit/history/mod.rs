//! The history of a file: author, time and reason of each change, and edits without this tool.
//!
//! Each line of the log has a hash of the file before and after the change. If a change has found another content than
//! the previous change has left, the file was edited without this tool. Lines of earlier versions have no hashes: for
//! those, the logged state of a toggle is compared with the state that its next change has found. A store accepts no
//! edit without its line.

mod events;
mod outside;
mod stored;

use anyhow::{Result, bail};
use jiff::Timestamp;
use toggle_syntax::name::{did_you_mean, nearest};

use self::outside::Chain;
pub use self::{
    events::{Damage, Event, History, Row},
    outside::{Difference, Outside},
};
pub use super::audit::author;
use super::{
    audit::{self, Group},
    place::Place,
    target::Named,
};
use crate::notes::Notes;

/// The number of damaged lines that are named one by one.
const NAMED: usize = 10;

/// The changes that are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The toggle.
    pub name: Option<String>,
    /// The time of the first change.
    pub since: Option<Timestamp>,
    /// The user, or the name of the author.
    pub who: Option<String>,
}

/// Returns the changes of a file or of a store's document, oldest first. Edits without `cargo toggle` are included, and
/// lines of the log that cannot be read are reported.
///
/// # Errors
///
/// If neither the file nor its log exists, or the store cannot be read.
pub fn history(named: &Named, filter: &Filter, notes: Notes<'_>) -> Result<History> {
    if let Some(store) = named.store() {
        let (changes, damaged) = stored::read(store)?;
        let history = History { file: named.shown(), changes, damaged };
        return Ok(filter.apply(history, true, notes));
    }
    let place = Place::resolve(named.file()?, true)?;
    let mut chain = Chain::default();
    let (mut changes, mut damaged) = (Vec::new(), Vec::new());
    let each = |group: Group| {
        changes.extend(chain.add(&group).map(Event::Outside));
        let interrupted = !group.is_made;
        changes.extend(group.entries.into_iter().map(|entry| Event::Change(Box::new(Row::of(entry, interrupted)))));
    };
    let is_logged = audit::read_all(&place, each, |damage| {
        let audit::Damage { file, line, reason } = damage;
        damaged.push(Damage { file, line, reason });
    })?;
    let content = place.read()?;
    if content.is_none() && !is_logged {
        bail!("{}: no such file, and no audit log of it", named.shown());
    }
    changes.extend(chain.end(content.as_ref(), &named.shown()).map(Event::Outside));
    Ok(filter.apply(History { file: named.shown(), changes, damaged }, is_logged, notes))
}

impl Filter {
    /// Removes the changes that do not pass, and notes the damaged lines and an unknown name.
    fn apply(&self, mut history: History, is_logged: bool, notes: Notes<'_>) -> History {
        let unknown = self.unknown(&history.changes);
        history.changes.retain_mut(|event| self.passes(event));
        self.note(&history, is_logged, unknown, notes);
        history
    }

    /// Returns the note about a name that has no logged change.
    fn unknown(&self, changes: &[Event]) -> Option<String> {
        let name = self.name.as_ref()?;
        let known = changes.iter().filter_map(|event| match event {
            Event::Change(change) => Some(change.toggle.as_str()),
            Event::Outside(_) => None,
        });
        if known.clone().any(|known| known == name) {
            return None;
        }
        let hint = nearest(name, known).map(|known| format!("; {}", did_you_mean(name, known))).unwrap_or_default();
        Some(format!("no change of `{name}` has been logged{hint}"))
    }

    fn note(&self, history: &History, is_logged: bool, unknown: Option<String>, notes: Notes<'_>) {
        for Damage { file, line, reason } in history.damaged.iter().take(NAMED) {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            notes.note(&format!("{file}{line} is skipped: {reason}"));
        }
        if let Some(more) = history.damaged.len().checked_sub(NAMED).filter(|more| *more > 0) {
            notes.note(&format!("{more} more lines are skipped; `--format json` lists them all"));
        }
        if let Some(unknown) = unknown.filter(|_| is_logged) {
            return notes.note(&unknown);
        }
        let is_filtered = self.name.is_some() || self.since.is_some() || self.who.is_some();
        match history.changes.is_empty() {
            true if !is_logged => notes.note(&format!("{}: no change has been logged", history.file)),
            true if is_filtered => notes.note("no change matches the filters"),
            _ => {}
        }
    }

    /// Returns whether a change passes the filters. Toggles that do not pass are removed from an outside edit.
    fn passes(&self, event: &mut Event) -> bool {
        let is_since = |at: &str| match (self.since, at.parse::<Timestamp>()) {
            (Some(since), Ok(at)) => at >= since,
            // A time that cannot be parsed hides nothing.
            _ => true,
        };
        match event {
            Event::Change(change) => {
                let names = [Some(&change.who), change.actor.as_ref(), change.sudo_user.as_ref()];
                let is_by = |who: &String| names.into_iter().flatten().any(|name| name == who);
                self.name.as_ref().is_none_or(|name| *name == change.toggle)
                    && self.who.as_ref().is_none_or(is_by)
                    && is_since(&change.at)
            }
            Event::Outside(outside) => {
                if let Some(name) = &self.name {
                    outside.toggles.retain(|difference| difference.toggle == *name);
                }
                // An edit of unknown toggles may include this toggle.
                let is_about = self.name.is_none() || outside.is_partial || !outside.toggles.is_empty();
                is_about && self.who.is_none() && outside.until.as_deref().is_none_or(is_since)
            }
        }
    }
}
