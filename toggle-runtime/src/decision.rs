use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// The answer to a check with the whole way to it, as [`explain`](crate::explain) gives it.
///
/// Displayed, it is a table of what each source says:
///
/// ```text
/// new-checkout is on: STATIC, environment (TOGGLE_NEW_CHECKOUT)
///   program            -
/// > environment        on   TOGGLE_NEW_CHECKOUT
///   file toggles.toml  off  toggles.toml:3:1
///   default            off  src/main.rs:10:1 (NEW_CHECKOUT)
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decision {
    /// The toggle.
    pub toggle: String,
    /// The answer.
    pub value: Value,
    /// Why it is this answer.
    pub reason: Reason,
    /// The source that decided, such as `environment` or `default`.
    pub source: String,
    /// The rule of the source that decided; none for a plain state.
    pub rule: Option<String>,
    /// What went wrong where [`reason`](Self::reason) is [`Error`](Reason::Error).
    pub error: Option<String>,
    /// What each source says, highest first, down to the declared default.
    pub trace: Vec<Step>,
}

impl Decision {
    /// Whether the toggle is on.
    pub fn is_on(&self) -> bool {
        self.value.is_on()
    }
}

/// Why a decision is what it is, in the words of [OpenFeature's specification][reasons].
///
/// [reasons]: https://openfeature.dev/specification/types#resolution-reason
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Reason {
    /// A source sets the toggle to a plain state.
    Static,
    /// No source speaks of the toggle, so its declared default counts: off, if it is not declared.
    Default,
    /// The default counts because the toggle does not exist or what a source says of it is wrong.
    Error,
}

impl Reason {
    /// The specification's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Static => "STATIC",
            Self::Default => "DEFAULT",
            Self::Error => "ERROR",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What one source says of a toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// The source.
    pub source: String,
    /// The state it sets, if it speaks of the toggle.
    pub value: Option<Value>,
    /// Where it says so: a variable, a line of a file, a place in the code.
    pub place: Option<String>,
    /// What is wrong with it. A value beside it is the last good one.
    pub error: Option<String>,
    /// Whether this is the step that decided.
    pub decides: bool,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { toggle, value, reason, source, .. } = self;
        write!(f, "{toggle} is {value}: {reason}, {source}")?;
        let place = self.trace.iter().find(|step| step.decides).and_then(|step| step.place.as_ref());
        place.map_or(Ok(()), |place| write!(f, " ({place})"))?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, ": {error}"))?;
        let width = self.trace.iter().map(|step| step.source.chars().count()).max().unwrap_or(0);
        for Step { source, value, place, error, decides } in &self.trace {
            let mark = if *decides { '>' } else { ' ' };
            let value = value.map_or("-", Value::as_str);
            let mut line = format!("{mark} {source:width$}  {value:3}");
            for detail in [place, error].into_iter().flatten() {
                line.push_str("  ");
                line.push_str(detail);
            }
            write!(f, "\n{}", line.trim_end())?;
        }
        Ok(())
    }
}
