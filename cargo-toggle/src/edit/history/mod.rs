//! `cargo toggle log`: author, time and reason of each change of a file, and edits without this tool.
//!
//! Each line of the log has a hash of the file before and after the change. If a change has found another content than
//! the previous change has left, the file was edited without this tool. Lines of earlier versions have no hashes: for
//! those, the logged state of a toggle is compared with the state that its next change has found.

mod events;
mod outside;
pub(super) mod text;

use anyhow::{Result, bail};
use clap::Args;
use jiff::Timestamp;
use toggle_syntax::name::{did_you_mean, nearest};

use self::{
    events::{Damage, Event, History, Row},
    outside::Chain,
};
use super::{
    arguments::checked,
    audit::{self, Group},
    place::Place,
    target::Named,
};
use crate::{
    context,
    output::{self, Format, Outcome, note},
};

/// The number of damaged lines that are named one by one.
const NAMED: usize = 10;

/// Show who has changed which toggle in a file, when and why
///
/// Reads the audit log next to the file, `FILE.audit.jsonl`, and the rotated ones, oldest change first. A row `by hand`
/// is an edit of the file without `cargo toggle`: its author is not known, and its time only within the changes before
/// and after it. A line that cannot be read is reported and skipped.
#[derive(Debug, Args)]
pub struct Log {
    /// Only changes of this toggle
    #[arg(value_parser = checked)]
    name: Option<String>,
    #[command(flatten)]
    named: Named,
    /// Only changes at this time or later, as in `2026-12-05T10:00:00Z` or `2026-12-05`
    #[arg(long, value_name = "DATE", value_parser = context::instant)]
    since: Option<Timestamp>,
    /// Only changes by this user, or with this name as the author
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Log {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If neither the file nor its log exists.
    pub fn run(&self) -> Result<Outcome> {
        let place = Place::resolve(self.named.file()?, true)?;
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
            bail!("{}: no such file, and no audit log of it", self.named.shown());
        }
        changes.extend(chain.end(content.as_ref(), &self.named.shown()).map(Event::Outside));
        let unknown = self.unknown(&changes);
        changes.retain_mut(|event| self.passes(event));
        let history = History { file: self.named.shown(), changes, damaged };
        self.note(&history, is_logged, unknown);
        output::print(|out| match self.format {
            Format::Human => text::print(out, &history.changes),
            Format::Json => output::json(out, &history),
        })?;
        Ok(Outcome::Fine)
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

    fn note(&self, history: &History, is_logged: bool, unknown: Option<String>) {
        for Damage { file, line, reason } in history.damaged.iter().take(NAMED) {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            note(&format!("{file}{line} is skipped: {reason}"));
        }
        if let Some(more) = history.damaged.len().checked_sub(NAMED).filter(|more| *more > 0) {
            note(&format!("{more} more lines are skipped; `--format json` lists them all"));
        }
        if let Some(unknown) = unknown.filter(|_| is_logged) {
            return note(&unknown);
        }
        let is_filtered = self.name.is_some() || self.since.is_some() || self.who.is_some();
        match history.changes.is_empty() {
            true if !is_logged => note(&format!("{}: no change has been logged", history.file)),
            true if is_filtered => note("no change matches the filters"),
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
