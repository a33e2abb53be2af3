//! The context of `for =`, which is evaluated only if a rule needs it.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{fmt::Debug, future::ready};

use toggle_runtime::{Context, Toggle, ToggleOff, enabled, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `context` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("context", true).run(&call), on, "on");
    assert_eq!(scope().set("context", false).run(&call), off, "off");
}

#[toggle("context")]
static CONTEXT: Toggle;

struct User {
    name: String,
}

impl User {
    fn context(&self) -> Context {
        Context::new(&*self.name)
    }

    #[feature_toggle("context", for = &self.context(), else = 0)]
    fn method(&self) -> usize {
        self.name.len()
    }

    #[feature_toggle("context", for = &self.context(), else = self.name)]
    fn by_value(mut self) -> String {
        self.name.push_str(" on");
        self.name
    }
}

fn user() -> User {
    User { name: "ada".to_owned() }
}

#[feature_toggle(all("context", not("context.not")), for = &user.context(), else = "off")]
fn combined(user: &User) -> &str {
    &user.name
}

#[feature_toggle(any("context.not", CONTEXT), for = &find(name)?.context(), else = Err("off".to_owned()))]
fn question_mark(name: &str) -> Result<usize, String> {
    Ok(name.len())
}

fn find(name: &str) -> Result<User, String> {
    Err(format!("nobody is called {name}"))
}

#[feature_toggle("context", for = {
    let context = Context::new("ada").with("country", "NL");
    Box::leak(Box::new(context))
}, else = 1)]
fn block() -> u8 {
    2
}

#[feature_toggle("context", else = 1, for = &Context::new("ada"))]
fn in_the_other_order() -> u8 {
    2
}

#[feature_toggle("context", for = &ready(user().context()).await)]
async fn asynchronous() -> Result<u8, ToggleOff> {
    Ok(1)
}

#[feature_toggle("context", for = never(), else = 1)]
fn unasked() -> u8 {
    2
}

fn never() -> &'static Context {
    unreachable!("a plain state needs no context")
}

#[test]
fn contexts_of_functions() {
    check(|| user().method(), 3, 0);
    check(|| user().by_value(), "ada on".to_owned(), "ada".to_owned());
    check(|| combined(&user()).to_owned(), "ada".to_owned(), "off".to_owned());
    check(|| question_mark("ada"), Ok(3), Err("off".to_owned()));
    check(block, 2, 1);
    check(in_the_other_order, 2, 1);
    check(unasked, 2, 1);
    check(|| pollster::block_on(asynchronous()).ok(), Some(1), None);
}

#[feature_toggle]
fn inside(user: &User) -> Result<usize, String> {
    #[feature_toggle("context", for = &find("nobody")?.context())]
    let_go();
    #[feature_toggle("context", for = &user.context(), else = 10)]
    let value = 20;
    match user.name.len() {
        #[feature_toggle(CONTEXT, for = &find("nobody")?.context())]
        3 => Ok(value),
        _ if enabled!(not("context"), for = &find("nobody")?.context()) => Ok(1),
        len => Ok(len),
    }
}

fn let_go() {}

fn in_an_expression(user: &User) -> bool {
    let answer = enabled!("context", for = &user.context());
    answer && enabled!(any(CONTEXT, "context.not"), for = &user.context()) == enabled!("context")
}

#[test]
fn contexts_inside_functions() {
    check(|| inside(&user()), Ok(20), Ok(1));
    check(|| in_an_expression(&user()), true, false);
}

#[test]
fn a_declaration_answers_for_a_context() {
    check(|| CONTEXT.is_enabled_for(&user().context()), true, false);
    check(|| CONTEXT.is_enabled(), true, false);
}
