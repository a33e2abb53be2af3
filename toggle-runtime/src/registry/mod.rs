//! The registry: every toggle of the program, the states that the sources give them, and the way of those states into
//! the points. An ordinary value; [`global`](crate::global) holds the one that generated code asks.

pub(crate) mod builder;
pub(crate) mod entry;
mod layer;
mod reading;
mod circles;
mod view;
mod padded;
mod decide;
pub(crate) mod lacking;
mod set_up;
mod update;
mod observers;
mod publish;
mod trip;
mod forked;
mod follow;
mod shadows;
mod of_process;
mod holds;
pub(crate) mod in_force;
mod status;
mod lint;
mod structures;
mod words;
#[cfg(test)]
mod tests;

use std::{
    ffi::OsString,
    fmt::Display,
    path::PathBuf,
    process,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU8, AtomicUsize},
    },
    time::{Duration, Instant},
};

use arc_swap::{ArcSwap, ArcSwapOption, Guard};
use once_cell::sync::OnceCell;
use toggle_rules::{Percentage, Policy, Target, Value, Written};
use toggle_syntax::{name, sorted::SortedMap};

use self::{
    follow::Follower,
    holds::Holds,
    lacking::Lacks,
    layer::{Layer, Resolved},
    observers::Observers,
    of_process::OfProcess,
    padded::Padded,
    shadows::Shadows,
    structures::Kept,
    trip::Trip,
    view::{Current, Published},
    words::Words,
};
use crate::{
    base::lock::Mutex,
    catalogue::{Catalogue, Known, point::Point, structure::Structure},
    events::{Hub, Subscription},
    model::{
        change::Change,
        error::Error,
        event::Event,
        names::{ENVIRONMENT, GUARD, PIN, PROGRAM},
        problem::Problem,
        shadow::Difference,
        unknown::Unknown,
    },
    monitor::{
        coverage::Coverage,
        history::{Changes, HistoryFile},
        observe::{Calls, Tallies},
    },
    source::{Sink, Source, Update},
};

pub use self::builder::Builder;
pub(crate) use self::{
    decide::{Deciding, Scene},
    shadows::Shadow,
    view::{Held, Hold, View},
};

/// The positions of the layers, highest first. Those of the sources follow in the order in which they were given.
pub(crate) const PIN_LAYER: usize = 0;
pub(crate) const GUARD_LAYER: usize = 1;
const PROGRAM_LAYER: usize = 2;
const ENVIRONMENT_LAYER: usize = 3;
const FIRST_SOURCE_LAYER: usize = 4;

#[derive(Clone)]
pub(crate) struct Registry(Arc<Shared>);

#[derive(Clone)]
pub(crate) struct WeakRegistry(Weak<Shared>);

impl WeakRegistry {
    pub(crate) fn upgrade(&self) -> Option<Registry> {
        self.0.upgrade().map(Registry)
    }
}

impl Sink for WeakRegistry {
    fn begin_reading(&self) -> Option<u64> {
        self.upgrade().map(|registry| registry.begin_reading())
    }

    fn is_reloaded_since(&self, began: u64) -> bool {
        self.upgrade().is_some_and(|registry| registry.is_reloaded_since(began))
    }

    fn is_current(&self, installation: u64) -> bool {
        self.upgrade().is_some_and(|registry| registry.is_current(installation))
    }

    fn update(&self, source: usize, installation: u64, began: Option<u64>, update: Update) {
        if let Some(registry) = self.upgrade() {
            registry.update(source, installation, began, update);
        }
    }
}

struct Shared {
    catalogue: Catalogue,
    variables: Box<dyn Fn() -> Vec<(OsString, OsString)> + Send + Sync>,
    /// What is in force. Written under the lock of `control`.
    view: Padded<Current>,
    /// How far set-up has come: one of [`phase`].
    phase: AtomicU8,
    /// Done when toggles are set up, by a call or by the first check.
    set_up: OnceCell<()>,
    control: Mutex<Control>,
    hub: ArcSwap<Hub>,
    /// The file to which changes are appended, if there is one.
    history: ArcSwapOption<HistoryFile>,
    follower: Follower,
    /// The functions that are given answers, if there are any.
    calls: ArcSwapOption<Calls>,
    /// Whether there are such functions: a look at `calls` takes longer than the rest of an observed check.
    has_calls: AtomicBool,
    tallies: Tallies,
    /// The answers that lacked a value to hash.
    lacks: Lacks,
    /// What a test run has covered, if it wants to know.
    coverage: OnceCell<Coverage>,
    shadows: Shadows,
    words: Words,
    /// The values of structures.
    kept: Kept,
    /// The number of living scopes that override toggles.
    overriding: AtomicUsize,
    /// The stage in which the program runs, if it is in one.
    stage: ArcSwapOption<String>,
    /// The time since some instant.
    clock: Box<dyn Fn() -> Duration + Send + Sync>,
}

