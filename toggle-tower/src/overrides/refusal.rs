//! The reasons to refuse a header.

use std::fmt;

use super::grant::MAX_BYTES;

/// Why a request's header overrides nothing.
///
/// Nothing is told of a header that none of the keys has signed, and of one that is signed only the toggle at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The request has several headers of the name.
    Repeated,
    /// The header is longer than 4096 bytes.
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// None of the keys has signed what it says. This is what garbage is, too.
    WrongSignature,
    /// It is signed, but not what a [`Grant`](crate::Grant) writes, or more than that: see the
    /// [format](crate::Overrides#format).
    Malformed,
    /// It has been valid for some time.
    Expired,
    /// It is valid for longer than [`max_lifetime`](crate::Overrides::max_lifetime) from now on.
    LivesTooLong,
    /// It is bound to another targeting key than that of the request's context.
    OtherKey,
    /// It names a toggle that is not in the list of those that may be overridden.
    NotAllowed {
        /// The toggle.
        toggle: String,
    },
    /// It names a toggle that may be overridden, but is none of this program.
    UnknownToggle {
        /// The name.
        toggle: String,
    },
    /// It sets a toggle to what is no state of it.
    InvalidState {
        /// The toggle.
        toggle: String,
    },
}

impl Refusal {
    /// Whether one of the keys has signed the header: it comes from someone who has been granted something, not from
    /// just anyone.
    pub fn is_signed(&self) -> bool {
        !matches!(self, Self::Repeated | Self::TooLong { .. } | Self::WrongSignature)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated => f.write_str("there are several headers with overrides"),
            Self::TooLong { bytes } => {
                write!(f, "the overrides are {bytes} bytes long, more than {MAX_BYTES}")
            }
            Self::WrongSignature => f.write_str("the overrides are not signed with a key that is known here"),
            Self::Malformed => f.write_str("the overrides are signed, but not in the form `name=state;until=seconds`"),
            Self::Expired => f.write_str("the overrides have expired"),
            Self::LivesTooLong => f.write_str("the overrides are valid for longer than is allowed here"),
            Self::OtherKey => f.write_str("the overrides are for another targeting key than that of the request"),
            Self::NotAllowed { toggle } => write!(f, "`{toggle}` may not be overridden by a header"),
            Self::UnknownToggle { toggle } => write!(f, "no toggle of this program is called `{toggle}`"),
            Self::InvalidState { toggle } => write!(f, "`{toggle}` cannot be set to what the overrides say"),
        }
    }
}
