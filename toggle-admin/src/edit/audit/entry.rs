//! A line of the log.

use std::{io, path::Path};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use crate::{
    edit::os,
    versioned::{self, Versioned},
};

/// The smallest page size of a kernel, in bytes.
pub(super) const PAGE: usize = 4096;
/// The largest length of a line with its line feed, in bytes.
pub(super) const LINE: usize = PAGE / 2;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", expecting = "an object")]
pub(in crate::edit) struct Entry {
    /// The time in UTC.
    pub(in crate::edit) at: String,
    /// The user whose rights were used.
    pub(in crate::edit) who: String,
    /// The person or job that the user has named as the author of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) actor: Option<String>,
    /// The user who took these rights by `sudo`.
    #[serde(alias = "sudo_user", default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) sudo_user: Option<String>,
    pub(in crate::edit) action: Action,
    pub(in crate::edit) toggle: String,
    /// The environment whose section has the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) environment: Option<String>,
    /// The entry in the file. A long one is cut.
    pub(in crate::edit) before: Option<String>,
    pub(in crate::edit) after: Option<String>,
    pub(in crate::edit) reason: Option<String>,
    /// The file, without links, or the name of the store.
    pub(in crate::edit) file: String,
    /// The id of the change that this line belongs to.
    pub(in crate::edit) change: String,
    /// The environment whose entry was promoted to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) from: Option<String>,
    /// The id of the change that this one undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) undoes: Option<String>,
    /// The hashes that show whether the file was edited without this tool.
    #[serde(flatten)]
    pub(in crate::edit) hashes: Hashes,
    /// The entry before the change as it was written, with its comments, if there is room for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) source: Option<String>,
}

/// The hashes of the file and of the toggle's entry, before and after the change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::edit) struct Hashes {
    /// `None` if there was no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) content_before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) content_after: Option<String>,
    /// `None` if the file did not name the toggle, or its rules are not logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) entry_before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) entry_after: Option<String>,
}

/// The name of an edit in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The change set the toggle.
    Set,
    /// The change removed the entry, except for its monitoring keys.
    Unset,
    /// The change wrote `enabled = false`.
    Disable,
    /// The change removed `enabled = false`.
    Enable,
    /// The change copied the entry of another environment, or its absence.
    Promote,
    /// The change undid an earlier change.
    Undo,
    /// The change made the document of a store.
    Init,
    /// The change of an earlier line did not take place.
    Interrupted,
}

impl Versioned for Entry {
    const FORMAT: &'static str = "audit";
    const VERSION: u32 = 3;
    /// A log may contain lines of versions 1 and 2, and a killed edit is recovered from them.
    const OLDEST: u32 = 1;

    fn called() -> String {
        "a line of an audit log of `cargo toggle`".to_owned()
    }
}

impl Entry {
    /// Returns a line about a change that this user makes now.
    pub(in crate::edit) fn new(action: Action, toggle: &str, file: &str) -> Self {
        let who = whoami::username().ok().or_else(os::user).unwrap_or_else(|| "unknown".to_owned());
        let sudo_user = std::env::var("SUDO_USER").ok().filter(|user| !user.is_empty() && *user != who);
        Self {
            at: format!("{:.3}", toggle_runtime::__admin::now()),
            who,
            actor: None,
            sudo_user,
            action,
            toggle: toggle.to_owned(),
            environment: None,
            before: None,
            after: None,
            reason: None,
            file: file.to_owned(),
            change: String::new(),
            from: None,
            undoes: None,
            hashes: Hashes::default(),
            source: None,
        }
    }

    /// Returns the line that cancels this one: the state is the one before the change.
    pub(in crate::edit) fn interrupted(&self, file: &Path) -> Self {
        let Self { environment, before, change, .. } = self.clone();
        Self {
            environment,
            after: before.clone(),
            before,
            change,
            ..Self::new(Action::Interrupted, &self.toggle, &file.display().to_string())
        }
    }

    /// Returns whether both lines are about the same entry of the file.
    pub(in crate::edit) fn is_about_same_as(&self, other: &Self) -> bool {
        self.toggle == other.toggle && self.environment == other.environment
    }

    /// Makes the line fit into the log: drops the source of the entry if there is no room for it.
    ///
    /// # Errors
    ///
    /// If the line is too long even without the source.
    pub(in crate::edit) fn fit(&mut self) -> Result<()> {
        if self.source.is_some() && self.to_json()?.len() > LINE {
            self.source = None;
        }
        self.to_line().map(drop)
    }

    pub(super) fn to_line(&self) -> Result<Vec<u8>> {
        let line = self.to_json()?;
        match line.len().checked_sub(LINE) {
            None | Some(0) => Ok(line),
            Some(more) => bail!("{}", self.excess(more)?),
        }
    }

    fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        versioned::json_line(&mut line, self)?;
        Ok(line)
    }

    /// Returns the reason why the line is longer than the log allows.
    fn excess(&self, more: usize) -> io::Result<String> {
        let without_reason = Self { reason: None, ..self.clone() }.to_json()?.len();
        let of_users = [&self.actor, &self.sudo_user].into_iter().flatten().map(String::len).sum::<usize>();
        Ok(if without_reason <= LINE {
            format!("the reason is too long by {more} bytes")
        } else if self.file.len() >= self.who.len() + of_users {
            format!("the path of the file is too long for the audit log by {} bytes", without_reason - LINE)
        } else {
            format!("the name of the user is too long for the audit log by {} bytes", without_reason - LINE)
        })
    }
}

/// Returns the author of a change: the given name, and the user whose rights were used.
pub fn author(who: &str, actor: Option<&str>, sudo_user: Option<&str>) -> String {
    let user = sudo_user.map_or_else(|| who.to_owned(), |user| format!("{user} as {who}"));
    actor.map_or_else(|| user.clone(), |actor| format!("{actor} ({user})"))
}
