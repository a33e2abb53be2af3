//! The file or the store, and the options that all edits share.

use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context, Result, bail, ensure};
use toggle_syntax::name::{did_you_mean, nearest};

use super::{audit::Limits, current::EntryContent, operator::Operator, store::Way};
use crate::{
    inventory::{Inventory, explain_empty},
    notes::Notes,
    settings::{self, Days, Edits},
    store::SharedStore,
};

/// The file of an edit, and everything about the edit except the change itself.
#[derive(Debug)]
pub struct Target<'a> {
    named: Named,
    pub(super) operator: Operator<'a>,
    /// The environment whose section is edited, or `None` for the entries outside of all sections.
    pub environment: Option<String>,
    /// The reason, for the audit log.
    pub reason: Option<String>,
    /// The author of the change, for the audit log, in addition to the user; without it, the variable `TOGGLE_ACTOR`.
    pub actor: Option<String>,
    /// Whether a change of a protected environment is confirmed already.
    pub yes: bool,
    /// The binaries, or lists saved as JSON, one of which has to have the toggle.
    pub binaries: Vec<PathBuf>,
    inventories: OnceLock<Vec<Inventory>>,
    /// Whether the file is written through its inode, which is not atomic.
    pub in_place: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// The longest wait while other processes edit the file, in seconds.
    pub wait: u64,
    /// The options of the audit log.
    pub audit: AuditOptions,
}

/// The file, and the settings of its workspace.
#[derive(Debug, Default)]
pub struct Named {
    file: Option<PathBuf>,
    store: Option<SharedStore>,
    /// The settings of the current directory.
    here: OnceLock<Edits>,
    /// The settings of the current directory, merged with those above the file.
    settings: OnceLock<Edits>,
}

/// The options of the audit log. Missing options come from `[workspace.metadata.toggle]`.
#[derive(Debug, Clone, Default)]
pub struct AuditOptions {
    /// The largest size of the log, in MiB. A line beyond it starts a new log.
    pub size: Option<u32>,
    /// The age of its first line at which the log is rotated.
    pub age: Option<Days>,
    /// The number of rotated logs that are kept.
    pub keep: Option<u32>,
    /// Whether the log has only the fact that a table of rules has changed, without its content.
    pub without_rules: bool,
}

/// The longest wait while other processes edit the file, in seconds.
pub const WAIT: u64 = 10;
/// The length of the longest author name, in bytes.
const ACTOR: usize = 120;

/// Checks the name of an author.
///
/// # Errors
///
/// If the name is empty or too long.
pub fn actor(name: &str) -> Result<String> {
    ensure!(!name.trim().is_empty(), "expected a name");
    ensure!(name.len() <= ACTOR, "the name has {} bytes, and the limit is {ACTOR}", name.len());
    Ok(name.to_owned())
}

impl Named {
    /// Returns the file of this path; without one, the `file` of `[workspace.metadata.toggle]`.
    pub fn of(file: Option<PathBuf>) -> Self {
        Self { file, ..Self::default() }
    }

    /// Returns the document of a store, in place of a file.
    pub fn in_store(store: SharedStore) -> Self {
        Self { store: Some(store), ..Self::default() }
    }

    /// Returns the store, if its document is edited in place of a file.
    pub(super) fn store(&self) -> Option<&SharedStore> {
        self.store.as_ref()
    }

    /// Returns the settings of the current directory's workspace.
    fn here(&self) -> Result<&Edits> {
        if self.here.get().is_none() {
            let _ = self.here.set(settings::edits()?);
        }
        self.here.get().context("no settings were read")
    }

    /// Returns the settings of the workspaces of the file and of the current directory. A store has none.
    ///
    /// # Errors
    ///
    /// If the settings are invalid.
    pub(super) fn settings(&self) -> Result<&Edits> {
        if self.store.is_some() {
            return self.here();
        }
        if self.settings.get().is_none() {
            let _ = self.settings.set(settings::edits_of(self.file()?, self.here()?)?);
        }
        self.settings.get().context("no settings were read")
    }

    /// Returns the file.
    ///
    /// # Errors
    ///
    /// If neither an option nor the workspace names one.
    pub(super) fn file(&self) -> Result<&Path> {
        let file = match &self.file {
            Some(file) => Some(file),
            None => self.here()?.file.as_ref(),
        };
        file.map(PathBuf::as_path).context(
            "no file is given; name it with `--file`, or as `file` under `[workspace.metadata.toggle]` in Cargo.toml",
        )
    }

    /// Returns the path of the file or the name of the store, for messages.
    pub(super) fn shown(&self) -> String {
        if let Some(store) = &self.store {
            return store.name().to_owned();
        }
        self.file().map(|file| file.display().to_string()).unwrap_or_default()
    }
}

impl<'a> Target<'a> {
    /// Returns a target with the usual options.
    pub fn new(named: Named, operator: Operator<'a>) -> Self {
        Self {
            named,
            operator,
            environment: None,
            reason: None,
            actor: None,
            yes: false,
            binaries: Vec::new(),
            inventories: OnceLock::new(),
            in_place: false,
            dry_run: false,
            wait: WAIT,
            audit: AuditOptions::default(),
        }
    }

