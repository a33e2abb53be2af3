//! Every form of the attributes, with all lints of rustc and clippy denied: generated code triggers no lint. The
//! user's code in this file itself triggers each lint that the file allows.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    future_incompatible,
    keyword_idents,
    let_underscore,
    nonstandard_style,
    refining_impl_trait,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    unused
)]
#![deny(
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    closure_returning_async_block,
    deprecated_in_future,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    ffi_unwind_calls,
    impl_trait_redundant_captures,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    tail_expr_drop_order,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
#![allow(
    clippy::implicit_return,
    clippy::pub_with_shorthand,
    clippy::redundant_pub_crate,
    clippy::separated_literal_suffix,
    reason = "the opposite is denied as well"
)]
#![allow(clippy::blanket_clippy_restriction_lints, reason = "all of them is what this file is for")]
#![allow(clippy::arbitrary_source_item_ordering, reason = "the items stand in reading order")]
#![allow(clippy::single_call_fn, reason = "one call is enough to see that a function works")]
#![allow(clippy::tests_outside_test_module, reason = "the whole file is a test")]
#![allow(
    clippy::absolute_paths,
    clippy::exit,
    clippy::question_mark_used,
    clippy::shadow_reuse,
    reason = "the user writes these, inside and outside of the attributes"
)]

extern crate alloc;

use alloc::sync::Arc;

use toggle_runtime::{
    Context, Structured, Toggle, ToggleOff, Value, Variants, enabled, feature_toggle, scope, toggle, value,
};

/// A declaration with everything.
#[toggle("lints", default = off, kind = release, owner = "TestsTeam <all>`", since = "2026-11-23", expires = "2027-03-01")]
pub static LINTS: Toggle;

/// A declaration with nothing but its name.
#[toggle("lints.other")]
static OTHER: Toggle;

/// The variants that a declaration can name. The enum and one variant are deprecated.
#[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[deprecated = "as is"]
pub enum Choice {
    /// The first variant.
    First,
    /// The second variant.
    #[deprecated = "as well"]
    #[variant("other")]
    Second,
}

/// A private enum with a variant that no code names.
#[derive(Variants, Debug, Clone, Copy)]
enum Private {
    /// The first variant.
    First = 7,
    /// The second variant.
    Second = -7,
}

/// An enum that no toggle uses.
#[derive(Variants, Debug, Clone, Copy)]
enum Unused {
    /// The only variant.
    Only,
}

/// A declaration with a variant.
#[toggle("lints.choice", default = Private::First, kind = experiment)]
pub(crate) static CHOICE: Toggle<Private>;

/// A declaration with a number.
#[toggle("lints.number", default = 1_000, range = -1_000..=1_000_000)]
pub static NUMBER: Toggle<i64>;

/// A declaration with another number.
#[toggle("lints.float", default = -0.5, range = ..=1.0)]
pub static FLOAT: Toggle<f64>;

/// A declaration with a text.
#[toggle("lints.text", default = "text")]
pub static TEXT: Toggle<Arc<str>>;

/// A deprecated struct of limits.
#[derive(Structured, serde::Deserialize, Debug, Default, Clone, Copy)]
#[non_exhaustive]
#[deprecated = "as is"]
pub struct Limits {
    /// The number of requests.
    pub burst: u32,
}

/// A struct of limits that no code reads.
#[derive(Structured, serde::Deserialize, Debug, Default, Clone, Copy)]
struct PrivateLimits {
    /// The number of requests.
    burst: u32,
}

/// A declaration of a struct.
#[toggle("lints.limits", owner = "tests")]
static LIMITS: Toggle<PrivateLimits>;

/// Has no result.
#[feature_toggle("lints")]
fn unit(to: &mut Vec<u8>) {
    to.push(1_u8);
}

/// Does nothing.
#[feature_toggle("lints")]
fn empty() {}

/// Contains one `if`.
#[feature_toggle("lints")]
fn one_if(to: &mut Vec<u8>) {
    if to.is_empty() {
        to.push(1_u8);
    }
}

