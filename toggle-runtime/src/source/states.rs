use crate::{problem::Problem, value::Value};

/// Everything that a [`Source`](crate::Source) says: a set of named states, each with the place it comes from.
///
/// Whether the names are those of toggles is checked when the set is taken over, not here. A name that is set twice has
/// its last state.
#[derive(Debug, Clone, Default)]
pub struct States {
    settings: Vec<Setting>,
    problems: Vec<Problem>,
}

#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) place: String,
    /// The state, or what is wrong with it.
    pub(crate) value: Result<Value, String>,
}

impl States {
    /// No states.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a toggle. `place` is for messages: a line of a file, a key of a store.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>, place: impl Into<String>) {
        self.settings.push(Setting { name: name.into(), place: place.into(), value: Ok(value.into()) });
    }

    /// Sets a toggle to the state that a word of the configuration names. A word that names none is reported when the
    /// set is taken over.
    pub fn set_text(&mut self, name: impl Into<String>, word: &str, place: impl Into<String>) {
        match word.parse::<Value>() {
            Ok(value) => self.set(name, value, place),
            Err(error) if word.is_empty() => self.set_invalid(name, format!("{error}, found nothing"), place),
            Err(error) => self.set_invalid(name, format!("{error}, found `{word}`"), place),
        }
    }

    /// Says that something is set for this toggle that cannot be understood. It is reported, and the state that the
    /// source gave the toggle before stays; the other states of the set count.
    pub fn set_invalid(&mut self, name: impl Into<String>, message: impl Into<String>, place: impl Into<String>) {
        self.settings.push(Setting { name: name.into(), place: place.into(), value: Err(message.into()) });
    }

    /// Adds a problem that belongs to no one toggle.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(crate) fn into_parts(self) -> (Vec<Setting>, Vec<Problem>) {
        (self.settings, self.problems)
    }
}
