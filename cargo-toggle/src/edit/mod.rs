//! `cargo toggle set` and `cargo toggle unset`: changing a file of toggles that running programs follow.

mod document;

mod audit;
mod lock;
mod place;
mod store;

mod keep;
mod report;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use toggle_runtime::Value;
use toggle_syntax::name::{self, InvalidName, nearest};

use self::{
    audit::{Action, Entry},
    document::Edited,
    lock::Lock,
    place::{Content, Place},
    report::Report,
    store::Replaced,
};
use crate::{
    inventory::Inventory,
    output::{Format, Outcome, note},
};

/// How often to start over where somebody else keeps writing the file.
const ATTEMPTS: u32 = 20;

/// Set a toggle in a file that programs follow
///
/// Comments and order stay. The file is replaced in one go, so that nobody ever reads half of it; the content before is
/// kept in `FILE.previous`, and each change is a line of JSON in `FILE.audit.jsonl`. A link is followed, and stays. Two
/// who write at the same time wait for each other. What is not understood is refused, and nothing changed.
#[derive(Debug, Args)]
pub struct Set {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    /// What to set it to: `on` or `off`
    state: Value,
    /// Make the file if there is none
    #[arg(long)]
    create: bool,
    #[command(flatten)]
    target: Target,
}

/// Remove a toggle from a file that programs follow, so that its default counts
///
/// If it is not in there, all is well and nothing happens. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Unset {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
struct Target {
    /// The file to edit
    #[arg(long)]
    file: PathBuf,
    /// Why, for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Refuse a name that no toggle of this binary, or of this list saved with `--format json`, has
    #[arg(long)]
    binary: Vec<PathBuf>,
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
    /// How long to wait while others edit the file
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    wait: u64,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Set {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. It is as it was, then.
    pub fn run(&self) -> Result<Outcome> {
        Change { name: &self.name, after: Some(self.state), create: self.create, target: &self.target }.run()
    }
}

impl Unset {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. It is as it was, then.
    pub fn run(&self) -> Result<Outcome> {
        Change { name: &self.name, after: None, create: false, target: &self.target }.run()
    }
}

/// What is to be done.
struct Change<'a> {
    name: &'a str,
    after: Option<Value>,
    create: bool,
    target: &'a Target,
}

/// What would be done to a file as it is now.
struct Draft {
    old: Option<Content>,
    edited: Edited,
}

impl Change<'_> {
    fn run(&self) -> Result<Outcome> {
        self.check_name()?;
        let report = self.make()?;
        let printed = report.print(self.target.format);
        printed.context(if report.changed {
            "the change is made, but cannot be shown"
        } else {
            "nothing is changed"
        })?;
        Ok(Outcome::Fine)
    }

    fn check_name(&self) -> Result<()> {
        let binaries = &self.target.binary;
        if binaries.is_empty() {
            return Ok(());
        }
        let inventory = Inventory::merged(&Inventory::open_all(binaries)?);
        if inventory.find(self.name).is_some() {
            return Ok(());
        }
        let known = inventory.toggles.iter().map(|toggle| toggle.name.as_str());
        let paths: Vec<String> = binaries.iter().map(|path| path.display().to_string()).collect();
        let hint = nearest(self.name, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        bail!("{} has no toggle `{}`{hint}", paths.join(", "), self.name)
    }

    fn make(&self) -> Result<Report<'_>> {
        for _ in 0..ATTEMPTS {
            let place = Place::resolve(&self.target.file, self.create)?;
            // What is refused, or is already so, leaves no trace: not even that of a lock.
            let draft = self.draft(&place)?;
            if self.target.dry_run || self.is_done(&draft) && !store::is_unfinished(&place)? {
                return Ok(self.report(draft, None));
            }
            let _lock = self.lock(&place)?;
            store::mend(&place)?;
            let draft = self.draft(&place)?;
            if self.is_done(&draft) {
                return Ok(self.report(draft, None));
            }
            let entry = self.entry(&draft, &place);
            if let Replaced::Done(change) = store::replace(&place, draft.old.as_ref(), &draft.edited.text, entry)? {
                return Ok(self.report(draft, Some(change)));
            }
        }
        bail!("{}: keeps changing; nothing was changed here", self.shown())
    }

    fn draft(&self, place: &Place) -> Result<Draft> {
        let old = place.read()?;
        if old.is_none() && !self.create {
            bail!("{}: was removed just now", self.shown());
        }
        let text = old.as_ref().map_or("", |old| &old.text);
        let edited =
            document::edit(text, self.name, self.after).map_err(|refusal| anyhow!("{}:{refusal}", self.shown()))?;
        let draft = Draft { old, edited };
        match &draft.old {
            Some(old) if !self.is_done(&draft) => place.check_replaceable(old)?,
            _ => {}
        }
        Ok(draft)
    }

    fn is_done(&self, draft: &Draft) -> bool {
        draft.edited.before == self.after
    }

    fn lock(&self, place: &Place) -> Result<Lock> {
        let waits = || note(&format!("waiting for another `cargo toggle` that edits {}", self.shown()));
        let path = place.lock();
        Lock::acquire(&path, Duration::from_secs(self.target.wait), waits)
            .with_context(|| format!("{}: cannot be locked: {}", self.shown(), path.display()))
    }

    fn entry(&self, draft: &Draft, place: &Place) -> Entry {
        let action = if self.after.is_some() { Action::Set } else { Action::Unset };
        Entry {
            before: draft.edited.before,
            after: self.after,
            reason: self.target.reason.clone(),
            ..Entry::new(action, self.name, place.real())
        }
    }

    fn report(&self, draft: Draft, change: Option<String>) -> Report<'_> {
        Report {
            toggle: self.name,
            file: self.shown(),
            before: draft.edited.before,
            after: self.after,
            changed: change.is_some(),
            change,
            nearest: draft.edited.nearest,
        }
    }

    fn shown(&self) -> String {
        self.target.file.display().to_string()
    }
}

fn checked(text: &str) -> Result<String, InvalidName> {
    name::check(text).map(|()| text.to_owned())
}
