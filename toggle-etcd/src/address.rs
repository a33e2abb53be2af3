//! The address of a namespace in etcd: the URL, and the variables that complete it.

use std::{fmt, path::PathBuf};

use crate::{error::Error, secret::Secret};

/// The place of a namespace in etcd, and the credentials for it.
///
/// `Display` returns the address without user, password and parameters. `Debug` hides the password.
#[derive(Clone, Debug)]
pub struct Address {
    pub(crate) tls: bool,
    pub(crate) hosts: Vec<String>,
    pub(crate) namespace: String,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Password>,
    pub(crate) certificates: Certificates,
}

/// The place of a password.
#[derive(Clone, Debug)]
pub(crate) enum Password {
    Text(Secret),
    File(PathBuf),
}

/// The files for TLS.
#[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "without TLS, tests alone read them"))]
#[derive(Clone, Debug, Default)]
pub(crate) struct Certificates {
    pub(crate) ca: Option<PathBuf>,
    /// The files of the client's certificate and of its key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
}

impl Address {
    /// Returns the URL of a host, without credentials.
    pub(crate) fn origin(&self, host: &str) -> String {
        format!("{}://{host}", if self.tls { "https" } else { "http" })
    }

    /// Returns the password, or `None` if the address has none.
    ///
    /// # Errors
    ///
    /// Returns an error if the file with the password cannot be read.
    pub(crate) fn read_password(&self) -> Result<Option<Secret>, Error> {
        match &self.password {
            None => Ok(None),
            Some(Password::Text(password)) => Ok(Some(password.clone())),
            Some(Password::File(path)) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Error::address(format!("cannot read the password in {}: {error}", path.display()))
                })?;
                let line = text.strip_suffix('\n').unwrap_or(&text);
                Ok(Some(Secret::new(line.strip_suffix('\r').unwrap_or(line))))
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "etcd{}://{}/{}", if self.tls { "s" } else { "" }, self.hosts.join(","), self.namespace)
    }
}
