//! Every shape of function: it compiles with a gate, runs its body when its toggle is on, and runs `else` when it is
//! off.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    collections::HashMap,
    fmt::{Debug, Display},
    future::{Future, Ready, ready},
    io,
    panic::{AssertUnwindSafe, Location, catch_unwind},
};

use toggle_runtime::{Toggle, ToggleOff, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `shape` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("shape", true).run(&call), on, "on");
    assert_eq!(scope().set("shape", false).run(&call), off, "off");
}

/// Checks the output of the future of `call` with the toggle `shape` on and off.
#[track_caller]
fn check_async<F: Future<Output: PartialEq + Debug>>(call: impl Fn() -> F, on: F::Output, off: F::Output) {
    assert_eq!(pollster::block_on(scope().set("shape", true).run_async(call())), on, "on");
    assert_eq!(pollster::block_on(scope().set("shape", false).run_async(call())), off, "off");
}

#[toggle("shape")]
static SHAPE: Toggle;

// Generics, lifetimes, where clauses.

#[feature_toggle("shape", else = format!("off {value}"))]
fn generic<T: Display>(value: T) -> String {
    format!("on {value}")
}

#[feature_toggle("shape", else = b)]
fn named_lifetime<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.is_empty() {
        return b;
    }
    a
}

#[feature_toggle("shape", else = text)]
fn elided_lifetime(text: &str) -> &str {
    text.trim()
}

struct Words<'a>(&'a str);

#[feature_toggle("shape", else = words)]
fn anonymous_lifetime(words: Words<'_>) -> Words<'_> {
    Words(words.0.trim())
}

#[feature_toggle("shape", else = [T::default(); N])]
fn const_generic<T: Copy + Default, const N: usize>(values: [T; N]) -> [T; N] {
    values
}

#[feature_toggle("shape", else = const_generic::<u8, { 1 + 1 }>([0, 0]))]
fn turbofish_with_a_comma() -> [u8; 2] {
    HashMap::<u8, [u8; 2]>::from([(1, [1, 2])])[&1]
}

#[feature_toggle("shape", else = f("off").len())]
fn where_clause<F>(f: F) -> usize
where
    F: for<'a> Fn(&'a str) -> &'a str,
    [F; 1]: Sized,
    (): Sized,
{
    f("it is on").len()
}

#[test]
fn generics() {
    check(|| generic(1), "on 1".into(), "off 1".into());
    check(|| generic("a"), "on a".into(), "off a".into());
    check(|| named_lifetime("a", "b"), "a", "b");
    check(|| named_lifetime("", "b"), "b", "b");
    check(|| elided_lifetime(" a "), "a", " a ");
    check(|| anonymous_lifetime(Words(" a ")).0, "a", " a ");
    check(|| const_generic([1, 2, 3]), [1, 2, 3], [0, 0, 0]);
    check(turbofish_with_a_comma, [1, 2], [0, 0]);
    check(|| where_clause(|text| text), 8, 3);
}

// Patterns in arguments.

struct Point {
    x: u8,
    y: (u8, u8),
}

#[feature_toggle("shape", else = b)]
fn tuple((a, b): (u8, u8)) -> u8 {
    a - b
}

#[feature_toggle("shape", else = x)]
fn structure(Point { x, y: (_, z) }: Point) -> u8 {
    x + z
}

#[feature_toggle("shape", else = {
    list.clear();
    list
})]
fn mutable(mut list: Vec<u8>) -> Vec<u8> {
    list.push(9);
    list
}

#[feature_toggle("shape", else = text.clone())]
fn by_reference(ref text: String, ref mut count: u8) -> String {
    *count += 1;
    format!("{text}{count}")
}

#[feature_toggle("shape", else = 0)]
fn ignored(_: u8, _unused: u8, kept: u8) -> u8 {
    kept
}

#[feature_toggle("shape", else = whole.1 + c)]
fn nested(whole @ (a, _): (u8, u8), &[b, c]: &[u8; 2], (Ok(d) | Err(d)): Result<u8, u8>) -> u8 {
    a + b + c + d + whole.0
}

