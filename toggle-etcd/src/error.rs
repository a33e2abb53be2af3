//! The error of this crate: a kind that predicates report, and a message without credentials.

use std::{error, fmt};

use tonic::{Code, ConnectError, Status, TimeoutExpired};

/// The error of a URL, a connection or a request.
///
/// No message contains a password or a token.
#[derive(Clone)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Address,
    /// No server can be reached, so the request was not sent.
    Unreachable,
    /// The server may have received the request.
    Silent,
    NoLeader,
    Denied,
    /// The server refuses the token, but not the user.
    Token,
    /// The server has no access control, so it refuses an authentication.
    NoUsers,
    Compacted,
    NoSpace,
    TooLarge,
    LeaseGone,
    Refused,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(crate) fn address(message: impl Into<String>) -> Self {
        Self::new(Kind::Address, message)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the error of a status that an endpoint has returned, or that the connection to the endpoint makes up.
    pub(crate) fn from_status(status: &Status, endpoint: &str) -> Self {
        let mut message = status.message().strip_prefix("etcdserver: ").unwrap_or(status.message()).to_owned();
        let kind = match status.code() {
            _ if caused_by::<ConnectError>(status) => Kind::Unreachable,
            _ if message == "no leader" => Kind::NoLeader,
            Code::Cancelled | Code::DeadlineExceeded | Code::Unavailable | Code::Unknown | Code::Internal => {
                Kind::Silent
            }
            Code::Unauthenticated => Kind::Token,
            Code::PermissionDenied => Kind::Denied,
            Code::FailedPrecondition if message == "authentication is not enabled" => Kind::NoUsers,
            // The token is older than a change of the users or roles.
            Code::InvalidArgument if message == "revision of auth store is old" => Kind::Token,
            Code::InvalidArgument if message.starts_with("authentication failed") => Kind::Denied,
            // The request has no token, because access control is newer than the connection.
            Code::InvalidArgument if message == "user name is empty" => Kind::Token,
            Code::InvalidArgument if message == "request is too large" => Kind::TooLarge,
            Code::ResourceExhausted if message.contains("larger than max") => Kind::TooLarge,
            Code::OutOfRange if message.contains("compacted") => Kind::Compacted,
            Code::ResourceExhausted if message.contains("space exceeded") => Kind::NoSpace,
            Code::NotFound if message.contains("lease") => Kind::LeaseGone,
            _ => Kind::Refused,
        };
        if kind == Kind::NoLeader {
            "no leader, so the cluster has lost its quorum or is electing".clone_into(&mut message);
        } else if kind == Kind::Unreachable || error::Error::source(status).is_some() {
            message = causes(status);
        }
        Self::new(kind, format!("etcd at {endpoint}: {message}"))
    }

    /// Adds the name of the user whom a server has refused.
    pub(crate) fn for_user(self, user: &str) -> Self {
        if self.is_denied() { Self { message: format!("{} (user `{user}`)", self.message), ..self } } else { self }
    }

    /// Returns whether a URL or a setting cannot be used as it is written.
    pub fn is_invalid_address(&self) -> bool {
        self.kind == Kind::Address
    }

    /// Returns whether no server answered, or none that has a leader. The request may be repeated later.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.kind, Kind::Unreachable | Kind::Silent | Kind::NoLeader)
    }

    /// Returns whether a write may have been applied although it failed.
    pub fn is_uncertain(&self) -> bool {
        self.kind == Kind::Silent
    }

    /// Returns whether the server knows neither user nor password, or refuses the operation to the user.
    pub fn is_denied(&self) -> bool {
        matches!(self.kind, Kind::Denied | Kind::Token)
    }

    /// Returns whether the revision of a read or a watch is no longer in the server's history.
    pub fn is_compacted(&self) -> bool {
        self.kind == Kind::Compacted
    }

    /// Returns whether the server's quota of space is used up, so that it refuses all writes.
    pub fn is_out_of_space(&self) -> bool {
        self.kind == Kind::NoSpace
    }

    /// Returns whether a request is longer than the server allows.
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Returns whether a lease has ended.
    pub fn is_lease_gone(&self) -> bool {
        self.kind == Kind::LeaseGone
    }
}

/// Returns whether an error or one of its causes is of a type.
fn caused_by<T: error::Error + 'static>(error: &(dyn error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(<dyn error::Error>::is::<T>)
}

/// Returns the messages of an error and of its causes. Leaves out a message that repeats the one before, and messages
/// of tonic that add nothing.
pub(crate) fn causes(error: &(dyn error::Error + 'static)) -> String {
    let mut messages: Vec<String> = Vec::new();
    for error in std::iter::successors(Some(error), |error| error.source()) {
        let message = match error.downcast_ref::<Status>() {
            Some(status) => status.message().to_owned(),
            None if error.is::<TimeoutExpired>() => "no answer in time".to_owned(),
            None => error.to_string(),
        };
        let generic = message == "transport error" || message == "tcp connect error" || message.is_empty();
        if !generic && messages.last().is_none_or(|last| !last.contains(&message)) {
            messages.push(message);
        }
    }
    if messages.is_empty() { "the connection failed".to_owned() } else { messages.join(": ") }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl error::Error for Error {}
