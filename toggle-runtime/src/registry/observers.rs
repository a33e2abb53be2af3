//! What is observed because the program says so.

use std::collections::HashMap;

use super::Catalogue;
use crate::{
    observe::Observe,
    problem::Problem,
    watch::{Observation, Watch},
};

/// How toggles are watched where no source says how.
#[derive(Default)]
pub(super) struct Observers {
    of_all: Watch,
    of_some: HashMap<usize, Watch>,
}

impl Observers {
    /// Those of a test run, which wants to know of all answers.
    pub(super) fn covering() -> Self {
        Self { of_all: Watch { is_covered: true, ..Watch::default() }, of_some: HashMap::new() }
    }

    /// What these come to, of which a later one counts, beside what was there before. Names that are no toggles are problems.
    pub(super) fn with(&self, observe: Vec<Observe>, catalogue: &Catalogue) -> (Self, Vec<Problem>) {
        let watch = |observing| Watch { observe: Some(Observation::On(observing)), ..self.of_all.clone() };
        let mut observers = Self { of_all: self.of_all.clone(), of_some: HashMap::new() };
        let mut problems = Vec::new();
        for Observe { toggles, observing } in observe {
            let Some(names) = toggles else {
                observers = Self { of_all: watch(observing), of_some: HashMap::new() };
                continue;
            };
            for name in names {
                match catalogue.find(&name) {
                    Some(toggle) => drop(observers.of_some.insert(toggle, watch(observing))),
                    None => problems.push(Problem::UnknownName {
                        nearest: catalogue.nearest(&name).map(str::to_owned),
                        name,
                        place: "what the program observes".to_owned(),
                    }),
                }
            }
        }
        (observers, problems)
    }

    pub(super) fn watch(&self, toggle: usize) -> &Watch {
        self.of_some.get(&toggle).unwrap_or(&self.of_all)
    }
}
