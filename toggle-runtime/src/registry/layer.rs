//! The layers: what each source says of each toggle.

use std::sync::Arc;

use toggle_rules::{Compiled, Policy, Value};
use toggle_syntax::{name::pin_variable, sorted::SortedMap};

use crate::{
    catalogue::Catalogue,
    model::{context::Context, event::Event, origin::Origin, problem::Problem},
    registry::{
        entry::{Entries, Entry},
        reading::OfFile,
    },
};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) entries: Entries,
    /// What each file says, if the source has several. A mistake in a file leaves what that file has said before.
    pub(super) files: SortedMap<Arc<str>, OfFile>,
    /// What takes the place of entries that are refused because of what other sources say.
    pub(super) overlay: Entries,
    pub(super) problems: Arc<[Problem]>,
    /// The attributes that the source gives the process.
    pub(super) context: Context,
    /// What else is worth knowing of the source.
    pub(super) note: Option<String>,
    #[expect(dead_code, reason = "kept so that the next reading of the source finds them compiled")]
    pub(super) patterns: Vec<Arc<Compiled>>,
    /// Why the source cannot be read now.
    pub(super) failure: Option<String>,
    /// The time when the reading that counts began, by the clock of the registry's control.
    pub(super) read_at: u64,
}

impl Layer {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// What the build has fixed.
    pub(super) fn of_pins(name: &str, catalogue: &Catalogue) -> Self {
        let mut layer = Self::new(name);
        for (toggle, known) in catalogue.known().enumerate() {
            if let Some(pin) = &known.pin {
                let origin = Some(Origin::Words(format!("{}, when it was built", pin_variable(known.name))));
                layer.entries.insert(toggle, Entry::of_policy(Policy::Plain(pin.clone()), origin));
            }
        }
        layer
    }

    /// What counts of the source's word for a toggle.
    pub(super) fn entry(&self, toggle: usize) -> Option<&Entry> {
        self.overlay.get(toggle).or_else(|| self.own_entry(toggle))
    }

    /// What the source says of a toggle, whatever others say.
    pub(super) fn own_entry(&self, toggle: usize) -> Option<&Entry> {
        self.entries.get(toggle)
    }

    /// Whether the source gives the toggle a state or rules.
    pub(super) fn decides(&self, toggle: usize) -> bool {
        self.entry(toggle).is_some_and(|entry| entry.policy.is_some())
    }

    /// The toggles of which the source says that they require others.
    pub(super) fn requiring(&self) -> impl Iterator<Item = usize> {
        self.entries.iter().filter(|(_, entry)| !entry.requires().is_empty()).map(|(toggle, _)| toggle)
    }

    /// Why the first of the source's files that cannot be read cannot be, if there is one. What such a file said last
    /// stays.
    pub(super) fn file_failure(&self) -> Option<String> {
        self.problems.iter().find_map(|problem| match problem {
            Problem::SourceFailed { source, error } => Some(format!("{source}: {error}")),
            _ => None,
        })
    }

    /// What is wrong with the source, or with what it says.
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let failure = self.failure.clone().map(|error| Problem::SourceFailed { source: self.name.clone(), error });
        // What was wrong in what it said before may not be there any more.
        let others = self.problems.iter().filter(|_| self.failure.is_none());
        failure.into_iter().chain(others.cloned())
    }

    pub(super) fn set(&mut self, toggle: usize, value: Value) {
        self.set_policy(toggle, Policy::Plain(value));
    }

    pub(super) fn set_policy(&mut self, toggle: usize, policy: Policy) {
        self.entries.insert(toggle, Entry::of_policy(policy, None));
    }

    /// Switches a toggle off, and says why.
    pub(super) fn trip(&mut self, toggle: usize, why: String) {
        self.entries.insert(toggle, Entry::of_policy(Policy::Plain(Value::Off), Some(Origin::Words(why))));
    }

    pub(super) fn clear(&mut self, toggle: usize) {
        self.entries.remove(toggle);
    }

    /// Notes that the source cannot be read. What it said last stays.
    pub(super) fn fail(&mut self, error: String) -> Event {
        self.failure = Some(error.clone());
        Event::SourceFailed { source: self.name.clone(), error }
    }

    pub(super) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.entry(toggle)?.policy.as_ref()
    }
}
