//! What each source says of each toggle, and which of them counts.

use std::{collections::HashSet, sync::Arc};

use toggle_syntax::name::pin_variable;

use super::{Catalogue, GUARD_LAYER, catalogue::Known};
use crate::{
    builder::Unknown,
    decision::Reason,
    error::Error,
    event::Event,
    problem::Problem,
    rules::{Mistake, Policy, read::Part, requirement_fault},
    source::{Origin, Setting, States},
    value::Value,
    watch::{Watch, Watched},
};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    entries: Entries,
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
    pub(super) watch: Watch,
    /// Where it says so; none for what the program sets.
    pub(super) origin: Option<Origin>,
    /// What is wrong.
    pub(super) error: Option<String>,
}

impl Entry {
    /// What a stage leaves out, the rest of the file says: what the toggle is, and each part of how it is watched.
    fn lies_over(&mut self, below: Self) {
        if below.error.is_some() {
            return;
        }
        self.watch = std::mem::take(&mut self.watch).or(&below.watch);
        if self.policy.is_none() && self.error.is_none() {
            (self.policy, self.origin) = (below.policy, below.origin);
        }
    }

    fn requires(&self) -> &[u32] {
        self.policy.as_ref().map(Policy::requires).unwrap_or_default()
    }
}

/// The entries of a layer by toggle, up to the last that has one. Boxed, since many layers speak of few toggles.
#[derive(Clone, Default)]
struct Entries(Vec<Option<Box<Entry>>>);

impl Entries {
    fn get(&self, toggle: usize) -> Option<&Entry> {
        self.0.get(toggle)?.as_deref()
    }

    fn get_mut(&mut self, toggle: usize) -> Option<&mut Entry> {
        self.0.get_mut(toggle)?.as_deref_mut()
    }

    fn insert(&mut self, toggle: usize, entry: Entry) {
        if self.0.len() <= toggle {
            self.0.resize(toggle + 1, None);
        }
        self.0[toggle] = Some(Box::new(entry));
    }

