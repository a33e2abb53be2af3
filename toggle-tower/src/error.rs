//! The error of signing.

use std::{error, fmt};

/// Why something cannot be signed: a key that is too short or padded with zeros, or a [`Grant`](crate::Grant) that no
/// header can carry.
///
/// The message tells neither the key nor a targeting key.
pub struct Error(Kind);

enum Kind {
    ShortKey { bytes: usize, least: usize },
    PaddedKey { zeros: usize },
    Grant { message: String },
}

impl Error {
    /// Makes the error for a key with fewer than `least` bytes.
    pub(crate) fn short_key(bytes: usize, least: usize) -> Self {
        Self(Kind::ShortKey { bytes, least })
    }

    pub(crate) fn padded_key(zeros: usize) -> Self {
        Self(Kind::PaddedKey { zeros })
    }

    pub(crate) fn grant(message: impl Into<String>) -> Self {
        Self(Kind::Grant { message: message.into() })
    }

    /// Whether a key has fewer bytes than [`Key::MIN_BYTES`](crate::Key::MIN_BYTES).
    pub fn is_short_key(&self) -> bool {
        matches!(self.0, Kind::ShortKey { .. })
    }

    /// Returns whether a key ends in zero bytes, so that a shorter one would be the same key.
    pub fn is_padded_key(&self) -> bool {
        matches!(self.0, Kind::PaddedKey { .. })
    }

    /// Whether the states, the expiry or the length of a grant are at fault.
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
                write!(f, "a key for overrides must not end in {bytes}, which HMAC takes for padding; make another one")
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
