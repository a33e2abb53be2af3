use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_rules::{State, Value};
use toggle_syntax::{misspelt::Misspelt, name, shown::Escaping};

/// Something wrong in the configuration or in the program's toggles that does not stop them from working.
///
/// Each is reported once as an [`Event`](crate::Event), a failing source as one of its own kind, and listed by
/// [`problems`](crate::problems) for as long as it stands. A misspelt override of a [scope](crate::scope()), which is gone
/// with that, is an event each time. Where nobody listens, a problem is [a line](crate#problems) on the standard error
/// output.
///
/// Displayed, it is one line, with the [characters escaped](crate#texts-of-others) that would do more than be read. The
/// fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Problem {
    /// The toggles of the program could not be set up, because of a fault in this crate or in the build. Checks by
    /// declaration return the declared default, checks by name are off.
    #[non_exhaustive]
    SetUpFailed {
        /// The message of the panic.
        error: String,
    },
    /// The configuration sets something that is no toggle of this program. Of each source, the first hundred are
    /// listed.
    #[non_exhaustive]
    UnknownName {
        /// The name, or the environment variable.
        name: String,
        /// Where it stands, such as `toggles.toml:3:1`.
        place: String,
        /// The known name it is closest to.
        nearest: Option<String>,
    },
    /// The configuration sets more that is no toggle of this program than is listed one by one.
    #[non_exhaustive]
    UnknownNames {
        /// The source.
        source: String,
        /// How many names there are beside those that are listed.
        count: usize,
    },
    /// The program runs in an environment for which a source has no section, but has one of almost the same name.
    #[non_exhaustive]
    UnknownEnvironment {
        /// The environment.
        name: String,
        /// The source.
        place: String,
        /// The environment that is most likely meant.
        nearest: String,
    },
    /// A toggle is set to something that it cannot be, or something else is wrong in a source. The state that the
    /// toggle had from this source before stays. Of each source, the first thousand are listed.
    #[non_exhaustive]
    InvalidState {
        /// The toggle, or what stands in its place.
        name: String,
        /// Where it stands.
        place: String,
        /// What is wrong and what to write.
        message: String,
    },
    /// A source, or a file of a [directory](crate::_sources#directories), cannot be read at present. What it said last
    /// stays in force.
    #[non_exhaustive]
    SourceFailed {
        /// The source or, in a directory, `file PATH`.
        source: String,
        /// Why, and what to do.
        error: String,
    },
    /// A source was read, and cannot be followed at present: no thread can be made, or the source itself has refused.
    /// It is tried again from time to time, and at each [`reload`](crate::reload).
    #[non_exhaustive]
    NotFollowed {
        /// The source.
        source: String,
        /// The reason.
        error: String,
    },
    /// The [history](crate::Builder::history_file) cannot be written at present. It is tried again each second.
    #[non_exhaustive]
    HistoryFailed {
        /// The file.
        path: String,
        /// The reason.
        error: String,
        /// The number of lines that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// [Subscribers](crate::subscribe) do not hear of events at present. Later events wait, 16,384 at most.
    #[non_exhaustive]
    EventsHeld {
        /// The reason.
        reason: String,
        /// The number of events that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// The functions of [`Observe::call`](crate::Observe::call) do not keep up with the answers. Later answers wait: 16,384
    /// at most, with 4 MiB of keys and texts.
    #[non_exhaustive]
    EvaluationsHeld {
        /// The reason.
        reason: String,
        /// The number of evaluations that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// A function of [`Observe::call`](crate::Observe::call) has panicked. It is called again for the next answer.
    #[non_exhaustive]
    CallPanicked {
        /// The toggle of the first evaluation with a panic.
        toggle: String,
        /// The message of that panic.
        message: String,
        /// The number of panics so far.
        count: u64,
    },
    /// Several toggles would be set by one environment variable, or it is for something else, so that it sets none.
    #[non_exhaustive]
    SharedVariable {
        /// The variable.
        variable: String,
        /// The toggles.
        toggles: Vec<String>,
        /// What the variable is for, if it is for something else than a toggle.
        reserved: Option<String>,
    },
    /// Kubernetes has set variables for Services whose names begin with `toggle`. These variables look like those of
    /// toggles, and set none.
    #[non_exhaustive]
    ServiceLinks {
        /// The Services.
        services: Vec<String>,
        /// The variables.
        variables: Vec<String>,
        /// The toggles that the variables would have set.
        toggles: Vec<String>,
    },
    /// Code asks whether a toggle is on that has variants, or is a number or a text. There it counts as off.
    #[non_exhaustive]
    NeverOn {
        /// The toggle.
        name: String,
        /// The place that asks.
        place: String,
    },
    /// Code asks for a toggle that is not declared, and its name is almost that of another toggle of the program: of a
    /// declared one, or of one that several places ask for, where the name itself stands at one place alone.
    #[non_exhaustive]
    NearUndeclared {
        /// The toggle.
        name: String,
        /// The first place that asks.
        place: String,
        /// The toggle that is most likely meant.
        nearest: String,
        /// Whether the toggle that is most likely meant is declared.
        nearest_is_declared: bool,
    },
    /// A source sets a toggle that the build has [pinned](crate::_pins) to something else. The pin counts.
    #[non_exhaustive]
    Pinned {
        /// The toggle.
        name: String,
        /// Where it is set.
        place: String,
        /// What it is set to.
        state: State,
        /// What it is pinned to.
        pin: Value,
    },
    /// Only some of the code that asks for a toggle was built with it [pinned](crate::_pins) to this. Code that is not
    /// pinned follows the pin, but at run time; code that is pinned to something else does not.
    #[non_exhaustive]
    PinnedInPart {
        /// The toggle.
        name: String,
        /// What it is pinned to.
        pin: Value,
        /// A place where it is.
        place: String,
        /// A place where it is not, or to something else.
        other: String,
        /// What it is pinned to there.
        other_pin: Option<String>,
    },
    /// A rollout, ramp or weights had nothing to hash for a check at this place, so that `otherwise` counted. Jobs and
    /// new tasks often have no [scope](crate::scope()) with a targeting key. The key `without-key` of the toggle's table
    /// says what counts then, and nothing is reported. The first hundred places are listed.
    #[non_exhaustive]
    WithoutKey {
        /// The toggle whose rules had nothing to hash. The place may ask for another that requires it.
        name: String,
        /// The place that asks: the declaration, for a call of [`get`](crate::Toggle::get) or `is_enabled`.
        place: String,
        /// The attribute that was missing or could not be hashed, or `None` for the targeting key.
        by: Option<String>,
        /// The value that counted.
        value: Value,
    },
    /// More places than are listed had nothing to hash.
    #[non_exhaustive]
    WithoutKeys {
        /// The number of places beside those that are listed.
        count: usize,
    },
    /// Two declarations say what one toggle is. The first, in the order of their packages and places, counts.
    #[non_exhaustive]
    DeclaredTwice {
        /// The toggle.
        name: String,
        /// The declaration that counts.
        first: String,
        /// The other one.
        second: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell(&mut Escaping::new(f))
    }
}

impl Problem {
    /// Writes the problem in words, as they are.
    fn tell(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::SetUpFailed { error } => {
                write!(
                    f,
                    "the toggles of this program cannot be set up, so that checks return declared defaults: {error}"
                )
            }
            Self::UnknownName { name, place, nearest } => {
                write!(f, "{place}: no toggle of this program is called `{name}`")?;
                nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; {}", name::did_you_mean(name, nearest)))
            }
            Self::UnknownNames { source, count } => {
                let (names, are) = if *count == 1 { ("name", "is no toggle") } else { ("names", "are no toggles") };
                write!(
                    f,
                    "{source}: {count} more {names} {are} of this program; is this another program's configuration?"
                )
            }
            Self::UnknownEnvironment { name, place, nearest } => {
                let hint = name::did_you_mean(name, nearest);
                write!(
                    f,
                    "{place}: there is no section for the environment `{name}`, in which the program runs; {hint}"
                )
            }
            // Where all of a source is at fault, the place says so.
            Self::InvalidState { name, place, message } if name == place => write!(f, "{place}: {message}"),
            Self::InvalidState { name, place, message } => write!(f, "{place}: `{name}`: {message}"),
            Self::SourceFailed { source, error } => write!(f, "{source}: {error}"),
            Self::NotFollowed { source, error } => {
                write!(f, "{source} is not followed, so its changes count at the next `reload` only: {error}")
            }
            Self::HistoryFailed { path, error, lost } => {
                write!(f, "cannot write to {path}: {error}")?;
                lost_too(f, *lost, "lines")
            }
            Self::EventsHeld { reason, lost } => {
                write!(f, "subscribers do not hear of events: {reason}")?;
                lost_too(f, *lost, "events")
            }
            Self::EvaluationsHeld { reason, lost } => {
                write!(f, "answers wait to be handed to functions: {reason}")?;
                lost_too(f, *lost, "evaluations")
            }
            Self::CallPanicked { toggle, message, count } => {
                let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
                write!(f, "a function that is given answers has panicked {times}, first for `{toggle}`: {message}")
            }
            Self::SharedVariable { variable, toggles, reserved } => {
                let toggles = toggles.join("` or `");
                write!(f, "the environment variable `{variable}` ")?;
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
                    "{place} asks whether the toggle `{name}` is on, which it is never; ask its declaration with \
                     `value!` or `get`"
                )
            }
            Self::NearUndeclared { name, place, nearest, nearest_is_declared } => {
                let misspelt = Misspelt { name, meant: nearest, is_meant_declared: *nearest_is_declared };
                write!(f, "{place}: {}", misspelt.message())
            }
            Self::Pinned { name, place, state, pin } => {
                match state {
                    State::Rules { .. } => write!(f, "{place}: the rules of `{name}` do not count")?,
                    state => write!(f, "{place}: `{name}` cannot be {state}")?,
                }
                write!(f, ", since this build has pinned it to `{pin}`; build without `{}`", name::pin_variable(name))
            }
            Self::PinnedInPart { name, pin, place, other, other_pin } => {
                let variable = name::pin_variable(name);
                write!(f, "the toggle `{name}` is pinned to `{pin}` at {place}, but ")?;
                match other_pin {
                    None => write!(f, "not at {other}, which was built without `{variable}`; build it anew"),
                    Some(other_pin) => write!(
                        f,
                        "to `{other_pin}` at {other}, which was built with another `{variable}` and goes its own way; build \
                         all of it with one"
                    ),
                }
            }
            Self::WithoutKey { name, place, by, value } => without_key(f, name, place, by.as_deref(), value),
            Self::WithoutKeys { count } => without_keys(f, *count),
            Self::DeclaredTwice { name, first, second } => {
                write!(f, "the toggle `{name}` is declared twice: {first} counts, {second} does not; remove one")
            }
        }
    }
}

