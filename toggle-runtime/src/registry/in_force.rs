//! The trace of a toggle: its state in each source, and the source that decides outside of scopes.

use std::sync::Arc;

use toggle_rules::{Policy, Value};

use crate::{
    model::{decision::Step, names::DEFAULT, origin::Origin, source_status::Stale},
    registry::{
        Control, Registry, View,
        entry::{Entry, LAST_GOOD},
        layer::Layer,
        layers::{GUARD_LAYER, PIN_LAYER},
    },
};

/// The source that decides a toggle outside of scopes, with the trace.
pub(crate) struct InForce {
    pub(crate) trace: Vec<Step>,
    pub(crate) error: Option<String>,
    pub(crate) source: String,
    /// The entry of the deciding layer, if a layer decides.
    pub(crate) entry: Option<Entry>,
    pub(crate) view: Arc<View>,
}

impl Registry {
    /// Returns the place of the deciding entry in its source, if the source gives a place.
    pub(super) fn why(&self, control: &Control, toggle: usize) -> Option<String> {
        let layer = self.0.view.load().resolved.get(toggle)?.layer?;
        Some(control.layers.get(usize::from(layer))?.entry(toggle)?.origin.as_ref()?.to_string())
    }

    /// Returns the state of a toggle in each source, and the source that decides outside of scopes.
    pub(crate) fn in_force(&self, toggle: usize) -> InForce {
        let control = self.control();
        let view = self.0.view.load().view.clone();
        let layer = view.resolved[toggle].layer;
        let layers = control.as_ref().map_or(&[][..], |control| &control.layers);
        let deciding = layer.and_then(|position| layers.get(usize::from(position)));
        InForce {
            trace: self.trace(layers, toggle, layer),
            error: error(layers, toggle),
            source: source_name(layers, layer).to_owned(),
            entry: deciding.and_then(|layer| layer.entry(toggle)).cloned(),
            view,
        }
    }

    /// Returns the mistake of an entry that contradicts the pin of its toggle.
    fn contradiction(&self, toggle: usize, entry: &Entry) -> Option<String> {
        let pin = self.catalogue().get(toggle)?.pin.as_ref()?;
        let contradicts = entry.policy.as_ref()?.constant() != Some(pin);
        contradicts.then(|| format!("this build has pinned it to `{pin}`"))
    }

    /// Returns the step of each layer and of the default.
    fn trace(&self, layers: &[Layer], toggle: usize, decides: Option<u16>) -> Vec<Step> {
        let mut trace: Vec<Step> = Vec::with_capacity(layers.len() + 2);
        for (position, layer) in (0..).zip(layers) {
            let entry = layer.entry(toggle);
            if matches!(usize::from(position), PIN_LAYER | GUARD_LAYER) && entry.is_none() {
                continue;
            }
            let state = entry.and_then(|entry| entry.policy.as_ref()).map(Policy::state);
            // If a source has failed, the mistakes in its last content may be corrected by now.
            let error = layer.failure.clone().or_else(|| entry?.error()).or_else(|| layer.file_failure());
            let note = match &layer.failure {
                // A pinned toggle stays pinned, independently of the sources.
                _ if decides.map(usize::from) == Some(PIN_LAYER) => None,
                Some(_) => state.as_ref().map(|_| LAST_GOOD),
                None => entry.and_then(Entry::instead).or(layer.note.as_deref()),
            };
            let stale = || layer.about.stale.as_ref().map(Stale::to_string);
            trace.push(Step {
                state,
                place: entry.and_then(|entry| entry.origin.as_ref()).map(Origin::to_string),
                error: error.or_else(|| self.contradiction(toggle, entry?)),
                note: note.map(str::to_owned).or_else(stale),
                revision: layer.revision(),
                decides: decides == Some(position),
                ..step(&layer.name)
            });
        }
        let known = self.catalogue().get(toggle);
        let place = match known.and_then(|known| self.catalogue().declaration(known)) {
            Some(declaration) => declaration.place.to_string(),
            None => "not declared".to_owned(),
        };
        let default = known.map_or(Value::Off, |known| known.default.clone());
        let (state, place) = (Some(default.into()), Some(place));
        trace.push(Step { state, place, decides: decides.is_none(), ..step(DEFAULT) });
        trace
    }
}

pub(super) fn revision(layers: &[Layer], layer: Option<u16>) -> Option<String> {
    layers.get(usize::from(layer?))?.revision()
}

pub(super) fn source_name(layers: &[Layer], layer: Option<u16>) -> &str {
    layer.and_then(|position| layers.get(usize::from(position))).map_or(DEFAULT, |layer| &layer.name)
}

/// Returns the reason why no source gives the toggle a state, if that is a mistake or a failure.
fn error(layers: &[Layer], toggle: usize) -> Option<String> {
    let wrong = |layer: &Layer| {
        layer.failure.clone().or_else(|| layer.entry(toggle)?.state_error()).or_else(|| layer.file_failure())
    };
    layers.iter().find_map(wrong)
}

/// Returns the step of a source without an entry for the toggle.
pub(crate) fn step(source: &str) -> Step {
    Step {
        source: source.to_owned(),
        revision: None,
        state: None,
        place: None,
        error: None,
        note: None,
        decides: false,
    }
}
