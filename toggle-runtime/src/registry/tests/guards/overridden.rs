//! Calls in scopes that override toggles: a guard counts them only if its budget requires it.

use super::*;
use crate::scope::frame;

impl Program {
    fn overriding(&self, name: &str, value: impl Into<Value>) -> Scope {
        Scope::new(self.registry).set(name, value)
    }

    /// Makes a failing call of the gated code, if the toggle is on.
    fn fail(&self) {
        let point = &self.points[0];
        if self.registry.is_on(point) || self.registry.retry_value(point, None).is_some() {
            match Counting::begin(self.registry, point, Side::Gated) {
                Some(mut counting) => assert!(counting.run(|| true, |failed| *failed)),
                None => assert!(frame::overrides_any(self.registry), "there is a budget"),
            }
        }
    }

    fn counted(&self) -> u64 {
        self.registry.toggles().next().and_then(|toggle| toggle.guard).map_or(0, |guard| guard.counts.calls)
    }
}

#[test]
fn failing_calls_under_override_are_not_counted() {
    let (program, _) = Program::guarded(BUDGET);
    program.overriding("a", true).run(|| (0..100).for_each(|_| program.fail()));
    assert_eq!((program.counted(), program.state()), (0, Some(GuardState::Closed)));
    assert!(program.asks(0), "all others keep the toggle");
    assert_eq!(program.take_events(), [""; 0]);
}

#[test]
fn successes_under_override_are_not_counted() {
    let (program, _) = Program::guarded(BUDGET);
    let succeed = || {
        Counting::begin(program.registry, &program.points[0], Side::Gated)
            .is_some_and(|mut it| it.run(|| true, |_| false))
    };
    assert!(!program.overriding("a", true).run(|| (0..100).any(|_| succeed())));
    program.trip();
}

#[test]
fn override_of_another_toggle_is_not_counted() {
    let (program, _) = Program::guarded(BUDGET);
    program.overriding("b", false).run(|| (0..100).for_each(|_| program.fail()));
    assert_eq!((program.counted(), program.state()), (0, Some(GuardState::Closed)));
}

#[test]
fn override_of_required_toggle_is_not_counted() -> Result<(), Error> {
    let program = Program::new(&["a + guard", "b"]);
    let toml = format!("b = false\n[a]\nrules = [{{ rollout = 100 }}]\nrequires = [\"b\"]\n{BUDGET}\n");
    program.registry.install(Builder::default().source(Store::of_toml(&toml)))?;
    program.overriding("b", true).context(crate::Context::new("ann")).run(|| {
        assert!(program.asks(0));
        (0..100).for_each(|_| program.fail());
    });
    assert_eq!((program.counted(), program.state()), (0, Some(GuardState::Closed)));
    Ok(())
}

#[test]
fn scope_inside_an_override_is_not_counted() {
    let (program, _) = Program::guarded(BUDGET);
    program.overriding("a", true).run(|| {
        let inside = Scope::new(program.registry).context(crate::Context::new("ann"));
        inside.run(|| (0..100).for_each(|_| program.fail()));
    });
    assert_eq!(program.counted(), 0);
}

#[test]
fn scope_with_context_alone_is_counted() {
    let (program, _) = Program::guarded(BUDGET);
    let scope = Scope::new(program.registry).context(crate::Context::new("ann"));
    scope.run(|| (0..4).for_each(|_| program.fail()));
    assert_eq!(program.state(), Some(GuardState::Tripped));
}

#[test]
fn overridden_calls_count_where_asked_for() {
    let (program, _) = Program::guarded(OVERRIDES);
    program.overriding("b", true).run(|| (0..4).for_each(|_| program.fail()));
    assert_eq!(program.state(), Some(GuardState::Tripped));
    let guard = program.registry.toggles().next().and_then(|toggle| toggle.guard);
    assert!(guard.is_some_and(|guard| guard.budget.overrides));
}

#[test]
fn future_begun_under_override_is_not_counted() {
    let (program, _) = Program::guarded(BUDGET);
    program.overriding("a", true).run(|| {
        assert!(Counting::begin(program.registry, &program.points[0], Side::Gated).is_none());
    });
    let outside = Counting::begin(program.registry, &program.points[0], Side::Gated).expect("it is counted");
    let failing = program.overriding("a", true).run_async(outside.run_async(async { 7 }, |_| true));
    assert_eq!(pollster::block_on(failing), 7);
    assert_eq!(program.counted(), 1, "it began outside");
}

#[test]
fn trial_is_not_taken_by_overridden_calls() {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(600));
    for name in ["a", "b"] {
        program.overriding(name, true).run(|| (0..100).for_each(|_| program.fail()));
        assert_eq!(program.state(), Some(GuardState::Tripped), "`{name}` begins no trial");
    }
    assert!(program.call(false));
    assert_eq!(program.state(), Some(GuardState::Trial));
    for name in ["a", "b"] {
        program.overriding(name, true).run(|| (0..100).for_each(|_| program.fail()));
        assert_eq!((program.counted(), program.state()), (1, Some(GuardState::Trial)), "`{name}`");
    }
    for _ in 0..3 {
        assert!(program.call(false), "all calls of the trial are left");
    }
    assert_eq!(program.state(), Some(GuardState::Closed));
}

/// An admitted call that has not begun keeps its place in the trial, which no other call takes.
#[test]
fn place_in_trial_is_left_by_overridden_call() {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(600));
    let point = &program.points[0];
    assert!(program.registry.retry_value(point, None).is_some());
    program.overriding("a", true).run(|| program.fail());
    assert_eq!(program.counted(), 0);
    program.body(|| (), |()| false);
    assert_eq!(program.counted(), 1, "the place was still there");
}
