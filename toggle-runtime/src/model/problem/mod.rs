//! Problems: mistakes in the configuration or in the toggles of the program.

mod message;
mod place;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::{State, Value};

pub use self::place::ProblemPlace;

/// A mistake in the configuration or in the program's toggles that does not stop the program.
///
/// Each problem is reported once as an [`Event`](crate::Event); a failing source has an event of its own kind.
/// [`problems`](crate::problems) lists a problem for as long as it exists. A misspelt override of a
/// [scope](crate::scope()) is an event each time, because it ends with the scope. Without a subscriber or a logger, a
/// problem is [a line](crate#problems) on the standard error output.
///
/// ```
/// for problem in toggle_runtime::problems() {
///     eprintln!("{problem}");
/// }
/// ```
///
/// `Display` prints one line and [escapes](crate#texts-of-others) control characters and other characters that affect a
/// terminal. The fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Problem {
    /// The toggles of the program could not be set up, because of a fault in this crate or in the build. Checks by
    /// declaration return the declared default; checks by name return off.
    #[non_exhaustive]
    SetUpFailed {
        /// The message of the panic.
        error: String,
    },
    /// The configuration sets a name that is no toggle of this program. The first hundred of each source are listed.
    #[non_exhaustive]
    UnknownName {
        /// The name, or the environment variable.
        name: String,
        /// The place of the name, such as `toggles.toml:3:1`.
        place: ProblemPlace,
        /// The most similar known name.
        nearest: Option<String>,
    },
    /// The configuration sets more unknown names than are listed one by one.
    #[non_exhaustive]
    UnknownNames {
        /// The name of the source.
        source: String,
        /// The number of unknown names that are not listed.
        count: usize,
    },
    /// A source has no section for the environment of the program, but a section with almost the same name.
    #[non_exhaustive]
    UnknownEnvironment {
        /// The environment of the program, such as `production`.
        name: String,
        /// The source.
        place: ProblemPlace,
        /// The environment that is most likely meant.
        nearest: String,
    },
    /// A toggle is set to an invalid state, or a source has another mistake. The toggle keeps its last good state from
    /// this source. The first thousand of each source are listed.
    #[non_exhaustive]
    InvalidState {
        /// The name of the toggle or, for another mistake, the name at its place.
        name: String,
        /// The place of the mistake.
        place: ProblemPlace,
        /// The mistake, and the remedy.
        message: String,
    },
    /// A source, or a file of a [directory](crate::_sources#directories), cannot be read at present. Its last good
    /// states stay in effect.
    #[non_exhaustive]
    SourceFailed {
        /// The name of the source or, in a directory, `file PATH`.
        source: String,
        /// The error, and the remedy.
        error: String,
    },
    /// A source returned [stale](crate::States::stale) states, such as the last good ones from disk. They apply.
    #[non_exhaustive]
    StaleSource {
        /// The name of the source.
        source: String,
        /// The time at which the states were read from the origin.
        since: Timestamp,
        /// The reason why they are not current.
        reason: String,
    },
    /// A source was read, but cannot be watched for changes at present: the system cannot start a thread, or the source
    /// refuses. It is tried again from time to time, and at each [`reload`](crate::reload).
    #[non_exhaustive]
    NotFollowed {
        /// The name of the source.
        source: String,
        /// The reason.
        error: String,
    },
    /// The [history file](crate::Builder::history_file) cannot be written at present. It is tried again each second.
    #[non_exhaustive]
    HistoryFailed {
        /// The path of the file.
        path: String,
        /// The reason.
        error: String,
        /// The number of lines that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// [Subscribers](crate::subscribe) do not receive events at present. At most 16,384 later events wait.
    #[non_exhaustive]
    EventsHeld {
        /// The reason.
        reason: String,
        /// The number of events that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// The functions of [`Observe::call`](crate::Observe::call) do not keep up with the answers. At most 16,384 later
    /// answers wait, with 4 MiB of keys and strings.
    #[non_exhaustive]
    EvaluationsHeld {
        /// The reason.
        reason: String,
        /// The number of evaluations that were dropped since, because too many were waiting.
        lost: u64,
    },
    /// A function of [`Observe::call`](crate::Observe::call) panicked. It is called again for the next answer.
    #[non_exhaustive]
    CallPanicked {
        /// The toggle of the first evaluation with a panic.
        toggle: String,
        /// The message of the first panic.
        message: String,
        /// The number of panics so far.
        count: u64,
    },
    /// An environment variable could set several toggles, or is reserved for another purpose. It sets no toggle.
    #[non_exhaustive]
    SharedVariable {
        /// The name of the variable.
        variable: String,
        /// The names of the toggles.
        toggles: Vec<String>,
        /// The purpose of the variable, if it is reserved.
        reserved: Option<String>,
    },
    /// Kubernetes has set variables for Services whose names begin with `toggle`. The names of these variables look
    /// like variables of toggles. They set no toggle.
    #[non_exhaustive]
    ServiceLinks {
        /// The names of the Services.
        services: Vec<String>,
        /// The names of the variables.
        variables: Vec<String>,
        /// The names of the toggles that the variables would have set.
        toggles: Vec<String>,
    },
    /// Code checks whether a toggle is on, but the toggle is an enum, a number, a string or a struct. The check returns
    /// off.
    #[non_exhaustive]
    NeverOn {
        /// The name of the toggle.
        name: String,
        /// The place of the check.
        place: ProblemPlace,
    },
    /// Code checks a toggle that is not declared, and whose name is almost the name of another toggle.
    ///
    /// The other toggle is declared, or several places check it while a single place checks this one.
    #[non_exhaustive]
    NearUndeclared {
        /// The name of the toggle.
        name: String,
        /// The first place that checks the toggle.
        place: ProblemPlace,
        /// The toggle that is most likely meant.
        nearest: String,
        /// Whether the toggle that is most likely meant is declared.
        nearest_is_declared: bool,
    },
    /// A source sets a toggle that the build has [pinned](crate::_pins) to another value. The pin applies.
    #[non_exhaustive]
    Pinned {
        /// The name of the toggle.
        name: String,
        /// The place in the source.
        place: ProblemPlace,
        /// The state in the source.
        state: State,
        /// The value of the pin.
        pin: Value,
    },
    /// Only some of the code that checks a toggle was built with this [pin](crate::_pins). Code without a pin follows
    /// the pin at run time. Code with another pin does not.
    #[non_exhaustive]
    PinnedInPart {
        /// The name of the toggle.
        name: String,
        /// The value of the pin.
        pin: Value,
        /// A place with this pin.
        place: ProblemPlace,
        /// A place without a pin, or with another pin.
        other: ProblemPlace,
        /// The value of the other pin.
        other_pin: Option<String>,
    },
    /// A rollout, ramp or weights had no value to hash for a check at this place, so `otherwise` applied.
    ///
    /// Jobs and new tasks often have no [scope](crate::scope()) with a targeting key. With the key `without-key` in the
    /// toggle's table, its value applies instead and nothing is reported. The first hundred places are listed.
    #[non_exhaustive]
    WithoutKey {
        /// The toggle whose rules had no value to hash. The place may check another toggle, which requires this one.
        name: String,
        /// The place of the check or, for a call of [`get`](crate::Toggle::get) or `is_enabled`, the declaration.
        place: ProblemPlace,
        /// The attribute that was missing or cannot be hashed, or `None` for the targeting key.
        by: Option<String>,
        /// The value that applied.
        value: Value,
    },
    /// More places than are listed had no value to hash.
    #[non_exhaustive]
    WithoutKeys {
        /// The number of places that are not listed.
        count: usize,
    },
    /// A toggle has two declarations. The first in the order of their packages and places applies.
    #[non_exhaustive]
    DeclaredTwice {
        /// The name of the toggle.
        name: String,
        /// The declaration that applies.
        first: ProblemPlace,
        /// The other declaration.
        second: ProblemPlace,
    },
}

impl Problem {
    /// Returns the place of the problem, if it has one.
    ///
    /// The place of [`DeclaredTwice`](Self::DeclaredTwice) is the declaration that does not apply. The place of
    /// [`PinnedInPart`](Self::PinnedInPart) is the place with the pin.
    ///
    /// ```
    /// use toggle_runtime::ProblemPlace;
    ///
    /// for problem in toggle_runtime::problems() {
    ///     if let Some(ProblemPlace::File { file, line: Some(line), .. }) = problem.place() {
    ///         println!("{file} has a mistake in line {line}");
    ///     }
    /// }
    /// ```
    pub fn place(&self) -> Option<&ProblemPlace> {
        match self {
            Self::UnknownName { place, .. }
            | Self::UnknownEnvironment { place, .. }
            | Self::InvalidState { place, .. }
            | Self::NeverOn { place, .. }
            | Self::NearUndeclared { place, .. }
            | Self::Pinned { place, .. }
            | Self::PinnedInPart { place, .. }
            | Self::WithoutKey { place, .. }
            | Self::DeclaredTwice { second: place, .. } => Some(place),
            Self::SetUpFailed { .. }
            | Self::UnknownNames { .. }
            | Self::SourceFailed { .. }
            | Self::StaleSource { .. }
            | Self::NotFollowed { .. }
            | Self::HistoryFailed { .. }
            | Self::EventsHeld { .. }
            | Self::EvaluationsHeld { .. }
            | Self::CallPanicked { .. }
            | Self::SharedVariable { .. }
            | Self::ServiceLinks { .. }
            | Self::WithoutKeys { .. } => None,
        }
    }
}