    fn remove(&mut self, toggle: usize) {
        if let Some(entry) = self.0.get_mut(toggle) {
            *entry = None;
        }
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.0.iter().enumerate().filter_map(|(toggle, entry)| Some((toggle, entry.as_deref()?)))
    }
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
                let origin = Some(Origin::Place(format!("{}, when it was built", pin_variable(known.name))));
                let policy = Some(Policy::Plain(pin.clone()));
                layer.entries.insert(toggle, Entry { policy, watch: Watch::default(), origin, error: None });
            }
        }
        layer
    }

    pub(super) fn entry(&self, toggle: usize) -> Option<&Entry> {
        self.entries.get(toggle)
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
        self.entries.insert(toggle, Entry { policy, watch: Watch::default(), origin: None, error: None });
    }

    /// Switches a toggle off, and says why.
    pub(super) fn trip(&mut self, toggle: usize, why: String) {
        let (policy, origin) = (Some(Policy::Plain(Value::Off)), Some(Origin::Place(why)));
        self.entries.insert(toggle, Entry { policy, watch: Watch::default(), origin, error: None });
    }

    pub(super) fn clear(&mut self, toggle: usize) {
        self.entries.remove(toggle);
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
        let mut entries = Entries::default();
        let mut hints = MAX_HINTS;
        for setting in settings {
            let Some(toggle) = catalogue.find(&setting.name) else {
                if let Err(mistakes) = &setting.written {
                    problems.extend(mistakes.iter().map(|mistake| invalid(&setting, mistake)));
                }
                let nearest = (hints > 0).then(|| catalogue.nearest(&setting.name)).flatten().map(str::to_owned);
                hints = hints.saturating_sub(1);
                problems.push(Problem::UnknownName { name: setting.name, place: setting.origin.to_string(), nearest });
                continue;
            };
            let policy = match &setting.written {
                Ok(written) => catalogue.for_target(toggle, |target| target.policy(written)),
                Err(mistakes) => Err(mistakes.clone()),
            };
            let (policy, watch, error) = match policy {
                Ok(policy) => (policy, setting.watch(), None),
                Err(mistakes) => {
                    problems.extend(mistakes.iter().map(|mistake| invalid(&setting, mistake)));
                    let before = self.entry(toggle).map(|entry| (entry.policy.clone(), entry.watch.clone()));
                    let (policy, watch) = before.unwrap_or_default();
                    (policy, watch, mistakes.first().map(|first| told(&setting, first)))
                }
            };
            if setting.part == Part::Own {
                problems.extend(contradicted(catalogue, toggle, policy.as_ref(), &setting));
            }
            let entry = Entry { policy, watch, origin: Some(setting.origin), error };
            match (setting.part, entries.get_mut(toggle)) {
                (Part::Own, _) => entries.insert(toggle, entry),
                (Part::Below, Some(over)) => over.lies_over(entry),
                (Part::Below, None) | (Part::Elsewhere, _) => {}
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
    fn refuse_circles(&self, entries: &mut Entries, catalogue: &Catalogue) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut refused = HashSet::new();
        loop {
            let faults = faults(entries, &refused, catalogue);
            if faults.is_empty() {
                return problems;
            }
            for (toggle, message) in faults {
                refused.insert(toggle);
                let Some((entry, known)) = entries.get_mut(toggle).zip(catalogue.get(toggle)) else { continue };
                entry.policy = self.policy(toggle).cloned();
                entry.error = Some(message.clone());
                let place = entry.origin.as_ref().map(Origin::to_string).unwrap_or_default();
                problems.push(Problem::InvalidState { name: known.name.to_owned(), place, message });
            }
        }
    }
}

/// The toggles that require themselves, or too many others, but for those that have been refused.
fn faults(entries: &Entries, refused: &HashSet<usize>, catalogue: &Catalogue) -> Vec<(usize, String)> {
    // What is pinned asks for nothing.
    let is_pinned = |toggle: usize| catalogue.get(toggle).is_some_and(|known| known.pin.is_some());
    let requires = |toggle: u32| {
        let entry = entries.get(toggle as usize).filter(|_| !is_pinned(toggle as usize));
        entry.map(Entry::requires).unwrap_or_default()
    };
    let name = |toggle: u32| catalogue.get(toggle as usize).map_or("", |known| known.name).to_owned();
    let requiring = entries.iter().filter(|(_, entry)| !entry.requires().is_empty()).map(|(toggle, _)| toggle);
    requiring
        .filter(|toggle| !refused.contains(toggle))
        .filter_map(|toggle| Some((toggle, requirement_fault(u32::try_from(toggle).ok()?, requires, name)?)))
        .collect()
}

fn invalid(setting: &Setting, mistake: &Mistake) -> Problem {
    let (name, place) = (setting.name.clone(), setting.place_of(mistake));
    Problem::InvalidState { name, place, message: mistake.message.clone() }
}

/// What is wrong where the build has fixed the toggle to something else.
fn contradicted(catalogue: &Catalogue, toggle: usize, policy: Option<&Policy>, setting: &Setting) -> Option<Problem> {
    let pin = catalogue.get(toggle)?.pin.as_ref()?;
    let policy = policy.filter(|policy| policy.constant() != Some(pin))?;
    let (name, place) = (setting.name.clone(), setting.origin.to_string());
    Some(Problem::Pinned { name, place, state: policy.state(), pin: pin.clone() })
}

/// What is wrong, with its place if that is not the one of the setting.
fn told(setting: &Setting, mistake: &Mistake) -> String {
    let place = setting.place_of(mistake);
    if place == setting.origin.to_string() { mistake.message.clone() } else { format!("{} ({place})", mistake.message) }
}

/// What decides a toggle, who says so, and how the toggle is watched.
#[derive(Clone, PartialEq)]
pub(super) struct Resolved {
    pub(super) policy: Policy,
    /// The position of the layer, or none for the declared default.
    pub(super) layer: Option<u16>,
    /// None for most.
    pub(super) watched: Option<Arc<Watched>>,
    /// What would decide, had a guard not switched the toggle off.
    pub(super) beneath: Option<Arc<Policy>>,
    /// Whether the declared default counts because what is said of the toggle cannot be understood.
    pub(super) is_unreadable: bool,
}

impl Resolved {
    /// A toggle of which no layer speaks.
    pub(super) fn default(known: &Known) -> Self {
        Self {
            policy: Policy::Plain(known.default.clone()),
            layer: None,
            watched: None,
            beneath: None,
            is_unreadable: false,
        }
    }

    /// Why a plain state is the answer.
    pub(super) fn reason(&self) -> Reason {
        match self.layer.map(usize::from) {
            None if self.is_unreadable => Reason::Error,
            None => Reason::Default,
            Some(GUARD_LAYER) => Reason::Disabled,
            Some(_) => Reason::Static,
        }
    }

    /// Whether somebody wants to know of each answer.
    pub(super) fn is_observed(&self) -> bool {
        self.watched.as_ref().is_some_and(|watched| watched.watch.is_observed())
    }

    /// With what has been noted so far, if the toggle is watched as it was.
    pub(super) fn following(mut self, before: &Self) -> Self {
        match (&self.watched, &before.watched) {
            (Some(watched), Some(before)) if watched == before => self.watched = Some(before.clone()),
            (Some(watched), Some(before)) => self.watched = Some(Arc::new(watched.following(before))),
            _ => {}
        }
        self
    }

    /// Whether the toggle is set to the same, by the same source, with the same budget. How it is watched apart from that is
    /// nothing that its guard has to do with, and neither is a mistake that changes nothing.
    pub(super) fn is_configured_as(&self, other: &Self) -> bool {
        let budget = |resolved: &Self| resolved.watched.as_ref().and_then(|watched| watched.watch.guard.clone());
        self.policy == other.policy && self.layer == other.layer && budget(self) == budget(other)
    }
}

/// The one place that knows the precedence of sources: the first layer that gives the toggle a state decides, and the
/// declared default where none does. What the build has pinned is the first layer, and what a guard has switched off the second. (The
/// overrides of a scope come before all this, when a check is made; of what is pinned there are none.)
///
/// How the toggle is watched is put together of what each layer says of it, the first one first, and of `rest`.
pub(super) fn resolve<'l>(
    layers: impl Iterator<Item = (usize, &'l Layer)> + Clone,
    toggle: usize,
    known: &Known,
    rest: &Watch,
) -> Resolved {
    let mut entries = layers.filter_map(|(position, layer)| Some((position, layer.entry(toggle)?)));
    let mut deciding = entries.clone().filter_map(|(position, entry)| Some((position, entry.policy.as_ref()?)));
    let watch = entries.clone().fold(Watch::default(), |watch, (_, entry)| watch.or(&entry.watch)).or(rest);
    let watched = (!watch.is_empty()).then(|| Arc::new(Watched::new(watch)));
    let Some((position, policy)) = deciding.next() else {
        let is_unreadable = entries.any(|(_, entry)| entry.error.is_some());
        return Resolved { watched, is_unreadable, ..Resolved::default(known) };
    };
    let beneath = (position == GUARD_LAYER).then(|| match deciding.next() {
        Some((_, policy)) => Arc::new(policy.clone()),
        None => Arc::new(Policy::Plain(known.default.clone())),
    });
    let layer = u16::try_from(position).ok();
    Resolved { policy: policy.clone(), layer, watched, beneath, is_unreadable: false }
}
