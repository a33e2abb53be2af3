//! The context of a guarded or shadowed function, which is created if rules need it and dropped before the code runs.
//! This is a single test, because it sets up the toggles of the process.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::{
    cell::{Cell, RefCell},
    fs, io,
};

use toggle_runtime::{Context, feature_toggle};

type Lent = RefCell<Context>;

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

fn counted(context: &Context) -> &Context {
    MADE.set(MADE.get() + 1);
    context
}

#[feature_toggle("ruled", for = counted(&lent.borrow()), else = changed(lent, "off"), guard)]
fn guarded(lent: &Lent) -> String {
    changed(lent, "on")
}

#[feature_toggle("ruled", for = counted(&lent.borrow()), else = changed(lent, "off"), shadow, guard)]
fn both(lent: &Lent) -> String {
    changed(lent, "on")
}

#[feature_toggle("ruled", for = counted(&lent.borrow()), else = changed(lent, "off"), shadow)]
async fn shadowed(lent: &Lent) -> String {
    std::future::ready(()).await;
    changed(lent, "on")
}

#[feature_toggle("plain", for = counted(&lent.borrow()), else = changed(lent, "off"), guard)]
fn plain(lent: &Lent) -> String {
    changed(lent, "on")
}

/// Borrows the cell mutably, which fails while the context still borrows it.
fn changed(lent: &Lent, to: &str) -> String {
    *lent.borrow_mut() = Context::new("nobody");
    to.to_owned()
}

#[track_caller]
fn check(call: impl Fn(&Lent) -> String, expected: [&str; 2], contexts: u32) {
    MADE.set(0);
    let answers = ["ada", "bob"].map(|key| call(&RefCell::new(Context::new(key))));
    assert_eq!((answers, MADE.get()), (expected.map(str::to_owned), contexts));
}

#[test]
fn context_is_created_for_rules_and_then_dropped() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("toggles.toml");
    fs::write(&file, "plain = true\nruled = { rules = [{ when = { key = \"ada\" } }] }\n")?;
    toggle_runtime::builder().file(&file).watch(false).install().expect("the file is fine");
    check(guarded, ["on", "off"], 2);
    check(both, ["on", "off"], 2);
    check(|lent| pollster::block_on(shadowed(lent)), ["on", "off"], 2);
    check(plain, ["on", "on"], 0);
    Ok(())
}