    /// Returns the receiver of notes.
    pub(super) fn notes(&self) -> Notes<'a> {
        self.operator.notes()
    }

    /// Returns the file.
    ///
    /// # Errors
    ///
    /// If neither an option nor the workspace names one.
    pub(super) fn file(&self) -> Result<&Path> {
        self.named.file()
    }

    /// Returns the store, if its document is edited in place of a file.
    pub(super) fn store(&self) -> Option<&SharedStore> {
        self.named.store()
    }

    /// Returns the path of the file or the name of the store, for messages.
    pub(super) fn shown(&self) -> String {
        self.named.shown()
    }

    /// Returns the settings of the workspaces of the file and of the current directory.
    ///
    /// # Errors
    ///
    /// If the settings are invalid.
    pub(super) fn settings(&self) -> Result<&Edits> {
        self.named.settings()
    }

    /// Checks that the workspace lists the environment, if it lists any.
    ///
    /// # Errors
    ///
    /// If the environment is not listed.
    pub(super) fn check_environment(&self) -> Result<()> {
        let Some(environment) = &self.environment else { return Ok(()) };
        settings::check_environment(environment, &self.settings()?.environments)
    }

    /// Returns whether the workspace lists this environment.
    pub(super) fn knows_environment(&self, name: &str) -> bool {
        self.settings().is_ok_and(|settings| settings.environments.iter().any(|known| known == name))
    }

    /// Returns the author of the change, if one is given.
    ///
    /// # Errors
    ///
    /// If the variable contains no valid name.
    pub(super) fn actor(&self) -> Result<Option<String>> {
        let variable = toggle_runtime::__admin::ACTOR;
        match (&self.actor, std::env::var_os(variable).filter(|name| !name.is_empty())) {
            (Some(name), _) => Ok(Some(name.clone())),
            (None, Some(name)) => actor(&name.to_string_lossy()).map(Some).with_context(|| format!("`{variable}`")),
            (None, None) => Ok(None),
        }
    }

    pub(super) fn way(&self) -> Way {
        if self.in_place { Way::InPlace } else { Way::Rename }
    }

    /// Returns the inventories of the binaries, which are read once.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read.
    pub(super) fn inventories(&self) -> Result<&[Inventory]> {
        if self.inventories.get().is_none() {
            let inventories = Inventory::open_all(&self.binaries)?;
            explain_empty(&inventories, self.notes());
            let _ = self.inventories.set(inventories);
        }
        Ok(self.inventories.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// Returns the inventories of the binaries that have this toggle.
    ///
    /// # Errors
    ///
    /// If none of them has it, or one of them cannot be read.
    pub(super) fn programs(&self, name: &str) -> Result<Vec<Inventory>> {
        let all = self.inventories()?;
        let programs: Vec<Inventory> = all.iter().filter(|program| program.find(name).is_some()).cloned().collect();
        if all.is_empty() || !programs.is_empty() {
            return Ok(programs);
        }
        let inventory = Inventory::merged(all);
        let known = inventory.toggles.iter().map(|toggle| toggle.name.as_str());
        let paths: Vec<String> = self.binaries.iter().map(|path| path.display().to_string()).collect();
        let hint = nearest(name, known).map(|known| format!("; {}", did_you_mean(name, known))).unwrap_or_default();
        bail!("{} has no toggle `{name}`{hint}", paths.join(", "))
    }

    /// Returns the settings of the audit log. A mistake in these settings is no reason to refuse an edit: no rules are
    /// logged then.
    pub(super) fn logged(&self) -> Logged {
        // A path in the current directory stands for a store, so that the settings of its workspace apply.
        let file = if self.store().is_some() { Ok(Path::new("toggles")) } else { self.file() };
        let settings = file.and_then(settings::audit).unwrap_or_else(|error| {
            self.notes().note(&format!("the audit log is kept as usual, but without rules: {error:#}"));
            settings::Audit { rules: Some(false), ..settings::Audit::default() }
        });
        let AuditOptions { size, age, keep, without_rules } = &self.audit;
        let size = size.or(settings.size.map(NonZeroU32::get)).map_or(Limits::SIZE, u64::from);
        let age = age.or(settings.age);
        Logged {
            limits: Limits {
                size: size << 20,
                age: age.map_or(Some(Limits::AGE), Days::number),
                keep: keep.or(settings.keep).unwrap_or(Limits::KEEP),
            },
            rules: !without_rules && settings.rules.unwrap_or(true),
        }
    }
}

/// The content of the audit log, and its limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Logged {
    pub(super) limits: Limits,
    rules: bool,
}

/// The length of the longest entry in the log, in bytes of JSON.
pub(super) const LOGGED: usize = 480;
/// The text of a table whose content is not logged.
pub(super) const TABLE: &str = "{ … }";

impl Logged {
    /// Returns whether the log has the full state, and not only the fact that there is one.
    pub(super) fn shows(self, content: &EntryContent) -> bool {
        self.rules || matches!(content, EntryContent::Plain(_))
    }

    /// Returns the text of a state for the log.
    pub(super) fn text(self, content: &EntryContent) -> String {
        match content {
            EntryContent::Table(_) if !self.rules => TABLE.to_owned(),
            content => content.cut(LOGGED),
        }
    }
}
