//! Entering and leaving scopes, and the cost of a flip.

use std::{
    future::{Future, pending, ready},
    pin::pin,
    task::{self, Waker},
};

use toggle_runtime::{Context, Toggle, scope, toggle};

use super::{Case, decisions};

#[toggle("flipped")]
static FLIPPED: Toggle;

pub(super) fn cases() -> Vec<Case> {
    let context: &'static Context = Box::leak(Box::new(decisions::context()));
    let inside = || Some(scope().context(context.clone()));
    let prepared = scope().context(context.clone());
    let overriding = scope().set(&decisions::BASE, true);
    // The first call creates this scope, because a scope that lives while toggles change keeps their checks on the
    // slow path.
    let mut held = None;
    let with_context = move |number| scope().context(context.clone()).run(|| number);
    let ready_at_once = move |number| {
        let scoped = pin!(scope().context(context.clone()).run_async(ready(number)));
        u64::from(scoped.poll(&mut task::Context::from_waker(Waker::noop())).is_ready())
    };
    let poll_held = move |_| {
        let held = held.get_or_insert_with(|| Box::pin(scope().context(context.clone()).run_async(pending::<()>())));
        u64::from(held.as_mut().poll(&mut task::Context::from_waker(Waker::noop())).is_ready())
    };
    vec![
        Case::new("scope: `run` with a context", with_context),
        Case::new("scope: `run`, prepared", move |number| prepared.run(|| number)),
        Case::new("scope: `run` with an override", move |number| overriding.run(|| number)),
        Case { inside: inside(), ..Case::new("scope: nested", |number| scope().run(|| number)) },
        Case { inside: inside(), ..Case::new("scope: nested with a context", with_context) },
        Case::new("scope: `run_async`, ready at once", ready_at_once),
        Case::new("scope: `run_async`, one poll", poll_held),
        Case::new("flip: `set`", flip),
    ]
}

fn flip(number: u64) -> u64 {
    u64::from(toggle_runtime::set(&FLIPPED, number.is_multiple_of(2)).is_ok())
}
