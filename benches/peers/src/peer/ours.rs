//! Our own checks and decisions, in the form in which the peers are measured.

use std::hint::black_box;

use anyhow::Result;
use toggle_measure::{Case, Contended, Flips};
use toggle_questions::{Text, User};
use toggle_runtime::{Context, Toggle, enabled, feature_toggle, scope, toggle};

use crate::decisions::{self, Decides, Rules};

#[toggle("percentage")]
static PERCENTAGE: Toggle;
#[toggle("attribute")]
static ATTRIBUTE: Toggle;
#[toggle("ten")]
static TEN: Toggle;
#[toggle("contended")]
static CONTENDED: Toggle;
/// A declaration for the shared states, which set this toggle. No case checks it.
#[toggle("check-second")]
static SECOND: Toggle;

#[inline(never)]
#[feature_toggle("check-off", else = false)]
fn off() -> bool {
    true
}

#[inline(never)]
#[feature_toggle("check-on", else = false)]
fn on() -> bool {
    true
}

#[inline(never)]
fn contended_check() -> bool {
    enabled!(CONTENDED)
}

const WHO: &str = "**ours**";

pub(crate) fn checks() -> Result<Vec<Case>> {
    install()?;
    Ok(vec![
        Case::new(WHO, "`#[feature_toggle]`, off", off).flips(Flips::Each),
        Case::new(WHO, "`#[feature_toggle]`, on", on).flips(Flips::Each),
    ])
}

fn install() -> Result<Text> {
    Ok(toggle_questions::install("")?)
}

pub(crate) fn decisions() -> Result<Vec<Case>> {
    install()?;
    let mut cases = decisions::of("**ours**, in a scope", "", || Ok(InScope))?;
    cases.extend(decisions::of("**ours**, `&Context`", "", || Ok(Explicit))?);
    cases.extend(decisions::of("**ours**, own `Targeting`", "", || Ok(Own))?);
    Ok(cases)
}

fn declaration(rules: Rules) -> &'static Toggle {
    match rules {
        Rules::Percentage => &PERCENTAGE,
        Rules::Attribute => &ATTRIBUTE,
        Rules::Ten => &TEN,
    }
}

struct InScope;

impl Decides for InScope {
    type Context = Context;

    fn context(&self, user: &User) -> Context {
        user.context()
    }

    fn decide(&self, rules: Rules, context: &Context) -> bool {
        scope().context(context.clone()).run(|| declaration(rules).is_enabled())
    }

    /// Evaluates repeatedly in one scope, like the code of one request.
    fn repeat(&self, rules: Rules, context: &Context, calls: u64) {
        scope().context(context.clone()).run(|| {
            for _ in 0..calls {
                black_box(declaration(black_box(rules)).is_enabled());
            }
        });
    }
}

struct Explicit;

impl Decides for Explicit {
    type Context = Context;

    fn context(&self, user: &User) -> Context {
        user.context()
    }

    fn decide(&self, rules: Rules, context: &Context) -> bool {
        declaration(rules).is_enabled_for(context)
    }
}

struct Own;

impl Decides for Own {
    type Context = User;

    fn context(&self, user: &User) -> User {
        user.clone()
    }

    fn decide(&self, rules: Rules, user: &User) -> bool {
        declaration(rules).is_enabled_for(user)
    }
}

pub(crate) fn contended() -> Result<Vec<Contended>> {
    let text = install()?;
    let context = User::default().context();
    let inside = scope().context(context.clone());
    let flip = |on| toggle_runtime::set(&CONTENDED, on).expect("it is declared");
    // Changes the source's states of the toggle, like a change of a file.
    let move_percentage = move |on| {
        text.replace("percentage = \"50%\"", if on { "percentage = \"60%\"" } else { "percentage = \"50%\"" })
    };
    Ok(vec![
        Contended::new(Case::new(WHO, "check", contended_check), flip),
        Contended::new(
            Case::repeated(WHO, "percentage, in a scope", move |calls| {
                inside.run(|| {
                    for _ in 0..calls {
                        black_box(PERCENTAGE.is_enabled());
                    }
                });
            }),
            move_percentage.clone(),
        ),
        Contended::new(
            Case::new(WHO, "percentage, `&Context`", move || PERCENTAGE.is_enabled_for(&context)),
            move_percentage,
        ),
        Contended::new(
            Case::repeated(WHO, "enter a scope, check, leave", |calls| {
                // Each thread uses a user with a separate allocation.
                let context = User::default().context();
                for _ in 0..calls {
                    black_box(scope().context(context.clone()).run(contended_check));
                }
            }),
            flip,
        ),
    ])
}
