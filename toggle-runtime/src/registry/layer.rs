//! What each source says of each toggle, and which of them counts.

use std::sync::Arc;

use toggle_rules::{Compiled, Policy, Reason, Value, Watch, read::MAX_MISTAKES};
use toggle_syntax::{name::pin_variable, sorted::SortedMap};

use crate::{
    catalogue::{Catalogue, Known},
    model::{
        context::Context,
        error::Error,
        event::Event,
        origin::Origin,
        problem::{Problem, ProblemPlace},
        unknown::Unknown,
    },
    monitor::watched::Watched,
    registry::{
        GUARD_LAYER, circles,
        entry::{Entries, Entry},
        reading::{Before, MAX_UNKNOWN, OfFile, Read, Reading, Text, is_unknown},
    },
    source::{Parts, States},
};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    entries: Entries,
    /// What each file says, if the source has several. A mistake in a file leaves what that file has said before.
    files: SortedMap<Arc<str>, OfFile>,
    /// What takes the place of entries that are refused because of what other sources say.
    pub(super) overlay: Entries,
    pub(super) problems: Vec<Problem>,
    /// The attributes that the source gives the process.
    pub(super) context: Context,
    /// What else is worth knowing of the source.
    pub(super) note: Option<String>,
    #[expect(dead_code, reason = "kept so that the next reading of the source finds them compiled")]
    patterns: Vec<Arc<Compiled>>,
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

    /// What this layer becomes when its source says `states`. It is checked against the toggles of the program first.
    ///
    /// # Errors
    ///
    /// The unknown names, if such are denied.
    pub(super) fn updated(&self, states: States, catalogue: &Catalogue, unknown: Unknown) -> Result<Self, Error> {
        let Parts { settings, mut problems, mut unlisted, context, note, patterns, hidden, files } =
            states.into_parts();
        let before = Before::Whole { own: &self.entries, overlay: &self.overlay };
        let mut texts = vec![(Text { name: None, settings, hidden }, before)];
        let mut kept = vec![(patterns, note)];
        for (name, states) in files {
            let file = states.into_parts();
            problems.extend(file.problems);
            unlisted += file.unlisted;
            kept.push((file.patterns, file.note.map(|note| format!("{note} in {name}"))));
            let before = Before::File(self.files.get(&name));
            texts.push((Text { name: Some(name), settings: file.settings, hidden: file.hidden }, before));
        }
        let mut reading = Reading::new(catalogue, problems, unlisted);
        for (patterns, note) in kept {
            reading.keep(patterns, note);
        }
        let note = reading.note();
        let mut all = Read::default();
        let mut files = SortedMap::new();
        for (text, before) in texts {
            let name = text.name.clone();
            let read = reading.text(text, before);
            if let Some(name) = name {
                let of_file: OfFile = read.entries.iter().map(|(toggle, entry)| (toggle, entry.clone())).collect();
                files.insert(name, of_file);
            }
            all.lay(read);
        }
        let Read { mut entries, rest } = all;
        let Reading { mut problems, unknown_names, mut mistakes, patterns, .. } = reading;
        if let Some(count) = unknown_names.checked_sub(MAX_UNKNOWN).filter(|count| *count > 0) {
            problems.push(Problem::UnknownNames { source: self.name.clone(), count });
        }
        for problem in circles::refuse_within(&mut entries, self, &rest, catalogue) {
            mistakes += 1;
            problems.extend(Some(problem).filter(|_| mistakes <= MAX_MISTAKES));
        }
        if let Some(count) = mistakes.checked_sub(MAX_MISTAKES).filter(|count| *count > 0) {
            let (name, place) = (self.name.clone(), ProblemPlace::Source(self.name.clone()));
            problems.push(Problem::InvalidState { name, place, message: format!("it has {count} more mistakes") });
        }
        problems.extend(entries.iter().filter_map(|(toggle, entry)| contradicted(catalogue, toggle, entry)));
        let is_denied =
            |problem: &Problem| is_unknown(problem) || matches!(problem, Problem::UnknownEnvironment { .. });
        match unknown {
            Unknown::Deny if problems.iter().any(is_denied) => {
                problems.retain(is_denied);
                return Err(Error::unknown_names(&self.name, problems));
            }
            Unknown::Ignore => problems.retain(|problem| !is_unknown(problem)),
            Unknown::Deny | Unknown::Warn => {}
        }
        let context = context.map(|attributes| attributes.after(&self.context)).unwrap_or_default();
        Ok(Self { name: self.name.clone(), entries, files, problems, context, note, patterns, ..Self::default() })
    }
}

