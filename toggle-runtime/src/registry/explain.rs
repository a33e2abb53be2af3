//! What the registry tells of its toggles.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Control, Deciding, GUARD, GUARD_LAYER, Known, Layer, PIN_LAYER, Registry, Scene, View,
    entry::{Entry, LAST_GOOD},
    lacking,
};
use crate::{
    clock,
    context::Context,
    decision::{Decision, Step},
    observe::Observed,
    point::Point,
    scope::frame,
    source::Origin,
    status::{PointPlace, ToggleStatus, Toggles},
};
use toggle_rules::{AttributeName, Because, Policy, Position, Reason, Rules, Targeting, Teller, Value};

/// What decisions call the declared default.
pub(crate) const DEFAULT: &str = "default";
/// What decisions call the current scope.
pub(super) const SCOPE: &str = "scope";

pub(super) fn source_name(layers: &[Layer], layer: Option<u16>) -> &str {
    layer.and_then(|position| layers.get(usize::from(position))).map_or(DEFAULT, |layer| &layer.name)
}

impl Registry {
    pub(crate) fn toggles(&self) -> Toggles {
        self.ensure_set_up();
        let control = self.control();
        let view = self.0.view.load();
        let status = self.catalogue().all().filter_map(|toggle| self.status_of(toggle, control.as_deref(), &view));
        Toggles::new(status.collect(), control.as_ref().map_or(0, |control| control.holds.views()))
    }

    /// What is listed of one toggle.
    pub(super) fn status_of(&self, toggle: usize, control: Option<&Control>, view: &View) -> Option<ToggleStatus> {
        let layers = control.map_or(&[][..], |control| &control.layers);
        let (known, resolved) = (self.catalogue().get(toggle)?, view.resolved.get(toggle)?);
        Some(ToggleStatus {
            name: known.name.to_owned(),
            declaration: self.catalogue().declaration(known),
            points: self.places(known),
            state: resolved.policy.state(),
            source: source_name(layers, resolved.layer).to_owned(),
            pin: known.pin.clone(),
            guard: resolved.watched.as_ref().and_then(|watched| Some(watched.guard.as_ref()?.status(self.now()))),
            shadow: self.0.shadows.report(toggle, resolved.keeps_texts()),
            observed: self.observed(toggle),
            without_key: self.catalogue().points_of(toggle).map(|point| self.without_key(point)).sum(),
            held: control.is_some_and(|control| control.holds.is_held(toggle)),
        })
    }

    /// Tells what a toggle is for a context, or for that of the scope, at a time, or now.
    pub(crate) fn explain(&self, name: &str, context: Option<&dyn Targeting>, at: Option<Timestamp>) -> Decision {
        self.ensure_set_up();
        let toggle = match self.find(name) {
            Ok(toggle) => toggle,
            Err(unknown) => return undecided(name, unknown.to_string()),
        };
        // No lock is held while rules are evaluated, since a context may be code of the user's.
        let in_force = self.in_force(toggle);
        if let Some(frame) = frame::current(self) {
            return frame.look_at(at, context, |scene| self.tell(toggle, in_force, scene, frame.overrides(toggle)));
        }
        // The very view that the sources were looked at with: it may not be in force any more.
        let view = in_force.view.clone();
        let clock = || at.unwrap_or_else(clock::now);
        let nobody = Context::default();
        self.tell(toggle, in_force, &Scene::new(&view, &[], context.unwrap_or(&nobody), &clock), false)
    }

    /// Decides a toggle outside of scopes, for a context at a time, and tells in short why; nothing of a plain state.
    pub(crate) fn decide(
        &self,
        toggle: usize,
        context: &dyn Targeting,
        at: Timestamp,
    ) -> Option<(Value, Option<Because>)> {
        let view = self.0.view.load();
        let clock = || at;
        let scene = Scene::new(&view, &[], context, &clock);
        Some(match scene.deciding(toggle)? {
            Deciding::Plain(value) => (value.clone(), None),
            Deciding::Rules(rules) => {
                let outcome = scene.evaluate(toggle, rules, |_, _| {});
                lacking::forget();
                (outcome.value.clone(), Some(outcome.because))
            }
        })
    }

