//! Tests of forked children. To the registry, a child is a process with another id.

use std::{sync::Barrier, thread, time::Instant};

use super::*;
use crate::scope::Scope;

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

impl Program {
    /// Turns this process into a forked child for the registry.
    fn fork(&self) {
        self.registry.0.follower.process.store(0, Relaxed);
    }
}

#[cfg(feature = "rules")]
#[test]
fn child_with_lost_lock_answers_without_hanging() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "c + guard"]);
    let store = Store::of_toml("a = { rules = [{ when = { group = \"staff\" } }] }\nc = true");
    program.registry.install(Builder::default().source(store))?;
    program.registry.set("b", Value::On)?;
    let (held, over) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|threads| {
        threads.spawn(|| {
            let _lock = program.registry.0.control.lock();
            held.wait();
            over.wait();
        });
        held.wait();
        program.fork();
        let registry = program.registry;
        let refused = [
            registry.set("a", Value::On),
            registry.clear("a"),
            registry.reset("a"),
            registry.reload(),
            registry.install(Builder::default()),
        ];
        assert!(refused.iter().all(|result| result.as_ref().is_err_and(Error::is_forked)), "{refused:?}");
        assert!(!program.asks(0) && program.asks(1) && program.asks(2));
        Scope::new(registry).set("a", true).set("b", false).run(|| {
            assert!(program.asks(0) && !program.asks(1));
        });
        assert!(!program.asks(0) && program.asks(1));
        assert_eq!(program.explain("b").value, Value::On);
        assert_eq!(registry.toggles().len(), 3);
        assert_eq!(registry.history(), []);
        registry.problems();
        over.wait();
    });
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn child_follows_by_the_64th_slow_check() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a = { rules = [{ when = { group = \"staff\" } }] }");
    program.registry.install(Builder::default().source(store.clone()))?;
    store.0.lock().updates = None;
    program.fork();
    for _ in 0..64 {
        program.registry.is_on(&program.points[0]);
    }
    let start = Instant::now();
    while store.0.lock().updates.is_none() {
        assert!(start.elapsed() < PATIENCE, "it is not followed");
        thread::yield_now();
    }
    store.updates().states(states(&[("a", "on")]));
    assert!(program.asks(0));
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn child_that_does_not_follow_starts_nothing() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a = { rules = [{ when = { group = \"staff\" } }] }");
    program.registry.install(Builder::default().source(store.clone()).watch(false))?;
    program.fork();
    crate::base::thread::refusing::run(|| {
        for _ in 0..1000 {
            program.registry.is_on(&program.points[0]);
        }
        program.registry.set("a", Value::On)
    })?;
    assert!(store.0.lock().updates.is_none());
    Ok(())
}
