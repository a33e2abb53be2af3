//! What is observed because the program says so.

use std::collections::HashMap;

use super::Catalogue;
use crate::{
    observe::{Observe, Observing},
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
    /// What these come to, of which a later one counts. Names that are no toggles are problems.
    pub(super) fn new(observe: Vec<Observe>, catalogue: &Catalogue) -> (Self, Vec<Problem>) {
        let (mut observers, mut problems) = (Self::default(), Vec::new());
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

fn watch(observing: Observing) -> Watch {
    Watch { observe: Some(Observation::On(observing)), ..Watch::default() }
}
