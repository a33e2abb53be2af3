//! The attributes of the process, which every check has below those of its own context.

use toggle_rules::KEY;

use crate::{
    model::{
        context::Context,
        problem::{Problem, ProblemPlace},
    },
    source::attributes::IS_THE_KEY,
};

/// The place of the attributes that the program sets, for problems.
const PLACE: &str = "the context of the builder";

/// The attributes of the process that the program sets, with their problems.
#[derive(Default)]
pub(super) struct OfProcess {
    given: Context,
    pub(super) problems: Vec<Problem>,
}

impl OfProcess {
    pub(super) fn new(given: Context) -> Self {
        let has_key = given.key().is_some() || given.attribute(KEY).is_some();
        let problem = || Problem::InvalidState {
            name: KEY.to_owned(),
            place: ProblemPlace::Words(PLACE.to_owned()),
            message: IS_THE_KEY.to_owned(),
        };
        Self { problems: has_key.then(problem).into_iter().collect(), given }
    }

    /// Returns the attributes of the process, if it has some: the program's, above those of the environment.
    pub(super) fn over(&self, variable: &Context) -> Option<Context> {
        let given = &self.given;
        (given.has_attributes() || variable.has_attributes()).then(|| given.attributes_over(variable))
    }
}
