//! Scopes: their snapshots and their overrides, also under threads.

use super::*;

#[test]
fn scope_entered_before_set_keeps_its_states() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    program.registry.install(Builder::default())?;
    let scope = Scope::new(program.registry).enter();
    program.registry.set("a", Value::On)?;
    assert_eq!([program.asks(0), program.asks(1)], [false, false]);
    assert_eq!(program.explain("a").source, "scope");
    std::thread::scope(|threads| {
        threads.spawn(|| assert!(program.asks(0), "outside of the scope"));
    });
    let inner = Scope::new(program.registry).set("b", true).enter();
    assert_eq!([program.asks(0), program.asks(1)], [false, true], "a scope inside sees what the outer one sees");
    drop(inner);
    assert_eq!([program.peek(0), program.peek(1)], [None, Some(false)]);
    drop(scope);
    assert_eq!([program.peek(0), program.peek(1)], [Some(true), Some(false)], "back to one load");
    Ok(())
}

#[test]
fn guards_can_be_dropped_in_any_order() {
    let program = Program::new(&["a"]);
    let outer = Scope::new(program.registry).set("a", true).enter();
    let inner = Scope::new(program.registry).set("a", false).enter();
    drop(outer);
    assert!(!program.asks(0));
    drop(inner);
    assert!(!program.asks(0));
    assert_eq!(program.peek(0), Some(false));
}

#[test]
fn a_panic_leaves_the_scope() {
    let program = Program::new(&["a"]);
    let scope = Scope::new(program.registry).set("a", true);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scope.run(|| panic!("inside"))));
    assert!(panicked.is_err());
    assert!(!program.asks(0));
}

#[test]
fn misspelt_override_is_reported_and_ignored() {
    let program = Program::new(&["new-checkout"]);
    let line = line!() + 1;
    let _scope = Scope::new(program.registry).set("new-chekout", true).enter();
    let file = file!();
    let events = program.take_events();
    assert!(events[0].starts_with(&format!("{file}:{line}:")), "{events:?}");
    assert!(events[0].ends_with("did you mean `new-checkout`?"), "{events:?}");
    let refused = Scope::new(program.registry).try_set("new-chekout", true);
    assert!(refused.is_err_and(|error| error.is_unknown_toggle()));
}

#[test]
fn parallel_scopes_never_see_each_other() {
    let program = Program::new(&["a", "b"]);
    std::thread::scope(|threads| {
        for number in 0..4 {
            let program = &program;
            threads.spawn(move || {
                let mine = number % 2 == 0;
                for _ in 0..500 {
                    let scope = Scope::new(program.registry).set("a", mine).enter();
                    assert_eq!(program.registry.is_on(&program.points[0]), mine);
                    drop(scope);
                    assert!(!program.registry.is_on(&program.points[0]));
                }
            });
        }
    });
    assert_eq!(program.peek(0), Some(false));
}

/// Every thread must see the last state, in every order of its first check and the flips.
#[test]
fn first_check_during_flips_leaves_point_current() {
    for round in 0..200 {
        let program = Program::new(&["a"; 16]);
        program.asks(0);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for point in &program.points[1..] {
                    program.registry.is_on(point);
                }
            });
            for flip in 0..=8 {
                program.registry.set("a", Value::from((flip + round) % 2 == 0)).expect("a is a toggle");
            }
        });
        let last = round % 2 == 0;
        for position in 0..16 {
            assert_eq!(program.asks(position), last);
        }
    }
}

/// The two sides that do not wait for each other: scopes that are entered and left, and views that are published.
#[test]
fn scope_entered_during_changes_sees_one_state() {
    const FLIPS: usize = 20_000;
    let program = Program::new(&["a", "b"]);
    program.asks(0);
    let sees = || program.peek(0).unwrap_or_else(|| program.registry.is_on(&program.points[0]));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        for number in 0..3 {
            let (done, sees) = (&done, &sees);
            threads.spawn(move || {
                for round in 0.. {
                    if done.load(Relaxed) {
                        break;
                    }
                    let scope = Scope::new(program.registry).enter();
                    let first = sees();
                    // Some scopes live through many changes, most through none.
                    for _ in 0..(round % 64) * number {
                        assert_eq!(sees(), first);
                    }
                    if number == 2 {
                        Scope::new(program.registry).set("b", true).run(|| assert_eq!(sees(), first));
                    }
                    drop(scope);
                }
            });
        }
        for flip in 0..FLIPS {
            program.registry.set("a", Value::from(flip % 2 == 0)).expect("it is a toggle");
        }
        done.store(true, Relaxed);
    });
    assert_eq!(program.registry.toggles().pinned_views(), 0);
    assert!(program.registry.toggles().all(|toggle| !toggle.held));
    assert_eq!([program.peek(0), program.peek(1)], [Some(FLIPS % 2 == 1), Some(false)], "back to one load");
}

#[test]
fn what_a_task_enters_stays_with_the_task() {
    use std::{future::poll_fn, task::Poll};

    let program = Program::new(&["a"]);
    let mut pending = true;
    let task = Scope::new(program.registry).set("a", false).run_async(async {
        let _guard = Scope::new(program.registry).set("a", true).enter();
        poll_fn(|_| if std::mem::replace(&mut pending, false) { Poll::Pending } else { Poll::Ready(()) }).await;
        assert!(program.asks(0), "the guard still holds");
    });
    let mut task = std::pin::pin!(task);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(task.as_mut().poll(&mut context).is_pending());
    assert!(!program.asks(0), "outside of the task");
    assert!(task.as_mut().poll(&mut context).is_ready());
    assert!(!program.asks(0));
    assert_eq!(program.peek(0), None, "the scope lives as long as the task is not dropped");
}