/// Contains one `if` with an `else`, and another in the attribute.
#[feature_toggle("lints", else = if to.is_empty() { 1_u8 } else { 2_u8 })]
fn one_if_else(to: &[u8]) -> u8 {
    if to.is_empty() { 3_u8 } else { 4_u8 }
}

/// Contains one `match`.
#[feature_toggle("lints", else = match number {
    0_u8 => 1_u8,
    1_u8..=u8::MAX => 2_u8,
})]
fn one_match(number: u8) -> u8 {
    match number {
        0_u8 => 3_u8,
        1_u8..=u8::MAX => 4_u8,
    }
}

/// Contains one loop.
#[feature_toggle("lints", else = to.clear())]
fn one_loop(to: &mut Vec<u8>) {
    while to.len() < 3_usize {
        to.push(1_u8);
    }
}

/// Contains one block.
#[feature_toggle("lints", else = { to.len() })]
fn one_block(to: &[u8]) -> usize {
    to.len().wrapping_mul(2)
}

/// Returns the same on both sides.
#[feature_toggle("lints", else = to.len())]
fn the_same(to: &[u8]) -> usize {
    to.len()
}

/// Returns a bool on both sides.
#[feature_toggle("lints", else = false)]
fn answers() -> bool {
    true
}

/// Returns a value from its argument.
#[feature_toggle(LINTS)]
fn option(value: u8) -> Option<u8> {
    value.checked_add(1_u8)
}

/// Returns an error when the condition is false.
#[feature_toggle(not("lints.other"))]
fn result(text: &str) -> Result<usize, ToggleOff> {
    Ok(text.len())
}

/// Combines conditions.
#[feature_toggle(all("lints", not(OTHER), any(not("lints.other"), LINTS)), else = 0_u8)]
fn combined(value: u8) -> u8 {
    value
}

/// Negates a combination of conditions.
#[feature_toggle(not(any("lints.other", not(LINTS))), else = 0_u8)]
fn negated(value: u8) -> u8 {
    value
}

/// Has a context.
#[feature_toggle(any("lints", OTHER), for = context, else = 0_u8)]
fn with_a_context(context: &Context, value: u8) -> u8 {
    value
}

/// Has a context whose expression can fail.
#[feature_toggle("lints", for = &context(name)?, else = Err("off"))]
fn with_a_fallible_context(name: &str) -> Result<usize, &'static str> {
    Ok(name.len())
}

/// Returns a context.
fn context(name: &str) -> Result<Context, &'static str> {
    if name.is_empty() { Err("nobody") } else { Ok(Context::new(name)) }
}

/// Awaits a value.
#[feature_toggle("lints", else = core::future::ready(1_u8).await)]
async fn asynchronous(value: u8) -> u8 {
    core::future::ready(value).await
}

/// Returns early.
#[feature_toggle("lints", else = value)]
fn returns(value: u8) -> u8 {
    if value > 10_u8 {
        return 10_u8;
    }
    value.saturating_sub(1_u8)
}

/// Never returns.
#[feature_toggle("lints", else = std::process::abort())]
fn never() -> ! {
    std::process::exit(1_i32)
}

/// Moves its argument.
#[feature_toggle("lints", else = drop(text))]
fn takes(text: Vec<u8>, to: &mut Vec<u8>) {
    to.extend(text);
}

/// Has patterns in its arguments.
#[feature_toggle("lints", else = (second, first))]
fn patterns((first, second): (u8, u8), _: u8) -> (u8, u8) {
    (first, second)
}

/// Has generic parameters.
#[feature_toggle("lints", else = other)]
fn generic<'both, T, const LEN: usize>(values: &'both [T; LEN], other: &'both T) -> &'both T
where
    T: Copy,
{
    values.first().unwrap_or(other)
}

/// Returns an opaque type.
#[feature_toggle("lints", else = 0_u8..1_u8)]
fn opaque(to: u8) -> impl Iterator<Item = u8> {
    0_u8..to
}

/// Returns a value of a type that must be used.
#[feature_toggle("lints", else = Must(1_u8))]
#[inline]
pub fn must_use() -> Must {
    Must(2_u8)
}

/// Returns a number that must be used.
#[feature_toggle("lints", else = 3_u8)]
#[must_use]
#[inline]
pub fn must_use_the_number() -> u8 {
    2_u8
}

