//! Guards: trips, and the ends of trips. The test controls the time.

mod configured;
mod failed;
mod overridden;
mod races;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use super::*;
use crate::{Cause, GuardState, catalogue::point::mode, check::guarded::Counting, monitor::guard::Side, scope::Scope};

const BUDGET: &str = "guard = { failures = \"50%\", over = \"1m\", min-calls = 4 }";
const RETRY: &str = "guard = { failures = \"50%\", over = \"1m\", min-calls = 4, retry = \"10m\" }";
const OVERRIDES: &str = "guard = { failures = \"50%\", over = \"1m\", min-calls = 4, overrides = true }";

impl Program {
    /// Returns a program with one guarded toggle, `a`, which is on and has this budget.
    fn guarded(budget: &str) -> (Self, Store) {
        let program = Self::new(&["a + guard", "b"]);
        let store = Store::of_toml(&format!("b = true\n[a]\notherwise = \"on\"\n{budget}\n"));
        program.registry.install(Builder::default().source(store.clone())).expect("it can be read");
        assert_eq!(program.take_events(), [""; 0]);
        (program, store)
    }

    fn pass(&self, time: Duration) {
        *self.time.lock() += time;
    }

    /// Calls the gated code, if it runs; `fails` is whether the call fails.
    fn call(&self, fails: bool) -> bool {
        let point = &self.points[0];
        let runs =
            self.registry.is_on(point) || point.is(mode::RETRYING) && self.registry.retry_value(point, None).is_some();
        if runs {
            self.body(|| fails, |fails| *fails);
        }
        runs
    }

    fn body<R>(&self, body: impl FnOnce() -> R, is_failure: impl FnOnce(&R) -> bool) -> R {
        assert!(self.points[0].is(mode::COUNTED), "the point says that calls are counted");
        Counting::begin(self.registry, &self.points[0], Side::Gated).expect("there is a budget").run(body, is_failure)
    }

    fn trip(&self) {
        for _ in 0..4 {
            assert!(self.call(true));
        }
        assert!(!self.call(true));
        let events = self.take_events();
        assert_eq!(events.len(), 2, "{events:?}");
    }

    fn state(&self) -> Option<GuardState> {
        self.registry.toggles().next()?.guard.map(|guard| guard.state)
    }
}

fn causes(program: &Program) -> Vec<(Cause, bool)> {
    program.registry.history().into_iter().map(|change| (change.cause, change.to.is_on())).collect()
}

#[test]
fn tripped_toggle_is_decided_as_explained() {
    let (program, _) = Program::guarded(BUDGET);
    program.trip();
    program.check_decided();
    let decided = program.registry.decided("a", &crate::Context::default(), None);
    assert_eq!((decided.reason, &*decided.source, decided.is_on()), (Reason::Disabled, "guard", false));
}

#[test]
fn past_its_budget_a_toggle_is_off() {
    let (program, _) = Program::guarded(BUDGET);
    for fails in [true, true, false, false, true] {
        assert!(program.call(fails));
    }
    assert!(!program.call(false));
    assert_eq!(program.peek(0), Some(false), "without a word to the registry");
    let expected = [
        "toggle `a` is switched off: 3 of 5 calls failed (3 errors), and its guard allows 50% over 1m",
        "toggle `a` changed from on to off (guard)",
    ];
    assert_eq!(program.take_events(), expected);
    assert_eq!(program.state(), Some(GuardState::Tripped));
    let decision = program.explain("a");
    assert_eq!((decision.value, decision.reason, &*decision.source), (Value::Off, Reason::Disabled, "guard"));
    let place = decision.trace[0].place.clone().unwrap_or_default();
    assert!(place.ends_with("Z: 3 of 5 calls failed (3 errors), and its guard allows 50% over 1m"), "{place}");
    assert_eq!(decision.trace[3].state, Some(Value::On.into()), "what the store says is told as well");
    let history = program.registry.history();
    assert_eq!((history.len(), history[0].cause, &*history[0].source), (1, Cause::Trip, "guard"));
    assert_eq!(history[0].place, decision.trace[0].place);
}

