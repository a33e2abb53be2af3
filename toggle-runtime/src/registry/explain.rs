//! What the registry tells of its toggles.

use super::{Layer, Registry, layer::Resolved};
use crate::{
    decision::{Decision, Reason, Step},
    scope::frame,
    status::ToggleStatus,
    value::Value,
};

/// What decisions call the declared default.
const DEFAULT: &str = "default";
/// What decisions call the current scope.
const SCOPE: &str = "scope";

pub(super) fn source_name(layers: &[Layer], layer: Option<u16>) -> &str {
    layer.and_then(|position| layers.get(usize::from(position))).map_or(DEFAULT, |layer| &layer.name)
}

impl Registry {
    pub(crate) fn toggles(&self) -> Vec<ToggleStatus> {
        self.ensure_set_up();
        let control = self.0.control.lock();
        let view = self.0.view.load();
        let resolved = view.resolved.iter();
        let status = self.catalogue().known().zip(resolved).map(|(known, resolved)| ToggleStatus {
            name: known.name.to_owned(),
            declaration: self.catalogue().declaration(known),
            points: self.catalogue().places(known),
            state: resolved.value,
            source: source_name(&control.layers, resolved.layer).to_owned(),
        });
        status.collect()
    }

    pub(crate) fn explain(&self, name: &str) -> Decision {
        self.ensure_set_up();
        let toggle = match self.find(name) {
            Ok(toggle) => toggle,
            Err(unknown) => return undecided(name, unknown.to_string()),
        };
        let control = self.0.control.lock();
        let resolved = self.0.view.load().resolved[toggle];
        let mut trace = self.trace(&control.layers, toggle, resolved);
        let mut decision = Decision {
            toggle: name.to_owned(),
            value: resolved.value,
            reason: if resolved.layer.is_some() { Reason::Static } else { Reason::Default },
            source: source_name(&control.layers, resolved.layer).to_owned(),
            rule: None,
            error: None,
            trace: Vec::new(),
        };
        if resolved.layer.is_none()
            && let Some(error) = trace.iter().find_map(|step| step.error.clone())
        {
            decision.reason = Reason::Error;
            decision.error = Some(error);
        }
        if let Some(seen) = frame::seen(self, toggle) {
            let place = (!seen.overridden).then(|| "as it was when the scope was entered".to_owned());
            // A scope that sees what everybody sees does not decide.
            if seen.overridden || seen.value != decision.value {
                for step in &mut trace {
                    step.decides = false;
                }
                trace.insert(0, step(SCOPE, Some(seen.value), place, None, true));
                decision.value = seen.value;
                decision.reason = Reason::Static;
                SCOPE.clone_into(&mut decision.source);
                decision.error = None;
            }
        }
        decision.trace = trace;
        decision
    }

    /// What each layer says, and the default.
    fn trace(&self, layers: &[Layer], toggle: usize, resolved: Resolved) -> Vec<Step> {
        let mut trace: Vec<Step> = Vec::with_capacity(layers.len() + 2);
        for (position, layer) in (0..).zip(layers) {
            let entry = layer.entry(toggle);
            let error = entry.and_then(|entry| entry.error.clone());
            // What a source said before it failed is still what it says.
            let failure = layer.failure.clone().filter(|_| entry.is_some() || !layer.was_read);
            trace.push(step(
                &layer.name,
                entry.and_then(|entry| entry.value),
                entry.and_then(|entry| entry.place.clone()),
                error.or(failure),
                resolved.layer == Some(position),
            ));
        }
        let known = self.catalogue().get(toggle);
        let place = match known.and_then(|known| self.catalogue().declaration(known)) {
            Some(declaration) => declaration.place.to_string(),
            None => "not declared".to_owned(),
        };
        let default = known.map_or(Value::Off, |known| known.default);
        trace.push(step(DEFAULT, Some(default), Some(place), None, resolved.layer.is_none()));
        trace
    }
}

fn step(source: &str, value: Option<Value>, place: Option<String>, error: Option<String>, decides: bool) -> Step {
    Step { source: source.to_owned(), value, place, error, decides }
}

/// The answer to a question about a toggle that does not exist.
fn undecided(name: &str, error: String) -> Decision {
    Decision {
        toggle: name.to_owned(),
        value: Value::Off,
        reason: Reason::Error,
        source: DEFAULT.to_owned(),
        rule: None,
        error: Some(error),
        trace: Vec::new(),
    }
}