    /// Where each of the rules of a toggle stands, and whether it is ever tried; nothing of a plain state.
    pub(crate) fn rules(&self, toggle: usize) -> Vec<(Option<String>, bool)> {
        let entry = self.in_force(toggle).entry;
        let Some(Entry { policy: Some(Policy::Rules(rules)), origin, .. }) = entry else { return Vec::new() };
        let file = origin.as_ref().and_then(Origin::file);
        let place = |at| file.zip(at).map(|(file, at): (_, Position)| format!("{file}:{at}"));
        rules.places().map(|(at, is_reached)| (place(at), is_reached)).collect()
    }

    /// The number of answers at a point that lacked a value to hash.
    fn without_key(&self, point: &'static Point) -> u64 {
        self.0.lacks.count(self.0.tallies.position(point))
    }

    /// The places that ask for a toggle, with what has been noted there.
    fn places(&self, known: &Known) -> Vec<PointPlace> {
        let noted = |(place, point): (PointPlace, &'static Point)| PointPlace {
            observed: self.0.tallies.observed(point),
            without_key: self.without_key(point),
            ..place
        };
        self.catalogue().places(known).map(noted).collect()
    }

    /// What has been noted at all the points of a toggle.
    fn observed(&self, toggle: usize) -> Option<Observed> {
        Observed::sum(self.catalogue().points_of(toggle).filter_map(|point| self.0.tallies.observed(point)))
    }

    /// The place where the source says so that decides a toggle, if it says where.
    pub(super) fn why(&self, control: &Control, toggle: usize) -> Option<String> {
        let layer = self.0.view.load().resolved.get(toggle)?.layer?;
        Some(control.layers.get(usize::from(layer))?.entry(toggle)?.origin.as_ref()?.to_string())
    }

