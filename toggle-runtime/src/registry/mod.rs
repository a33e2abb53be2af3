//! The registry: every toggle of the program, the states that the sources give them, and the way of those states into
//! the points. An ordinary value; [`global`](crate::global) holds the one that generated code asks.

mod catalogue;
mod explain;
mod layer;
mod pins;
mod view;

use std::{
    cell::Cell,
    ffi::OsString,
    sync::{
        Arc, Weak,
        atomic::{AtomicU8, Ordering},
    },
};

use arc_swap::ArcSwap;
use once_cell::sync::OnceCell;
use parking_lot::Mutex;

pub(crate) use self::{
    catalogue::{Catalogue, Variable},
    view::View,
};
use self::{
    layer::{Layer, Resolved, resolve},
    pins::Pins,
};
use crate::{
    builder::{Builder, Configured, Unknown},
    error::{Error, SourceError},
    event::Event,
    hub::{Hub, Subscription},
    point::Point,
    problem::Problem,
    scope::frame,
    source::{Source, States, Updates, environment},
    value::Value,
};

/// What decisions call the states that [`set`](crate::set) gives.
const PROGRAM: &str = "program";
/// The positions of the layers, highest first. Those of the sources follow in the order in which they were given.
const PROGRAM_LAYER: usize = 0;
const ENVIRONMENT_LAYER: usize = 1;
const FIRST_SOURCE_LAYER: usize = 2;

#[derive(Clone)]
pub(crate) struct Registry(Arc<Shared>);

#[derive(Clone)]
pub(crate) struct WeakRegistry(Weak<Shared>);

impl WeakRegistry {
    pub(crate) fn upgrade(&self) -> Option<Registry> {
        self.0.upgrade().map(Registry)
    }
}

