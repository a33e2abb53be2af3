//! The error of all calls to a store: one opaque type with predicates.

use std::{error, fmt};

type Cause = Box<dyn error::Error + Send + Sync>;

/// The reason why a call to a store failed.
///
/// The predicates distinguish the cases that callers handle differently. Messages never contain a credential: an engine
/// names its store as [`Store::name`](crate::Store::name) does, and passes no cause that repeats a password or a token.
///
/// ```
/// use toggle_store::Error;
///
/// let error = Error::unavailable("the store does not answer");
/// assert!(error.is_unavailable() && !error.is_document());
/// ```
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    cause: Option<Cause>,
}

/// The condition of a write that did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conflict {
    /// The document has another revision than the one that the write replaces.
    Revision,
    /// The document belongs to another lineage.
    Lineage,
    /// A build was registered, or its record was removed, since the builds were listed.
    Builds,
    /// The store has a document already.
    Exists,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unavailable,
    Uncertain,
    Denied,
    Conflict(Conflict),
    Missing,
    Invalid,
    Unsupported,
}

impl Error {
    /// Returns the error of a store that is unreachable, silent, or not able to serve, such as one without a quorum.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Kind::Unavailable, message)
    }

    /// Returns the error of a write that may or may not have happened, because the connection ended before the answer.
    ///
    /// [`write_once`](crate::write_once) finds out.
    pub fn uncertain(message: impl Into<String>) -> Self {
        Self::new(Kind::Uncertain, message)
    }

    /// Returns the error of a store that refuses the account, its password, its certificate or the access.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(Kind::Denied, message)
    }

    /// Returns the error of a write whose condition does not hold. Nothing was written.
    pub fn conflict(conflict: Conflict) -> Self {
        let message = match conflict {
            Conflict::Revision => "the document has changed in the meantime",
            Conflict::Lineage => "the document belongs to another lineage, since the store was restored or made again",
            Conflict::Builds => "a build was registered or removed in the meantime",
            Conflict::Exists => "the store has a document already",
        };
        Self::new(Kind::Conflict(conflict), message)
    }

    /// Returns the error of a document or record that the store does not have.
    pub fn missing(message: impl Into<String>) -> Self {
        Self::new(Kind::Missing, message)
    }

    /// Returns the error of a document, record or URL that cannot be used: empty, too large, malformed.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, message)
    }

    /// Returns the error of a call that the engine or the build of this crate does not support.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(Kind::Unsupported, message)
    }

    /// Adds the cause, which [`source`](error::Error::source) returns. It must not contain a credential.
    #[must_use]
    pub fn because(self, cause: impl Into<Cause>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// Returns whether the store is unreachable, silent or not able to serve. The call can be retried.
    ///
    /// An [uncertain](Self::is_uncertain) write is unavailable, too.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.kind, Kind::Unavailable | Kind::Uncertain)
    }

    /// Returns whether a write may have happened nevertheless.
    pub fn is_uncertain(&self) -> bool {
        self.kind == Kind::Uncertain
    }

    /// Returns whether the store refuses the account or the access.
    pub fn is_denied(&self) -> bool {
        self.kind == Kind::Denied
    }

    /// Returns whether a condition of the write did not hold, so that nothing was written.
    pub fn is_conflict(&self) -> bool {
        self.as_conflict().is_some()
    }

    /// Returns the condition of the write that did not hold.
    pub fn as_conflict(&self) -> Option<Conflict> {
        match self.kind {
            Kind::Conflict(conflict) => Some(conflict),
            _ => None,
        }
    }

    /// Returns whether the store does not have the document or record.
    pub fn is_missing(&self) -> bool {
        self.kind == Kind::Missing
    }

    /// Returns whether the document, record or URL cannot be used.
    pub fn is_invalid(&self) -> bool {
        self.kind == Kind::Invalid
    }

    /// Returns whether the engine does not support the call.
    pub fn is_unsupported(&self) -> bool {
        self.kind == Kind::Unsupported
    }

    /// Returns whether the store answered, and the error is in what it holds: missing or invalid.
    ///
    /// The connection is then healthy, and the document is not.
    pub fn is_document(&self) -> bool {
        self.is_missing() || self.is_invalid()
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as _)
    }
}
