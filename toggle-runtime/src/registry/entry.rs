//! The entry of a source for one toggle, and what applies where a part of the entry is mistaken.

use toggle_rules::{Checked, Mistake, MonitorOptions, Policy, Said};

use crate::model::{origin::Origin, problem::ProblemPlace};

/// The parts of an entry: those that the source gives, or that apply in place of mistaken parts.
#[derive(Clone, Default)]
pub(crate) struct Entry {
    /// The policy that decides the toggle.
    pub(crate) policy: Option<Policy>,
    pub(super) watch: MonitorOptions,
    /// The place of the entry in the source, or `None` for run-time overrides.
    pub(crate) origin: Option<Origin>,
    wrong: Option<Box<Wrong>>,
}

/// The mistake in each part of an entry.
#[derive(Clone, Default)]
struct Wrong {
    state: Option<Complaint>,
    /// Whether the rest of the file decides in place of a mistaken environment section.
    is_left_to_rest: bool,
    /// Whether the toggle is off in place of a mistaken state, because its table has `enabled = false`.
    is_disabled: bool,
    guard: Option<Complaint>,
    observe: Option<Complaint>,
    limit: Option<Complaint>,
    values: Option<Complaint>,
}

/// A mistake in the form in which it is reported.
#[derive(Clone)]
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) place: ProblemPlace,
}

/// Returns the part that applies: the source's part or, if that is mistaken, the previous one.
fn keep<T: Clone>(
    said: Said<T>,
    before: Option<&T>,
    wrong: &mut Option<Complaint>,
    tell: impl Fn(&Mistake) -> Complaint,
) -> Option<T> {
    match said? {
        Ok(value) => Some(value),
        Err(mistakes) => {
            *wrong = mistakes.first().map(tell);
            before.cloned()
        }
    }
}

impl Wrong {
    /// Returns the mistake to report: a mistake in the state comes before any other.
    fn first(&self) -> Option<&Complaint> {
        let Self { state, is_left_to_rest: _, is_disabled: _, guard, observe, limit, values } = self;
        [state, guard, observe, limit, values].into_iter().find_map(Option::as_ref)
    }
}

impl Entry {
    /// Makes an entry of a checked statement. A mistaken part keeps its previous value.
    pub(super) fn new(
        said: Checked,
        before: Option<&Self>,
        origin: Origin,
        tell: impl Fn(&Mistake) -> Complaint,
    ) -> Self {
        let mut wrong = Wrong::default();
        let of_watch =
            |key: &'static str| move |it: Complaint| Complaint { message: format!("`{key}`: {}", it.message), ..it };
        wrong.is_disabled = said.disabled.is_some();
        let in_place = said.disabled.as_ref().or_else(|| before.and_then(|it| it.policy.as_ref()));
        let policy = keep(said.state, in_place, &mut wrong.state, &tell);
        let of_before = before.map(|entry| &entry.watch);
        let guard = keep(said.guard, of_before.and_then(|it| it.guard.as_ref()), &mut wrong.guard, &tell);
        let observe = keep(said.observe, of_before.and_then(|it| it.observe.as_ref()), &mut wrong.observe, &tell);
        let limit = keep(said.limit, of_before.and_then(|it| it.limit.as_ref()), &mut wrong.limit, &tell);
        let values = keep(said.values, of_before.and_then(|it| it.values.as_ref()), &mut wrong.values, &tell);
        wrong.guard = wrong.guard.map(of_watch("guard"));
        wrong.observe = wrong.observe.map(of_watch("observe"));
        wrong.limit = wrong.limit.map(of_watch("shadow-limit"));
        wrong.values = wrong.values.map(of_watch("shadow-values"));
        let is_wrong = wrong.first().is_some();
        Self {
            policy,
            watch: MonitorOptions { guard, observe, limit, values, is_covered: false },
            origin: Some(origin),
            wrong: is_wrong.then(|| Box::new(wrong)),
        }
    }

    /// Returns an entry without mistakes.
    pub(super) fn of_policy(policy: Policy, origin: Option<Origin>) -> Self {
        Self { policy: Some(policy), origin, ..Self::default() }
    }

    /// Fills in the missing parts from the rest of the file, and also the mistaken parts that have no previous value.
    pub(super) fn overlay_on(&mut self, below: Self) {
        let mut wrong = self.wrong.take().unwrap_or_default();
        let mut of_below = below.wrong.unwrap_or_default();
        let is_mistaken = wrong.state.is_some();
        if self.policy.is_none() && (below.policy.is_some() || !is_mistaken) {
            wrong.is_left_to_rest = is_mistaken;
            self.origin = below.origin;
        }
        fill(&mut self.policy, below.policy, &mut wrong.state, of_below.state.take());
        let (own, rest) = (&mut self.watch, below.watch);
        fill(&mut own.guard, rest.guard, &mut wrong.guard, of_below.guard.take());
        fill(&mut own.observe, rest.observe, &mut wrong.observe, of_below.observe.take());
        fill(&mut own.limit, rest.limit, &mut wrong.limit, of_below.limit.take());
        fill(&mut own.values, rest.values, &mut wrong.values, of_below.values.take());
        self.wrong = wrong.first().is_some().then_some(wrong);
    }

