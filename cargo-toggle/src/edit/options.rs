//! The arguments that edits share: the file or the store, the options, and the users of a simulation.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, value_parser};
use toggle_admin::{
    edit::{AuditOptions, Named, Operator, Target, WAIT, actor},
    settings::{self, Days},
    simulate::Keys,
};

use crate::{
    output::{self, Format},
    store, terminal,
};

/// The options that all edits share.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    #[command(flatten)]
    named: NamedArgs,
    /// Edit the entry for this environment alone, in the section `[environment.NAME]`
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The reason, for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The author of the change, for the audit log, in addition to the user; without it, the variable `TOGGLE_ACTOR`
    #[arg(long = "as", value_name = "NAME", value_parser = actor)]
    actor: Option<String>,
    /// Change a protected environment without a prompt
    #[arg(long)]
    yes: bool,
    /// Refuse a name that this binary, or this list saved with `--format json`, does not have
    #[arg(long)]
    binary: Vec<PathBuf>,
    /// Write through the file's inode, for a file that is a mount point or has several names; not atomic
    ///
    /// By default, a new file is renamed into place. A container that mounts the single file, and not its directory,
    /// never sees the new one. With this option, a reader may see half of the file for a moment, and a kill during the
    /// write leaves half of it, until the next edit recovers it. A program that follows the file waits until it is
    /// quiet.
    #[arg(long, conflicts_with = "store")]
    in_place: bool,
    /// Only show the change
    #[arg(long)]
    dry_run: bool,
    /// The longest wait while other processes edit the file
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT)]
    wait: u64,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    #[command(flatten)]
    audit: AuditArgs,
}

/// The file or the store, and the settings of its workspace.
#[derive(Debug, Args)]
pub(super) struct NamedArgs {
    /// The toggle file; without it, the `file` of `[workspace.metadata.toggle]`
    #[arg(long)]
    file: Option<PathBuf>,
    /// The store whose document is used in place of a file, as in `etcd://127.0.0.1:2379/shop` or
    /// `file:///var/lib/toggles`; without it and without `--file`, the variable `TOGGLE_STORE`
    #[arg(long, value_name = "URL", conflicts_with = "file")]
    store: Option<String>,
}

/// The options of the audit log. Missing options come from `[workspace.metadata.toggle]`.
#[derive(Debug, Args)]
struct AuditArgs {
    /// The largest size of the audit log; a line beyond it starts a new log, and the old one is kept as
    /// `FILE.audit.1.jsonl` [default: 16]
    #[arg(long = "audit-size", value_name = "MIB", value_parser = value_parser!(u32).range(1..), help_heading = HEADING)]
    size: Option<u32>,
    /// The age of its first line at which the audit log is rotated, or `none` [default: 365]
    #[arg(long = "audit-age", value_name = "DAYS", value_parser = settings::days, help_heading = HEADING)]
    age: Option<Days>,
    /// The number of rotated audit logs that are kept [default: 10]
    #[arg(long = "audit-keep", value_name = "NUMBER", help_heading = HEADING)]
    keep: Option<u32>,
    /// Log the fact that a table of rules has changed, without its content
    #[arg(long = "audit-without-rules", help_heading = HEADING)]
    without_rules: bool,
}

const HEADING: &str = "Audit log";

/// The option to simulate the change of one toggle.
#[derive(Debug, Args)]
pub(super) struct Simulated {
    /// Only show the change, and how many users would get another value: a number, for `user-1`, `user-2` and so on, a
    /// file with one targeting key on each line, or `-`, as for `cargo toggle simulate --keys`
    ///
    /// Only the file decides, not the variables of this environment.
    #[arg(long = "simulate", value_name = "FILE|N", allow_negative_numbers = true)]
    pub(super) keys: Option<Keys>,
}

impl NamedArgs {
    /// Returns the file or the store that the arguments name.
    ///
    /// # Errors
    ///
    /// If the store cannot be opened.
    pub(super) fn named(&self) -> Result<Named> {
        if let Some(file) = &self.file {
            return Ok(Named::of(Some(file.clone())));
        }
        let store = store::open_or_variable(self.store.as_deref())?;
        Ok(store.map_or_else(|| Named::of(None), Named::in_store))
    }
}

impl TargetArgs {
    /// Returns the target that the arguments name. The terminal prompts for confirmations.
    ///
    /// # Errors
    ///
    /// If a store cannot be opened.
    pub(super) fn target(&self) -> Result<Target<'static>> {
        let AuditArgs { size, age, keep, without_rules } = self.audit;
        let mut target = Target::new(self.named.named()?, Operator::new(output::notes(), &terminal::confirm));
        target.environment.clone_from(&self.environment);
        target.reason.clone_from(&self.reason);
        target.actor.clone_from(&self.actor);
        target.yes = self.yes;
        target.binaries.clone_from(&self.binary);
        target.in_place = self.in_place;
        target.dry_run = self.dry_run;
        target.wait = self.wait;
        target.audit = AuditOptions { size, age, keep, without_rules };
        Ok(target)
    }
}
