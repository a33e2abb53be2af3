//! Updates after set-up: from sources, and by the program.

use std::sync::atomic::Ordering;

use toggle_rules::Value;
use toggle_syntax::sorted::SortedMap;

use crate::{
    model::{
        change::Cause,
        error::{Error, SourceError},
        event::Event,
    },
    registry::{
        Control, Registry,
        circles::{self, Refused},
        layer::Layer,
        layers::{ENVIRONMENT_LAYER, FIRST_SOURCE_LAYER, PROGRAM_LAYER},
        state::phase,
    },
    source::{States, Update, environment},
};

/// A layer, the time at which its reading began, and its update, with the message of an error.
type Described = (usize, Option<u64>, Result<Option<States>, (String, SourceError)>);

impl Control {
    /// Returns the next time of the clock. No two readings have the same.
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    /// Sets the replacements of refused entries, and returns the events of new problems.
    pub(super) fn overlay(&mut self, refused: Refused) -> Vec<Event> {
        let Refused { overlays, problems } = refused;
        for (layer, overlay) in self.layers[ENVIRONMENT_LAYER..].iter_mut().zip(overlays) {
            layer.overlay = overlay;
        }
        let new = problems.iter().filter(|problem| !self.circles.contains(problem)).map(Event::of).collect();
        self.circles = problems;
        new
    }
}

