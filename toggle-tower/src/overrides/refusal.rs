//! The reasons for refusing a header.

use std::fmt;

use super::grant::MAX_BYTES;

/// The reason why a request's header is refused.
///
/// The reason contains no data of an unsigned header, and only the name of the toggle in question of a signed one.
///
/// ```
/// use toggle_tower::Refusal;
///
/// let refusal = Refusal::NotAllowed { toggle: "audit-log".to_owned() };
/// assert!(refusal.is_signed());
/// assert_eq!(refusal.to_string(), "`audit-log` may not be overridden by a header");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The request has the header several times.
    Repeated,
    /// The header is longer than 4096 bytes.
    TooLong {
        /// The length of the header.
        bytes: usize,
    },
    /// None of the keys has signed the header. Garbage has this reason as well.
    WrongSignature,
    /// The header is signed, but its text does not have the [format](crate::Overrides#format) of a
    /// [`Grant`](crate::Grant).
    Malformed,
    /// The header has expired.
    Expired,
    /// The remaining lifetime of the header exceeds [`max_lifetime`](crate::Overrides::max_lifetime).
    LivesTooLong,
    /// The header is bound to another targeting key than that of the request's context.
    OtherKey,
    /// The header names a toggle outside the list of overridable ones.
    NotAllowed {
        /// The toggle.
        toggle: String,
    },
    /// The header names a toggle of the list, but the program has no such toggle.
    UnknownToggle {
        /// The name of the toggle.
        toggle: String,
    },
    /// The header sets a toggle to a state that it cannot have.
    InvalidState {
        /// The toggle.
        toggle: String,
    },
}

impl Refusal {
    /// Returns whether one of the keys has signed the header, so that its sender, or the source of it, was granted
    /// overrides.
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
            Self::InvalidState { toggle } => write!(f, "the overrides set `{toggle}` to an invalid state"),
        }
    }
}
