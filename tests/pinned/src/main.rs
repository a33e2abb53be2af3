//! A program that prints the path of each kind of check. The printed texts identify the paths in the binary.
#![allow(clippy::print_stdout, reason = "the tests read it")]

use std::{future::poll_fn, task::Poll};

use serde::Deserialize;
use toggle_runtime::{
    Context, Structured, Toggle, Variants, enabled, explain, feature_toggle, problems, toggle, value,
};

#[toggle("pinned-whole", kind = release)]
static PINNED: Toggle;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("pinned-ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

#[derive(Structured, Deserialize, Default)]
struct Limits {
    burst: u32,
}

/// A toggle that no build can pin.
#[toggle("pinned-limits")]
static LIMITS: Toggle<Limits>;

#[inline(never)]
#[feature_toggle("pinned-whole", else = println!("by name: the old path"))]
fn by_name() {
    println!("by name: the new path");
}

#[inline(never)]
#[feature_toggle(PINNED, else = println!("by path: the old path"))]
fn by_path() {
    println!("by path: the new path");
}

#[feature_toggle(all("pinned-whole", PINNED), else = println!("all: the old path"))]
#[allow(clippy::unused_async, reason = "what comes after an `.await` stays in the binary")]
async fn asynchronous() {
    println!("all: the new path");
}

#[inline(never)]
fn with_context() {
    if enabled!("pinned-whole", for = &Context::new("user-4711")) {
        println!("for: the new path");
    } else {
        println!("for: the old path");
    }
}

#[inline(never)]
fn by_method() {
    if PINNED.is_enabled() {
        println!("method: the new path");
    } else {
        println!("method: the old path");
    }
}

#[inline(never)]
fn ranking() {
    match RANKING.get() {
        Ranking::Bm25 => println!("ranking: the old path"),
        Ranking::Neural => println!("ranking: the new path"),
    }
}

#[inline(never)]
fn valued() {
    match value!(RANKING) {
        Ranking::Bm25 => println!("value: the old path"),
        Ranking::Neural => println!("value: the new path"),
    }
}

#[inline(never)]
fn valued_for() {
    match value!(RANKING, for = &Context::new("user-4711")) {
        Ranking::Bm25 => println!("value for: the old path"),
        Ranking::Neural => println!("value for: the new path"),
    }
}

/// Is pending once.
async fn pending() {
    let mut was_pending = false;
    poll_fn(|task| {
        if was_pending {
            return Poll::Ready(());
        }
        was_pending = true;
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Defines a future for a path to await. Its code is in the binary only if the path is.
macro_rules! path {
    ($name:ident, $text:literal) => {
        async fn $name() -> u8 {
            pending().await;
            println!($text);
            pending().await;
            1
        }
    };
}

path!(old_awaited, "awaited: the old path");
path!(new_awaited, "awaited: the new path");
path!(old_guarded, "guard: the old path");
path!(new_guarded, "guard: the new path");
path!(old_shadowed, "shadow: the old path");
path!(new_shadowed, "shadow: the new path");

#[feature_toggle("pinned-whole", else = old_awaited().await)]
async fn awaited() -> u8 {
    new_awaited().await
}

#[feature_toggle(not(not(PINNED)), else = {
    pending().await;
    println!("after: the old path");
})]
async fn after() {
    pending().await;
    println!("after: the new path");
}

#[feature_toggle(PINNED, else = old_guarded().await, guard)]
async fn guarded() -> u8 {
    new_guarded().await
}

#[feature_toggle("pinned-whole", else = old_shadowed().await, shadow)]
async fn shadowed() -> u8 {
    new_shadowed().await
}

#[feature_toggle]
async fn marked() {
    #[feature_toggle("pinned-whole", else = {
        pending().await;
        println!("block: the old path");
    })]
    {
        pending().await;
        println!("block: the new path");
    }
    #[feature_toggle(PINNED, else = { pending().await; "let: the old path" })]
    let text = {
        pending().await;
        "let: the new path"
    };
    println!("{text}");
}

async fn pendings() {
    awaited().await;
    after().await;
    guarded().await;
    shadowed().await;
    marked().await;
}

fn main() {
    assert_eq!(value!(LIMITS).burst, 0);
    by_name();
    by_path();
    pollster::block_on(asynchronous());
    with_context();
    by_method();
    ranking();
    valued();
    valued_for();
    pollster::block_on(pendings());
    println!("{} {}", explain(&PINNED).source, explain(&RANKING).source);
    for problem in problems() {
        println!("{problem}");
    }
}
