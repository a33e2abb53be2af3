//! The part of a compiled program that all its cases share: toggles, a trace of calls and drops, and the comparison.
#![allow(dead_code, reason = "no case uses everything")]

use std::{
    cell::RefCell,
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use toggle_runtime::{Scope, Toggle, Value, Variants, scope, toggle};

#[toggle("x")]
pub static X: Toggle;
#[toggle("a")]
pub static A: Toggle;
#[toggle("b")]
pub static B: Toggle;

#[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranking {
    Bm25,
    Neural,
    Hybrid,
}

#[toggle("ranking", default = Ranking::Bm25)]
pub static RANKING: Toggle<Ranking>;
#[toggle("limit", default = 5)]
pub static LIMIT: Toggle<i64>;
#[toggle("greeting", default = "hello")]
pub static GREETING: Toggle<Arc<str>>;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Appends to the trace.
pub fn call(name: impl ToString) -> i64 {
    let count = TRACE.with_borrow_mut(|trace| {
        trace.push(name.to_string());
        trace.len()
    });
    count as i64
}

/// Appends to the trace, and returns the value.
pub fn with<T>(name: &str, value: T) -> T {
    call(name);
    value
}

/// A value whose drop is in the trace.
#[derive(Debug)]
pub struct Loud(pub &'static str);

pub fn loud(name: &'static str) -> Loud {
    call(format!("make {name}"));
    Loud(name)
}

impl Loud {
    pub fn value(&self) -> i64 {
        call(format!("value of {}", self.0))
    }

    pub fn same(&self) -> &Self {
        self
    }
}

impl Drop for Loud {
    fn drop(&mut self) {
        call(format!("drop {}", self.0));
    }
}

/// Appends the argument to the trace, after it was evaluated.
pub fn take<T: std::fmt::Debug>(value: T) -> T {
    call(format!("take {value:?}"));
    value
}

/// Polls the future until it is ready.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

fn trace(set: Scope, run: fn()) -> Vec<String> {
    set.run(run);
    TRACE.take()
}

/// The comparisons of a program.
#[derive(Default)]
pub struct Comparisons {
    made: usize,
    differ: usize,
}

impl Comparisons {
    /// Compares the code before and after, in all states of the toggles that stay. Afterwards, the toggle that is
    /// retired has another value, which nothing may depend on.
    pub fn compare<V: Into<Value>>(&mut self, case: &str, toggle: &str, values: [V; 2], before: fn(), after: fn()) {
        let [kept, other] = values.map(Into::into);
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let states = || scope().set(&A, a).set(&B, b);
            let expected = trace(states().set(toggle, kept.clone()), before);
            let found = trace(states().set(toggle, other.clone()), after);
            self.made += 1;
            if expected != found {
                self.differ += 1;
                let same = expected.iter().zip(&found).take_while(|(one, other)| one == other).count();
                let part = |trace: &[String]| trace[same.saturating_sub(3)..trace.len().min(same + 4)].join(", ");
                println!("{case}, a = {a}, b = {b}:\n  {} before\n  {} after", part(&expected), part(&found));
            }
        }
    }

    /// Prints the number of comparisons, or ends the program if some differ.
    pub fn end(self) {
        println!("{} comparisons, {} differ", self.made, self.differ);
        std::process::exit(i32::from(self.differ > 0 || self.made == 0));
    }
}
