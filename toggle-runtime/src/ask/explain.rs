//! Explanations of decisions, for users and for tools.

use jiff::Timestamp;
use toggle_rules::{AttributeName, DecidedBy, Explainer, Policy, Position, Reason, Rules, Targeting, Value};

use crate::{
    base::clock,
    model::{
        context::Context,
        decision::{Decision, Step},
        names::{DEFAULT, GUARD, SCOPE},
        origin::Origin,
        problem::ProblemPlace,
    },
    registry::{
        EffectivePolicy, Evaluator, Registry,
        entry::Entry,
        in_force::{InForce, step},
        lacking,
    },
    scope::frame,
};

impl Registry {
    /// Explains the value of a toggle for a context, or for the context of the scope, at a time or now.
    pub(crate) fn explain(&self, name: &str, context: Option<&dyn Targeting>, at: Option<Timestamp>) -> Decision {
        self.ensure_set_up();
        let toggle = match self.find(name) {
            Ok(toggle) => toggle,
            Err(unknown) => return undecided(name, unknown.to_string()),
        };
        // No lock is held while rules are evaluated, because a context may be the user's code.
        let in_force = self.in_force(toggle);
        if let Some(frame) = frame::current(self) {
            return frame.look_at(at, context, |scene| self.tell(toggle, in_force, scene, frame.overrides(toggle)));
        }
        // The same view as the trace: another view may be current by now.
        let view = in_force.view.clone();
        let clock = || at.unwrap_or_else(clock::now);
        let nobody = Context::default();
        self.tell(toggle, in_force, &Evaluator::new(&view, &[], context.unwrap_or(&nobody), &clock), false)
    }

    /// Evaluates a toggle outside of scopes, for a context at a time. Returns the value, with the reason if rules
    /// decide.
    pub(crate) fn decide(
        &self,
        toggle: usize,
        context: &dyn Targeting,
        at: Timestamp,
    ) -> Option<(Value, Option<DecidedBy>)> {
        let view = self.view();
        let clock = || at;
        let scene = Evaluator::new(&view, &[], context, &clock);
        Some(match scene.deciding(toggle)? {
            EffectivePolicy::Plain(value) => (value.clone(), None),
            EffectivePolicy::Rules(rules) => {
                let outcome = scene.evaluate(toggle, rules, |_, _| {});
                lacking::forget();
                (outcome.value.clone(), Some(outcome.because))
            }
        })
    }

    /// Returns the place of each rule of a toggle, and whether the rule is reachable. A plain state has no rules.
    pub(crate) fn rules(&self, toggle: usize) -> Vec<(Option<ProblemPlace>, bool)> {
        let entry = self.in_force(toggle).entry;
        let Some(Entry { policy: Some(Policy::Rules(rules)), origin, .. }) = entry else { return Vec::new() };
        let file = origin.as_ref().and_then(Origin::file);
        let place = |at: Option<Position>| Some(ProblemPlace::in_file(file?, Some(at?)));
        rules.places().map(|(at, is_reached)| (place(at), is_reached)).collect()
    }

    /// Returns the name, as in messages, of the file whose entry decides a toggle outside of scopes.
    pub(crate) fn file(&self, toggle: usize) -> Option<String> {
        self.in_force(toggle).entry?.origin?.file().map(str::to_owned)
    }

    /// Returns whether some rule has no targeting key to hash outside of scopes, for a context at a time.
    pub(crate) fn lacks_key(&self, toggle: usize, context: &dyn Targeting, at: Timestamp) -> bool {
        let view = self.view();
        let clock = || at;
        let scene = Evaluator::new(&view, &[], context, &clock);
        let Some(EffectivePolicy::Rules(rules)) = scene.deciding(toggle) else { return false };
        let mut lacks = false;
        let _ = scene.evaluate(toggle, rules, |position, tried| lacks |= rules.lacks_key(position, tried));
        lacking::forget();
        lacks
    }

    fn tell(&self, toggle: usize, in_force: InForce, scene: &Evaluator<'_>, overridden: bool) -> Decision {
        let InForce { mut trace, error, mut source, mut entry, .. } = in_force;
        let known = self.catalogue().get(toggle);
        let deciding = scene.deciding(toggle).unwrap_or(EffectivePolicy::Plain(&Value::Off));
        let present = match entry.as_ref().and_then(|entry| entry.policy.as_ref()) {
            Some(Policy::Rules(rules)) => Some(EffectivePolicy::Rules(rules)),
            Some(Policy::Plain(value)) => Some(EffectivePolicy::Plain(value)),
            None => known.map(|known| EffectivePolicy::Plain(&known.default)),
        };
        // A scope whose view equals the current view does not decide.
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
            (EffectivePolicy::Plain(value), _) => decision.value = value.clone(),
            // The same rules, with their current positions in the file.
            (_, Some(Policy::Rules(rules))) => self.tell_rules(&mut decision, toggle, rules, scene, entry.as_ref()),
            (EffectivePolicy::Rules(rules), _) => self.tell_rules(&mut decision, toggle, rules, scene, None),
        }
        decision
    }

    fn tell_rules(
        &self,
        decision: &mut Decision,
        toggle: usize,
        rules: &Rules,
        scene: &Evaluator<'_>,
        entry: Option<&Entry>,
    ) {
        let whom = scene.whom();
        let is_of_process = |name: &AttributeName| whom.as_ref().is_some_and(|whom| whom.is_of_process(name));
        let all: &dyn Targeting = match &whom {
            Some(whom) => whom,
            None => scene.context(),
        };
        let mut explainer =
            Explainer::new(rules, all, &is_of_process, entry.and_then(|entry| entry.origin.as_ref()?.file()));
        let outcome = scene.evaluate(toggle, rules, |position, tried| explainer.tried(position, tried));
        // This is not a check.
        lacking::forget();
        let required = match outcome.because {
            DecidedBy::Required(position) => rules.required(position).and_then(|toggle| self.catalogue().get(toggle)),
            _ => None,
        };
        let told = explainer.explanation(outcome, required.map(|known| known.name));
        decision.value = outcome.value.clone();
        decision.reason = told.reason;
        decision.rule = Some(told.rule);
        decision.error = told.error;
        decision.rules = told.steps;
    }
}

/// Returns the decision about a toggle that does not exist.
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
