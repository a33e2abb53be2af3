//! What each source says of each toggle, and which of them counts.

use std::collections::HashMap;

use super::Catalogue;
use crate::{builder::Unknown, error::Error, event::Event, problem::Problem, source::States, value::Value};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    entries: HashMap<usize, Entry>,
    pub(super) problems: Vec<Problem>,
    /// Why the source cannot be read now.
    pub(super) failure: Option<String>,
    /// Whether it could be read at least once.
    pub(super) was_read: bool,
    /// When it was last updated, by the clock of the registry's control.
    pub(super) updated_at: u64,
}

/// What a source says of one toggle.
#[derive(Clone)]
pub(super) struct Entry {
    /// The state; where the source's word for it is wrong, the last good one, if there was one.
    pub(super) value: Option<Value>,
    pub(super) place: Option<String>,
    /// What is wrong.
    pub(super) error: Option<String>,
}

impl Layer {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub(super) fn entry(&self, toggle: usize) -> Option<&Entry> {
        self.entries.get(&toggle)
    }

    /// What is wrong with the source, or with what it says.
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let failure = self.failure.clone().map(|error| Problem::SourceFailed { source: self.name.clone(), error });
        // What was wrong in what it said before may not be there any more.
        let others = self.problems.iter().filter(|_| self.failure.is_none());
        failure.into_iter().chain(others.cloned())
    }

    pub(super) fn set(&mut self, toggle: usize, value: Value) {
        self.entries.insert(toggle, Entry { value: Some(value), place: None, error: None });
    }

    pub(super) fn clear(&mut self, toggle: usize) {
        self.entries.remove(&toggle);
    }

    /// Notes that the source cannot be read. What it said last stays.
    pub(super) fn fail(&mut self, error: String) -> Event {
        self.failure = Some(error.clone());
        Event::SourceFailed { source: self.name.clone(), error }
    }

    /// What this layer becomes when its source says `states`. It is checked against the toggles of the program first.
    ///
    /// # Errors
    ///
    /// The unknown names, if such are denied.
    pub(super) fn updated(&self, states: States, catalogue: &Catalogue, unknown: Unknown) -> Result<Self, Error> {
        let (settings, mut problems) = states.into_parts();
        let mut entries = HashMap::with_capacity(settings.len());
        for setting in settings {
            let Some(toggle) = catalogue.find(&setting.name) else {
                let nearest = catalogue.nearest(&setting.name).map(str::to_owned);
                if let Err(message) = setting.value {
                    let (name, place) = (setting.name.clone(), setting.place.clone());
                    problems.push(Problem::InvalidState { name, place, message });
                }
                problems.push(Problem::UnknownName { name: setting.name, place: setting.place, nearest });
                continue;
            };
            let (value, error) = match setting.value {
                Ok(value) => (Some(value), None),
                Err(message) => {
                    problems.push(Problem::InvalidState {
                        name: setting.name,
                        place: setting.place.clone(),
                        message: message.clone(),
                    });
                    (self.entry(toggle).and_then(|entry| entry.value), Some(message))
                }
            };
            entries.insert(toggle, Entry { value, place: Some(setting.place), error });
        }
        let is_unknown = |problem: &Problem| matches!(problem, Problem::UnknownName { .. });
        match unknown {
            Unknown::Deny if problems.iter().any(is_unknown) => {
                problems.retain(is_unknown);
                return Err(Error::unknown_names(&self.name, problems));
            }
            Unknown::Ignore => problems.retain(|problem| !is_unknown(problem)),
            Unknown::Deny | Unknown::Warn => {}
        }
        Ok(Self { name: self.name.clone(), entries, problems, failure: None, was_read: true, updated_at: 0 })
    }
}

/// The state of a toggle and who gave it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) value: Value,
    /// The position of the layer, or none for the declared default.
    pub(super) layer: Option<u16>,
}

/// The one place that knows the precedence of sources: the first layer that gives the toggle a state decides, and the
/// declared default where none does. (The overrides of a scope come before all this, when a check is made.)
pub(super) fn resolve(layers: &[Layer], toggle: usize, default: Value) -> Resolved {
    for (position, layer) in (0..).zip(layers) {
        if let Some(value) = layer.entry(toggle).and_then(|entry| entry.value) {
            return Resolved { value, layer: Some(position) };
        }
    }
    Resolved { value: default, layer: None }
}