/// A value that must be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Must(u8);

/// A cart of items.
#[derive(Debug)]
struct Cart {
    /// The items.
    items: Vec<u8>,
}

#[feature_toggle("lints")]
impl Cart {
    /// Returns the number of items.
    fn count(&self) -> Option<usize> {
        Some(self.items.len())
    }

    /// Removes all items.
    fn clear(&mut self) {
        self.items.clear();
    }

    /// Returns the items.
    fn into_items(self) -> Result<Vec<u8>, ToggleOff> {
        Ok(self.items)
    }
}

#[feature_toggle("lints", else = Self { items: Vec::new() })]
impl Default for Cart {
    fn default() -> Self {
        Self { items: vec![1_u8] }
    }
}

/// A gated module.
#[feature_toggle("lints", else = 0_u8)]
mod module {
    /// Has the gate of the module.
    pub(crate) fn function() -> u8 {
        1_u8
    }

    /// A module in the gated module.
    pub(crate) mod inner {
        /// Has the gate of the outer module.
        pub(crate) fn function() -> u8 {
            1_u8
        }
    }
}

/// Contains gates.
#[feature_toggle]
fn inside(to: &mut Vec<u8>, number: Option<u8>) -> usize {
    #[feature_toggle("lints")]
    {
        to.push(1_u8);
    }
    #[feature_toggle("lints", else = to.push(3_u8))]
    to.push(2_u8);
    #[feature_toggle(not("lints"))]
    if to.is_empty() {
        to.push(4_u8);
    }
    #[feature_toggle(not("lints"))]
    if to.is_empty() {
        to.push(4_u8);
    } else {
        to.push(5_u8);
    }
    #[cfg_attr(not(windows), feature_toggle(any("lints", OTHER)))]
    for item in 0_u8..2_u8 {
        to.push(item);
    }
    #[feature_toggle("lints", else = 10_usize)]
    let len = to.len();
    #[cfg_attr(unix, allow(unused_mut, reason = "it is allowed"), feature_toggle("lints", else = &[]))]
    let slice: &[u8] = to.as_slice();
    #[feature_toggle("lints", else = if len > 1_usize { 1_usize } else { 2_usize })]
    let from_if = if len > 2_usize { 3_usize } else { 4_usize };
    #[feature_toggle("lints", else = number)]
    let Some(found) = number.map(|found| found.wrapping_add(1_u8)) else { return 0_usize };
    #[feature_toggle("lints", for = &Context::new("ada"))]
    if found == 9_u8 {
        return 9_usize;
    }
    match number {
        #[feature_toggle("lints")]
        Some(1_u8) => slice.len(),
        #[feature_toggle(not("lints"))]
        Some(2_u8 | 3_u8) if len > 1_usize || from_if == 1_usize => 2_usize,
        Some(_) if enabled!(OTHER) => 3_usize,
        Some(_) | None => from_if,
    }
}

/// Ends with a gated block.
#[feature_toggle]
fn tail(value: u8) -> Option<u8> {
    #[feature_toggle("lints")]
    {
        value.checked_add(1_u8)
    }
}

/// Ends with a gated statement.
#[feature_toggle]
fn tail_statement(to: &mut Vec<u8>) {
    #[feature_toggle("lints")]
    to.push(1_u8);
}

/// Checks toggles with macros.
fn asks(to: &mut Vec<u8>) -> u8 {
    if enabled!("lints") {
        to.push(1_u8);
    }
    if enabled!(all("lints", not(OTHER)), for = &Context::new("ada")) {
        to.push(2_u8);
    } else {
        to.push(3_u8);
    }
    let answer = enabled!(LINTS) && !enabled!("lints.other") || enabled!(any(OTHER, "lints"));
    if !enabled!("lints") {
        return 0_u8;
    }
    let choice = value!(CHOICE, for = &Context::new("ada"));
    if value!(NUMBER) > 1_i64 && value!(LIMITS).burst == 0 && matches!(choice, Private::First) || value!(OTHER) {
        to.extend_from_slice(value!(TEXT).as_bytes());
    }
    while enabled!("lints.other") {
        to.clear();
    }
    u8::from(answer)
}