#[feature_toggle("shape", else = 0)]
fn attributes_on_arguments(
    #[expect(unused, reason = "tried")] a: u8,
    #[cfg(any())] b: Missing,
    #[cfg(all())] c: u8,
) -> u8 {
    c
}

#[test]
fn patterns() {
    check(|| tuple((3, 2)), 1, 2);
    check(|| structure(Point { x: 1, y: (2, 3) }), 4, 1);
    check(|| structure(Point { x: 1, y: (2, 3) }), 4, 1);
    check(|| mutable(vec![1]), vec![1, 9], vec![]);
    check(|| by_reference("a".into(), 1), "a2".into(), "a".into());
    check(|| ignored(1, 2, 3), 3, 0);
    check(|| nested((1, 2), &[3, 4], Err(5)), 14, 6);
    check(|| attributes_on_arguments(1, 2), 2, 0);
}

// Return types.

#[feature_toggle("shape")]
fn unit() {
    COUNT.with(|count| count.set(count.get() + 1));
}

#[feature_toggle("shape")]
fn written_unit() -> () {
    unit();
}

#[feature_toggle("shape", else = COUNT.with(|count| count.set(count.get() + 10)))]
fn unit_with_else() {
    COUNT.with(|count| count.set(count.get() + 1));
}

#[feature_toggle("shape")]
fn empty() {}

thread_local! {
    static COUNT: std::cell::Cell<u8> = const { std::cell::Cell::new(0) };
}

#[track_caller]
fn check_count(call: impl Fn(), on: u8, off: u8) {
    let counted = || {
        COUNT.set(0);
        call();
        COUNT.get()
    };
    check(counted, on, off);
}

#[feature_toggle("shape")]
fn option(value: u8) -> Option<u8> {
    let doubled = value.checked_mul(2)?;
    Some(doubled)
}

#[feature_toggle("shape")]
fn result() -> Result<u8, ToggleOff> {
    Ok(1)
}

#[feature_toggle("shape")]
fn alias(text: &str) -> io::Result<usize> {
    Ok(text.len())
}

#[feature_toggle("shape")]
fn boxed_error(text: &str) -> Result<u8, Box<dyn std::error::Error>> {
    if text.is_empty() {
        Err("no text")?;
    }
    Ok(text.parse()?)
}

#[feature_toggle("shape", else = Box::new("off"))]
fn coerced() -> Box<dyn Display> {
    Box::new(1)
}

#[feature_toggle("shape", else = &[])]
fn slice() -> &'static [u8] {
    &[1, 2]
}

#[feature_toggle("shape", else = |value| value)]
fn function_pointer() -> fn(u8) -> u8 {
    |value| value + 1
}

#[feature_toggle("shape", else = Box::new(move |value| value - by))]
fn closure(by: u8) -> Box<dyn Fn(u8) -> u8> {
    Box::new(move |value| value + by)
}

#[feature_toggle("shape", else = Vec::new().into_iter())]
fn impl_trait(values: impl IntoIterator<Item = u8>) -> impl Iterator<Item = u8> {
    values.into_iter().map(|value| value * 2).collect::<Vec<_>>().into_iter()
}

#[feature_toggle("shape", else = ready(text.len()))]
fn impl_future(text: &str) -> impl Future<Output = usize> + use<> {
    ready(text.len() * 2)
}

#[feature_toggle("shape", else = panic!("off"))]
fn never() -> ! {
    panic!("on")
}

#[feature_toggle("shape", else = Point { x: 0, y: (0, 0) })]
fn struct_literal() -> Point {
    Point { x: 1, y: (2, 3) }
}

