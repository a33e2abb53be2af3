//! Changes between the judgement of a guard and its effect.

use super::*;
use crate::monitor::guard::{Ended, Guard};

impl Program {
    /// Returns the guard of `a`. Calls of other threads can come between its judgement and the effect.
    fn guard(&self) -> Arc<Guard> {
        self.registry.guard(&self.points[0]).expect("there is a budget")
    }

    /// Ends so many calls without a report to the registry.
    #[track_caller]
    fn judge(&self, calls: u32, ended: Ended) {
        let (guard, now) = (self.guard(), *self.time.lock());
        let changes: Vec<_> = (0..calls).map(|_| guard.end(guard.begin(Side::Gated, now), ended, now)).collect();
        assert_eq!(changes.last(), Some(&true));
    }

    #[track_caller]
    fn is_in_line(&self) {
        let is_closed = self.state() == Some(GuardState::Closed);
        assert_eq!(self.asks(0), is_closed, "the guard says the same: {:?}", self.state());
    }
}

#[test]
fn reset_before_trip_is_applied_takes_effect() -> Result<(), Error> {
    for budget in [BUDGET, RETRY] {
        let (program, _) = Program::guarded(budget);
        program.judge(4, Ended::Failed);
        program.registry.reset("a")?;
        program.registry.follow_guard(&program.points[0], &program.guard());
        program.is_in_line();
        assert_eq!(program.take_events(), [""; 0]);
    }
    Ok(())
}

#[test]
fn failures_before_recovery_is_applied_count() {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(600));
    for _ in 0..4 {
        assert!(program.guard().admits(*program.time.lock()));
    }
    program.judge(4, Ended::Succeeded);
    program.judge(4, Ended::Failed);
    for _ in 0..2 {
        program.registry.follow_guard(&program.points[0], &program.guard());
        program.is_in_line();
    }
    let events = program.take_events();
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].starts_with("toggle `a` stays switched off"), "{events:?}");
}

#[test]
fn reset_before_failed_trial_event_takes_effect() -> Result<(), Error> {
    let (program, _) = Program::guarded(RETRY);
    program.trip();
    program.pass(Duration::from_secs(600));
    for _ in 0..3 {
        assert!(program.guard().admits(*program.time.lock()));
    }
    program.judge(3, Ended::Failed);
    program.registry.reset("a")?;
    program.take_events();
    program.registry.follow_guard(&program.points[0], &program.guard());
    assert_eq!(program.take_events(), [""; 0]);
    program.is_in_line();
    Ok(())
}

#[test]
fn concurrent_trip_and_reset_agree_with_guard() -> Result<(), Error> {
    let (program, _) = Program::guarded("guard = { failures = 0, min-calls = 1, retry = \"10m\" }");
    for _ in 0..2_000 {
        thread::scope(|threads| {
            let failing = threads.spawn(|| program.body(|| (), |()| true));
            let reset = program.registry.reset("a");
            failing.join().expect("it does not panic");
            reset
        })?;
        program.is_in_line();
        program.registry.reset("a")?;
    }
    Ok(())
}

#[test]
fn trip_is_in_effect_when_its_event_is_emitted() {
    let (program, _) = Program::guarded(BUDGET);
    let seen: Arc<Mutex<Vec<bool>>> = Arc::default();
    let (log, registry, points) = (seen.clone(), program.registry, program.points);
    program.registry.subscribe(move |event| {
        if let Event::Tripped { .. } | Event::Restored { .. } = event {
            log.lock().push(registry.is_on(&points[0]));
        }
    });
    for _ in 0..200 {
        program.trip();
        program.registry.reset("a").expect("it is a toggle");
        program.take_events();
    }
    let seen = seen.lock();
    assert!(seen.chunks(2).all(|told| told == [false, true]), "{seen:?}");
}

#[test]
fn replaced_guard_emits_no_event() -> Result<(), Error> {
    let (program, store) = Program::guarded(BUDGET);
    let replaced = program.guard();
    program.judge(4, Ended::Failed);
    store.write(&format!("b = true\n[a]\notherwise = \"on\"\n{RETRY}\n"));
    program.registry.reload()?;
    program.registry.follow_guard(&program.points[0], &replaced);
    program.is_in_line();
    assert_eq!(program.take_events(), [""; 0]);
    Ok(())
}