/// Runs every function with the toggle on or off.
fn run(value: impl Into<Value>) -> Vec<usize> {
    let all = || {
        let mut to = Vec::new();
        unit(&mut to);
        empty();
        one_if(&mut to);
        one_loop(&mut to);
        takes(vec![1_u8], &mut to);
        tail_statement(&mut to);
        let mut cart = Cart::default();
        let mut counts = vec![
            usize::from(one_if_else(&to)),
            usize::from(one_match(1_u8)),
            one_block(&to),
            the_same(&to),
            usize::from(answers()),
            option(1_u8).map_or(0_usize, usize::from),
            result("text").unwrap_or_default(),
            usize::from(combined(1_u8)),
            usize::from(negated(1_u8)),
            usize::from(with_a_context(&Context::new("ada"), 1_u8)),
            with_a_fallible_context("ada").unwrap_or_default(),
            usize::from(pollster::block_on(asynchronous(2_u8))),
            usize::from(returns(2_u8)),
            usize::from(patterns((1_u8, 2_u8), 3_u8).0),
            usize::from(*generic(&[1_u8, 2_u8], &4_u8)),
            opaque(3_u8).count(),
            usize::from(must_use().0),
            usize::from(must_use_the_number()),
            cart.count().unwrap_or_default(),
            usize::from(module::function()),
            usize::from(module::inner::function()),
            inside(&mut to, Some(1_u8)),
            tail(1_u8).map_or(0_usize, usize::from),
            usize::from(asks(&mut to)),
        ];
        cart.clear();
        counts.push(cart.into_items().map_or(100_usize, |items| items.len()));
        counts
    };
    scope().set("lints", value).run(all)
}

#[test]
fn everything_runs() {
    assert_eq!(run(true), [4, 4, 10, 5, 1, 2, 4, 1, 1, 1, 3, 2, 1, 1, 1, 3, 2, 2, 1, 1, 1, 9, 2, 1, 0], "on");
    assert_eq!(run(false), [1, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 1, 2, 2, 4, 1, 1, 3, 0, 0, 0, 1, 0, 0, 100], "off");
    let _: fn() -> ! = never;
}

#[test]
fn settings() {
    let number = match CHOICE.get() {
        Private::First => NUMBER.get(),
        Private::Second => 0_i64,
    };
    let text = TEXT.get();
    assert_eq!((number, FLOAT.get().to_bits(), text.as_ref()), (1_000_i64, (-0.5_f64).to_bits(), "text"), "defaults");
    assert_eq!(Private::NAMES, ["first", "second"], "names");
}

/// Has a guard and no `else`.
#[feature_toggle("lints", guard)]
fn guarded(number: u8) -> Option<u8> {
    number.checked_add(1_u8)
}

/// Has a guard and a `?`.
#[feature_toggle("lints", else = Err("off"), guard)]
fn guarded_question(name: &str) -> Result<usize, &'static str> {
    let context = context(name)?;
    Ok(context.key().map_or(0_usize, str::len))
}

/// Has a guard and no result.
#[feature_toggle(LINTS, for = &Context::new("ada"), guard)]
fn guarded_unit(to: &mut Vec<u8>) {
    to.push(1_u8);
}

/// Has a guard and awaits.
#[feature_toggle("lints", else = None, guard)]
async fn guarded_async(number: Option<u8>) -> Option<u8> {
    let one = core::future::ready(number?).await;
    Some(one)
}

/// Has a guard and awaits on one line.
#[rustfmt::skip]
#[feature_toggle("lints", else = 0_u8, guard)]
async fn guarded_line(number: u8) -> u8 { core::future::ready(number).await }

/// Has a guard and returns a future to await later.
#[feature_toggle("lints", else = core::future::ready(0_u8), guard)]
async fn guarded_future(number: u8) -> core::future::Ready<u8> {
    let one = core::future::ready(number).await;
    core::future::ready(one)
}

/// Runs in shadow mode and returns `None` both ways.
#[feature_toggle("lints", else = None, shadow)]
async fn shadowed_nothing() -> Option<u8> {
    core::future::ready(()).await;
    None
}

