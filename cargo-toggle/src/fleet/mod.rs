//! `cargo toggle fleet`: the processes that follow a store.

mod report;
mod text;

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use toggle_store::{Document, LogEntry, Reading, Revision, WriteStore, fleet::Fleet};

use self::report::Report;
use crate::{
    output::{self, Outcome},
    store,
};

/// The longest wait for an answer of the store.
const WITHIN: Duration = Duration::from_secs(5);

/// List the processes that follow a store, with their revisions, problems, guards and overrides
///
/// A process is listed while it runs, and up to 30 s after it was killed. After the table come the toggles of the
/// document that no live build has, toggles with different types in different builds, clocks that differ, and records
/// that cannot be read.
///
/// Exit status: 0 if the store can be read, 2 if not.
#[derive(Debug, Args)]
pub struct FleetOptions {
    /// The URL of the store, such as `etcd://127.0.0.1:2379/shop` or `file:///var/lib/toggles/shop`
    #[arg(long, value_name = "URL", env = "TOGGLE_STORE", hide_env_values = true)]
    store: String,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A row for each process
    #[default]
    Table,
    /// JSON with all details
    Json,
}

impl FleetOptions {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the store or its document cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let shared = store::open(&self.store)?;
        let store = shared.engine();
        let name = store.name();
        let failed = |error: toggle_store::Error| anyhow!(error).context(name.clone());
        let document = match store.read(None, WITHIN).map_err(failed)? {
            Reading::Document(document) => document,
            Reading::Unchanged => return Err(anyhow!("{name}: the store returns no document")),
        };
        let fleet = Fleet::read(store, WITHIN).map_err(failed)?;
        let log = log(store, &document, &fleet);
        let report = Report::new(&name, &document, &fleet, log.as_deref(), Timestamp::now());
        let report = report.with_context(|| name.clone())?;
        output::print(|out| match self.format {
            Format::Table => text::print(out, &report),
            Format::Json => output::json(out, &report),
        })?;
        Ok(Outcome::Fine)
    }
}

/// Returns the entries of the log since the oldest revision of an instance, with that revision, or `None` if the log
/// cannot be read.
fn log(store: &dyn WriteStore, document: &Document, fleet: &Fleet) -> Option<Vec<LogEntry>> {
    let revisions = fleet.instances.iter().filter_map(|instance| report::revision(instance.revision.as_deref()));
    let newest = document.version().map(|version| version.revision);
    let oldest = revisions.chain(newest).min()?;
    let before = Revision::new(oldest.number().saturating_sub(1));
    store.log(Some(before), usize::MAX, WITHIN).ok()
}