mod phase {
    /// Nobody has set up toggles or asked for one.
    pub(super) const UNSET: u8 = 0;
    /// The first check has: from the environment alone.
    pub(super) const IMPLICIT: u8 = 1;
    /// `install` has.
    pub(super) const INSTALLED: u8 = 2;
}

/// What is changed by one thread at a time. No check waits for it.
pub(crate) struct Control {
    layers: Vec<Layer>,
    /// The names of the layers, as decisions show them. Made by [`names_of`] whenever there are other layers.
    names: Arc<[Arc<str>]>,
    /// The circles that several sources make together.
    circles: Vec<Problem>,
    sources: Vec<Arc<dyn Source>>,
    unknown: Unknown,
    /// Whether sources are followed.
    follow: bool,
    /// The process that last set toggles up.
    process: u32,
    /// The sources that are to be followed and are not, by their layers, each with the reason if there is one.
    unfollowed: SortedMap<usize, Option<String>>,
    changes: Changes,
    /// Counts the set-ups, so that what an earlier set of sources reports is told apart.
    installation: u64,
    /// Counts the readings and updates of layers, so that the earlier of two readings is known.
    clock: u64,
    /// The time when `reload` last began to read a source, by `clock`.
    reloaded_at: u64,
    holds: Holds,
    /// What is observed because the program says so.
    observe: Observers,
    /// The attributes of the process that the program gives.
    of_process: OfProcess,
    /// The toggles that their guards have switched off.
    trips: SortedMap<usize, Trip>,
    /// The panic of the set-up that the first check made, until `install` succeeds.
    failure: Option<Problem>,
}

fn names_of(layers: &[Layer]) -> Arc<[Arc<str>]> {
    layers.iter().map(|layer| Arc::from(&*layer.name)).collect()
}

impl Control {
    fn new(catalogue: &Catalogue) -> Self {
        let layers =
            vec![Layer::of_pins(PIN, catalogue), Layer::new(GUARD), Layer::new(PROGRAM), Layer::new(ENVIRONMENT)];
        Self {
            names: names_of(&layers),
            layers,
            circles: Vec::new(),
            sources: Vec::new(),
            unknown: Unknown::default(),
            follow: false,
            process: process::id(),
            unfollowed: SortedMap::new(),
            changes: Changes::default(),
            installation: 0,
            clock: 0,
            reloaded_at: 0,
            holds: Holds::default(),
            observe: Observers::default(),
            of_process: OfProcess::default(),
            trips: SortedMap::new(),
            failure: None,
        }
    }
}

impl Registry {
    /// A registry of these points, which reads environment variables from `variables`.
    pub(crate) fn new(
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
    ) -> Self {
        let start = Instant::now();
        Self::with_clock(points, variables, move || start.elapsed())
    }

    /// As [`new`](Self::new), where guards go by this time.
    pub(crate) fn with_clock(
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
        clock: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self::of(Catalogue::new(points, &[]), points, variables, clock)
    }

    /// Does the same as [`new`](Self::new), with the structures that are declared in this process.
    pub(crate) fn with_structures(
        points: &'static [Point],
        structures: &'static [Structure],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
    ) -> Self {
        let start = Instant::now();
        Self::of(Catalogue::new(points, structures), points, variables, move || start.elapsed())
    }

    /// Makes a registry without toggles, for a program whose own registry could not be made because of this.
    pub(crate) fn unavailable(error: String) -> Self {
        let start = Instant::now();
        Self::of(Catalogue::unavailable(error), &[], Vec::new, move || start.elapsed())
    }

