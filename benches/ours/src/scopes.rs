//! The cost of entering and leaving a scope.

use std::{
    future::{Future, pending, ready},
    pin::pin,
    task::{self, Waker},
};

use toggle_measure::Case;
use toggle_runtime::{Context, scope};

use crate::decisions::{PERCENTAGE, inside};

const WHO: &str = "entering";

pub(crate) fn cases(context: &'static Context) -> Vec<Case> {
    let prepared = scope().context(context.clone());
    let overriding = scope().set("plain", true);
    let nested = Case::new(WHO, "nested", || scope().run(|| {}));
    let nested_with_context = Case::new(WHO, "nested with a context", || scope().context(context.clone()).run(|| {}));
    vec![
        Case::new(WHO, "`run` with a context", || scope().context(context.clone()).run(|| {})),
        Case::new(WHO, "`run` with a context, and one check", || {
            scope().context(context.clone()).run(|| PERCENTAGE.is_enabled())
        }),
        Case::new(WHO, "`run`, prepared", move || prepared.run(|| {})),
        Case::new(WHO, "`run` with an override", move || overriding.run(|| {})),
        inside(context, nested),
        inside(context, nested_with_context),
        Case::new(WHO, "`run_async`, ready at once", || {
            let scoped = pin!(scope().context(context.clone()).run_async(ready(())));
            scoped.poll(&mut task::Context::from_waker(Waker::noop()))
        }),
        Case::repeated(WHO, "`run_async`, one poll", |calls| {
            let mut held = pin!(scope().context(context.clone()).run_async(pending::<()>()));
            for _ in 0..calls {
                let _: task::Poll<()> = held.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
            }
        }),
    ]
}
