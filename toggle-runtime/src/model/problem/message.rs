//! The text of a problem.

use std::fmt::{self, Write};

use toggle_rules::{State, Value};
use toggle_syntax::{misspelt::Misspelt, name, shown::Escaping};

use super::{Problem, ProblemPlace};
use crate::model::names;

#[cfg(test)]
mod tests;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell(&mut Escaping::new(f))
    }
}

impl Problem {
    /// Returns the displayed text without the place or source at its start.
    pub(crate) fn message(&self) -> String {
        let mut message = String::new();
        // Writing to a `String` never fails.
        let _ = self.tell_message(&mut Escaping::new(&mut message));
        message
    }

    /// Writes the text without escapes.
    fn tell(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::UnknownName { place, .. }
            | Self::UnknownEnvironment { place, .. }
            | Self::InvalidState { place, .. }
            | Self::NearUndeclared { place, .. }
            | Self::Pinned { place, .. }
            | Self::WithoutKey { place, .. } => {
                match place {
                    ProblemPlace::Source(name) => f.write_str(names::shown(name))?,
                    place => place.write(f)?,
                }
                f.write_str(": ")?;
            }
            Self::UnknownNames { source, .. }
            | Self::SourceFailed { source, .. }
            | Self::StaleSource { source, .. } => write!(f, "{source}: ")?,
            Self::SetUpFailed { .. }
            | Self::NotFollowed { .. }
            | Self::HistoryFailed { .. }
            | Self::EventsHeld { .. }
            | Self::EvaluationsHeld { .. }
            | Self::CallPanicked { .. }
            | Self::SharedVariable { .. }
            | Self::ServiceLinks { .. }
            | Self::NeverOn { .. }
            | Self::PinnedInPart { .. }
            | Self::WithoutKeys { .. }
            | Self::DeclaredTwice { .. } => {}
        }
        self.tell_message(f)
    }

    /// Writes the text after the place or source, without escapes.
    fn tell_message(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::SetUpFailed { error } => {
                write!(f, "the toggles of this program cannot be set up, so checks return declared defaults: {error}")
            }
            Self::UnknownName { name, nearest, .. } => {
                write!(f, "no toggle of this program is called `{name}`")?;
                nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; {}", name::did_you_mean(name, nearest)))
            }
            Self::UnknownNames { count, .. } => {
                let (names, are) = if *count == 1 { ("name", "is no toggle") } else { ("names", "are no toggles") };
                write!(f, "{count} more {names} {are} of this program; is this another program's configuration?")
            }
            Self::UnknownEnvironment { name, nearest, .. } => {
                let hint = name::did_you_mean(name, nearest);
                write!(f, "there is no section for the program's environment `{name}`; {hint}")
            }
            // A mistake in a whole source has the source as its name, and the place already contains the name.
            Self::InvalidState { name, place, message } if *place == **name => f.write_str(message),
            Self::InvalidState { name, message, .. } => write!(f, "`{name}`: {message}"),
            Self::SourceFailed { error, .. } => f.write_str(error),
            Self::StaleSource { since, reason, .. } => write!(f, "its states are those of {since}: {reason}"),
            Self::NotFollowed { source, error } => {
                write!(f, "{source} is not watched, so its changes apply at the next `reload` only: {error}")
            }
            Self::HistoryFailed { path, error, lost } => {
                write!(f, "cannot write to {path}: {error}")?;
                lost_too(f, *lost, "lines")
            }
            Self::EventsHeld { reason, lost } => {
                write!(f, "subscribers do not receive events: {reason}")?;
                lost_too(f, *lost, "events")
            }
            Self::EvaluationsHeld { reason, lost } => {
                write!(f, "answers wait for the functions that observe them: {reason}")?;
                lost_too(f, *lost, "evaluations")
            }
            Self::CallPanicked { toggle, message, count } => {
                let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
                write!(f, "a function that observes answers panicked {times}, first for `{toggle}`: {message}")
            }
            Self::SharedVariable { variable, toggles, reserved } => {
                let toggles = toggles.join("` or `");
                write!(f, "the variable `{variable}` ")?;
                match reserved {
                    Some(meaning) => write!(f, "is {meaning}, so it does not set `{toggles}`")?,
                    None => write!(f, "could set `{toggles}`, so it sets none of them")?,
                }
                f.write_str("; set the toggle by name in `TOGGLES`, or rename it")
            }
            Self::ServiceLinks { services, variables, toggles } => service_links(f, services, variables, toggles),
            Self::NeverOn { name, place } => {
                write!(
                    f,
                    "{place} checks whether the toggle `{name}` is on, but it never is; read its declaration with \
                     `value!` or `get`"
                )
            }
            Self::NearUndeclared { name, nearest, nearest_is_declared, .. } => {
                let misspelt = Misspelt { name, meant: nearest, is_meant_declared: *nearest_is_declared };
                f.write_str(&misspelt.message())
            }
            Self::Pinned { name, state, pin, .. } => {
                match state {
                    State::Rules { .. } => write!(f, "the rules of `{name}` do not apply")?,
                    state => write!(f, "`{name}` cannot be {state}")?,
                }
                write!(f, ", since this build has pinned it to `{pin}`; build without `{}`", name::pin_variable(name))
            }
            Self::PinnedInPart { name, pin, place, other, other_pin } => {
                let variable = name::pin_variable(name);
                write!(f, "the toggle `{name}` is pinned to `{pin}` at {place}, but ")?;
                match other_pin {
                    None => write!(f, "not at {other}, which was built without `{variable}`; rebuild it"),
                    Some(other_pin) => write!(
                        f,
                        "to `{other_pin}` at {other}, which was built with another `{variable}`; rebuild both with the \
                         same"
                    ),
                }
            }
            Self::WithoutKey { name, by, value, .. } => without_key(f, name, by.as_deref(), value),
            Self::WithoutKeys { count } => without_keys(f, *count),
            Self::DeclaredTwice { name, first, second } => {
                write!(f, "the toggle `{name}` is declared twice: {first} applies, {second} does not; remove one")
            }
        }
    }
}

