//! The layers: the entries of each source for each toggle.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use toggle_rules::{Compiled, Policy, Value};
use toggle_syntax::{name::pin_variable, sorted::SortedMap};

use crate::{
    base::clock,
    catalogue::Catalogue,
    model::{context::Context, event::Event, origin::Origin, problem::Problem, unknown::Unknown},
    registry::{
        entry::{Entries, Entry},
        reading::OfFile,
    },
    source::About,
};

/// The content of one source.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) entries: Entries,
    /// The entries of each file, if the source has several. A mistaken file keeps its previous entries.
    pub(super) files: SortedMap<Arc<str>, OfFile>,
    /// The entries that replace those refused because of other sources.
    pub(super) overlay: Entries,
    pub(super) problems: Arc<[Problem]>,
    /// The attributes of the process in this source.
    pub(super) context: Context,
    /// A remark about the source for the trace.
    pub(super) note: Option<String>,
    #[expect(dead_code, reason = "kept so that the next reading of the source finds them compiled")]
    pub(super) patterns: Vec<Arc<Compiled>>,
    /// The reason why the source cannot be read now.
    pub(super) failure: Option<String>,
    /// The time when the current reading began, by the clock of the registry's control.
    pub(super) read_at: u64,
    pub(super) about: About,
    /// The time at which the states were last those of their origin, or `None` if they never were.
    pub(super) current_at: Option<Timestamp>,
    /// Whether the source had nothing at all when it was last read.
    pub(super) is_empty: bool,
    /// The treatment of unknown names in this source, if it differs from that of other sources.
    pub(super) unknown: Option<Unknown>,
}

impl Layer {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), is_empty: true, ..Self::default() }
    }

    /// Returns the layer of the pins.
    pub(super) fn of_pins(name: &str, catalogue: &Catalogue) -> Self {
        let mut layer = Self::new(name);
        for (toggle, known) in catalogue.known().enumerate() {
            if let Some(pin) = &known.pin {
                let origin = Some(Origin::Words(format!("{}, at build time", pin_variable(known.name))));
                layer.entries.insert(toggle, Entry::of_policy(Policy::Plain(pin.clone()), origin));
            }
        }
        layer
    }

    /// Returns the effective entry of a toggle.
    pub(super) fn entry(&self, toggle: usize) -> Option<&Entry> {
        self.overlay.get(toggle).or_else(|| self.own_entry(toggle))
    }

    /// Returns the source's own entry of a toggle, independently of other sources.
    pub(super) fn own_entry(&self, toggle: usize) -> Option<&Entry> {
        self.entries.get(toggle)
    }

    /// Returns whether the source gives the toggle a state or rules.
    pub(super) fn decides(&self, toggle: usize) -> bool {
        self.entry(toggle).is_some_and(|entry| entry.policy.is_some())
    }

    /// Returns the toggles whose entries in this source require others.
    pub(super) fn requiring(&self) -> impl Iterator<Item = usize> {
        self.entries.iter().filter(|(_, entry)| !entry.requires().is_empty()).map(|(toggle, _)| toggle)
    }

    /// Returns the failure of the first file of the source that cannot be read, if there is one. The last content of
    /// such a file stays.
    pub(super) fn file_failure(&self) -> Option<String> {
        self.problems.iter().find_map(|problem| match problem {
            Problem::SourceFailed { source, error } => Some(format!("{source}: {error}")),
            _ => None,
        })
    }

    /// Returns the problems of the source and of its content.
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let failure = self.failure.clone().map(|error| Problem::SourceFailed { source: self.name.clone(), error });
        // If a source has failed, the mistakes in its last content may be corrected by now.
        let others = self.problems.iter().filter(|_| self.failure.is_none());
        failure.into_iter().chain(self.staleness()).chain(others.cloned())
    }

    /// Returns the problem of stale states.
    fn staleness(&self) -> Option<Problem> {
        let stale = self.about.stale.clone()?;
        Some(Problem::StaleSource { source: self.name.clone(), since: stale.since, reason: stale.reason })
    }

    /// Returns the problems of new states that the states before did not have.
    pub(super) fn new_problems(&self, before: &Self) -> Vec<Problem> {
        // Both lists may be as long as a file has lines.
        let known: HashSet<&Problem> = before.problems.iter().collect();
        let new = self.problems.iter().filter(|problem| !known.contains(problem)).cloned();
        let staleness = self.staleness().filter(|_| self.about.stale != before.about.stale);
        staleness.into_iter().chain(new).collect()
    }

    /// Notes that the states are those of their origin now.
    pub(super) fn confirm(&mut self) {
        self.current_at = Some(clock::now());
        self.about.stale = None;
    }

    pub(super) fn revision(&self) -> Option<String> {
        self.about.revision.as_deref().map(str::to_owned)
    }

    pub(super) fn set(&mut self, toggle: usize, value: Value) {
        self.set_policy(toggle, Policy::Plain(value));
    }

    pub(super) fn set_policy(&mut self, toggle: usize, policy: Policy) {
        self.entries.insert(toggle, Entry::of_policy(policy, None));
    }

    /// Switches a toggle off, with the reason.
    pub(super) fn trip(&mut self, toggle: usize, why: String) {
        self.entries.insert(toggle, Entry::of_policy(Policy::Plain(Value::Off), Some(Origin::Words(why))));
    }

    pub(super) fn clear(&mut self, toggle: usize) {
        self.entries.remove(toggle);
    }

    /// Notes that the source cannot be read. Its last content stays.
    pub(super) fn fail(&mut self, error: String) -> Event {
        self.failure = Some(error.clone());
        Event::SourceFailed { source: self.name.clone(), error }
    }

    pub(super) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.entry(toggle)?.policy.as_ref()
    }
}
