//! The list of all current problems.

use crate::{
    model::problem::Problem,
    registry::{Control, Registry, layer::Layer},
};

impl Registry {
    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.ensure_set_up();
        let of_delivery = self.events().problem();
        let of_history = self.history_file().and_then(|file| file.problem());
        let of_calls = self.calls().map(|calls| calls.problems()).unwrap_or_default();
        let of_answers = self.0.lacks.problems(self.catalogue());
        let of_process = of_delivery.into_iter().chain(of_history).chain(of_calls).chain(of_answers);
        let of_program = self.catalogue().problems().iter().cloned();
        let Some(control) = self.control() else { return of_program.chain(of_process).collect() };
        let of_layers = control.layers.iter().flat_map(Layer::problems);
        let of_program = of_program.chain(
            control.failure.iter().chain(&control.observe.problems).chain(&control.of_process.problems).cloned(),
        );
        let of_sources = of_layers.chain(control.circles.iter().cloned()).chain(unfollowed(&control));
        of_program.chain(of_sources).chain(of_process).collect()
    }

    /// Returns the problems that only several sources together cause.
    pub(crate) fn circles(&self) -> Vec<Problem> {
        self.ensure_set_up();
        self.control().map(|control| control.circles.clone()).unwrap_or_default()
    }
}

/// Returns the problems of the sources that cannot be followed.
fn unfollowed(control: &Control) -> impl Iterator<Item = Problem> {
    control.unfollowed.iter().filter_map(|(position, error)| {
        let source = control.layers.get(*position)?.name.clone();
        Some(Problem::NotFollowed { source, error: error.clone()? })
    })
}
