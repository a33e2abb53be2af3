//! Set-up of toggles: in code, or from the environment by the first check.

use std::{
    cell::Cell,
    mem,
    path::{Path, PathBuf},
    process,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use toggle_syntax::sorted::SortedMap;

use crate::{
    base::panics,
    model::{
        change::Cause,
        error::{Error, SourceError},
        event::Event,
        names::ENVIRONMENT,
        problem::Problem,
        unknown::Unknown,
    },
    monitor::{coverage::Coverage, history::HistoryFile, observe::Calls},
    registry::{
        Control, Registry,
        builder::{Builder, Configured},
        circles,
        layer::Layer,
        layers::{ENVIRONMENT_LAYER, FIRST_SOURCE_LAYER},
        observers::Observers,
        of_process::OfProcess,
        state::{names_of, phase},
    },
    source::{Names, Source, States, environment},
};

/// The longest time that `install` waits for a history file to open.
const PATIENCE: Duration = Duration::from_secs(1);

thread_local! {
    /// Whether this thread is inside the set-up of the first check.
    static SETTING_UP: Cell<bool> = const { Cell::new(false) };
}

/// A guard that sets [`SETTING_UP`] until it is dropped, and then restores this value.
struct Inside(bool);

impl Inside {
    fn enter() -> Self {
        Self(SETTING_UP.replace(true))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        SETTING_UP.set(self.0);
    }
}

impl Registry {
    /// Records the coverage of answers in this directory from now on.
    pub(crate) fn cover(&self, directory: PathBuf) {
        if self.0.coverage.set(Coverage::new(directory)).is_ok()
            && let Some(mut control) = self.control()
        {
            control.observe = Observers::covering();
        }
    }

    /// Sets toggles up from the environment, if they are not set up yet. Returns false inside that set-up: the set-up
    /// itself may check a toggle, as in a logger, and cannot wait for itself.
    pub(crate) fn ensure_set_up(&self) -> bool {
        // Acquire: a thread that sees the phase sees the view that was stored before it.
        if self.0.phase.load(Ordering::Acquire) != phase::UNSET {
            self.tend_at_times();
            return true;
        }
        if SETTING_UP.get() {
            return false;
        }
        self.0.set_up.get_or_init(|| {
            let _inside = Inside::enter();
            let defaults = || Builder::default().with_defaults(&self.variables(), self.0.engines).configure();
            let set_up = || self.set_up(defaults(), phase::IMPLICIT);
            // Nothing is required here, so this can only fail because `install` came first.
            if let Err(panic) = panics::caught(set_up) {
                self.keep_defaults(panic);
            }
        });
        self.deliver_apart();
        true
    }

    /// Publishes the declared defaults after a panic in the set-up of the first check.
    fn keep_defaults(&self, panic: String) {
        let Some(mut control) = self.control() else { return };
        let failure = Problem::SetUpFailed { error: panic };
        self.events().push([Event::of(&failure)]);
        *control = Control::new(self.catalogue());
        control.failure = Some(failure);
        self.put_into_force(&mut control, phase::IMPLICIT, Vec::new());
    }

    /// Emits the problem of a substitute registry, once.
    pub(crate) fn report_failure(&self) {
        self.ensure_set_up();
    }

    pub(crate) fn install(&self, builder: Builder) -> Result<(), Error> {
        if let Some(problem) = self.catalogue().failure() {
            return Err(Error::unavailable(problem));
        }
        let builder = builder.with_defaults(&self.variables(), self.0.engines);
        self.set_up(builder.configure(), phase::INSTALLED)?;
        let _ = self.0.set_up.set(());
        self.deliver();
        Ok(())
    }

    /// Refuses a second set-up. A forked child may set up again, because it has none of the threads that follow
    /// sources.
    fn check_not_set_up(&self, control: &Control, new_phase: u8) -> Result<(), Error> {
        let is_set_up = self.0.phase.load(Ordering::Relaxed) >= new_phase && control.process == process::id();
        if is_set_up { Err(Error::already_installed()) } else { Ok(()) }
    }

    fn set_up(&self, configured: Configured, new_phase: u8) -> Result<(), Error> {
        let result = self.set_up_from(configured, new_phase);
        // Also after an error, because tables may have been read before.
        self.drop_tables();
        self.measure_sources();
        result
    }

    fn set_up_from(&self, configured: Configured, new_phase: u8) -> Result<(), Error> {
        let Configured { sources, unknown, follow, stage, context, observe, history, is_quiet } = configured;
        let variables = environment::states(self.variables(), self.catalogue());
        let mut reads = vec![(Layer::new(ENVIRONMENT), Ok(variables))];
        for (source, required) in &sources {
            source.set_environment(stage.as_deref());
            source.set_names(self.names());
            let read = source.read();
            let layer = Layer { unknown: source.unknown(), ..Layer::new(source.name()) };
            match (read, required) {
                (Err(error), true) => return Err(Error::source(&layer.name, error)),
                // An error is foreign code, and must not be used under a lock.
                (read, _) => reads.push((layer, read.map_err(|error| error.to_string()))),
            }
        }
        reads.iter_mut().filter_map(|(_, read)| read.as_mut().ok()).for_each(|states| self.read_tables(states));
        let mut replaced: Vec<Arc<dyn Source>> = sources.iter().map(|(source, _)| source.clone()).collect();
        // Functions are foreign code, and must not be dropped under a lock.
        let functions: Vec<_> = observe.iter().filter_map(|observe| observe.call.clone()).collect();
        let (calls_before, observers_before);
        // Before the history file is created, which would stay empty.
        self.check_not_set_up(&*self.control_or_error()?, new_phase)?;
        let history = history.map(|path| self.open_history(&path)).transpose()?;
        {
            // A check in the allocator finds this thread in set-up, and takes no lock.
            let _inside = Inside::enter();
            let mut control = self.control_or_error()?;
            self.check_not_set_up(&control, new_phase)?;
            let (layers, mut events) = self.layers(&control, reads, unknown)?;
            let observers = control.observe.with(observe, self.catalogue(), unknown)?;
            let of_process = OfProcess::new(context);
            let of_code = observers.problems.iter().chain(&of_process.problems);
            let of_code: Vec<Event> = of_code.map(Event::of).collect();
            let before: Vec<Layer> = control.layers.drain(ENVIRONMENT_LAYER..).collect();
            control.layers.extend(layers);
            control.names = names_of(&control.layers);
            let position = |name: &str| control.layers.iter().position(|layer| layer.name == name);
            let decided = |toggle: usize| {
                let deciding = before.iter().find(|layer| layer.decides(toggle))?;
                Some((deciding.entry(toggle)?.policy.clone()?, position(&deciding.name)?))
            };
            let refused = circles::refuse(&control.layers, self.catalogue(), &decided);
            events.extend(control.overlay(refused));
            mem::swap(&mut control.sources, &mut replaced);
            control.unknown = unknown;
            control.follow = follow;
            control.process = process::id();
            self.0.follower.is_wanted.store(follow, Ordering::Relaxed);
            let followed = if follow { FIRST_SOURCE_LAYER..control.layers.len() } else { 0..0 };
            control.unfollowed = followed.map(|position| (position, None)).collect();
            control.followers = SortedMap::new();
            let calls = self.calls_of(&observers).map(Arc::new);
            self.0.has_calls.store(calls.is_some(), Ordering::Relaxed);
            calls_before = self.0.calls.swap(calls);
            observers_before = mem::replace(&mut control.observe, observers);
            control.of_process = of_process;
            control.failure = None;
            self.0.stage.store(stage.map(Arc::new));
            self.events().last_resort().set_quiet(is_quiet);
            if history.is_some() {
                self.0.history.store(history);
            }
            control.installation += 1;
            self.put_into_force(&mut control, new_phase, events.into_iter().chain(of_code).collect());
        }
        drop((replaced, sources, functions, calls_before, observers_before));
        self.follow();
        Ok(())
    }

    /// Returns the names of the toggles for a source, which may outlive the registry.
    fn names(&self) -> Names {
        let registry = self.downgrade();
        Names::new(move |name| registry.upgrade().is_some_and(|registry| registry.catalogue().find(name).is_some()))
    }

    /// Opens a history file, on the thread of the file. A file that does not open soon counts as opened, and is a
    /// problem if it stays unopened.
    fn open_history(&self, path: &Path) -> Result<Arc<HistoryFile>, Error> {
        let failed = |error: SourceError| Error::source(&format!("history {}", path.display()), error);
        let registry = self.downgrade();
        let tell = move |event| {
            if let Some(registry) = registry.upgrade() {
                registry.events().push([event]);
                registry.events().deliver_apart();
            }
        };
        let file = HistoryFile::new(path, tell).map_err(|error| failed(error.into()))?;
        file.opened(PATIENCE).map_err(|error| failed(error.into()))?;
        Ok(file)
    }

    /// Makes the queue of answers for the functions that observe them.
    fn calls_of(&self, observers: &Observers) -> Option<Calls> {
        let registry = self.downgrade();
        let tell = move |event| {
            if let Some(registry) = registry.upgrade() {
                registry.events().push([event]);
                registry.events().deliver_apart();
            }
        };
        Calls::new(self.catalogue().all().map(|toggle| observers.call(toggle).cloned()), tell)
    }

    /// Returns the layers of the sources, and the events. A source that the environment already named keeps its last
    /// good states.
    fn layers(
        &self,
        control: &Control,
        reads: Vec<(Layer, Result<States, String>)>,
        unknown: Unknown,
    ) -> Result<(Vec<Layer>, Vec<Event>), Error> {
        let (empty, mut layers, mut events) = (Layer::default(), Vec::new(), Vec::new());
        for (new, read) in reads {
            let before = control.layers[ENVIRONMENT_LAYER..].iter().find(|layer| layer.name == new.name);
            let mut layer = match before {
                Some(before) => Layer { unknown: new.unknown, ..before.clone() },
                None => new,
            };
            let updated = match read {
                Ok(states) => match layer.updated(states, self.catalogue(), unknown) {
                    Err(error) if error.is_source() => Err(error.detail()),
                    updated => Ok(updated?),
                },
                Err(error) => Err(error),
            };
            match updated {
                Ok(updated) => {
                    layer = updated;
                    events.extend(layer.new_problems(&empty).iter().map(Event::of));
                }
                Err(error) => events.push(layer.fail(error)),
            }
            layers.push(layer);
        }
        Ok((layers, events))
    }

    fn put_into_force(&self, control: &mut Control, new_phase: u8, events: Vec<Event>) {
        if self.0.phase.load(Ordering::Relaxed) == phase::UNSET {
            // A difference from the declared defaults is not a change here, and no point has a cached answer yet.
            self.prepare(control);
            self.events().push(self.catalogue().problems().iter().map(Event::of));
            self.events().push(events);
        } else {
            self.events().push(events);
            // In a forked child, the checks of its parent were not early.
            if self.0.phase.load(Ordering::Relaxed) < new_phase {
                self.events().push(self.early_reads());
            }
            let changes = self.publish(control, self.catalogue().all(), Cause::SetUp);
            self.events().push(changes);
        }
        if new_phase == phase::INSTALLED {
            // No check is early from now on, so the points may cache their answers.
            for toggle in self.catalogue().all() {
                self.settle(control, toggle);
            }
        }
        // Release: pairs with the load in `ensure_set_up`.
        self.0.phase.store(new_phase, Ordering::Release);
    }

    fn early_reads(&self) -> impl Iterator<Item = Event> {
        self.catalogue()
            .asked()
            .map(|record| Event::EarlyRead { toggle: record.name.to_owned(), place: (&record.place).into() })
    }
}
