//! The cost of a decision that depends on the context, next to a hash of the key and an `AtomicBool`.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use toggle_measure::Case;
use toggle_questions::User;
use toggle_runtime::{Context, Toggle, Variants, enabled, scope, toggle};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::scopes;

#[toggle("percentage")]
pub(crate) static PERCENTAGE: Toggle;
#[toggle("attribute")]
static ATTRIBUTE: Toggle;
#[toggle("ten")]
static TEN: Toggle;
#[toggle("base")]
static BASE: Toggle;
#[toggle("dependent")]
static DEPENDENT: Toggle;
#[toggle("ramped")]
static RAMPED: Toggle;
#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;
#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

#[derive(Variants, Clone, Copy, PartialEq)]
enum Ranking {
    Bm25,
    Neural,
}

/// Builds the cases of all kinds of toggle for one way to pass the context.
macro_rules! toggles {
    ($who:literal, $on:ident, $get:ident $(, $context:expr)?) => {
        [
            Case::new($who, "percentage", move || PERCENTAGE.$on($($context)?)),
            Case::new($who, "attribute and percentage", move || ATTRIBUTE.$on($($context)?)),
            Case::new($who, "ten rules", move || TEN.$on($($context)?)),
            Case::new($who, "requires another", move || DEPENDENT.$on($($context)?)),
            Case::new($who, "ramp", move || RAMPED.$on($($context)?)),
            Case::new($who, "weights", move || RANKING.$get($($context)?)),
            Case::new($who, "plain `Toggle<i64>`", move || PAGE_SIZE.$get($($context)?)),
        ]
    };
}

pub(crate) fn cases() -> Vec<Case> {
    static ATOMIC: AtomicBool = AtomicBool::new(false);
    let context: &'static Context = Box::leak(Box::new(User::default().context()));
    let user: &'static User = Box::leak(Box::<User>::default());
    assert!(BASE.is_enabled_for(user), "or what it is required by would not be tried");
    let mut cases = vec![
        Case::new("baseline", "`AtomicBool`", || black_box(&ATOMIC).load(Relaxed)),
        Case::new("baseline", "XXH3 of the key", || xxh3_64_with_seed(black_box(&*user.id).as_bytes(), black_box(7))),
        Case::new("baseline", "plain toggle", || enabled!("plain")),
    ];
    cases.extend(toggles!("a scope", is_enabled, get).map(|case| inside(context, case)));
    cases.extend(toggles!("`&Context`", is_enabled_for, get_for, context));
    cases.extend(toggles!("own `Targeting`", is_enabled_for, get_for, user));
    cases.extend(toggles!("none", is_enabled, get));
    cases.push(Case::new("`for =`", "percentage", || enabled!("percentage", for = context)));
    let both = Case::new("`for =` in a scope", "percentage", || enabled!("percentage", for = context));
    cases.push(inside(context, both));
    cases.extend(scopes::cases(context));
    cases
}

/// Returns the case inside a scope with the context. The scope is entered once, outside the measured calls.
pub(crate) fn inside(context: &Context, case: Case) -> Case {
    let scope = scope().context(context.clone());
    let (who, what) = (case.who.clone(), case.what.clone());
    Case::repeated(&who, &what, move |calls| scope.run(|| case.run(calls)))
}