    /// Refuses the state, and replaces it by `instead`, which comes from the rest of the file or is the previous
    /// policy.
    pub(super) fn refuse(&mut self, message: String, instead: Option<Policy>, is_of_rest: bool) {
        let place = self.place();
        let wrong = self.wrong.get_or_insert_default();
        wrong.state.get_or_insert(Complaint { message, place });
        wrong.is_left_to_rest = is_of_rest && instead.is_some();
        wrong.is_disabled = false;
        self.policy = instead;
    }

    /// Returns the place of the entry in the source, or no words for a run-time override.
    pub(super) fn place(&self) -> ProblemPlace {
        self.origin.as_ref().map_or_else(|| ProblemPlace::Words(String::new()), Origin::place)
    }

    /// Returns the first mistake, if there is one.
    pub(super) fn error(&self) -> Option<String> {
        Some(self.told(self.wrong.as_ref()?.first()?))
    }

    /// Returns the mistake in the state, if there is one.
    pub(super) fn state_error(&self) -> Option<String> {
        Some(self.told(self.wrong.as_ref()?.state.as_ref()?))
    }

    /// Returns whether the state is mistaken, independently of its replacement.
    pub(super) fn is_state_wrong(&self) -> bool {
        self.wrong.as_ref().is_some_and(|wrong| wrong.state.is_some())
    }

    /// Returns the message of a mistake, with its place if that differs from the place of the entry.
    fn told(&self, Complaint { message, place }: &Complaint) -> String {
        if *place == self.place() { message.clone() } else { format!("{message} ({})", place.exact()) }
    }

    /// Returns the words for what applies in place of a mistaken state.
    pub(super) fn instead(&self) -> Option<&'static str> {
        self.policy.as_ref()?;
        let wrong = self.wrong.as_ref().filter(|_| self.is_state_wrong())?;
        if wrong.is_disabled {
            return Some("the toggle is disabled");
        }
        if !wrong.is_left_to_rest {
            return Some(LAST_GOOD);
        }
        let mistaken = wrong.state.as_ref().map(|complaint| &complaint.place);
        let is_of_file = matches!(
            (mistaken, self.origin.as_ref().and_then(Origin::file)),
            (Some(ProblemPlace::File { file, line: Some(_), .. }), Some(decides)) if file == decides
        );
        Some(if is_of_file { "the rest of the file applies" } else { "an earlier file applies" })
    }

    pub(super) fn requires(&self) -> &[u32] {
        self.policy.as_ref().map(Policy::requires).unwrap_or_default()
    }
}

/// The note where the last good entry of a source applies.
pub(crate) const LAST_GOOD: &str = "the last good state stays";

/// Takes a missing part from the rest of the file. A mistake in the rest matters only if this part is missing.
fn fill<T>(own: &mut Option<T>, rest: Option<T>, wrong: &mut Option<Complaint>, wrong_in_rest: Option<Complaint>) {
    if own.is_none() {
        if wrong.is_none() {
            *wrong = wrong_in_rest;
        }
        *own = rest;
    }
}

/// The entries of a layer.
pub(super) type Entries = ByToggle<Entry>;

/// Items by toggle, up to the last item. Boxed, because many layers have few entries.
#[derive(Clone)]
pub(super) struct ByToggle<T>(Vec<Option<Box<T>>>);

impl<T> Default for ByToggle<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByToggle<T> {
    pub(super) fn get(&self, toggle: usize) -> Option<&T> {
        self.0.get(toggle)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, toggle: usize) -> Option<&mut T> {
        self.0.get_mut(toggle)?.as_deref_mut()
    }

    pub(super) fn insert(&mut self, toggle: usize, item: T) {
        if self.0.len() <= toggle {
            self.0.resize_with(toggle + 1, || None);
        }
        self.0[toggle] = Some(Box::new(item));
    }

    pub(super) fn remove(&mut self, toggle: usize) {
        if let Some(item) = self.0.get_mut(toggle) {
            *item = None;
        }
    }

    pub(super) fn into_all(self) -> impl Iterator<Item = (usize, T)> {
        self.0.into_iter().enumerate().filter_map(|(toggle, item)| Some((toggle, *item?)))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().enumerate().filter_map(|(toggle, item)| Some((toggle, item.as_deref()?)))
    }
}
