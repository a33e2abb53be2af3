//! The registry value: the data that all its parts share, and the data under one lock.

use std::{
    ffi::OsString,
    process,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU8, AtomicUsize},
    },
    time::{Duration, Instant},
};

use arc_swap::{ArcSwap, ArcSwapOption, Guard};
use once_cell::sync::OnceCell;
use toggle_rules::Percentage;
use toggle_syntax::sorted::SortedMap;

use crate::{
    base::lock::Mutex,
    catalogue::{Catalogue, point::Point, structure::Structure},
    events::EventQueue,
    model::{
        names::{ENVIRONMENT, GUARD, PIN, PROGRAM},
        problem::Problem,
        unknown::Unknown,
    },
    monitor::{
        coverage::Coverage,
        history::{Changes, HistoryFile},
        observe::{AllAnswerCounts, Calls},
    },
    registry::{
        cache_padded::CachePadded,
        follower::Follower,
        kept::Kept,
        lacking::Lacks,
        layer::Layer,
        observers::Observers,
        of_process::OfProcess,
        resolved::Resolved,
        retired::RetiredViews,
        shadows::{Shadow, Shadows},
        tripped::Trip,
        view::{Current, Published, View},
        words::Words,
    },
    source::{Sink, Source, Update, engine::Engine},
};

#[derive(Clone)]
pub(crate) struct Registry(pub(super) Arc<Shared>);

#[derive(Clone)]
pub(crate) struct WeakRegistry(pub(super) Weak<Shared>);

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

/// Returns the variables of the environment.
type Variables = Box<dyn Fn() -> Vec<(OsString, OsString)> + Send + Sync>;

/// Returns the time since some instant.
type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

pub(super) struct Shared {
    pub(super) catalogue: Catalogue,
    pub(super) variables: Variables,
    /// The engines for `TOGGLE_STORE`, or `None` if that variable is not read.
    pub(super) engines: Option<&'static [Engine]>,
    /// The current view, which is written under the lock of `control`.
    pub(super) view: CachePadded<Current>,
    /// The progress of set-up: one of [`phase`].
    pub(super) phase: AtomicU8,
    /// Initialized when toggles are set up, by a call or by the first check.
    pub(super) set_up: OnceCell<()>,
    pub(super) control: Mutex<Control>,
    pub(super) events: ArcSwap<EventQueue>,
    /// The file to which changes are appended, if there is one.
    pub(super) history: ArcSwapOption<HistoryFile>,
    pub(super) follower: Follower,
    /// The functions that receive answers, if there are any.
    pub(super) calls: ArcSwapOption<Calls>,
    /// Whether there are such functions: reading `calls` takes longer than the rest of an observed check.
    pub(super) has_calls: AtomicBool,
    pub(super) tallies: AllAnswerCounts,
    /// The answers that lacked a value to hash.
    pub(super) lacks: Lacks,
    /// The coverage of a test run, if it is recorded.
    pub(super) coverage: OnceCell<Coverage>,
    pub(super) shadows: Shadows,
    pub(super) words: Words,
    /// The values of structures.
    pub(super) kept: Kept,
    /// The number of living scopes that override toggles.
    pub(super) overriding: AtomicUsize,
    /// The environment in which the program runs, if one is set.
    pub(super) stage: ArcSwapOption<String>,
    /// The time since some instant.
    pub(super) clock: Clock,
}

pub(super) mod phase {
    /// Toggles are not set up, and no toggle has been checked.
    pub(in crate::registry) const UNSET: u8 = 0;
    /// The first check has set toggles up, from the environment alone.
    pub(in crate::registry) const IMPLICIT: u8 = 1;
    /// `install` has set toggles up.
    pub(in crate::registry) const INSTALLED: u8 = 2;
}

/// The part that one thread at a time changes. No check waits for it.
pub(crate) struct Control {
    pub(super) layers: Vec<Layer>,
    /// The names of the layers, as decisions show them. [`names_of`] makes them whenever the layers change.
    pub(super) names: Arc<[Arc<str>]>,
    /// The problems of circles across several sources.
    pub(super) circles: Vec<Problem>,
    pub(super) sources: Vec<Arc<dyn Source>>,
    pub(super) unknown: Unknown,
    /// Whether sources are followed.
    pub(super) follow: bool,
    /// The process that last set toggles up.
    pub(super) process: u32,
    /// The layers of the sources that should be followed and are not, each with the reason if there is one.
    pub(super) unfollowed: SortedMap<usize, Option<String>>,
    /// The handles of the layers whose sources follow their origins. A source that drops its handle has stopped.
    pub(super) followers: SortedMap<usize, Weak<dyn Sink>>,
    pub(super) changes: Changes,
    /// The number of set-ups, by which reports of an earlier set of sources are recognized.
    pub(super) installation: u64,
    /// The number of readings and updates of layers, by which the earlier of two readings is known.
    pub(super) clock: u64,
    /// The time when `reload` last began to read a source, by `clock`.
    pub(super) reloaded_at: u64,
    pub(super) holds: RetiredViews,
    /// The observation that the program configures.
    pub(super) observe: Observers,
    /// The attributes of the process that the program sets.
    pub(super) of_process: OfProcess,
    /// The toggles that their guards have switched off.
    pub(super) trips: SortedMap<usize, Trip>,
    /// The panic of the first check's set-up, until `install` succeeds.
    pub(super) failure: Option<Problem>,
}

