//! The first document of a store.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use toggle_store::Conflict;

use super::{line::Line, random};
use crate::{
    edit::{
        audit::{Action, Entry, Hashes},
        document,
        target::Target,
        verify,
    },
    program::require_file,
    store::{SharedStore, WITHIN},
    text_file,
    versioned::Versioned,
};

/// The new document of a store.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The name of the store.
    pub store: String,
    /// The file from which the document comes.
    pub file: String,
    /// The number of toggles.
    pub toggles: usize,
    /// The revision.
    pub revision: u64,
    /// The random word that each write compares.
    pub lineage: String,
    /// The id of the change in the log.
    pub change: String,
}

impl Versioned for Report {
    const FORMAT: &'static str = "init";
}

/// Makes the document of a store from a toggle file.
///
/// # Errors
///
/// If the store has a document already, the file has a mistake, or the workspace requires a reason. The store is
/// unchanged then.
pub fn init(target: &Target<'_>, from: &Path) -> Result<Report> {
    require_file(from)?;
    let file = from.display().to_string();
    let (text, _) = text_file::read(from).with_context(|| file.clone())?;
    init_with(target, &text, &file)
}

/// Makes the document of a store from a text, which messages place in this file.
pub(super) fn init_with(target: &Target<'_>, text: &str, file: &str) -> Result<Report> {
    let store = target.store().context("no store is given")?;
    let actor = target.actor()?;
    let requires_reason = target.settings()?.require_reason.is_any();
    let has_reason = target.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    ensure!(has_reason || !requires_reason, "{}: a reason is required; give `--reason`", store.name());
    let mistakes = verify::mistakes_of(text, file)?;
    ensure!(mistakes.is_empty(), "{file}: nothing mistaken may get into a store: {}", mistakes.join("; "));

    let change = random::id();
    let entry = Entry {
        actor,
        reason: target.reason.clone(),
        hashes: Hashes { content_after: Some(toggle_runtime::__admin::hash(text)), ..Hashes::default() },
        ..Entry::new(Action::Init, "", store.name())
    };
    let line = Line::of(vec![entry], &change, None).context("a change without an entry")?.to_json()?;
    let version = match store.engine().init(text, &line, WITHIN) {
        Err(error) if error.as_conflict() == Some(Conflict::Exists) => bail!("{}: {}", store.name(), found(store)),
        version => version.map_err(|error| store.failed(&error))?,
    };
    Ok(Report {
        store: store.name().to_owned(),
        file: file.to_owned(),
        toggles: document::names(text).len(),
        revision: version.revision.number(),
        lineage: version.lineage.to_string(),
        change,
    })
}

/// Returns the reason why a store with a document gets no other.
fn found(store: &SharedStore) -> String {
    let revision = store.document().map(|document| format!(" at revision {}", document.version.revision));
    format!("the store has a document{} already, which stays", revision.unwrap_or_default())
}
