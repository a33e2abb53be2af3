//! `cargo toggle log`: author, time and reason of each change of a file or a store, and edits without this tool.

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use toggle_admin::{
    context,
    edit::{
        checked,
        history::{Filter, history},
    },
};

use super::{log_text, options::NamedArgs};
use crate::output::{self, Format, Outcome};

/// Show who has changed which toggle in a file or a store, when and why
///
/// Reads the audit log next to the file, `FILE.audit.jsonl`, and the rotated ones, oldest change first. A row `by hand`
/// is an edit of the file without `cargo toggle`: its author is not known, and its time only within the changes before
/// and after it. A line that cannot be read is reported and skipped. The log of
/// a store is in the store, and shows the revision of each change.
#[derive(Debug, Args)]
pub struct Log {
    /// Only changes of this toggle
    #[arg(value_parser = checked)]
    name: Option<String>,
    #[command(flatten)]
    named: NamedArgs,
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
    /// If neither the file nor its log exists, or the store cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let filter = Filter { name: self.name.clone(), since: self.since, who: self.who.clone() };
        let history = history(&self.named.named()?, &filter, output::notes())?;
        output::print(|out| match self.format {
            Format::Human => log_text::print(out, &history.changes),
            Format::Json => output::json(out, &history),
        })?;
        Ok(Outcome::Fine)
    }
}