#[test]
fn return_types() {
    check_count(unit, 1, 0);
    check_count(written_unit, 1, 0);
    check_count(unit_with_else, 1, 10);
    check(empty, (), ());
    check(|| option(2), Some(4), None);
    check(|| option(200), None, None);
    check(|| result().map_err(|off| off.toggle()), Ok(1), Err("shape"));
    check(|| alias("ab").map_err(|error| error.kind()), Ok(2), Err(io::ErrorKind::Unsupported));
    check(|| boxed_error("7").map_err(|error| error.to_string()), Ok(7), Err("`shape` is off".into()));
    check(|| boxed_error("").map_err(|error| error.to_string()), Err("no text".into()), Err("`shape` is off".into()));
    check(|| coerced().to_string(), "1".into(), "off".into());
    check(slice, &[1, 2], &[]);
    check(|| function_pointer()(1), 2, 1);
    check(|| closure(2)(5), 7, 3);
    check(|| impl_trait([1, 2]).collect::<Vec<_>>(), vec![2, 4], vec![]);
    check(|| pollster::block_on(impl_future("ab")), 4, 2);
    check(|| struct_literal().y.1, 3, 0);
    let said = || {
        let panic = catch_unwind(AssertUnwindSafe(|| never())).err()?;
        panic.downcast_ref::<&str>().copied()
    };
    check(said, Some("on"), Some("off"));
}

// Async.

#[feature_toggle("shape", else = ready(text.len()).await)]
async fn asynchronous(text: &str) -> usize {
    let len = ready(text.len()).await;
    len * 2
}

#[feature_toggle("shape")]
async fn async_without_else<T>(value: T) -> Option<T> {
    Some(value)
}

#[feature_toggle("shape")]
async fn async_unit(to: &std::cell::Cell<u8>) {
    to.set(ready(1).await);
}

#[feature_toggle("shape", else = Err(read(false).await?.to_string()))]
async fn async_question_mark() -> Result<u8, String> {
    let value = read(true).await?;
    Ok(value)
}

fn read(fine: bool) -> Ready<Result<u8, String>> {
    ready(if fine { Ok(1) } else { Err("not fine".into()) })
}

#[test]
fn futures() {
    check_async(|| asynchronous("ab"), 4, 2);
    check_async(|| async_without_else("a"), Some("a"), None);
    let cell = std::cell::Cell::new(0);
    let run = || async {
        cell.set(0);
        async_unit(&cell).await;
        cell.get()
    };
    check_async(run, 1, 0);
    check_async(async_question_mark, Ok(1), Err("not fine".into()));
}

#[test]
fn async_function_checks_at_first_poll() {
    let called = scope().set("shape", false).run(|| asynchronous("ab"));
    assert_eq!(pollster::block_on(scope().set("shape", true).run_async(called)), 4);
}

#[test]
fn the_future_of_a_gated_function_is_send() {
    fn is_send(_: &impl Send) {}
    is_send(&asynchronous(""));
    is_send(&async_without_else(1));
    is_send(&async_question_mark());
}

// Attributes.

/// The documentation stays.
#[feature_toggle("shape", else = "off")]
#[must_use]
#[inline]
fn inner_attributes(unused: u8) -> &'static str {
    #![expect(unused_variables, reason = "tried")]
    #![cfg(all())]
    //! And so does this.
    let also_unused = 1;
    "on"
}

#[feature_toggle("shape", else = Missing)]
#[cfg(any())]
fn configured_out() -> Missing {}

#[feature_toggle("shape", else = 0)]
#[cfg_attr(all(), track_caller)]
fn tracks_its_caller() -> u32 {
    Location::caller().line()
}

#[cfg_attr(all(), feature_toggle("shape", else = "off"))]
fn conditionally_gated() -> &'static str {
    "on"
}

#[toggle_runtime::feature_toggle("shape", else = "off")]
pub(crate) fn gated_by_path() -> &'static str {
    "on"
}

#[feature_toggle(SHAPE, else = "off")]
fn by_declaration() -> &'static str {
    "on"
}

mod elsewhere {
    #[rustfmt::skip]
    #[toggle_runtime::feature_toggle(crate::functions::SHAPE, else = "off",)]
    pub(super) fn by_a_path_with_a_trailing_comma() -> &'static str {
        "on"
    }
}

#[feature_toggle(all("shape", any(SHAPE, "shape"), not("shape.inverse")), else = "off")]
fn combined() -> &'static str {
    "on"
}