struct Shared {
    catalogue: Catalogue,
    variables: Box<dyn Fn() -> Vec<(OsString, OsString)> + Send + Sync>,
    /// What is in force. Written under the lock of `control`.
    view: ArcSwap<View>,
    /// How far set-up has come: one of [`phase`].
    phase: AtomicU8,
    /// Done when toggles are set up, by a call or by the first check.
    set_up: OnceCell<()>,
    control: Mutex<Control>,
    hub: Arc<Hub>,
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
struct Control {
    layers: Vec<Layer>,
    sources: Vec<Arc<dyn Source>>,
    unknown: Unknown,
    /// Counts the set-ups, so that what an earlier set of sources reports is told apart.
    installation: u64,
    pins: Pins,
}

thread_local! {
    /// Whether this thread is inside the set-up that the first check makes.
    static SETTING_UP: Cell<bool> = const { Cell::new(false) };
}

impl Registry {
    /// A registry of these points, which reads environment variables from `variables`.
    pub(crate) fn new(
        points: &'static [Point],
        variables: impl Fn() -> Vec<(OsString, OsString)> + Send + Sync + 'static,
    ) -> Self {
        let catalogue = Catalogue::new(points);
        let defaults = catalogue.known().map(|known| Resolved { value: known.default, layer: None }).collect();
        let control = Control {
            layers: vec![Layer::new(PROGRAM), Layer::new(environment::NAME)],
            sources: Vec::new(),
            unknown: Unknown::default(),
            installation: 0,
            pins: Pins::default(),
        };
        Self(Arc::new(Shared {
            catalogue,
            variables: Box::new(variables),
            view: ArcSwap::from_pointee(View { epoch: 0, resolved: defaults }),
            phase: AtomicU8::new(phase::UNSET),
            set_up: OnceCell::new(),
            control: Mutex::new(control),
            hub: Arc::default(),
        }))
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn downgrade(&self) -> WeakRegistry {
        WeakRegistry(Arc::downgrade(&self.0))
    }

    /// The slow path of a check: finds the answer, and fixes it in the point if it is the same for all who ask.
    pub(crate) fn ask(&self, point: &'static Point) -> Value {
        let toggle = point.toggle();
        if !self.ensure_set_up() {
            return self.catalogue().get(toggle).map_or(Value::Off, |known| known.default);
        }
        let Some(now) = self.0.view.load().value(toggle) else { return Value::Off };
        point.fix_if_unasked(now);
        frame::answer(self, toggle).unwrap_or(now)
    }

    /// Sets toggles up from the environment, if nobody has set them up yet. Gives false where that is what this very
    /// thread is doing: the set-up asks a toggle itself, as a logger might, and cannot wait for itself.
    fn ensure_set_up(&self) -> bool {
        // Acquire: who sees the phase sees the view that was stored before it.
        if self.0.phase.load(Ordering::Acquire) != phase::UNSET {
            return true;
        }
        if SETTING_UP.get() {
            return false;
        }
        self.0.set_up.get_or_init(|| {
            SETTING_UP.set(true);
            // With nothing required, it cannot fail, unless `install` was first.
            let _ = self.set_up(Builder::from_environment(&(self.0.variables)()).configure(), phase::IMPLICIT);
            SETTING_UP.set(false);
        });
        self.0.hub.deliver();
        true
    }

    pub(crate) fn install(&self, builder: Builder) -> Result<(), Error> {
        let builder = builder.with_default_file(&(self.0.variables)());
        self.set_up(builder.configure(), phase::INSTALLED)?;
        let _ = self.0.set_up.set(());
        self.0.hub.deliver();
        Ok(())
    }

    fn set_up(&self, configured: Configured, new_phase: u8) -> Result<(), Error> {
        let Configured { sources, unknown, follow } = configured;
        let variables = environment::states(self.variables(), self.catalogue());
        let mut reads = vec![(environment::NAME.to_owned(), Ok(variables))];
        for (source, required) in &sources {
            match (source.read(), required) {
                (Err(error), true) => return Err(Error::source(&source.name(), error)),
                (read, _) => reads.push((source.name(), read)),
            }
        }

        let mut control = self.0.control.lock();
        let old_phase = self.0.phase.load(Ordering::Relaxed);
        if old_phase >= new_phase {
            return Err(Error::already_installed());
        }
        let mut events: Vec<Event> = Vec::new();
        let mut layers = Vec::new();
        for (name, read) in reads {
            let mut layer = Layer::new(name);
            match read {
                Ok(states) => {
                    layer = layer
                        .updated(states, self.catalogue(), unknown)
                        .map_err(|problems| Error::unknown_names(&layer.name, problems))?;
                    events.extend(layer.problems.iter().cloned().map(Event::Problem));
                }
                Err(error) => events.push(fail(&mut layer, error.to_string())),
            }
            layers.push(layer);
        }
        if old_phase == phase::UNSET {
            events.splice(0..0, self.catalogue().problems().iter().cloned().map(Event::Problem));
        } else {
            events.extend(self.early_reads());
        }
        control.layers.truncate(ENVIRONMENT_LAYER);
        control.layers.extend(layers);
        control.sources = sources.into_iter().map(|(source, _)| source).collect();
        control.unknown = unknown;
        control.installation += 1;
        self.0.hub.push(events);
        let changed = self.publish(&mut control, self.catalogue().all());
        if old_phase != phase::UNSET {
            self.0.hub.push(changed);
        }
        if new_phase == phase::INSTALLED {
            // Now that nothing is early any more, nobody needs to ask first.
            for toggle in self.catalogue().all() {
                self.settle(&control, toggle);
            }
        }
        self.0.phase.store(new_phase, Ordering::Release);
        let (sources, installation) = (control.sources.clone(), control.installation);
        drop(control);

        if follow {
            for (position, source) in (FIRST_SOURCE_LAYER..).zip(sources) {
                let updates = Updates::new(self.downgrade(), position, installation);
                if let Err(error) = source.follow(updates.clone()) {
                    updates.failed(error);
                }
            }
        }
        Ok(())
    }

    fn variables(&self) -> Vec<(OsString, OsString)> {
        (self.0.variables)()
    }

    fn early_reads(&self) -> impl Iterator<Item = Event> {
        let asked = self.catalogue().known().flat_map(catalogue::Known::asked);
        asked.map(|record| Event::EarlyRead { toggle: record.name.to_owned(), place: (&record.place).into() })
    }

    /// Reads every source again. What could be read counts, also when something else could not.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        self.ensure_set_up();
        let (sources, installation) = {
            let control = self.0.control.lock();
            (control.sources.clone(), control.installation)
        };
        let variables = environment::states(self.variables(), self.catalogue());
        let mut reads = vec![(ENVIRONMENT_LAYER, Ok(Some(variables)))];
        for (position, source) in (FIRST_SOURCE_LAYER..).zip(sources) {
            reads.push((position, source.read().map(Some)));
        }
        let result = self.apply(installation, reads);
        self.0.hub.deliver();
        result
    }

    /// Takes over what a followed source reports.
    pub(crate) fn update(&self, layer: usize, installation: u64, update: Result<Option<States>, SourceError>) {
        // A failure has been turned into an event.
        let _ = self.apply(installation, vec![(layer, update)]);
        self.0.hub.deliver();
    }

    pub(crate) fn is_current(&self, installation: u64) -> bool {
        self.0.control.lock().installation == installation
    }

    fn apply(
        &self,
        installation: u64,
        updates: Vec<(usize, Result<Option<States>, SourceError>)>,
    ) -> Result<(), Error> {
        let mut control = self.0.control.lock();
        if control.installation != installation {
            return Ok(());
        }
        let mut result = Ok(());
        let unknown = control.unknown;
        for (position, update) in updates {
            let Some(layer) = control.layers.get_mut(position) else { continue };
            let update = update.map_err(|error| Error::source(&layer.name, error)).and_then(|states| {
                let Some(states) = states else { return Ok(None) };
                let updated = layer.updated(states, self.catalogue(), unknown);
                updated.map(Some).map_err(|problems| Error::unknown_names(&layer.name, problems))
            });
            match update {
                Ok(updated) => {
                    let failed = layer.failure.take().is_some();
                    self.0.hub.push(failed.then(|| Event::SourceRecovered { source: layer.name.clone() }));
                    if let Some(updated) = updated {
                        let new = updated.problems.iter().filter(|problem| !layer.problems.contains(problem));
                        self.0.hub.push(new.cloned().map(Event::Problem));
                        *layer = updated;
                    }
                }
                Err(error) => {
                    let known = layer.failure.clone();
                    let event = fail(layer, error.detail());
                    self.0.hub.push((layer.failure != known).then_some(event));
                    result = result.and(Err(error));
                }
            }
        }
        let changed = self.publish(&mut control, self.catalogue().all());
        self.0.hub.push(changed);
        result
    }

