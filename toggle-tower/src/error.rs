//! The error of keys and grants.

use std::{error, fmt};

/// The error of a key that is too short or padded with zeros, or of a [`Grant`](crate::Grant) that no header can carry.
///
/// The message contains neither the key nor a targeting key.
///
/// ```
/// use toggle_tower::Key;
///
/// let error = Key::new("too short").unwrap_err();
/// assert!(error.is_short_key() && !error.is_padded_key() && !error.is_invalid_grant());
/// assert_eq!(error.to_string(), "a key for overrides needs at least 32 bytes; this one has 9");
/// ```
pub struct Error(Kind);

enum Kind {
    ShortKey { bytes: usize, least: usize },
    PaddedKey { zeros: usize },
    Grant { message: String },
}

impl Error {
    /// Returns the error of a key with fewer than `least` bytes.
    pub(crate) fn short_key(bytes: usize, least: usize) -> Self {
        Self(Kind::ShortKey { bytes, least })
    }

    pub(crate) fn padded_key(zeros: usize) -> Self {
        Self(Kind::PaddedKey { zeros })
    }

    pub(crate) fn grant(message: impl Into<String>) -> Self {
        Self(Kind::Grant { message: message.into() })
    }

    /// Returns whether a key has fewer bytes than [`Key::MIN_BYTES`](crate::Key::MIN_BYTES).
    pub fn is_short_key(&self) -> bool {
        matches!(self.0, Kind::ShortKey { .. })
    }

    /// Returns whether a key ends with zero bytes, so that a shorter key would be equivalent.
    pub fn is_padded_key(&self) -> bool {
        matches!(self.0, Kind::PaddedKey { .. })
    }

    /// Returns whether the states, the expiry or the length of a grant are invalid.
    pub fn is_invalid_grant(&self) -> bool {
        matches!(self.0, Kind::Grant { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::ShortKey { bytes, least } => {
                write!(f, "a key for overrides needs at least {least} bytes; this one has {bytes}")
            }
            Kind::PaddedKey { zeros } => {
                let bytes = if *zeros == 1 { "a zero byte" } else { "zero bytes" };
                write!(
                    f,
                    "a key for overrides must not end in {bytes}, which HMAC takes for padding; generate another key"
                )
            }
            Kind::Grant { message } => f.write_str(message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl error::Error for Error {}