#[test]
fn within_its_budget_it_stays_on() {
    let (program, _) = Program::guarded(BUDGET);
    for round in 0..100 {
        assert!(program.call(round % 2 == 0), "half of the calls may fail");
        assert!(program.call(false));
    }
    // Too few calls to judge, and when more of them come, these are too old.
    for _ in 0..10 {
        assert!(program.call(true) && program.call(true) && program.call(true));
        program.pass(Duration::from_secs(70));
    }
    assert_eq!(program.take_events(), [""; 0]);
    assert_eq!(program.state(), Some(GuardState::Closed));
}

#[test]
fn a_panic_counts_and_is_not_hidden() {
    let (program, _) = Program::guarded(BUDGET);
    for _ in 0..4 {
        let panic = catch_unwind(AssertUnwindSafe(|| program.body(|| -> u32 { panic!("the code's own") }, |_| false)));
        assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&"the code's own"));
    }
    assert!(!program.asks(0));
    assert!(program.take_events()[0].contains("4 of 4 calls failed (4 panics)"));
}

#[test]
fn slow_calls_are_failures() {
    let (program, _) = Program::guarded("guard = { failures = 0, over = \"1m\", min-calls = 2, slow = \"250ms\" }");
    program.body(|| program.pass(Duration::from_millis(250)), |()| false);
    program.body(|| program.pass(Duration::from_millis(251)), |()| false);
    assert!(
        program.take_events()[0]
            .contains("1 of 2 calls failed (1 slow), and its guard allows 0% over 1m, slow past 250ms")
    );
}

#[test]
fn future_counts_when_it_ends_not_when_dropped() {
    let (program, _) = Program::guarded(BUDGET);
    let begin = || Counting::begin(program.registry, &program.points[0], Side::Gated).expect("there is a budget");
    for _ in 0..3 {
        assert_eq!(pollster::block_on(begin().run_async(async { 7 }, |_| true)), 7);
        drop(begin().run_async(std::future::pending::<u32>(), |_| true));
    }
    assert!(program.asks(0), "three calls are too few");
    let failing = begin().run_async(async { panic!("the code's own") }, |()| false);
    assert!(catch_unwind(AssertUnwindSafe(|| pollster::block_on(failing))).is_err());
    assert!(program.take_events()[0].contains("4 of 4 calls failed (3 errors, 1 panic)"));
}

#[test]
fn future_dropped_after_slow_limit_has_failed() {
    let (program, _) = Program::guarded("guard = { failures = 0, over = \"1m\", min-calls = 2, slow = \"250ms\" }");
    for milliseconds in [250, 251, 251] {
        let hanging = Counting::begin(program.registry, &program.points[0], Side::Gated).expect("there is a budget");
        let hanging = hanging.run_async(std::future::pending::<u32>(), |_| false);
        program.pass(Duration::from_millis(milliseconds));
        drop(hanging);
    }
    assert!(program.take_events()[0].contains("2 of 2 calls failed (2 slow)"));
}

#[test]
fn many_threads_that_fail_at_once_trip_it_once() {
    let (program, _) = Program::guarded("guard = { failures = \"5%\", over = \"1m\", min-calls = 50000 }");
    thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                for _ in 0..12_500 {
                    program.body(|| (), |()| true);
                }
            });
        }
    });
    assert!(!program.asks(0));
    let events = program.take_events();
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(program.registry.history().len(), 1);
}

#[test]
fn a_reset_takes_it_back() -> Result<(), Error> {
    let (program, _) = Program::guarded(BUDGET);
    program.trip();
    program.pass(Duration::from_secs(100_000));
    assert!(!program.call(false), "it does not come back by itself");
    program.registry.reset("a")?;
    assert!(program.asks(0));
    assert_eq!(
        program.take_events(),
        ["toggle `a` is restored: it was reset", "toggle `a` changed from off to on (store)"]
    );
    assert!(program.call(true) && program.call(true) && program.call(true), "it counts from the beginning");
    program.registry.reset("a")?;
    assert!(program.call(true));
    assert_eq!(program.take_events(), [""; 0], "there was nothing to take back");
    assert!(program.registry.reset("x").is_err_and(|error| error.is_unknown_toggle()));
    assert_eq!(causes(&program), [(Cause::Trip, false), (Cause::Reset, true)]);
    Ok(())
}

