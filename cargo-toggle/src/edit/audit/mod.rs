//! The log of all changes: a line of JSON for each, beside the file.
//!
//! `log.rs` keeps whole lines, `rotation.rs` begins a new log where this one is too large or too old.

mod log;
mod rotation;
#[cfg(test)]
mod tests;

use std::{io, path::Path};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

pub(super) use self::log::{Log, made};
pub(super) use self::rotation::{Limits, rotate};
use super::keep;
use crate::output::{self, Versioned};

/// The longest line, with its line feed. In bytes.
const LINE: usize = log::PAGE / 2;

/// A line of the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::edit) struct Entry {
    /// When, in UTC.
    pub(in crate::edit) at: String,
    /// The user whose rights were used.
    pub(in crate::edit) who: String,
    /// The user who took these rights by `sudo`.
    #[serde(alias = "sudo_user", default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) sudo_user: Option<String>,
    pub(in crate::edit) action: Action,
    pub(in crate::edit) toggle: String,
    /// The environment in whose section it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::edit) environment: Option<String>,
    /// The entry in the file. Long rules are cut.
    pub(in crate::edit) before: Option<String>,
    pub(in crate::edit) after: Option<String>,
    pub(in crate::edit) reason: Option<String>,
    /// The file, without links.
    pub(in crate::edit) file: String,
    /// The change that this line is about.
    pub(in crate::edit) change: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::edit) enum Action {
    Set,
    Unset,
    /// `enabled = false` was written.
    Disable,
    /// `enabled = false` was taken back.
    Enable,
    /// The change that an earlier line tells of did not take place.
    Interrupted,
}

impl Versioned for Entry {
    const FORMAT: &'static str = "audit";
    const VERSION: u32 = 3;
    /// A log may hold lines of older versions, which a killed edit is mended by.
    const OLDEST: u32 = 1;
}

impl Entry {
    /// A line about a change that this user makes now.
    pub(in crate::edit) fn new(action: Action, toggle: &str, file: &Path) -> Self {
        let who = whoami::username().ok().or_else(keep::user).unwrap_or_else(|| "unknown".to_owned());
        let sudo_user = std::env::var("SUDO_USER").ok().filter(|user| !user.is_empty() && *user != who);
        Self {
            at: format!("{:.3}", toggle_runtime::__tool::now()),
            who,
            sudo_user,
            action,
            toggle: toggle.to_owned(),
            environment: None,
            before: None,
            after: None,
            reason: None,
            file: file.display().to_string(),
            change: String::new(),
        }
    }

    /// The line that takes this one back: the state is what it was.
    pub(in crate::edit) fn interrupted(&self, file: &Path) -> Self {
        let Self { environment, before, change, .. } = self.clone();
        Self {
            environment,
            after: before.clone(),
            before,
            change,
            ..Self::new(Action::Interrupted, &self.toggle, file)
        }
    }

    /// Makes sure that it fits into the log.
    ///
    /// # Errors
    ///
    /// If it is too long.
    pub(in crate::edit) fn check(&self) -> Result<()> {
        self.to_line().map(drop)
    }

    fn to_line(&self) -> Result<Vec<u8>> {
        let line = self.to_json()?;
        let len = line.len();
        if len > LINE {
            let remedy = self.remedy()?;
            bail!("the line of the audit log would have {len} bytes, and {LINE} is the most{remedy}");
        }
        Ok(line)
    }

    fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        output::json_line(&mut line, self)?;
        Ok(line)
    }

    /// The remedy for a line that is too long.
    fn remedy(&self) -> io::Result<&'static str> {
        let without_reason = Self { reason: None, ..self.clone() };
        let of_users = self.who.len() + self.sudo_user.as_ref().map_or(0, String::len);
        Ok(if without_reason.to_json()?.len() <= LINE {
            ": shorten the reason"
        } else if self.file.len() >= of_users {
            ", also without a reason: the path of the file is too long"
        } else {
            ", also without a reason: the name of the user is too long"
        })
    }
}
