//! The evidence that a toggle can be retired.

use std::fmt;

use serde::{Serialize, Serializer};
use toggle_admin::{
    inventory::{Pin, Toggle},
    lifetime::{self, Limits, Overdue},
};
use toggle_runtime::{Date, Declaration, Kind};

/// A fact about a toggle that speaks for its removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The toggle is past the date that it has set, or too old for its kind.
    Overdue(Overdue),
    /// No code checks the toggle.
    Unused,
    /// The build has pinned the toggle.
    Pinned(String),
    /// Every given configuration sets the toggle to this state for everybody, in every environment.
    SameEverywhere(String),
    /// The log of a file has no change of the toggle for this number of days.
    Unchanged {
        /// The file.
        file: String,
        days: u32,
    },
    /// No test has exercised these states.
    Untested(Vec<String>),
}

/// The facts about a toggle from outside of its program.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// The plain states in all sections of all configurations, or `None` if rules or a share decide in one.
    pub(super) states: Option<Vec<String>>,
    /// The file with the latest logged change, and the days since.
    pub(super) unchanged: Option<(String, u32)>,
    /// The states that no test has exercised.
    pub(super) untested: Vec<String>,
}

impl Evidence {
    /// Returns the name of the kind of evidence in JSON.
    fn kind(&self) -> &'static str {
        match self {
            Self::Overdue(Overdue::Expired(_)) => "expired",
            Self::Overdue(Overdue::TooOld { .. }) => "too-old",
            Self::Unused => "unused",
            Self::Pinned(_) => "pinned",
            Self::SameEverywhere(_) => "same-everywhere",
            Self::Unchanged { .. } => "unchanged",
            Self::Untested(_) => "untested",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overdue(Overdue::Expired(date)) => write!(f, "expired on {date}"),
            Self::Overdue(Overdue::TooOld { kind, age, limit }) => {
                write!(f, "{age} days old, and {kind} toggles may be {limit}")
            }
            Self::Unused => f.write_str("no code checks it"),
            Self::Pinned(state) => write!(f, "pinned to {state} by the build"),
            Self::SameEverywhere(state) => write!(f, "{state} for everybody in every configuration"),
            Self::Unchanged { file, days } => write!(f, "unchanged in {file} for {days} days"),
            Self::Untested(states) => write!(f, "no test exercises {}", states.join(", ")),
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown {
            kind: &'static str,
            text: String,
        }
        Shown { kind: self.kind(), text: self.to_string() }.serialize(serializer)
    }
}

/// Returns all evidence about a toggle, the strongest first, and the state to keep if the evidence names one.
///
/// A toggle for operation or permission stays by its nature. That it has the same state everywhere is no evidence
/// then, and neither is that it was not changed.
pub(super) fn of(
    toggle: &Toggle,
    outside: Outside,
    today: Date,
    limits: &Limits,
    days: u32,
) -> (Vec<Evidence>, Option<String>) {
    let mut found = Vec::new();
    let declaration = toggle.declaration();
    let overdue = declaration.into_iter().flat_map(|declaration| lifetime::overdue(declaration, today, limits));
    found.extend(overdue.map(Evidence::Overdue));
    if toggle.points.is_empty() {
        found.push(Evidence::Unused);
    }
    let mut keep = None;
    if let Pin::To(state) = toggle.pin() {
        found.push(Evidence::Pinned(state.to_owned()));
        keep = Some(state.to_owned());
    }
    let same = outside.states.as_deref().and_then(|states| {
        let first = states.first()?;
        states.iter().all(|state| state == first).then(|| first.clone())
    });
    if let Some(state) = same
        && !is_permanent(declaration)
    {
        found.push(Evidence::SameEverywhere(state.clone()));
        keep.get_or_insert(state);
        // Without a settled state, a quiet log means nothing.
        if let Some((file, age)) = outside.unchanged
            && age >= days
        {
            found.push(Evidence::Unchanged { file, days: age });
        }
    }
    // Missing tests alone are no reason to remove a toggle.
    if !found.is_empty() && !outside.untested.is_empty() {
        found.push(Evidence::Untested(outside.untested));
    }
    (found, keep)
}

fn is_permanent(declaration: Option<&Declaration>) -> bool {
    matches!(declaration.and_then(|declaration| declaration.kind), Some(Kind::Ops | Kind::Permission))
}
