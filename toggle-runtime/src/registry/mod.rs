//! The registry: every toggle of the program, the states that the sources give them, and the way of those states into
//! the points. An ordinary value; [`global`](crate::global) holds the one that generated code asks.

mod catalogue;
mod layer;
mod view;
mod set_up;
mod update;
mod publish;
mod pins;
mod explain;
#[cfg(test)]
mod tests;

use std::{
    ffi::OsString,
    sync::{Arc, Weak, atomic::AtomicU8},
};

use arc_swap::ArcSwap;
use once_cell::sync::OnceCell;
use parking_lot::Mutex;

pub(crate) use self::{
    catalogue::{Catalogue, Variable},
    update::Update,
    view::View,
};
use self::{
    layer::{Layer, Resolved},
    pins::Pins,
};
use crate::{
    builder::Unknown,
    error::Error,
    event::Event,
    hub::{Hub, Subscription},
    point::Point,
    problem::Problem,
    scope::frame,
    source::{Source, environment},
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
    /// Counts the updates of layers, so that what was read before another update is told apart.
    clock: u64,
    pins: Pins,
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
            clock: 0,
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

    /// Whether the sources of this installation are still the ones that count.
    pub(crate) fn is_current(&self, installation: u64) -> bool {
        self.0.control.lock().installation == installation
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

    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let catalogue = self.catalogue();
        catalogue.find(name).ok_or_else(|| Error::unknown_toggle(name, catalogue.nearest(name)))
    }

    fn variables(&self) -> Vec<(OsString, OsString)> {
        (self.0.variables)()
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
        let of_layers = control.layers.iter().flat_map(Layer::problems);
        self.catalogue().problems().iter().cloned().chain(of_layers).collect()
    }
}
