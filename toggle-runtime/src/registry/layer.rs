//! What each source says of each toggle, and which of them counts.

use std::{collections::HashMap, sync::Arc};

use toggle_syntax::name::pin_variable;

use super::{
    Catalogue, GUARD_LAYER,
    catalogue::Known,
    circles,
    entry::{Complaint, Entries, Entry},
};
use crate::{
    builder::Unknown,
    context::Context,
    decision::Reason,
    error::Error,
    event::Event,
    problem::Problem,
    rules::{
        Compiled, Mistake, Policy,
        read::{Hidden, MAX_MISTAKES, Part, STAGES, short},
    },
    source::{Origin, Parts, Setting, States},
    value::Value,
    watch::{Watch, Watched},
};

/// What one source says.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) name: String,
    entries: Entries,
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
                let origin = Some(Origin::Place(format!("{}, when it was built", pin_variable(known.name))));
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
        self.entries.insert(toggle, Entry::of_policy(Policy::Plain(Value::Off), Some(Origin::Place(why))));
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
        let Parts { settings, mut problems, unlisted, context, note, patterns, hidden } = states.into_parts();
        let mut entries = Entries::default();
        // What the rest of the file says of toggles of which the stage speaks, too.
        let mut rest = HashMap::new();
        let mut unknown_names = limit(&mut problems, is_unknown, MAX_UNKNOWN);
        let mut mistakes = limit(&mut problems, is_mistake, MAX_MISTAKES) + unlisted;
        let mut list = |problems: &mut Vec<Problem>, setting: &Setting, mistake: &Mistake| {
            mistakes += 1;
            if mistakes <= MAX_MISTAKES {
                problems.push(invalid(setting, mistake));
            }
        };
        for mut setting in settings {
            let Some(toggle) = catalogue.find(&setting.name) else {
                unknown_names += 1;
                if unknown_names > MAX_UNKNOWN {
                    continue;
                }
                setting.said.mistakes().into_iter().for_each(|mistake| list(&mut problems, &setting, mistake));
                let nearest = catalogue.nearest(&setting.name).map(str::to_owned);
                let (name, place) = (short(&setting.name).into_owned(), setting.origin.to_string());
                problems.push(Problem::UnknownName { name, place, nearest });
                continue;
            };
            let statement = std::mem::take(&mut setting.said);
            let checked = catalogue.for_target(toggle, |target| statement.checked(target));
            checked.mistakes().into_iter().for_each(|mistake| list(&mut problems, &setting, mistake));
            let tell =
                |mistake: &Mistake| Complaint { message: mistake.message.clone(), place: setting.place_of(mistake) };
            let entry = checked.entry(self.entry(toggle), setting.origin.clone(), tell);
            match (setting.part, entries.get_mut(toggle)) {
                (Part::Own, _) => entries.insert(toggle, entry),
                (Part::Below, Some(over)) => {
                    rest.extend(entry.policy.clone().map(|policy| (toggle, policy)));
                    over.lies_over(entry);
                }
                (Part::Below, None) | (Part::Elsewhere, _) => {}
            }
        }
        if let Some(count) = unknown_names.checked_sub(MAX_UNKNOWN).filter(|count| *count > 0) {
            problems.push(Problem::UnknownNames { source: self.name.clone(), count });
        }
        let is_stage_hidden = match hidden {
            Some(Hidden::Stage) => true,
            Some(Hidden::Section) => catalogue.find(STAGES).is_none(),
            None => false,
        };
        if is_stage_hidden {
            // Nobody knows of which toggles the stage would speak, so none of them goes back to the rest of the file.
            self.entries.iter().for_each(|(toggle, before)| entries.insert(toggle, before.clone()));
        }
        for problem in circles::refuse_within(&mut entries, self, &rest, catalogue) {
            mistakes += 1;
            problems.extend(Some(problem).filter(|_| mistakes <= MAX_MISTAKES));
        }
        if let Some(count) = mistakes.checked_sub(MAX_MISTAKES).filter(|count| *count > 0) {
            let (name, place) = (self.name.clone(), self.name.clone());
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
        Ok(Self { name: self.name.clone(), entries, problems, context, note, patterns, ..Self::default() })
    }
}

/// How many of the names that are unknown are listed. A file with more of them is for another program, and may have as
/// many as lines.
const MAX_UNKNOWN: usize = 100;

fn is_unknown(problem: &Problem) -> bool {
    matches!(problem, Problem::UnknownName { .. } | Problem::UnknownNames { .. })
}

fn is_mistake(problem: &Problem) -> bool {
    matches!(problem, Problem::InvalidState { .. })
}

/// Keeps no more problems of a kind than are listed, and gives how many there are.
fn limit(problems: &mut Vec<Problem>, is_of_kind: impl Fn(&Problem) -> bool, most: usize) -> usize {
    let mut count = 0;
    problems.retain(|problem| {
        count += usize::from(is_of_kind(problem));
        count <= most || !is_of_kind(problem)
    });
    count
}

impl Layer {
    pub(super) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.entry(toggle)?.policy.as_ref()
    }
}

fn invalid(setting: &Setting, mistake: &Mistake) -> Problem {
    let (name, place) = (short(&setting.name).into_owned(), setting.place_of(mistake));
    Problem::InvalidState { name, place, message: mistake.message.clone() }
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
    /// Whether the declared default counts while some source cannot be read.
    pub(super) is_source_failed: bool,
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
