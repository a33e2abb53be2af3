//! A crate that forbids lints. Nothing can allow a forbidden lint, so generated code must neither trigger nor allow
//! one.
#![forbid(
    unsafe_code,
    unused,
    deprecated,
    unreachable_code,
    unused_variables,
    unused_assignments,
    unused_braces,
    unused_parens,
    unused_qualifications,
    dead_code,
    missing_docs,
    non_upper_case_globals,
    clippy::all,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::used_underscore_binding
)]

use toggle_runtime::{Context, Toggle, Variants, enabled, feature_toggle, scope, toggle};

#[toggle("forbidden")]
static FORBIDDEN: Toggle;

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
enum Choice {
    First,
    #[deprecated]
    #[variant("other")]
    Second,
}

#[toggle("forbidden.choice", default = Choice::First)]
static CHOICE: Toggle<Choice>;

#[toggle("forbidden.number", default = -1.5, range = ..=1.0)]
static NUMBER: Toggle<f64>;

#[feature_toggle(FORBIDDEN)]
fn unit(to: &mut u8) {
    *to += 1;
}

#[feature_toggle("forbidden")]
fn option() -> Option<u8> {
    Some(1)
}

#[feature_toggle(any(FORBIDDEN, not("forbidden")), for = &Context::new("ada"), else = 2)]
async fn asynchronous() -> u8 {
    std::future::ready(1).await
}

#[feature_toggle("forbidden", else = std::process::exit(1))]
fn never() -> ! {
    std::process::exit(0)
}

#[feature_toggle("forbidden", else = 0..2)]
#[feature_toggle(FORBIDDEN, else = { 0..3 })]
fn inferred(to: u8) -> impl Iterator<Item = u8> {
    0..to
}

#[feature_toggle("forbidden", else = unreachable!())]
fn inferred_never() -> impl Sized {
    std::process::exit(0)
}

#[feature_toggle("forbidden", else = 2)]
async fn inferred_early() -> impl Into<u64> {
    return std::future::ready(1_u32).await;
}

#[feature_toggle]
fn inside(number: u8) -> u8 {
    #[feature_toggle("forbidden", for = &Context::new("ada"))]
    if number == 5 {
        return 50;
    }
    #[feature_toggle("forbidden", else = number + 1)]
    let value = number;
    match value {
        #[feature_toggle(not("forbidden"))]
        2 => 20,
        _ if enabled!("forbidden") => 30,
        _ => value,
    }
}

#[feature_toggle]
fn leaves(number: u8) -> u8 {
    if number > 1 {
        #[feature_toggle("forbidden")]
        return 50;
    }
    if number > 2 {
        #[feature_toggle(not("forbidden"))]
        panic!("off");
    }
    number
}

#[feature_toggle("forbidden", else = 0)]
mod module {
    pub(crate) fn function() -> u8 {
        1
    }
}

#[test]
fn on_and_off() {
    let all = || {
        let mut to = 0;
        unit(&mut to);
        let _: fn() -> ! = never;
        (to, option(), pollster::block_on(asynchronous()), inside(1), inside(5), module::function())
    };
    assert_eq!(scope().set("forbidden", true).run(all), (1, Some(1), 1, 30, 50, 1));
    assert_eq!(scope().set("forbidden", false).run(all), (0, None, 1, 20, 6, 0));
}

#[test]
fn inferred_types_on_and_off() {
    let _ = inferred_never;
    assert_eq!([leaves(2), scope().set("forbidden", true).run(|| leaves(2))], [2, 50]);
    let all = || (inferred(4).count(), pollster::block_on(inferred_early()).into());
    assert_eq!(scope().set("forbidden", true).run(all), (4, 1));
    assert_eq!(scope().set("forbidden", false).run(all), (2, 2));
}

#[test]
fn settings() {
    assert_eq!((CHOICE.get(), NUMBER.get().to_bits()), (Choice::First, (-1.5_f64).to_bits()));
}

#[feature_toggle("forbidden", guard)]
fn guarded() -> Result<u8, toggle_runtime::ToggleOff> {
    Ok(1)
}

#[feature_toggle("forbidden", guard)]
fn guarded_unit(to: &mut u8) {
    *to += 1;
}

#[feature_toggle(FORBIDDEN, for = &Context::new("a"), else = 1, shadow, guard)]
async fn both(a: &str) -> usize {
    a.len()
}

#[feature_toggle(FORBIDDEN, else = 1, shadow)]
fn shadowed(a: &str) -> usize {
    a.len()
}

#[feature_toggle(FORBIDDEN, else = None, guard)]
async fn guarded_async(a: &str) -> Option<usize> {
    if a.is_empty() {
        return None;
    }
    Some(a.len())
}

#[feature_toggle("forbidden", else = 0, guard)]
fn guarded_arguments(a: Vec<u8>, _b: Vec<u8>) -> usize {
    a.len()
}

#[feature_toggle("forbidden", else = 0, guard)]
async fn guarded_async_arguments(a: Vec<u8>, _b: Vec<u8>) -> usize {
    a.len()
}

#[feature_toggle("forbidden", else = unreachable!(), guard)]
fn diverging() -> u8 {
    panic!()
}

#[test]
fn guard_and_shadow_trigger_no_lint() {
    assert!(guarded().is_err());
    guarded_unit(&mut 1);
    assert_eq!(shadowed("ab"), 1);
    drop((both("ab"), guarded_async("ab"), guarded_async_arguments(vec![], vec![])));
    assert_eq!(guarded_arguments(vec![], vec![]), 0);
    let _: fn() -> u8 = diverging;
}
