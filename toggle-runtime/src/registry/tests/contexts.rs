//! The context of a scope inside another one, and a scope with a user's type as its context.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::{AttributeRef, Context, Targeting, scope::frame};

/// Returns a program with a toggle for each attribute, whose only rule requires a value of it.
fn program() -> Program {
    let program = Program::new(&["dutch", "pro", "ada", "half"]);
    let text = "
        dutch.rules = [{ when = { country = 'NL' } }]
        pro.rules = [{ when = { plan = 'pro' } }]
        ada.rules = [{ when = { key = 'ada' } }]
        half = '50%'";
    program.registry.install(Builder::default().source(Store::of_toml(text))).expect("it can be installed");
    program
}

impl Program {
    fn scope(&self) -> Scope {
        Scope::new(self.registry)
    }

    /// Returns whether `dutch`, `pro` and `ada` are on here.
    fn seen(&self) -> [bool; 3] {
        [0, 1, 2].map(|position| self.asks(position))
    }

    fn context(&self) -> Context {
        frame::current(self.registry).map(|frame| frame.context().known()).unwrap_or_default()
    }
}

#[test]
fn inner_key_and_attribute_add_to_outer_context() {
    let program = program();
    let outer = program.scope().context(Context::new("guest").with("country", "NL").with("plan", "free"));
    outer.run(|| {
        assert_eq!(program.seen(), [true, false, false]);
        program.scope().key("ada").run(|| {
            assert_eq!(program.seen(), [true, false, true]);
            program.scope().with("plan", "pro").run(|| assert_eq!(program.seen(), [true, true, true]));
            assert_eq!(program.seen(), [true, false, true], "the inner scope has ended");
        });
        assert_eq!(program.context(), Context::new("guest").with("country", "NL").with("plan", "free"));
    });
}

#[test]
fn context_replaces_all_that_is_around() {
    let program = program();
    program.scope().key("ada").with("country", "NL").run(|| {
        program.scope().with("plan", "pro").context(Context::default()).run(|| {
            assert_eq!(program.seen(), [false, false, false]);
            assert_eq!(program.context(), Context::default());
        });
        program.scope().context(Context::default()).with("plan", "pro").run(|| {
            assert_eq!(program.seen(), [false, true, false]);
        });
        program.scope().set("ada", false).run(|| assert_eq!(program.seen(), [true, false, false]));
    });
}

#[test]
fn addition_outside_of_scopes_makes_a_context() {
    let program = program();
    program
        .scope()
        .with("country", "NL")
        .run(|| assert_eq!(program.context(), Context::default().with("country", "NL")));
}

#[test]
fn addition_is_handed_on_and_keeps_the_view() {
    use std::{future::poll_fn, task::Poll};

    let program = program();
    let mut pending = true;
    let task = program.scope().with("country", "NL").run(|| {
        program.registry.set("pro", Value::On).expect("it is a toggle");
        let here = program.scope().key("ada");
        std::thread::scope(|threads| {
            threads.spawn(|| here.run(|| assert_eq!(program.seen(), [true, false, true])));
        });
        here.run_async(async {
            let first = program.seen();
            poll_fn(|task| {
                task.waker().wake_by_ref();
                if std::mem::replace(&mut pending, false) { Poll::Pending } else { Poll::Ready(()) }
            })
            .await;
            (first, program.seen())
        })
    });
    assert_eq!(program.seen(), [false, true, false], "outside of the scope");
    assert_eq!(pollster::block_on(task), ([true, false, true], [true, false, true]));
}

/// A user's type that allocates no attributes.
struct Session {
    user: Option<&'static str>,
    country: String,
}

impl Targeting for Session {
    fn key(&self) -> Option<&str> {
        self.user
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        (name == "country").then_some(AttributeRef::Text(&self.country))
    }
}

#[test]
fn type_of_the_user_is_the_context_of_a_scope() {
    let program = program();
    let session = Arc::new(Session { user: Some("ada"), country: "NL".to_owned() });
    program.scope().context(session.clone()).run(|| {
        assert_eq!(program.seen(), [true, false, true]);
        let half = [program.asks(3), program.explain("half").is_on()];
        program.scope().context(Context::new("ada")).run(|| assert_eq!(half, [program.asks(3); 2], "the same bucket"));
        assert_eq!(program.explain("dutch").reason, Reason::TargetingMatch);
        program.scope().with("plan", "pro").run(|| {
            assert_eq!(program.seen(), [true, true, true]);
            program.scope().key("bob").with("country", "BE").run(|| {
                assert_eq!(program.seen(), [false, true, false]);
                let expected = Context::new("bob").with("plan", "pro").with("country", "BE");
                assert_eq!(program.context(), expected, "the attributes of the type cannot be listed");
            });
        });
        assert_eq!(program.seen(), [true, false, true]);
        assert_eq!(program.context(), Context::new("ada"));
    });
    assert_eq!(Arc::strong_count(&session), 1, "no scope holds it any more");
}

#[test]
fn clones_of_a_scope_do_not_share_additions() {
    let program = program();
    let session = program.scope().context(Session { user: None, country: "NL".to_owned() });
    let (ada, pro) = (session.clone().key("ada"), session.clone().with("plan", "pro"));
    assert_eq!(ada.run(|| program.seen()), [true, false, true]);
    assert_eq!(pro.run(|| program.seen()), [true, true, false]);
    assert_eq!(session.run(|| program.seen()), [true, false, false]);
}

/// A context that checks a toggle inside another scope at each look-up.
struct Asking {
    program: Arc<Program>,
    was_on: Arc<AtomicBool>,
}

impl Targeting for Asking {
    fn key(&self) -> Option<&str> {
        None
    }

    fn attribute(&self, _: &str) -> Option<AttributeRef<'_>> {
        let asked = || self.program.asks(0);
        self.was_on.store(self.program.scope().context(Context::default().with("country", "NL")).run(asked), Relaxed);
        Some(AttributeRef::Text("pro"))
    }
}

#[test]
fn context_that_enters_scopes_is_read_unborrowed() {
    let (program, was_on) = (Arc::new(program()), Arc::new(AtomicBool::new(false)));
    let asking = Asking { program: program.clone(), was_on: was_on.clone() };
    program.scope().context(asking).run(|| assert!(program.asks(1)));
    assert!(was_on.load(Relaxed));
}

#[test]
fn debug_of_scope_hides_a_type_of_the_user() {
    let program = program();
    let session = Session { user: Some("ada"), country: "NL".to_owned() };
    let scope = program.scope().context(session).with("plan", "pro");
    let expected = "Scope { context: Some(Targeting { key: set, added: 1, .. }), overrides: 0, .. }";
    assert_eq!([format!("{scope:?}"), format!("{:?}", scope.reveal())], [expected, expected]);
    let added = program.scope().key("ada").with("plan", "pro");
    let printed = format!("{scope:#?} {added:#?} {added:?}");
    assert!(!printed.contains("ada") && !printed.contains("pro") && !printed.contains("plan"), "{printed}");
    let revealed = format!("{:#?} {:#?}", scope.reveal(), added.reveal());
    assert_eq!(revealed.matches("\"ada\"").count(), 2, "{revealed}");
    assert_eq!(revealed.matches("\"pro\"").count(), 2, "{revealed}");
    assert!(!revealed.contains("NL"), "it cannot be listed: {revealed}");
}