#[test]
fn a_thread_that_ends_is_in_no_scope() {
    struct Ends(&'static Registry);

    impl Drop for Ends {
        fn drop(&mut self) {
            let scope = Scope::new(self.0).set("a", true);
            scope.run(|| drop(scope.clone().enter()));
        }
    }

    thread_local!(static ENDS: std::cell::RefCell<Option<Ends>> = const { std::cell::RefCell::new(None) });
    let program = Program::new(&["a"]);
    let registry = program.registry;
    let thread = std::thread::spawn(move || {
        // Made first, so that it is dropped last.
        ENDS.set(Some(Ends(registry)));
        Scope::new(registry).run(|| {});
    });
    assert!(thread.join().is_ok());
    assert!(!program.asks(0));
}

#[test]
fn a_scope_inside_adds_to_the_one_around_it() {
    let program = Program::new(&["a", "b"]);
    let scope = || Scope::new(program.registry);
    scope().context(crate::Context::new("ada")).set("a", false).set("a", true).run(|| {
        scope().set("b", true).run(|| {
            assert_eq!([program.asks(0), program.asks(1)], [true, true], "the last word for `a` counts");
            let inner = crate::scope::frame::current(program.registry).expect("it is in a scope");
            assert_eq!(inner.context().known().key(), Some("ada"));
        });
    });
}

/// A value that records the state of a toggle when it is dropped.
struct AsksWhenDropped<'p>(&'p Program, Arc<Mutex<Vec<bool>>>);

impl Drop for AsksWhenDropped<'_> {
    fn drop(&mut self) {
        self.1.lock().push(self.0.asks(0));
    }
}

#[test]
fn task_is_dropped_in_scope_and_panic_leaves_it() {
    let program = Program::new(&["a"]);
    let seen: Arc<Mutex<Vec<bool>>> = Arc::default();
    let scope = Scope::new(program.registry).set("a", true);
    let kept = AsksWhenDropped(&program, seen.clone());
    drop(scope.run_async(async move {
        let _kept = kept;
        std::future::pending::<()>().await;
    }));
    assert_eq!(*seen.lock(), [true]);
    assert!(!program.asks(0), "the drop has left the scope");

    let mut task = Box::pin(scope.run_async(async { panic!("inside") }));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let poll = std::panic::AssertUnwindSafe(|| {
        let _: std::task::Poll<()> = task.as_mut().poll(&mut context);
    });
    assert!(std::panic::catch_unwind(poll).is_err());
    assert!(!program.asks(0), "the panic has left the scope");
}

#[test]
fn task_sees_states_of_its_call_in_every_poll() -> Result<(), Error> {
    use std::{future::poll_fn, task::Poll};

    let program = Program::new(&["a"]);
    let mut pending = true;
    let task = Scope::new(program.registry).run_async(async {
        let first = program.asks(0);
        poll_fn(|_| if std::mem::replace(&mut pending, false) { Poll::Pending } else { Poll::Ready(()) }).await;
        (first, program.asks(0))
    });
    let mut task = std::pin::pin!(task);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(task.as_mut().poll(&mut context).is_pending());
    program.registry.set("a", Value::On)?;
    assert_eq!(task.as_mut().poll(&mut context), Poll::Ready((false, false)));
    Ok(())
}

#[test]
fn nothing_is_held_when_all_scopes_have_ended() {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default()).expect("it can be installed");
    std::thread::scope(|threads| {
        let flips = threads.spawn(|| {
            for flip in 0..30_000 {
                program.registry.set("a", Value::from(flip % 2 == 0)).expect("a is a toggle");
            }
        });
        while !flips.is_finished() {
            Scope::new(program.registry).run(|| {});
        }
    });
    assert_eq!(program.registry.toggles().pinned_views(), 0);
    assert_eq!(program.peek(0), Some(false), "back to one load");
}

#[test]
fn ineffective_change_emits_and_retires_nothing() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Store::with(&[("a", "on")])))?;
    let scope = Scope::new(program.registry).enter();
    program.registry.reload()?;
    assert_eq!(program.registry.toggles().pinned_views(), 0);
    program.registry.set("a", Value::On)?;
    assert!(program.take_events().is_empty(), "another source says the same");
    drop(scope);
    Ok(())
}

#[test]
fn debug_of_scope_tells_numbers_alone() {
    let program = Program::new(&["a", "b"]);
    let scope = Scope::new(program.registry).context(crate::Context::new("ann").with("country", "NL")).set("a", true);
    let expected = "Scope { context: Some(Context { key: set, attributes: 1 }), overrides: 1, .. }";
    assert_eq!([format!("{scope:?}"), format!("{:?}", scope.reveal())], [expected, expected]);
    let future = scope.run_async(std::future::ready(()));
    let printed = format!("{scope:#?} {future:?} {:?}", scope.enter());
    assert!(!printed.contains("ann") && !printed.contains("NL") && !printed.contains("country"), "{printed}");
    let revealed = format!("{:#?}", scope.reveal());
    assert!(
        revealed.contains("\"ann\"") && revealed.contains("\"NL\"") && revealed.contains("\"a\": On"),
        "{revealed}"
    );
}