fn lost_too(f: &mut impl Write, lost: u64, unit: &str) -> fmt::Result {
    if lost == 0 { Ok(()) } else { write!(f, "; {lost} {unit} are lost") }
}

fn service_links(f: &mut impl Write, services: &[String], variables: &[String], toggles: &[String]) -> fmt::Result {
    let (services, toggles) = (services.join("` and `"), toggles.join("` and `"));
    write!(f, "environment: `{}`", variables.first().map_or("", String::as_str))?;
    match variables.len() {
        0 | 1 => f.write_str(" is set")?,
        more => write!(f, " and {} more variables are set", more - 1)?,
    }
    let plural = if services.contains("` and `") { "s" } else { "" };
    write!(f, " by Kubernetes for the Service{plural} `{services}`")?;
    if toggles.is_empty() {
        f.write_str(", and no states of toggles")?;
    } else {
        write!(f, ", and not for `{toggles}`; rename the toggle or the Service")?;
    }
    f.write_str("; write `enableServiceLinks: false` into the `spec` of the pod")
}

fn without_key(f: &mut impl Write, name: &str, place: &str, by: Option<&str>, value: &Value) -> fmt::Result {
    write!(f, "{place}: `{name}` is {value} here, since its rules have nothing to hash: the context has no ")?;
    match by {
        None => f.write_str("targeting key; give one")?,
        Some(by) => write!(f, "attribute `{by}` that can be hashed; give it")?,
    }
    f.write_str(" by `scope()` or `for =`, or say by `without-key` in the toggle's table what counts then")?;
    // Only a toggle that is on or off can be set to a percentage alone, which has no table.
    if by.is_none() && matches!(value, Value::On | Value::Off) {
        f.write_str("; the table of a percentage is `{ rules = [{ rollout = 25 }] }`")?;
    }
    Ok(())
}

fn without_keys(f: &mut impl Write, count: usize) -> fmt::Result {
    let places = if count == 1 { "place has" } else { "places have" };
    write!(
        f,
        "{count} more {places} nothing to hash for toggles with rollouts; give contexts with keys by `scope()`, or write \
         `without-key` into the tables of the toggles"
    )
}