impl Layer {
    pub(super) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.entry(toggle)?.policy.as_ref()
    }
}

/// What is wrong where the build has fixed the toggle to something else.
fn contradicted(catalogue: &Catalogue, toggle: usize, entry: &Entry) -> Option<Problem> {
    let known = catalogue.get(toggle)?;
    let pin = known.pin.as_ref()?;
    let policy = entry.policy.as_ref().filter(|policy| policy.constant() != Some(pin))?;
    Some(Problem::Pinned { name: known.name.to_owned(), place: entry.place(), state: policy.state(), pin: pin.clone() })
}

/// What decides a toggle, who says so, and how the toggle is watched.
#[derive(Clone, PartialEq)]
pub(crate) struct Resolved {
    pub(super) policy: Policy,
    /// The position of the layer, or none for the declared default.
    pub(crate) layer: Option<u16>,
    /// None for most.
    pub(super) watched: Option<Arc<Watched>>,
    /// What would decide, had a guard not switched the toggle off.
    pub(super) beneath: Option<Arc<Policy>>,
    /// Whether the declared default counts because what is said of the toggle cannot be understood.
    pub(crate) is_unreadable: bool,
    /// Whether the declared default counts while some source cannot be read.
    pub(crate) is_source_failed: bool,
}

impl Resolved {
    /// Returns whether the configuration lets the values of shadow runs that differ be kept.
    pub(super) fn keeps_texts(&self) -> bool {
        self.watched.as_ref().and_then(|watched| watched.watch.values).unwrap_or(true)
    }

    /// A toggle of which no layer speaks.
    pub(super) fn default(known: &Known) -> Self {
        Self {
            policy: Policy::Plain(known.default.clone()),
            layer: None,
            watched: None,
            beneath: None,
            is_unreadable: false,
            is_source_failed: false,
        }
    }

    /// Why a plain state is the answer.
    pub(crate) fn reason(&self) -> Reason {
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

    /// Whether the toggle is set to the same, by the same source, with the same budget. How it is watched apart from
    /// that is nothing that its guard has to do with, and neither is a mistake that changes nothing.
    pub(super) fn is_configured_as(&self, other: &Self) -> bool {
        let budget = |resolved: &Self| resolved.watched.as_ref().and_then(|watched| watched.watch.guard.clone());
        self.policy == other.policy && self.layer == other.layer && budget(self) == budget(other)
    }
}

/// The one place that knows the precedence of sources: the first layer that gives the toggle a state decides, and the
/// declared default where none does. What the build has pinned is the first layer, and what a guard has switched off
/// the second. (The overrides of a scope come before all this, when a check is made; of what is pinned there are none.)
///
/// How the toggle is watched is put together of what each layer says of it, the first one first, and of `rest`.
pub(super) fn resolve<'l>(
    layers: impl Iterator<Item = (usize, &'l Layer)> + Clone,
    toggle: usize,
    known: &Known,
    rest: &Watch,
) -> Resolved {
    let is_source_failed = layers.clone().any(|(_, layer)| layer.failure.is_some());
    let mut entries = layers.filter_map(|(position, layer)| Some((position, layer.entry(toggle)?)));
    let mut deciding = entries.clone().filter_map(|(position, entry)| Some((position, entry.policy.as_ref()?)));
    let watch = entries.clone().fold(Watch::default(), |watch, (_, entry)| watch.or(&entry.watch)).or(rest);
    let watched = (!watch.is_empty()).then(|| Arc::new(Watched::new(watch)));
    let Some((position, policy)) = deciding.next() else {
        let is_unreadable = entries.any(|(_, entry)| entry.is_state_wrong());
        return Resolved { watched, is_unreadable, is_source_failed, ..Resolved::default(known) };
    };
    let beneath = (position == GUARD_LAYER).then(|| match deciding.next() {
        Some((_, policy)) => Arc::new(policy.clone()),
        None => Arc::new(Policy::Plain(known.default.clone())),
    });
    let layer = u16::try_from(position).ok();
    Resolved { policy: policy.clone(), layer, watched, beneath, is_unreadable: false, is_source_failed: false }
}
