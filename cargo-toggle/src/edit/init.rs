//! `cargo toggle init`: the first document of a store.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use toggle_admin::{
    edit::{Named, Operator, Target, actor, shared::init},
    summary::count,
};

use crate::{
    output::{self, Format, Line, Outcome},
    store, style, terminal,
};

/// Make the document of a store from a toggle file
///
/// The document is the text of the file, with its comments. Programs follow it with `TOGGLE_STORE=URL`. A file with a
/// mistake is refused, and so is a store that has a document already. Credentials in the URL are never printed.
#[derive(Debug, Args)]
pub struct Init {
    /// The store: `etcd://HOST:PORT/NAMESPACE`, `etcds://` for TLS, or `file:///DIRECTORY` for one machine
    #[arg(long, value_name = "URL")]
    store: String,
    /// The toggle file
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The reason, for the log of the store
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The author of the change, for the log, in addition to the user; without it, the variable `TOGGLE_ACTOR`
    #[arg(long = "as", value_name = "NAME", value_parser = actor)]
    actor: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Init {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file is mistaken, or the store cannot be written or has a document. The store is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let named = Named::in_store(store::open(&self.store)?);
        let mut target = Target::new(named, Operator::new(output::notes(), &terminal::confirm));
        target.reason.clone_from(&self.reason);
        target.actor.clone_from(&self.actor);
        let report = init(&target, &self.from)?;
        output::print(|out| match self.format {
            Format::Human => {
                let toggles = count(report.toggles, "toggle");
                let done = format!(": {toggles} from {} (revision {})", report.file, report.revision);
                out.line(&Line::new().styled(style::NAME, &report.store).text(done))
            }
            Format::Json => output::json(out, &report),
        })?;
        Ok(Outcome::Fine)
    }
}