fn lost_too(f: &mut impl Write, lost: u64, unit: &str) -> fmt::Result {
    if lost == 0 { Ok(()) } else { write!(f, "; {lost} {unit} were lost") }
}

fn service_links(f: &mut impl Write, services: &[String], variables: &[String], toggles: &[String]) -> fmt::Result {
    let (services, toggles) = (services.join("` and `"), toggles.join("` and `"));
    write!(f, "{}: `{}`", names::shown(names::ENVIRONMENT), variables.first().map_or("", String::as_str))?;
    match variables.len() {
        0 | 1 => f.write_str(" is set")?,
        more => write!(f, " and {} more variables are set", more - 1)?,
    }
    let plural = if services.contains("` and `") { "s" } else { "" };
    write!(f, " by Kubernetes for the Service{plural} `{services}`")?;
    if toggles.is_empty() {
        f.write_str(", without setting a toggle")?;
    } else {
        write!(f, ", and not for `{toggles}`; rename the toggle or the Service")?;
    }
    f.write_str("; write `enableServiceLinks: false` into the `spec` of the pod")
}

fn without_key(f: &mut impl Write, name: &str, by: Option<&str>, value: &Value) -> fmt::Result {
    write!(f, "`{name}` is {value} here, since its rules have no value to hash: the context has no ")?;
    match by {
        None => f.write_str("targeting key; set one")?,
        Some(by) => write!(f, "attribute `{by}` that can be hashed; set it")?,
    }
    f.write_str(" with `scope()` or `for =`, or write `without-key` into the toggle's table")?;
    // A percentage alone has no table, and only an on/off toggle can be set to a percentage alone.
    if by.is_none() && matches!(value, Value::On | Value::Off) {
        f.write_str("; the table of a percentage is `{ rules = [{ rollout = 25 }] }`")?;
    }
    Ok(())
}

fn without_keys(f: &mut impl Write, count: usize) -> fmt::Result {
    let places = if count == 1 { "toggle point has" } else { "toggle points have" };
    write!(
        f,
        "{count} more {places} no value to hash for toggles with rollouts; set contexts with keys by `scope()`, or \
         write `without-key` into the tables of the toggles"
    )
}
