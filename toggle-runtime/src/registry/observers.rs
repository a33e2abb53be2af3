//! The observation that the program configures in code.

use toggle_rules::{MonitorOptions, Observation};
use toggle_syntax::sorted::SortedMap;

use crate::{
    catalogue::Catalogue,
    model::{
        error::Error,
        problem::{Problem, ProblemPlace},
        unknown::Unknown,
    },
    monitor::observe::{Call, Observe},
};

/// The place of names in that configuration, for problems.
const PLACE: &str = "the `observe` of the builder";

/// The monitoring of toggles where no source configures it.
#[derive(Default)]
pub(super) struct Observers {
    of_all: MonitorOptions,
    of_some: SortedMap<usize, MonitorOptions>,
    /// The functions that receive answers: of all toggles, and of the toggles that a call names.
    call: Option<Call>,
    calls: SortedMap<usize, Option<Call>>,
    /// The problems of names that are not toggles.
    pub(super) problems: Vec<Problem>,
}

impl Observers {
    /// Returns the observers of a test run, which records all answers.
    pub(super) fn covering() -> Self {
        Self { of_all: MonitorOptions { is_covered: true, ..MonitorOptions::default() }, ..Self::default() }
    }

    /// Returns the result of these calls, on top of the existing observers. A later call overrides an earlier one.
    ///
    /// # Errors
    ///
    /// Returns the names that are not toggles, if these are denied.
    pub(super) fn with(&self, observe: Vec<Observe>, catalogue: &Catalogue, unknown: Unknown) -> Result<Self, Error> {
        let watch = |observing| MonitorOptions { observe: Some(Observation::On(observing)), ..self.of_all.clone() };
        let mut observers = Self { of_all: self.of_all.clone(), ..Self::default() };
        for Observe { toggles, observing, call } in observe {
            let Some(names) = toggles else {
                observers.of_all = watch(observing);
                observers.of_some.clear();
                observers.call = call;
                observers.calls.clear();
                continue;
            };
            for name in names {
                match catalogue.find(&name) {
                    Some(toggle) => {
                        observers.of_some.insert(toggle, watch(observing));
                        observers.calls.insert(toggle, call.clone());
                    }
                    None => observers.problems.push(Problem::UnknownName {
                        nearest: catalogue.nearest(&name).map(str::to_owned),
                        name,
                        place: ProblemPlace::Words(PLACE.to_owned()),
                    }),
                }
            }
        }
        match unknown {
            Unknown::Deny if !observers.problems.is_empty() => Err(Error::unknown_names(PLACE, observers.problems)),
            Unknown::Ignore => Ok(Self { problems: Vec::new(), ..observers }),
            Unknown::Deny | Unknown::Warn => Ok(observers),
        }
    }

    pub(super) fn watch(&self, toggle: usize) -> &MonitorOptions {
        self.of_some.get(&toggle).unwrap_or(&self.of_all)
    }

    /// Returns the function that receives the answers of this toggle.
    pub(super) fn call(&self, toggle: usize) -> Option<&Call> {
        self.calls.get(&toggle).unwrap_or(&self.call).as_ref()
    }
}