    fn of(
        catalogue: Catalogue,
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
        clock: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        let defaults = catalogue.known().map(Resolved::default).collect();
        let control = Control::new(&catalogue);
        let view = View::new(0, defaults, control.names.clone(), None);
        Self(Arc::new(Shared {
            catalogue,
            variables: Box::new(variables),
            view: Padded(Current::new(view)),
            phase: AtomicU8::new(phase::UNSET),
            set_up: OnceCell::new(),
            control: Mutex::new(control),
            hub: ArcSwap::default(),
            history: ArcSwapOption::empty(),
            follower: Follower::default(),
            calls: ArcSwapOption::empty(),
            has_calls: AtomicBool::new(false),
            tallies: Tallies::new(points),
            lacks: Lacks::new(points),
            coverage: OnceCell::new(),
            shadows: Shadows::default(),
            words: Words::new(),
            overriding: AtomicUsize::new(0),
            kept: Kept::default(),
            stage: ArcSwapOption::empty(),
            clock: Box::new(clock),
        }))
    }

    /// From now on, notes in this directory what is answered.
    pub(crate) fn cover(&self, directory: PathBuf) {
        if self.0.coverage.set(Coverage::new(directory)).is_ok()
            && let Some(mut control) = self.control()
        {
            control.observe = Observers::covering();
        }
    }

