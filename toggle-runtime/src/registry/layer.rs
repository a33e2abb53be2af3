//! What each source says of each toggle, and which of them counts.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Catalogue, catalogue::Known};
use crate::{
    builder::Unknown,
    error::Error,
    event::Event,
    problem::Problem,
    rules::{Mistake, Policy, requirement_fault},
    source::{Setting, States},
    value::Value,
};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    entries: HashMap<usize, Entry>,
    pub(super) problems: Vec<Problem>,
    /// Why the source cannot be read now.
    pub(super) failure: Option<String>,
    /// When it was last updated, by the clock of the registry's control.
    pub(super) updated_at: u64,
}

/// What a source says of one toggle.
#[derive(Clone)]
pub(super) struct Entry {
    /// What decides; where the source's word for it is wrong, what was the last good one, if there was one.
    pub(super) policy: Option<Policy>,
    pub(super) place: Option<String>,
    /// The file in which rules have positions.
    pub(super) file: Option<Arc<str>>,
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
        let policy = Some(Policy::Plain(value));
        self.entries.insert(toggle, Entry { policy, place: None, file: None, error: None });
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
        let mut hints = MAX_HINTS;
        for setting in settings {
            let Some(toggle) = catalogue.find(&setting.name) else {
                if let Err(mistakes) = &setting.written {
                    problems.extend(mistakes.iter().map(|mistake| invalid(&setting, mistake)));
                }
                let nearest = (hints > 0).then(|| catalogue.nearest(&setting.name)).flatten().map(str::to_owned);
                hints = hints.saturating_sub(1);
                problems.push(Problem::UnknownName { name: setting.name, place: setting.place, nearest });
                continue;
            };
            let policy = match &setting.written {
                Ok(written) => catalogue.for_target(toggle, |target| target.policy(written)),
                Err(mistakes) => Err(mistakes.clone()),
            };
            let (policy, error) = match policy {
                Ok(policy) => (Some(policy), None),
                Err(mistakes) => {
                    problems.extend(mistakes.iter().map(|mistake| invalid(&setting, mistake)));
                    (self.policy(toggle).cloned(), mistakes.first().map(|first| told(&setting, first)))
                }
            };
            if setting.counts {
                entries.insert(toggle, Entry { policy, place: Some(setting.place), file: setting.file, error });
            }
        }
        problems.extend(self.refuse_circles(&mut entries, catalogue));
        let is_unknown = |problem: &Problem| matches!(problem, Problem::UnknownName { .. });
        match unknown {
            Unknown::Deny if problems.iter().any(is_unknown) => {
                problems.retain(is_unknown);
                return Err(Error::unknown_names(&self.name, problems));
            }
            Unknown::Ignore => problems.retain(|problem| !is_unknown(problem)),
            Unknown::Deny | Unknown::Warn => {}
        }
        Ok(Self { name: self.name.clone(), entries, problems, failure: None, updated_at: 0 })
    }
}

/// For how many of the names that are unknown the nearest known one is looked for, which takes time. A file with more of them
/// is for another program.
const MAX_HINTS: usize = 100;

impl Layer {
    fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.entry(toggle)?.policy.as_ref()
    }

    /// Gives toggles that require themselves, or too many others, what decided them before. That may require something as
    /// well, so it goes on until nothing is left to refuse.
    fn refuse_circles(&self, entries: &mut HashMap<usize, Entry>, catalogue: &Catalogue) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut refused = HashSet::new();
        loop {
            let faults = faults(entries, &refused, catalogue);
            if faults.is_empty() {
                return problems;
            }
            for (toggle, message) in faults {
                refused.insert(toggle);
                let Some((entry, known)) = entries.get_mut(&toggle).zip(catalogue.get(toggle)) else { continue };
                entry.policy = self.policy(toggle).cloned();
                entry.error = Some(message.clone());
                let place = entry.place.clone().unwrap_or_default();
                problems.push(Problem::InvalidState { name: known.name.to_owned(), place, message });
            }
        }
    }
}

/// The toggles that require themselves, or too many others, but for those that have been refused.
fn faults(entries: &HashMap<usize, Entry>, refused: &HashSet<usize>, catalogue: &Catalogue) -> Vec<(usize, String)> {
    let requires = |toggle: u32| {
        let policy = entries.get(&(toggle as usize)).and_then(|entry| entry.policy.as_ref());
        policy.map(Policy::requires).unwrap_or_default()
    };
    let name = |toggle: u32| catalogue.get(toggle as usize).map_or("", |known| known.name).to_owned();
    let candidates = entries.keys().filter(|toggle| !refused.contains(toggle));
    let mut faults: Vec<(usize, String)> = candidates
        .filter_map(|&toggle| Some((toggle, requirement_fault(u32::try_from(toggle).ok()?, requires, name)?)))
        .collect();
    faults.sort_unstable();
    faults
}

fn invalid(setting: &Setting, mistake: &Mistake) -> Problem {
    let (name, place) = (setting.name.clone(), setting.place_of(mistake));
    Problem::InvalidState { name, place, message: mistake.message.clone() }
}

/// What is wrong, with its place if that is not the one of the setting.
fn told(setting: &Setting, mistake: &Mistake) -> String {
    let place = setting.place_of(mistake);
    if place == setting.place { mistake.message.clone() } else { format!("{} ({place})", mistake.message) }
}

/// What decides a toggle, and who says so.
#[derive(Clone, PartialEq)]
pub(super) struct Resolved {
    pub(super) policy: Policy,
    /// The position of the layer, or none for the declared default.
    pub(super) layer: Option<u16>,
}

impl Resolved {
    /// A toggle of which no layer speaks.
    pub(super) fn default(known: &Known) -> Self {
        Self { policy: Policy::Plain(known.default.clone()), layer: None }
    }
}

/// The one place that knows the precedence of sources: the first layer that gives the toggle a state decides, and the
/// declared default where none does. (The overrides of a scope come before all this, when a check is made.)
pub(super) fn resolve(layers: &[Layer], toggle: usize, known: &Known) -> Resolved {
    for (position, layer) in (0..).zip(layers) {
        if let Some(policy) = layer.policy(toggle) {
            return Resolved { policy: policy.clone(), layer: Some(position) };
        }
    }
    Resolved::default(known)
}
