//! Problems: what is wrong in the configuration or in the toggles of the program.

mod message;
mod place;

use serde::{Deserialize, Serialize};
use toggle_rules::{State, Value};

pub use self::place::ProblemPlace;

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
        place: ProblemPlace,
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
        place: ProblemPlace,
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
        place: ProblemPlace,
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
        place: ProblemPlace,
    },
    /// Code asks for a toggle that is not declared, and its name is almost that of another toggle of the program: of a
    /// declared one, or of one that several places ask for, where the name itself stands at one place alone.
    #[non_exhaustive]
    NearUndeclared {
        /// The toggle.
        name: String,
        /// The first place that asks.
        place: ProblemPlace,
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
        place: ProblemPlace,
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
        place: ProblemPlace,
        /// A place where it is not, or to something else.
        other: ProblemPlace,
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
        place: ProblemPlace,
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
        first: ProblemPlace,
        /// The other one.
        second: ProblemPlace,
    },
}

impl Problem {
    /// Returns the place of the problem, if it has one.
    ///
    /// The place of [`DeclaredTwice`](Self::DeclaredTwice) is the declaration that does not count, and the place of
    /// [`PinnedInPart`](Self::PinnedInPart) is the one that is pinned.
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