#[test]
fn a_retry_that_goes_well_takes_it_back() {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(599));
    assert!(!program.call(false));
    program.pass(Duration::from_secs(1));
    for fails in [false, true, true] {
        assert!(program.call(fails));
        assert_eq!(program.state(), Some(GuardState::Trial));
        assert_eq!(program.peek(0), Some(false), "all others stay off");
    }
    assert!(program.call(false));
    assert_eq!(
        program.take_events(),
        ["toggle `a` is restored: its half-open trial succeeded", "toggle `a` changed from off to on (store)"]
    );
    assert_eq!(program.state(), Some(GuardState::Closed));
    assert_eq!(causes(&program), [(Cause::Trip, false), (Cause::Retry, true)]);
}

#[test]
fn a_retry_that_fails_waits_for_another() {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(600));
    assert!(program.call(true) && program.call(true) && program.call(true));
    assert!(!program.call(false));
    let expected = "toggle `a` stays switched off: in the half-open trial, 3 of 3 calls failed (3 errors), and its guard allows 50% over 1m";
    assert_eq!(program.take_events(), [expected]);
    program.pass(Duration::from_secs(600));
    assert!(program.call(false));
}

#[test]
fn trial_admits_only_contexts_with_toggle_on() -> Result<(), Error> {
    let program = Program::new(&["a + guard"]);
    let store =
        Store::of_toml(&format!("[a]\nrules = [{{ when = {{ group = \"staff\" }} }}]\notherwise = \"off\"\n{RETRY}\n"));
    program.registry.install(Builder::default().source(store))?;
    let staff = crate::Context::new("u").with("group", "staff");
    for _ in 0..4 {
        program.body(|| (), |()| true);
    }
    program.pass(Duration::from_secs(600));
    let admits = |context: &crate::Context| program.registry.retry_value(&program.points[0], Some(context)).is_some();
    assert!(!admits(&crate::Context::new("u")));
    assert!(admits(&staff));
    let scope = Scope::new(program.registry).context(staff.clone()).set("a", false);
    assert!(!scope.run(|| admits(&staff)), "whoever overrides the toggle does not want to try it");
    Ok(())
}

#[test]
fn a_scope_sees_what_was_when_it_was_entered() {
    let (program, _) = Program::guarded(BUDGET);
    Scope::new(program.registry).run(|| {
        for _ in 0..10 {
            assert!(program.call(true));
        }
    });
    assert!(!program.asks(0));
    assert_eq!(program.take_events().len(), 2, "but it trips once");
}

#[test]
fn panicking_outcome_is_only_a_failure() {
    let (program, _) = Program::guarded(BUDGET);
    for _ in 0..4 {
        assert_eq!(program.body(|| 7, |_| panic!("the outcome's own")), 7);
    }
    assert!(program.take_events()[0].contains("4 of 4 calls failed (4 panics)"));
}

#[test]
fn explain_during_trial_shows_counts_so_far() {
    let (program, _) = Program::guarded(RETRY);
    let why = || program.explain("a").trace[0].place.clone().unwrap_or_default();
    program.trip();
    let first = why();
    program.pass(Duration::from_secs(600));
    for _ in 0..3 {
        assert_eq!(why(), first);
        assert!(program.call(true));
    }
    let expected = format!("{first}; half-open trial at ");
    assert!(why().starts_with(&expected) && why().ends_with("Z: 3 of 3 calls failed (3 errors)"), "{}", why());
}

#[test]
fn shadowed_toggle_is_compared_again_in_trial() -> Result<(), Error> {
    let program = Program::new(&["a + guard shadow", "a + guard"]);
    let store = Store::of_toml(&format!("[a]\nshadow = 100\n{RETRY}\n"));
    program.registry.install(Builder::default().source(store))?;
    for _ in 0..4 {
        program.body(|| (), |()| true);
    }
    program.pass(Duration::from_secs(600));
    let admitted = |position: usize| program.registry.retry_value(&program.points[position], None);
    assert_eq!(admitted(1), None, "nothing is compared there");
    assert!(matches!(admitted(0), Some(Value::Shadow(_))));
    Ok(())
}
