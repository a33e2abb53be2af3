//! Gates on functions and methods, with an expression, a block or nothing after `else`.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

/// Has an expression after `else`.
#[feature_toggle("x", else = old(count))]
fn by_expression(count: i64) -> i64 {
    call("new") + count
}

fn old(count: i64) -> i64 {
    call("old") - count
}

#[feature_toggle(X, else = {
    // The old way.
    let first = loud("first");
    let second = loud("second");
    first.value() + second.value()
})]
fn by_block() -> i64 {
    let first = loud("new");
    first.value()
}

/// Returns nothing.
#[feature_toggle("x")]
fn nothing() {
    call("nothing");
}

#[feature_toggle(X, else = {
    let unused = loud("unused");
    call("old generic");
    second
})]
fn generic<T: Clone>(first: &T, second: T) -> T {
    call("new generic");
    first.clone()
}

#[feature_toggle("x", else = Err(String::from("old")))]
fn fallible() -> Result<i64, String> {
    let value = parsed("17")?;
    parsed("x")?;
    Ok(value)
}

fn parsed(text: &str) -> Result<i64, String> {
    call(text);
    text.parse().map_err(|_| format!("no number: {text}"))
}

#[feature_toggle("x", else = later("old").await)]
async fn asynchronous() -> i64 {
    later("one").await + later("two").await
}

async fn later(name: &'static str) -> i64 {
    let guard = loud(name);
    guard.value()
}

struct Counter(i64);

impl Counter {
    #[feature_toggle("x", else = self.slow(by))]
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

    #[feature_toggle(not("x"), else = loud("consumed").value() + self.0)]
    fn consumed(self) -> i64 {
        self.0
    }
}

trait Named {
    #[feature_toggle("x", else = "old name")]
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