impl Registry {
    /// Reads every source again. The content of a readable source applies, also if another source fails. Sources that
    /// should be followed and are not are followed from then on.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        self.ensure_set_up();
        let (sources, installation) = {
            let control = self.control_or_error()?;
            (control.sources.clone(), control.installation)
        };
        let began = self.begin_reload();
        let variables = environment::states(self.variables(), self.catalogue());
        let mut updates = vec![(ENVIRONMENT_LAYER, Some(began), Ok(Some(variables)))];
        for (position, source) in (FIRST_SOURCE_LAYER..).zip(&sources) {
            let began = self.begin_reload();
            updates.push((position, Some(began), source.read().map(Some)));
        }
        let result = self.update_all(installation, updates);
        self.follow();
        self.deliver();
        result
    }

    /// Returns the time at which a reading of a followed source begins, by the clock of the registry's control.
    pub(crate) fn begin_reading(&self) -> u64 {
        self.control().map_or(0, |mut control| control.tick())
    }

    /// Notes that `reload` begins to read a source, and returns the time.
    fn begin_reload(&self) -> u64 {
        let Some(mut control) = self.control() else { return 0 };
        control.reloaded_at = control.tick();
        control.reloaded_at
    }

    /// Returns whether a reading by `reload` has begun since this time.
    pub(crate) fn is_reloaded_since(&self, began: u64) -> bool {
        self.control().is_some_and(|control| control.reloaded_at > began)
    }

    /// Applies the report of a followed source, from a reading that `began` at this time, or from now.
    ///
    /// Subscribers receive the events on a separate thread: a slow subscriber must not delay the source.
    pub(crate) fn update(&self, layer: usize, installation: u64, began: Option<u64>, update: Update) {
        // A failure becomes an event.
        let _ = self.update_all(installation, vec![(layer, began, update)]);
        self.deliver_apart();
    }

    /// Updates layers, and returns the first error. A reading never replaces a reading of its source that began
    /// later.
    fn update_all(&self, installation: u64, updates: Vec<(usize, Option<u64>, Update)>) -> Result<(), Error> {
        // An error is foreign code: its message is read before the lock is taken, and the error is dropped after it.
        let mut updates: Vec<Described> = updates
            .into_iter()
            .map(|(layer, began, update)| (layer, began, update.map_err(|error| (error.to_string(), error))))
            .collect();
        let read = updates.iter_mut().filter_map(|(_, _, update)| update.as_mut().ok()?.as_mut());
        read.for_each(|states| self.read_tables(states));
        let errors = self.update_layers(installation, updates);
        // Also after an error.
        self.drop_tables();
        self.measure_sources();
        errors?.into_iter().next().map_or(Ok(()), Err)
    }

    /// Updates layers under the lock, and returns the errors of the sources.
    fn update_layers(&self, installation: u64, updates: Vec<Described>) -> Result<Vec<Error>, Error> {
        let mut errors = Vec::new();
        let mut control = self.control_or_error()?;
        if control.installation != installation {
            return Ok(errors);
        }
        // A source may confirm its states every second, which changes nothing.
        let has_failed = |layer: usize| control.layers.get(layer).is_some_and(|layer| layer.failure.is_some());
        let only_confirms = updates.iter().all(|(layer, _, update)| matches!(update, Ok(None)) && !has_failed(*layer));
        let mut replaced = SortedMap::new();
        for (position, began, update) in updates {
            match self.update_layer(&mut control, position, began, update) {
                Ok(before) => replaced.extend(before.map(|before| (position, before))),
                Err(error) => errors.push(error),
            }
        }
        if only_confirms {
            return Ok(errors);
        }
        if !replaced.is_empty() {
            let events = self.refuse_circles(&mut control, &replaced);
            self.events().push(events);
        }
        let changes = self.publish(&mut control, self.catalogue().all(), Cause::Source);
        self.events().push(changes);
        Ok(errors)
    }

    /// Refuses the circles in the current content of the sources, and returns the events. `replaced` has the changed
    /// layers in their previous state.
    fn refuse_circles(&self, control: &mut Control, replaced: &SortedMap<usize, Layer>) -> Vec<Event> {
        let before = |toggle: usize| {
            let mut layers = control.layers.iter().enumerate().skip(ENVIRONMENT_LAYER);
            layers.find_map(|(position, layer)| {
                let entry = replaced.get(&position).unwrap_or(layer).entry(toggle)?;
                Some((entry.policy.clone()?, position))
            })
        };
        let refused = circles::refuse(&control.layers, self.catalogue(), &before);
        control.overlay(refused)
    }

    /// Updates a layer, and returns its previous state.
    fn update_layer(
        &self,
        control: &mut Control,
        position: usize,
        began: Option<u64>,
        update: Result<Option<States>, (String, SourceError)>,
    ) -> Result<Option<Layer>, Error> {
        let began = began.unwrap_or_else(|| control.tick());
        let unknown = control.unknown;
        let Some(layer) = control.layers.get_mut(position) else { return Ok(None) };
        let update = match update {
            Ok(Some(states)) => layer
                .updated(states, self.catalogue(), unknown)
                .map(Some)
                .map_err(|unknown| (unknown.detail(), unknown)),
            Ok(None) => Ok(None),
            Err((message, error)) => Err((message, Error::source(&layer.name, error))),
        };
        if layer.read_at > began {
            return update.map(|_| None).map_err(|(_, error)| error);
        }
        let before = match update {
            Ok(update) => {
                let recovered = layer.failure.take().is_some();
                self.events().push(recovered.then(|| Event::SourceRecovered { source: layer.name.clone() }));
                if update.is_none() {
                    layer.confirm();
                }
                update.map(|update| {
                    self.events().push(update.new_problems(layer).iter().map(Event::of));
                    std::mem::replace(layer, update)
                })
            }
            Err((failure, error)) => {
                let known = layer.failure.as_ref() == Some(&failure);
                let event = layer.fail(failure);
                self.events().push((!known).then_some(event));
                layer.read_at = began;
                return Err(error);
            }
        };
        layer.read_at = began;
        Ok(before)
    }

    pub(crate) fn set(&self, name: &str, value: Value) -> Result<(), Error> {
        let value = self.accept(self.find(name)?, value)?;
        if let Value::Table(table) = &value {
            self.keep(table);
        }
        self.change_program_layer(name, |layer, toggle| layer.set(toggle, value))
    }

    /// Sets a toggle to the policy that a word of the configuration means.
    pub(crate) fn set_text(&self, name: &str, word: &str) -> Result<(), Error> {
        let policy = self.read_policy(self.find(name)?, word)?;
        self.change_program_layer(name, |layer, toggle| layer.set_policy(toggle, policy))
    }

    pub(crate) fn clear(&self, name: &str) -> Result<(), Error> {
        self.change_program_layer(name, Layer::clear)
    }

    fn change_program_layer(&self, name: &str, change: impl FnOnce(&mut Layer, usize)) -> Result<(), Error> {
        let toggle = self.find(name)?;
        self.ensure_set_up();
        let changed = self.change_under_lock(toggle, change);
        // Also after an error, because a value may have been kept.
        self.drop_tables();
        changed?;
        self.deliver();
        Ok(())
    }

    #[inline]
    fn change_under_lock(&self, toggle: usize, change: impl FnOnce(&mut Layer, usize)) -> Result<(), Error> {
        let mut control = self.control_or_error()?;
        change(&mut control.layers[PROGRAM_LAYER], toggle);
        // Inside the set-up itself, the override becomes a part of the set-up.
        if self.0.phase.load(Ordering::Relaxed) != phase::UNSET {
            // A run-time override ends the rollback: the caller's decision takes precedence over the guard's.
            let restored = self.end_trip(&mut control, toggle, Cause::Program);
            let changes = self.publish(&mut control, toggle..toggle + 1, Cause::Program);
            self.events().push(restored.into_iter().chain(changes));
        }
        Ok(())
    }
}