/// Has a guard, awaits and can end the process.
#[feature_toggle("lints", guard)]
async fn guarded_end(code: Option<i32>) {
    if code.is_none() {
        return;
    }
    std::process::exit(core::future::ready(1_i32).await)
}

/// Has a guard and arguments that are dropped in order.
#[feature_toggle("lints", else = 0_usize, guard)]
fn guarded_drops(one: Vec<u8>, _other: Vec<u8>, last: Box<[u8]>) -> usize {
    let len = last.len().saturating_add(one.len());
    drop(one);
    drop(last);
    len
}

/// Runs in shadow mode and awaits on one line.
#[rustfmt::skip]
#[feature_toggle("lints", else = { 1_u8 }, shadow)]
async fn shadowed_line(number: u8) -> u8 { core::future::ready(number).await }

/// Runs in shadow mode.
#[feature_toggle("lints", else = text.len(), shadow)]
fn shadowed(text: &str) -> usize {
    text.chars().count()
}

/// Runs in shadow mode with a custom comparison, and has a guard.
#[feature_toggle("lints", for = context, else = 0_u8, shadow, compare = u8::eq, ignore = |one, _| *one == 0_u8, guard)]
fn both(context: &Context, number: u8) -> u8 {
    number
}

/// Runs in shadow mode, has a guard and awaits.
#[feature_toggle("lints", else = core::future::ready(text).await, shadow, guard)]
async fn both_async(text: &str) -> &str {
    core::future::ready(text.trim()).await
}

#[test]
fn modes() {
    let all = || {
        let mut to = Vec::new();
        guarded_unit(&mut to);
        let numbers = [
            guarded(1_u8).unwrap_or_default(),
            pollster::block_on(guarded_async(Some(1_u8))).unwrap_or_default(),
            both(&Context::new("ada"), 1_u8),
            pollster::block_on(guarded_line(1_u8)),
            pollster::block_on(async { guarded_future(1_u8).await.await }),
            pollster::block_on(shadowed_line(2_u8)),
        ];
        assert_eq!(pollster::block_on(shadowed_nothing()), None, "in any state");
        pollster::block_on(guarded_end(None));
        let lens = [
            to.len(),
            guarded_question("ada").unwrap_or_default(),
            shadowed("\u{e4}"),
            pollster::block_on(both_async(" a")).len(),
            guarded_drops(vec![1_u8], Vec::new(), Box::default()),
        ];
        (numbers, lens)
    };
    assert_eq!(scope().set("lints", true).run(all), ([2, 1, 1, 1, 1, 2], [1, 3, 1, 1, 1]), "on");
    assert_eq!(scope().set("lints", false).run(all), ([0, 0, 0, 0, 0, 1], [0, 0, 2, 2, 0]), "off");
}

/// Ends with a gated block below a local variable.
#[feature_toggle]
fn tail_below_a_local(values: &[u8]) -> usize {
    let first = values.first();
    #[feature_toggle("lints", else = values.len())]
    {
        first.map_or(0_usize, |number| usize::from(*number))
    }
}

/// Ends with a gated expression below a local variable.
#[feature_toggle]
fn tail_expression_below_a_local(values: &[u8]) -> usize {
    let first = values.first();
    #[feature_toggle("lints", else = { values.len() })]
    first.map_or(0_usize, |number| usize::from(*number))
}

/// Returns an opaque type from a call.
#[feature_toggle("lints", else = opaque(1_u8))]
fn opaque_call(to: u8) -> impl Iterator<Item = u8> {
    opaque(to)
}

/// Returns an opaque type from a block.
#[feature_toggle("lints", else = { 0_u8..1_u8 })]
fn opaque_block(to: u8) -> impl Iterator<Item = u8> {
    0_u8..to
}

#[test]
fn last_expressions() {
    let all = || {
        let tails = (tail_below_a_local(&[5_u8]), tail_expression_below_a_local(&[5_u8]));
        (tails, opaque_call(3_u8).count(), opaque_block(3_u8).count())
    };
    assert_eq!(scope().set("lints", true).run(all), ((5, 5), 3, 3), "on");
    assert_eq!(scope().set("lints", false).run(all), ((1, 1), 1, 1), "off");
}