    /// What each source says of a toggle, and which of them decides outside of scopes.
    pub(super) fn in_force(&self, toggle: usize) -> InForce {
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

    fn tell(&self, toggle: usize, in_force: InForce, scene: &Scene<'_>, overridden: bool) -> Decision {
        let InForce { mut trace, error, mut source, mut entry, .. } = in_force;
        let known = self.catalogue().get(toggle);
        let deciding = scene.deciding(toggle).unwrap_or(Deciding::Plain(&Value::Off));
        let present = match entry.as_ref().and_then(|entry| entry.policy.as_ref()) {
            Some(Policy::Rules(rules)) => Some(Deciding::Rules(rules)),
            Some(Policy::Plain(value)) => Some(Deciding::Plain(value)),
            None => known.map(|known| Deciding::Plain(&known.default)),
        };
        // A scope that sees what everybody sees does not decide.
        if overridden || Some(deciding) != present {
            for step in &mut trace {
                step.decides = false;
            }
            let place = (!overridden).then(|| "as it was when the scope was entered".to_owned());
            trace.insert(0, Step { state: Some(deciding.state()), place, decides: true, ..step(SCOPE) });
            SCOPE.clone_into(&mut source);
            entry = None;
        }
        let mut decision = Decision {
            toggle: known.map_or("", |known| known.name).to_owned(),
            value: Value::Off,
            reason: match source.as_str() {
                DEFAULT => Reason::Default,
                GUARD => Reason::Disabled,
                _ => Reason::Static,
            },
            error: error.filter(|_| source == DEFAULT),
            source,
            rule: None,
            trace,
            rules: Vec::new(),
        };
        if decision.error.is_some() {
            decision.reason = Reason::Error;
        }
        match (deciding, entry.as_ref().and_then(|entry| entry.policy.as_ref())) {
            (Deciding::Plain(value), _) => decision.value = value.clone(),
            // The same rules, with the positions of now.
            (_, Some(Policy::Rules(rules))) => self.tell_rules(&mut decision, toggle, rules, scene, entry.as_ref()),
            (Deciding::Rules(rules), _) => self.tell_rules(&mut decision, toggle, rules, scene, None),
        }
        decision
    }

    fn tell_rules(
        &self,
        decision: &mut Decision,
        toggle: usize,
        rules: &Rules,
        scene: &Scene<'_>,
        entry: Option<&Entry>,
    ) {
        let whom = scene.whom();
        let is_of_process = |name: &AttributeName| whom.as_ref().is_some_and(|whom| whom.is_of_process(name));
        let all: &dyn Targeting = match &whom {
            Some(whom) => whom,
            None => scene.context(),
        };
        let mut teller = Teller::new(rules, all, &is_of_process, entry.and_then(|entry| entry.origin.as_ref()?.file()));
        let outcome = scene.evaluate(toggle, rules, |position, tried| teller.tried(position, tried));
        // This is no check.
        lacking::forget();
        let required = match outcome.because {
            Because::Required(position) => rules.required(position).and_then(|toggle| self.catalogue().get(toggle)),
            _ => None,
        };
        let told = teller.told(outcome, required.map(|known| known.name));
        decision.value = outcome.value.clone();
        decision.reason = told.reason;
        decision.rule = Some(told.rule);
        decision.error = told.error;
        decision.rules = told.steps;
    }

    /// What is wrong where the build has fixed the toggle to something else.
    fn contradiction(&self, toggle: usize, entry: &Entry) -> Option<String> {
        let pin = self.catalogue().get(toggle)?.pin.as_ref()?;
        let contradicts = entry.policy.as_ref()?.constant() != Some(pin);
        contradicts.then(|| format!("this build has pinned it to `{pin}`"))
    }

    /// What each layer says, and the default.
    fn trace(&self, layers: &[Layer], toggle: usize, decides: Option<u16>) -> Vec<Step> {
        let mut trace: Vec<Step> = Vec::with_capacity(layers.len() + 2);
        for (position, layer) in (0..).zip(layers) {
            let entry = layer.entry(toggle);
            if matches!(usize::from(position), PIN_LAYER | GUARD_LAYER) && entry.is_none() {
                continue;
            }
            // Where a source has failed, what was wrong in what it said before may not be there any more.
            let state = entry.and_then(|entry| entry.policy.as_ref()).map(Policy::state);
            // Where a source has failed, what was wrong in what it said before may not be there any more.
            let error = layer.failure.clone().or_else(|| entry?.error()).or_else(|| layer.file_failure());
            let note = match &layer.failure {
                // What is pinned stays, whatever the sources say.
                _ if decides.map(usize::from) == Some(PIN_LAYER) => None,
                Some(_) => state.as_ref().map(|_| LAST_GOOD),
                None => entry.and_then(Entry::instead).or(layer.note.as_deref()),
            };
            trace.push(Step {
                state,
                place: entry.and_then(|entry| entry.origin.as_ref()).map(Origin::to_string),
                error: error.or_else(|| self.contradiction(toggle, entry?)),
                note: note.map(str::to_owned),
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

/// Why no source gives the toggle a state, if that is because of a mistake or a failure.
fn error(layers: &[Layer], toggle: usize) -> Option<String> {
    let wrong = |layer: &Layer| {
        layer.failure.clone().or_else(|| layer.entry(toggle)?.state_error()).or_else(|| layer.file_failure())
    };
    layers.iter().find_map(wrong)
}

/// What decides a toggle outside of scopes, and what else is said of it.
pub(super) struct InForce {
    trace: Vec<Step>,
    error: Option<String>,
    source: String,
    /// That of the layer that decides, if one does.
    pub(super) entry: Option<Entry>,
    view: Arc<View>,
}

/// What is told of a source that does not speak of the toggle.
fn step(source: &str) -> Step {
    Step { source: source.to_owned(), state: None, place: None, error: None, note: None, decides: false }
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
        rules: Vec::new(),
    }
}
