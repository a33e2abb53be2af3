use std::{
    error,
    fmt::{self, Write},
};

use toggle_syntax::{name, shown::Escaping};

use crate::model::problem::Problem;

/// What a [`Source`](crate::Source) fails with: any error.
pub type SourceError = Box<dyn error::Error + Send + Sync>;

/// Why a call that changes or sets up toggles was refused. What was refused has changed nothing.
///
/// Checks never give an error: they fall back to the last good state or the declared default.
///
/// The message is one line, with the [characters escaped](crate#texts-of-others) that would do more than be read.
pub struct Error(Box<Kind>);

enum Kind {
    AlreadyInstalled,
    Unavailable { problem: Problem },
    Forked,
    UnknownToggle { name: String, nearest: Option<String> },
    InvalidValue { name: String, message: String },
    UnknownNames { source: String, problems: Vec<Problem> },
    Source { source: String, error: SourceError },
}

impl Error {
    pub(crate) fn already_installed() -> Self {
        Self(Box::new(Kind::AlreadyInstalled))
    }

    pub(crate) fn unavailable(problem: &Problem) -> Self {
        Self(Box::new(Kind::Unavailable { problem: problem.clone() }))
    }

    pub(crate) fn forked() -> Self {
        Self(Box::new(Kind::Forked))
    }

    pub(crate) fn unknown_toggle(name: &str, nearest: Option<&str>) -> Self {
        Self(Box::new(Kind::UnknownToggle { name: name.to_owned(), nearest: nearest.map(str::to_owned) }))
    }

    pub(crate) fn invalid_value(name: &str, message: String) -> Self {
        Self(Box::new(Kind::InvalidValue { name: name.to_owned(), message }))
    }

    pub(crate) fn unknown_names(source: &str, problems: Vec<Problem>) -> Self {
        Self(Box::new(Kind::UnknownNames { source: source.to_owned(), problems }))
    }

    pub(crate) fn source(source: &str, error: SourceError) -> Self {
        Self(Box::new(Kind::Source { source: source.to_owned(), error }))
    }

    /// Whether toggles have been set up before, which can be done once in a process. A forked child is a process.
    pub fn is_already_installed(&self) -> bool {
        matches!(*self.0, Kind::AlreadyInstalled)
    }

    /// Whether this process was [forked](crate::_sources#fork) at a moment in which another thread of its parent was
    /// changing toggles: then nothing can change them in this process.
    pub fn is_forked(&self) -> bool {
        matches!(*self.0, Kind::Forked)
    }

    /// Whether a name belongs to no toggle of this program: one given to a call or, under
    /// [`Unknown::Deny`](crate::Unknown::Deny), one in a source, or the environment where a source has almost that one.
    pub fn is_unknown_toggle(&self) -> bool {
        matches!(*self.0, Kind::UnknownToggle { .. } | Kind::UnknownNames { .. })
    }

    /// Whether a value was given to a toggle that cannot have it, such as a variant that it does not have.
    pub fn is_invalid_value(&self) -> bool {
        matches!(*self.0, Kind::InvalidValue { .. })
    }

    /// Whether a source could not be read, or what it holds not be understood.
    pub fn is_source(&self) -> bool {
        matches!(*self.0, Kind::Source { .. })
    }
}

impl Error {
    /// What the source failed with.
    pub(crate) fn cause(&self) -> Option<&SourceError> {
        match &*self.0 {
            Kind::Source { error, .. } => Some(error),
            _ => None,
        }
    }

    /// What is wrong with a value, if that is what is wrong.
    pub(crate) fn wrong_value(&self) -> Option<&str> {
        match &*self.0 {
            Kind::InvalidValue { message, .. } => Some(message),
            _ => None,
        }
    }

    /// The message without the name of the source.
    pub(crate) fn detail(&self) -> String {
        match &*self.0 {
            Kind::Source { error, .. } => error.to_string(),
            Kind::UnknownNames { problems, .. } => {
                problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
            }
            Kind::AlreadyInstalled
            | Kind::Forked
            | Kind::Unavailable { .. }
            | Kind::UnknownToggle { .. }
            | Kind::InvalidValue { .. } => self.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell(&mut Escaping::new(f))
    }
}

impl Error {
    /// Writes the message, as it is.
    fn tell(&self, f: &mut impl Write) -> fmt::Result {
        match &*self.0 {
            Kind::AlreadyInstalled => {
                f.write_str("toggles are set up already; `install` can succeed once in a process")
            }
            Kind::Unavailable { problem } => write!(f, "{problem}"),
            Kind::Forked => f.write_str(
                "this process was forked while another thread of its parent changed toggles, so they cannot be changed \
                 here; fork before the parent sets toggles up",
            ),
            Kind::UnknownToggle { name, nearest: None } => write!(f, "no toggle of this program is called `{name}`"),
            Kind::UnknownToggle { name, nearest: Some(nearest) } => {
                let hint = name::did_you_mean(name, nearest);
                write!(f, "no toggle of this program is called `{name}`; {hint}")
            }
            Kind::InvalidValue { name, message } => write!(f, "`{name}`: {message}"),
            Kind::UnknownNames { source, problems } => {
                let is_name = |problem: &Problem| !matches!(problem, Problem::UnknownEnvironment { .. });
                let names = if problems.iter().any(is_name) { " names unknown toggles" } else { "" };
                write!(f, "{source}{names}: {}", self.detail())
            }
            Kind::Source { source, error } => write!(f, "{source}: {error}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &*self.0 {
            // The message has said what the error itself says; what comes next is its cause.
            Kind::Source { error, .. } => error.source(),
            _ => None,
        }
    }
}
