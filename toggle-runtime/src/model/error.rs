//! The error of calls that change toggles or set them up.

use std::{
    error,
    fmt::{self, Write},
};

use toggle_syntax::{name, shown::Escaping};

use crate::model::problem::Problem;

/// The error of a [`Source`](crate::Source): any error type.
///
/// ```
/// use toggle_runtime::SourceError;
///
/// fn read(path: &str) -> Result<String, SourceError> {
///     Ok(std::fs::read_to_string(path)?)
/// }
///
/// assert!(read("no-such-file.toml").is_err());
/// ```
pub type SourceError = Box<dyn error::Error + Send + Sync>;

/// The error of a call that changes toggles or sets them up. The refused part of the call has changed nothing.
///
/// Checks never return an error: a check falls back to the last good state or the declared default.
///
/// ```
/// let error = toggle_runtime::set("no-such-toggle", true).unwrap_err();
/// assert!(error.is_unknown_toggle());
/// assert!(!error.is_invalid_value());
/// ```
///
/// The message is one line. It [escapes](crate#texts-of-others) control characters and other characters that affect a
/// terminal.
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

    /// Returns whether toggles were already set up, which a process can do once. A forked child is another process.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// toggle_runtime::builder().install()?;
    /// let error = toggle_runtime::builder().install().unwrap_err();
    /// assert!(error.is_already_installed());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_already_installed(&self) -> bool {
        matches!(*self.0, Kind::AlreadyInstalled)
    }

    /// Returns whether nothing can change toggles in this process, because of a [fork](crate::_sources#fork) at the
    /// moment at which another thread of the parent changed toggles.
    pub fn is_forked(&self) -> bool {
        matches!(*self.0, Kind::Forked)
    }

    /// Returns whether a name belongs to no toggle of this program.
    ///
    /// The name is the argument of a call or, under [`Unknown::Deny`](crate::Unknown::Deny), a name in a source. Under
    /// `Deny`, this is also the error of an environment without a section in a source that has one of almost the same
    /// name.
    pub fn is_unknown_toggle(&self) -> bool {
        matches!(*self.0, Kind::UnknownToggle { .. } | Kind::UnknownNames { .. })
    }

    /// Returns whether the toggle cannot have the given value, such as an unknown variant.
    ///
    /// ```
    /// # toggle_runtime::enabled!("dry-run");
    /// let error = toggle_runtime::set_text("dry-run", "maybe").unwrap_err();
    /// assert!(error.is_invalid_value());
    /// ```
    pub fn is_invalid_value(&self) -> bool {
        matches!(*self.0, Kind::InvalidValue { .. })
    }

    /// Returns whether a source could not be read, or its content is invalid.
    pub fn is_source(&self) -> bool {
        matches!(*self.0, Kind::Source { .. })
    }
}

impl Error {
    /// Returns the error of the source.
    pub(crate) fn cause(&self) -> Option<&SourceError> {
        match &*self.0 {
            Kind::Source { error, .. } => Some(error),
            _ => None,
        }
    }

    /// Returns the fault of a value, if an invalid value is the error.
    pub(crate) fn wrong_value(&self) -> Option<&str> {
        match &*self.0 {
            Kind::InvalidValue { message, .. } => Some(message),
            _ => None,
        }
    }

    /// Returns the message without the name of the source.
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
    /// Writes the message without escapes.
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
            // The message already contains the error itself, so the next cause is the error's own.
            Kind::Source { error, .. } => error.source(),
            _ => None,
        }
    }
}
