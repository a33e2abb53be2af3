//! The statement of a source about one toggle, part by part.

use std::{sync::Arc, time::Duration};

use toggle_syntax::order;

use crate::{
    budget::Budget,
    definition::RawState,
    options::Observation,
    spanned::{Mistake, Said, Spanned},
    table::Entries,
};

/// The statement of a source about one toggle. Each part is independent: a mistake in one part does not affect the
/// others.
///
/// After the check against the toggle, the state is a policy and the budget has no position.
#[derive(Debug, Clone)]
pub struct Statement<S = RawState, G = Spanned<Arc<Budget>>> {
    /// The state or rules of the toggle.
    pub state: Said<S>,
    /// The budget of the guard.
    pub guard: Said<G>,
    /// Whether answers are recorded.
    pub observe: Said<Observation>,
    /// The time limit of an asynchronous shadow candidate.
    pub limit: Said<Duration>,
    /// Whether differing values are recorded.
    pub values: Said<bool>,
    /// The disabled state that replaces a mistaken one if the table has `enabled = false`.
    pub disabled: Option<S>,
    /// The tables whose meaning depends on the type of the toggle.
    pub tables: Tables,
}

impl<S, G> Default for Statement<S, G> {
    fn default() -> Self {
        let tables = Tables::default();
        Self { state: None, guard: None, observe: None, limit: None, values: None, disabled: None, tables }
    }
}

impl<S, G> Statement<S, G> {
    /// Returns all mistakes in the order of the file.
    pub fn mistakes(&self) -> Vec<&Mistake> {
        let Self { state, guard, observe, limit, values, disabled: _, tables } = self;
        let parts = [
            mistakes(state.as_ref()),
            &tables.mistakes,
            mistakes(guard.as_ref()),
            mistakes(observe.as_ref()),
            mistakes(limit.as_ref()),
            mistakes(values.as_ref()),
        ];
        let mut all: Vec<&Mistake> = parts.into_iter().flatten().collect();
        order::sort_by_key(&mut all, |mistake| mistake.at);
        all
    }
}

/// Returns the mistakes in one part.
fn mistakes<T>(said: Option<&Result<T, Vec<Mistake>>>) -> &[Mistake] {
    match said {
        Some(Err(mistakes)) => mistakes,
        Some(Ok(_)) | None => &[],
    }
}

impl Statement {
    /// Returns a statement with the same mistakes, and with nothing else.
    #[must_use]
    pub fn mistakes_alone(self) -> Self {
        let mistakes: Vec<Mistake> = self.mistakes().into_iter().cloned().collect();
        let tables = Tables { unlisted: self.tables.unlisted, ..Tables::default() };
        Self { state: (!mistakes.is_empty()).then_some(Err(mistakes)), tables, ..Self::default() }
    }

    /// Returns a statement about the state alone.
    pub fn of_state(state: Result<RawState, Vec<Mistake>>) -> Self {
        Self { state: Some(state), ..Self::default() }
    }
}

/// The tables of a statement in both meanings. The reader keeps both, since it does not know the toggle's type.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The whole table as a value, or `None` if it has a key of a toggle's table.
    pub(crate) value: Said<Spanned<Entries>>,
    /// Whether a key likely misspells a key of a toggle's table.
    pub(crate) is_misspelt: bool,
    /// The first key of a toggle's table that may be meant as a field of a value, or `None` if the table is clearly the
    /// table of a toggle.
    pub(crate) key: Option<String>,
    /// The mistakes in weights. They are dropped if the tables turn out to be values.
    pub(crate) mistakes: Vec<Mistake>,
    /// The number of unlisted mistakes. They do not count if the toggle is a structure.
    pub unlisted: usize,
}

impl Tables {
    /// Adds the mistakes in weights to the state.
    pub fn add_to(self, state: &mut Said<RawState>) {
        match state {
            _ if self.mistakes.is_empty() => {}
            Some(Err(mistakes)) => {
                mistakes.extend(self.mistakes);
                order::sort_by_key(mistakes, |mistake| mistake.at);
            }
            state => *state = Some(Err(self.mistakes)),
        }
    }
}