    pub(crate) fn set(&self, name: &str, value: Value) -> Result<(), Error> {
        self.change_program_layer(name, |layer, toggle| layer.set(toggle, value))
    }

    pub(crate) fn clear(&self, name: &str) -> Result<(), Error> {
        self.change_program_layer(name, Layer::clear)
    }

    fn change_program_layer(&self, name: &str, change: impl FnOnce(&mut Layer, usize)) -> Result<(), Error> {
        let toggle = self.find(name)?;
        let mut control = self.0.control.lock();
        change(&mut control.layers[PROGRAM_LAYER], toggle);
        // Before set-up there is nobody to tell, and no point that knows its state.
        if self.0.phase.load(Ordering::Relaxed) != phase::UNSET {
            let changed = self.publish(&mut control, toggle..toggle + 1);
            self.0.hub.push(changed);
        }
        drop(control);
        self.0.hub.deliver();
        Ok(())
    }

    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let catalogue = self.catalogue();
        catalogue.find(name).ok_or_else(|| Error::unknown_toggle(name, catalogue.nearest(name)))
    }

    /// Puts into force what the layers say of these toggles.
    fn publish(&self, control: &mut Control, toggles: std::ops::Range<usize>) -> Vec<Event> {
        let before = self.0.view.load_full();
        let mut resolved: Vec<Resolved> = before.resolved.to_vec();
        for (toggle, known) in toggles.clone().zip(self.catalogue().known().skip(toggles.start)) {
            resolved[toggle] = resolve(&control.layers, toggle, known.default);
        }
        if *resolved == *before.resolved {
            return Vec::new();
        }
        let view = Arc::new(View { epoch: before.epoch + 1, resolved: resolved.into() });
        self.0.view.store(view.clone());
        let mut events = Vec::new();
        for (toggle, known) in toggles.clone().zip(self.catalogue().known().skip(toggles.start)) {
            let (from, to) = (before.resolved[toggle], view.resolved[toggle]);
            if from.value != to.value {
                control.pins.change(toggle, view.epoch);
                self.settle(control, toggle);
                events.push(Event::Changed {
                    toggle: known.name.to_owned(),
                    from: from.value,
                    to: to.value,
                    source: explain::source_name(&control.layers, to.layer).to_owned(),
                });
            }
        }
        events
    }

    /// Writes into the points of a toggle what a check there should find.
    fn settle(&self, control: &Control, toggle: usize) {
        let view = self.0.view.load();
        let (Some(known), Some(value)) = (self.catalogue().get(toggle), view.value(toggle)) else { return };
        let pinned = control.pins.is_pinned(toggle);
        for point in known.points() {
            if pinned { point.decide_each_time() } else { point.fix(value) }
        }
    }

    /// Counts a scope that is being entered, and gives the states that it will see.
    pub(crate) fn enter(&self, view: Option<Arc<View>>, overrides: &[(usize, Value)]) -> Arc<View> {
        self.ensure_set_up();
        let mut control = self.0.control.lock();
        let view = view.unwrap_or_else(|| self.0.view.load_full());
        control.pins.enter(view.epoch, overrides.iter().map(|(toggle, _)| *toggle));
        for (toggle, _) in overrides {
            self.settle(&control, *toggle);
        }
        view
    }

    /// Counts a scope that has ended.
    pub(crate) fn leave(&self, view: &View, overrides: &[(usize, Value)]) {
        let mut control = self.0.control.lock();
        let freed = control.pins.leave(view.epoch, overrides.iter().map(|(toggle, _)| *toggle));
        for toggle in freed {
            self.settle(&control, toggle);
        }
    }

    pub(crate) fn subscribe(&self, call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
        self.0.hub.subscribe(Arc::new(call))
    }

    pub(crate) fn report(&self, problem: Problem) {
        self.0.hub.push([Event::Problem(problem)]);
        self.0.hub.deliver();
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.ensure_set_up();
        let control = self.0.control.lock();
        let of_layers = control.layers.iter().flat_map(|layer| &layer.problems);
        self.catalogue().problems().iter().chain(of_layers).cloned().collect()
    }
}

fn fail(layer: &mut Layer, error: String) -> Event {
    layer.failure = Some(error.clone());
    Event::SourceFailed { source: layer.name.clone(), error }
}
