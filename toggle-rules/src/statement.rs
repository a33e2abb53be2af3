//! Everything that a source says of one toggle, part by part.

use std::{sync::Arc, time::Duration};

use toggle_syntax::order;

use crate::{
    budget::Budget,
    definition::RawState,
    options::Observation,
    spanned::{Mistake, Said, Spanned},
    table::Entries,
};

/// Everything that a source says of one toggle. Each part stands for itself: a mistake in one leaves the others alone.
///
/// A statement that has been checked against the toggle has a policy and a budget without its place.
#[derive(Debug, Clone)]
pub struct Statement<S = RawState, G = Spanned<Arc<Budget>>> {
    /// The toggle's state or rules.
    pub state: Said<S>,
    /// The budget of the guard.
    pub guard: Said<G>,
    /// Whether answers are observed.
    pub observe: Said<Observation>,
    /// The time limit of an asynchronous candidate.
    pub limit: Said<Duration>,
    /// Whether the values that differ are kept.
    pub values: Said<bool>,
    /// The disabled state that counts in place of a mistaken one, where the table says `enabled = false`.
    pub disabled: Option<S>,
    /// The tables whose meaning the type of the toggle decides.
    pub tables: Tables,
}

impl<S, G> Default for Statement<S, G> {
    fn default() -> Self {
        let tables = Tables::default();
        Self { state: None, guard: None, observe: None, limit: None, values: None, disabled: None, tables }
    }
}

impl<S, G> Statement<S, G> {
    /// All mistakes, in the order in which they stand.
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

/// The mistakes in one part.
fn mistakes<T>(said: Option<&Result<T, Vec<Mistake>>>) -> &[Mistake] {
    match said {
        Some(Err(mistakes)) => mistakes,
        Some(Ok(_)) | None => &[],
    }
}

impl Statement {
    /// A statement about the toggle's state alone.
    pub fn of_state(state: Result<RawState, Vec<Mistake>>) -> Self {
        Self { state: Some(state), ..Self::default() }
    }
}

/// The tables of a statement, which the reader keeps in both meanings, since it does not know the toggle.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The whole table as a value. None where it has a key of a toggle's table.
    pub(crate) value: Said<Spanned<Entries>>,
    /// Whether a key looks like a misspelt one of a toggle's table.
    pub(crate) is_misspelt: bool,
    /// The first key that is one of a toggle's table, and that a field of a value may be meant by. None where the table
    /// is clearly that of a toggle.
    pub(crate) key: Option<String>,
    /// The mistakes in tables that are weights, unless these are values.
    pub(crate) mistakes: Vec<Mistake>,
    /// The number of mistakes that are not listed, unless the toggle is a structure.
    pub unlisted: usize,
}

impl Tables {
    /// Adds what is wrong with weights to the state that they are a part of.
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
