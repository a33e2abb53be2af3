//! Every shape of function with a guard and in shadow mode: it compiles, runs its body when its toggle is on, and
//! runs `else` when it is off. Unit tests of the runtime cover the counts and comparisons.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

mod results;
mod arguments;
mod receivers;
mod endless;
mod generics;
mod asynchronous;
mod drops;
mod contexts;
mod nested;

use std::{
    cell::{Cell, RefCell},
    error::Error,
    fmt::{self, Debug, Display},
    future::{self, Future, Ready},
    num::ParseIntError,
    path::Path,
    rc::Rc,
};

use async_trait::async_trait;
use toggle_runtime::{Context, Toggle, ToggleOff, Value, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `mode` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("mode", true).run(&call), on, "on");
    assert_eq!(scope().set("mode", false).run(&call), off, "off");
}

/// Checks the output of the future of `call` with the toggle `mode` on and off.
#[track_caller]
fn check_async<F: Future<Output: PartialEq + Debug>>(call: impl Fn() -> F, on: F::Output, off: F::Output) {
    assert_eq!(pollster::block_on(scope().set("mode", true).run_async(call())), on, "on");
    assert_eq!(pollster::block_on(scope().set("mode", false).run_async(call())), off, "off");
}

#[toggle("mode")]
static MODE: Toggle;

async fn ready() {}

#[derive(Debug, PartialEq)]
struct Problem;

impl From<ParseIntError> for Problem {
    fn from(_: ParseIntError) -> Self {
        Self
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("problem")
    }
}

// Shadow mode: both ways run with the same arguments, and the caller receives the result of `else`.

#[feature_toggle("mode", else = { ran.borrow_mut().push("old"); text }, shadow, guard)]
fn both_run<'a>(text: &'a str, ran: &RefCell<Vec<&str>>) -> &'a str {
    ran.borrow_mut().push("new");
    text.trim()
}

#[feature_toggle("mode", else = { ready().await; ran.borrow_mut().push("old"); text }, shadow)]
async fn both_run_async<'a>(text: &'a str, ran: &RefCell<Vec<&str>>) -> &'a str {
    ran.borrow_mut().push("new");
    ready().await;
    text.trim()
}

#[test]
fn both_ways_run() {
    let ran = RefCell::new(Vec::new());
    let ways = || {
        let mut ways = ran.take();
        ways.sort_unstable();
        ways
    };
    let shadow: Value = "shadow".parse().expect("it is a state");
    assert_eq!(scope().set("mode", shadow.clone()).run(|| both_run(" a", &ran)), " a");
    assert_eq!(ways(), ["new", "old"]);
    let future = scope().set("mode", shadow).run_async(both_run_async(" a", &ran));
    assert_eq!(pollster::block_on(future), " a");
    assert_eq!(ways(), ["new", "old"]);
}

// The toggle points and their modes.

#[test]
fn points_record_their_modes() {
    let status = toggle_runtime::toggles().find(|toggle| toggle.name == "mode").expect("it is declared");
    let is_here = |file: &str| Path::new(file).parent().is_some_and(|folder| folder.ends_with("modes"));
    let modes = |item: &str| {
        let point = status.points.iter().find(|point| point.place.item == item).expect("each is a point");
        assert!(is_here(&point.place.file) && point.place.line > 1, "{:?}", point.place);
        (point.guard, point.shadow)
    };
    assert_eq!(modes("guarded_question"), (true, false));
    assert_eq!(modes("shadowed_question"), (false, true));
    assert_eq!(modes("both_with_return"), (true, true));
    assert_eq!(modes("shadowed_for"), (false, true));
}