    /// From now on, writes problems that nobody hears of by this.
    pub(crate) fn report_by(&self, write: impl Fn(&[u8]) + Send + Sync + 'static) {
        self.hub().last_resort().open(write);
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// Returns the view in force.
    #[inline]
    pub(crate) fn view(&self) -> Guard<Arc<Published>> {
        self.0.view.load()
    }

    pub(crate) fn words(&self) -> &Words {
        &self.0.words
    }

    pub(crate) fn tallies(&self) -> &Tallies {
        &self.0.tallies
    }

    pub(crate) fn coverage(&self) -> Option<&Coverage> {
        self.0.coverage.get()
    }

    /// Returns the stage in which the program runs.
    pub(crate) fn stage(&self) -> Option<Arc<String>> {
        self.0.stage.load_full()
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the sources of this installation are still the ones that count.
    pub(crate) fn is_current(&self, installation: u64) -> bool {
        self.control().is_some_and(|control| control.installation == installation)
    }

    fn downgrade(&self) -> WeakRegistry {
        WeakRegistry(Arc::downgrade(&self.0))
    }

    /// A value that somebody gives a toggle, checked.
    pub(crate) fn accept(&self, toggle: usize, mut value: Value) -> Result<Value, Error> {
        self.read_table(toggle, &mut value)?;
        self.value_for(toggle, |target| target.accept(value))
    }

    /// The value that a word means for a toggle.
    pub(crate) fn read_word(&self, toggle: usize, word: &str) -> Result<Value, Error> {
        self.value_for(toggle, |target| target.word(word))
    }

    fn value_for(
        &self,
        toggle: usize,
        value: impl FnOnce(Target<'_>) -> Result<Value, String>,
    ) -> Result<Value, Error> {
        let value = self.catalogue().for_target(toggle, |target| {
            let name = target.name;
            value(target).map_err(|message| Error::invalid_value(name, message))
        })?;
        self.check_pin(toggle, Some(&value), &value)?;
        Ok(value)
    }

    /// What decides a toggle that is set to a word: a value, or a percentage.
    fn read_policy(&self, toggle: usize, word: &str) -> Result<Policy, Error> {
        let policy = self.catalogue().for_target(toggle, |target| {
            let name = target.name;
            target.policy(Written::Word(word.to_owned())).map_err(|mistakes| {
                let messages: Vec<String> = mistakes.into_iter().map(|mistake| mistake.message).collect();
                Error::invalid_value(name, messages.join("; "))
            })
        })?;
        self.check_pin(toggle, policy.constant(), &policy.state())?;
        Ok(policy)
    }

    /// Refuses what a pinned toggle cannot be: anything but its pin.
    fn check_pin(&self, toggle: usize, value: Option<&Value>, shown: &dyn Display) -> Result<(), Error> {
        match self.catalogue().get(toggle) {
            Some(Known { name, pin: Some(pin), .. }) if value != Some(pin) => {
                let variable = name::pin_variable(name);
                let message = format!("it cannot be `{shown}`, since this build has pinned it to `{pin}` ({variable})");
                Err(Error::invalid_value(name, message))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let catalogue = self.catalogue();
        catalogue.find(name).ok_or_else(|| Error::unknown_toggle(name, catalogue.nearest(name)))
    }

    fn variables(&self) -> Vec<(OsString, OsString)> {
        (self.0.variables)()
    }

    pub(crate) fn subscribe(&self, call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
        self.hub().subscribe(Arc::new(call))
    }

    /// What has come of running both ways of a toggle.
    pub(crate) fn shadow(&self, toggle: usize) -> Option<&Shadow> {
        self.0.shadows.of(toggle, self.catalogue())
    }

    /// Whether both ways of a toggle are run in this call, of which they are in this share.
    pub(crate) fn runs_both(&self, toggle: usize, share: Percentage) -> bool {
        self.shadow(toggle).is_some_and(|shadow| shadow.sampler.takes(share))
    }

    /// Tells that two ways of a toggle have come to something different.
    pub(crate) fn report_difference(&self, toggle: usize, difference: Difference) {
        let Some(known) = self.catalogue().get(toggle) else { return };
        self.hub().push([Event::Compared { toggle: known.name.to_owned(), difference }]);
        self.deliver_apart();
    }

    /// The time since some instant, by which guards go.
    pub(crate) fn now(&self) -> Duration {
        (self.0.clock)()
    }

    pub(crate) fn history(&self) -> Vec<Change> {
        self.control().map(|control| control.changes.to_vec()).unwrap_or_default()
    }

    /// Tells everybody what has happened, and waits for subscribers within bounds. No lock is held, since that is code
    /// of others.
    fn deliver(&self) {
        self.tend_sources();
        self.write_history();
        self.hub().deliver();
    }

    /// As [`deliver`](Self::deliver), where whoever has caused it can not wait for subscribers, or holds locks that one
    /// may want.
    pub(crate) fn deliver_apart(&self) {
        self.tend_sources();
        self.write_history();
        self.hub().deliver_apart();
    }

    fn write_history(&self) {
        if let Some(file) = self.history_file() {
            file.start();
        }
    }

    /// Waits until the history is written, functions were given all answers and subscribers have heard all events, and
    /// returns whether they have.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        let start = Instant::now();
        let is_written = self.history_file().is_none_or(|file| file.flush(within));
        let left = || within.saturating_sub(start.elapsed());
        let is_called = self.calls().is_none_or(|calls| calls.flush(left()));
        self.hub().flush(left()) && is_written && is_called
    }

    /// Emits a problem, without waiting for subscribers.
    pub(crate) fn report(&self, problem: Problem) {
        self.hub().push([Event::Problem(problem)]);
        self.deliver_apart();
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.ensure_set_up();
        let of_delivery = self.hub().problem();
        let of_history = self.history_file().and_then(|file| file.problem());
        let of_calls = self.calls().map(|calls| calls.problems()).unwrap_or_default();
        let of_answers = self.0.lacks.problems(self.catalogue());
        let of_process = of_delivery.into_iter().chain(of_history).chain(of_calls).chain(of_answers);
        let of_program = self.catalogue().problems().iter().cloned();
        let Some(control) = self.control() else { return of_program.chain(of_process).collect() };
        let of_layers = control.layers.iter().flat_map(Layer::problems);
        let of_program = of_program.chain(
            control.failure.iter().chain(&control.observe.problems).chain(&control.of_process.problems).cloned(),
        );
        let of_sources = of_layers.chain(control.circles.iter().cloned()).chain(unfollowed(&control));
        of_program.chain(of_sources).chain(of_process).collect()
    }

    /// The problems that are in no one source, but in what several say together.
    pub(crate) fn circles(&self) -> Vec<Problem> {
        self.ensure_set_up();
        self.control().map(|control| control.circles.clone()).unwrap_or_default()
    }
}

/// Returns the sources that cannot be followed.
fn unfollowed(control: &Control) -> impl Iterator<Item = Problem> {
    control.unfollowed.iter().filter_map(|(position, error)| {
        let source = control.layers.get(*position)?.name.clone();
        Some(Problem::NotFollowed { source, error: error.clone()? })
    })
}
