//! Decisions that depend on the context, evaluated with every kind of toggle and in every way to pass a context.

use toggle_questions::User;
use toggle_runtime::{Context, Scope, Toggle, Variants, enabled, scope, toggle};

use super::Case;

pub(super) const STATES: &str = r#"
page-size = 30
keyless = "50%"
percentage = { rules = [{ rollout = 50 }], otherwise = "off", without-key = "off" }
attribute = { rules = [{ when = { country = "NL" }, rollout = 50 }] }
ten = { rules = [
    { when = { country = ["BE", "DE", "FR"] } },
    { when = { country = { not = "NL" } } },
    { when = { plan = "free" } },
    { when = { age = { above = 65 } } },
    { when = { age = { below = 18 } } },
    { when = { version = { semver = ">=3.1" } } },
    { when = { version = { starts-with = "1." } } },
    { when = { group = ["staff", "contractors"] } },
    { when = { group = { contains = "beta" }, plan = "free" } },
    { when = { country = "NL", plan = "pro", age = { at-least = 18 }, version = { semver = ">=2" } }, rollout = 50 },
] }
base = { rules = [{ rollout = 90 }], otherwise = "off", without-key = "off" }
dependent = { requires = ["base"], rules = [{ rollout = 50 }], without-key = "off" }
ramped = { rules = [{ ramp = [{ at = 2020-01-01, to = 10 }, { at = 2120-01-01, to = 90 }], linear = true }], without-key = "off" }
ranking = { rules = [{ serve = { bm25 = 70, neural = 30 } }], without-key = "bm25" }
"#;

/// A toggle without `without-key`: the runtime counts its checks that have no key. The other rollouts set
/// `without-key`.
#[toggle("keyless")]
static KEYLESS: Toggle;
#[toggle("percentage")]
static PERCENTAGE: Toggle;
#[toggle("attribute")]
static ATTRIBUTE: Toggle;
#[toggle("ten")]
static TEN: Toggle;
#[toggle("base")]
pub(super) static BASE: Toggle;
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

pub(super) fn context() -> Context {
    User::default().context()
}

/// Builds the cases of all kinds of toggle for one way to pass the context.
macro_rules! asked {
    ($way:literal, $inside:expr, $on:ident, $get:ident $(, $context:expr)?) => {{
        let case = |what: &str, call: Box<dyn FnMut(u64) -> u64>| {
            let inside: Option<Scope> = $inside;
            Case { inside, ..Case::new(format!("{}: {what}", $way), call) }
        };
        [
            case("percentage", Box::new(move |_| u64::from(PERCENTAGE.$on($($context)?)))),
            case("attribute and percentage", Box::new(move |_| u64::from(ATTRIBUTE.$on($($context)?)))),
            case("ten rules", Box::new(move |_| u64::from(TEN.$on($($context)?)))),
            case("requires another", Box::new(move |_| u64::from(DEPENDENT.$on($($context)?)))),
            case("ramp", Box::new(move |_| u64::from(RAMPED.$on($($context)?)))),
            case("weights", Box::new(move |_| RANKING.$get($($context)?) as u64)),
            case("plain `Toggle<i64>`", Box::new(move |_| PAGE_SIZE.$get($($context)?).cast_unsigned())),
        ]
    }};
}

pub(super) fn cases() -> Vec<Case> {
    let context: &'static Context = Box::leak(Box::new(context()));
    let user: &'static User = Box::leak(Box::<User>::default());
    let inside = || Some(scope().context(context.clone()));
    let mut cases = Vec::new();
    cases.extend(asked!("in a scope", inside(), is_enabled, get));
    cases.extend(asked!("for a `&Context`", None, is_enabled_for, get_for, context));
    cases.extend(asked!("for an own `Targeting`", None, is_enabled_for, get_for, user));
    cases.extend(asked!("outside", None, is_enabled, get));
    cases.push(Case::new("outside: percentage that has nothing to hash", |_| u64::from(KEYLESS.is_enabled())));
    let by_macro = move |_| u64::from(enabled!("percentage", for = context));
    cases.push(Case::new("`for =`: percentage", by_macro));
    cases.push(Case { inside: inside(), ..Case::new("`for =` in a scope: percentage", by_macro) });
    cases
}