pub(super) fn names_of(layers: &[Layer]) -> Arc<[Arc<str>]> {
    layers.iter().map(|layer| Arc::from(&*layer.name)).collect()
}

impl Control {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
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
            followers: SortedMap::new(),
            changes: Changes::default(),
            installation: 0,
            clock: 0,
            reloaded_at: 0,
            holds: RetiredViews::default(),
            observe: Observers::default(),
            of_process: OfProcess::default(),
            trips: SortedMap::new(),
            failure: None,
        }
    }
}

impl Registry {
    /// Makes a registry of these points, which reads environment variables from `variables`.
    pub(crate) fn new(
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
    ) -> Self {
        let start = Instant::now();
        Self::with_clock(points, variables, move || start.elapsed())
    }

    /// Does the same as [`new`](Self::new), with this clock for guards.
    pub(crate) fn with_clock(
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
        clock: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self::of(Catalogue::new(points, &[]), points, Box::new(variables), Box::new(clock), None)
    }

    /// Does the same as [`new`](Self::new), with the structures that are declared in this process, and its engines.
    pub(crate) fn of_process(
        points: &'static [Point],
        structures: &'static [Structure],
        engines: &'static [Engine],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
    ) -> Self {
        let start = Instant::now();
        let catalogue = Catalogue::new(points, structures);
        Self::of(catalogue, points, Box::new(variables), Box::new(move || start.elapsed()), Some(engines))
    }

    /// Makes a registry without toggles, for a program whose own registry could not be made because of this error.
    pub(crate) fn unavailable(error: String) -> Self {
        let start = Instant::now();
        Self::of(Catalogue::unavailable(error), &[], Box::new(Vec::new), Box::new(move || start.elapsed()), None)
    }

    fn of(
        catalogue: Catalogue,
        points: &'static [Point],
        variables: Variables,
        clock: Clock,
        engines: Option<&'static [Engine]>,
    ) -> Self {
        let defaults = catalogue.known().map(Resolved::default).collect();
        let control = Control::new(&catalogue);
        let view = View::new(0, defaults, control.names.clone(), None);
        Self(Arc::new(Shared {
            catalogue,
            variables,
            engines,
            view: CachePadded(Current::new(view)),
            phase: AtomicU8::new(phase::UNSET),
            set_up: OnceCell::new(),
            control: Mutex::new(control),
            events: ArcSwap::default(),
            history: ArcSwapOption::empty(),
            follower: Follower::default(),
            calls: ArcSwapOption::empty(),
            has_calls: AtomicBool::new(false),
            tallies: AllAnswerCounts::new(points),
            lacks: Lacks::new(points),
            coverage: OnceCell::new(),
            shadows: Shadows::default(),
            words: Words::new(),
            overriding: AtomicUsize::new(0),
            kept: Kept::default(),
            stage: ArcSwapOption::empty(),
            clock,
        }))
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// Returns the current view.
    #[inline]
    pub(crate) fn view(&self) -> Guard<Arc<Published>> {
        self.0.view.load()
    }

    pub(crate) fn words(&self) -> &Words {
        &self.0.words
    }

    pub(crate) fn tallies(&self) -> &AllAnswerCounts {
        &self.0.tallies
    }

    pub(crate) fn coverage(&self) -> Option<&Coverage> {
        self.0.coverage.get()
    }

    /// Returns the environment in which the program runs.
    pub(crate) fn stage(&self) -> Option<Arc<String>> {
        self.0.stage.load_full()
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Returns whether the sources of this installation are still the current ones.
    pub(crate) fn is_current(&self, installation: u64) -> bool {
        self.control().is_some_and(|control| control.installation == installation)
    }

    pub(super) fn downgrade(&self) -> WeakRegistry {
        WeakRegistry(Arc::downgrade(&self.0))
    }

    pub(super) fn variables(&self) -> Vec<(OsString, OsString)> {
        (self.0.variables)()
    }

    /// Returns the time since some instant. Guards use this time.
    pub(crate) fn now(&self) -> Duration {
        (self.0.clock)()
    }

    /// Returns the results of shadow mode of a toggle.
    pub(crate) fn shadow(&self, toggle: usize) -> Option<&Shadow> {
        self.0.shadows.of(toggle, self.catalogue())
    }

    /// Returns whether both ways of a toggle run in this call, if they run in this share of the calls.
    pub(crate) fn runs_both(&self, toggle: usize, share: Percentage) -> bool {
        self.shadow(toggle).is_some_and(|shadow| shadow.sampler.takes(share))
    }
}