#[feature_toggle("shape", else = "outer off")]
#[feature_toggle("shape.second", else = "inner off")]
fn gated_twice() -> &'static str {
    "on"
}

#[test]
fn attributes() {
    check(|| inner_attributes(1), "on", "off");
    check(|| tracks_its_caller(), line!(), 0);
    check(conditionally_gated, "on", "off");
    check(gated_by_path, "on", "off");
    check(by_declaration, "on", "off");
    check(elsewhere::by_a_path_with_a_trailing_comma, "on", "off");
    check(combined, "on", "off");
    check(|| scope().set("shape.inverse", true).run(combined), "off", "off");
    check(|| scope().set("shape.second", true).run(gated_twice), "on", "outer off");
    assert_eq!(scope().set("shape", true).run(gated_twice), "inner off");
}

// Names.

#[feature_toggle("shape", else = r#type)]
fn r#try(r#type: u8) -> u8 {
    r#type + 1
}

mod r#mod {
    #[toggle_runtime::toggle("shape.raw")]
    pub(crate) static r#STATIC: toggle_runtime::Toggle;
}

#[feature_toggle(r#mod::r#STATIC, else = "off")]
fn raw_path() -> &'static str {
    "on"
}

#[test]
fn raw_identifiers() {
    check(|| r#try(1), 2, 1);
    assert_eq!(scope().set("shape.raw", true).run(raw_path), "on");
    assert_eq!(scope().set("shape.raw", false).run(raw_path), "off");
    let point = toggle_runtime::toggles().find(|toggle| toggle.name == "shape.raw");
    assert_eq!(point.map(|toggle| toggle.points.len()), Some(1));
}

// Bodies.

#[feature_toggle("shape", else = 1)]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

#[feature_toggle("shape", else = return number + 1)]
fn returns(number: u8) -> u8 {
    let twice = || {
        if number > 10 {
            return 0;
        }
        number * 2
    };
    return twice();
}

#[feature_toggle("shape", else = std::mem::take(list))]
fn moves_and_borrows(list: &mut Vec<String>, by: String) -> Vec<String> {
    list.push(by);
    list.drain(..).collect()
}

#[feature_toggle("shape", else = drop(text))]
fn takes(text: String) {
    let moved = move || text;
    drop(moved());
}

#[feature_toggle("shape", else = Ok(text.parse::<u8>()? + 1))]
fn question_mark(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(text.parse::<u8>()?)
}

#[feature_toggle("shape", else = 'found: {
    for value in values {
        if *value > 1 {
            break 'found *value;
        }
    }
    0
})]
fn labelled_block(values: &[u8]) -> u8 {
    'found: {
        if let [first, ..] = values {
            break 'found *first;
        }
        0
    }
}

#[feature_toggle("shape", else = if a { 1 } else { 2 })]
fn one_if(a: bool) -> u8 {
    if a { 3 } else { 4 }
}

#[feature_toggle("shape", else = match a { true => 1, false => 2 })]
fn one_match(a: bool) -> u8 {
    match a {
        true => 3,
        false => 4,
    }
}

#[feature_toggle("shape", else = {
    fn legacy() -> u8 {
        LEGACY
    }
    legacy()
})]
fn items_inside() -> u8 {
    const NEW: u8 = 2;
    fn new() -> u8 {
        NEW
    }
    new()
}

const LEGACY: u8 = 1;

#[test]
fn bodies() {
    check(|| factorial(5), 120, 1);
    check(|| returns(3), 6, 4);
    check(|| moves_and_borrows(&mut vec!["a".into()], "b".into()), vec!["a".into(), "b".into()], vec!["a".into()]);
    check(|| takes("a".into()), (), ());
    check(|| question_mark("7").ok(), Some(7), Some(8));
    check(|| question_mark("x").is_err(), true, true);
    check(|| labelled_block(&[1, 2]), 1, 2);
    check(|| one_if(true), 3, 1);
    check(|| one_match(false), 4, 2);
    check(items_inside, 2, 1);
}
