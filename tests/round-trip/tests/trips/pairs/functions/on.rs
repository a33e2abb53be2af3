//! Gates on functions and methods, with an expression, a block or nothing after `else`.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

/// Has an expression after `else`.
fn by_expression(count: i64) -> i64 {
    call("new") + count
}

fn old(count: i64) -> i64 {
    call("old") - count
}

fn by_block() -> i64 {
    let first = loud("new");
    first.value()
}

/// Returns nothing.
fn nothing() {
    call("nothing");
}

fn generic<T: Clone>(first: &T, second: T) -> T {
    call("new generic");
    first.clone()
}

fn fallible() -> Result<i64, String> {
    let value = parsed("17")?;
    parsed("x")?;
    Ok(value)
}

fn parsed(text: &str) -> Result<i64, String> {
    call(text);
    text.parse().map_err(|_| format!("no number: {text}"))
}

async fn asynchronous() -> i64 {
    later("one").await + later("two").await
}

async fn later(name: &'static str) -> i64 {
    let guard = loud(name);
    guard.value()
}

struct Counter(i64);

impl Counter {
    fn fast(&mut self, by: i64) -> i64 {
        self.0 += by;
        self.0
    }

    fn slow(&mut self, by: i64) -> i64 {
        for _ in 0..by {
            self.0 += 1;
            call("slow");
        }
        self.0
    }

    fn consumed(self) -> i64 {
        loud("consumed").value() + self.0
    }
}

trait Named {
    fn name(&self) -> &'static str {
        "new name"
    }
}

impl Named for Counter {}

pub fn run() {
    take(by_expression(3));
    take(by_block());
    nothing();
    take(generic(&1, 2));
    take(fallible().ok());
    take(block_on(asynchronous()));
    let mut counter = Counter(1);
    take(counter.fast(3));
    take(counter.name());
    take(counter.consumed());
}
