//! Three sets of rules, evaluated by every peer that supports rules.

use std::hint::black_box;

use anyhow::{Result, ensure};
use toggle_measure::Case;
use toggle_questions::User;
use tokio::runtime::Runtime;

use crate::peer::{growthbook, launchdarkly, ours, yggdrasil};

/// A set of rules. `toggle_questions` contains them in our own format.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rules {
    Percentage,
    Attribute,
    Ten,
}

impl Rules {
    pub(crate) const ALL: [Self; 3] = [Self::Percentage, Self::Attribute, Self::Ten];

    /// Returns the name of the toggle.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Percentage => "percentage",
            Self::Attribute => "attribute",
            Self::Ten => "ten",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Percentage => "percentage",
            Self::Attribute => "attribute and percentage",
            Self::Ten => "ten rules",
        }
    }
}

/// A peer that evaluates rules.
pub(crate) trait Decides: Send + Sync + 'static {
    /// The peer's context of a user, which a program creates once per request.
    type Context: Send + Sync + 'static;

    fn context(&self, user: &User) -> Self::Context;

    fn decide(&self, rules: Rules, context: &Self::Context) -> bool;

    fn repeat(&self, rules: Rules, context: &Self::Context, calls: u64) {
        for _ in 0..calls {
            black_box(self.decide(black_box(rules), context));
        }
    }
}

pub(crate) fn cases(runtime: &Runtime) -> Result<Vec<Case>> {
    let mut cases = ours::decisions()?;
    cases.extend(yggdrasil::decisions()?);
    cases.extend(launchdarkly::decisions(runtime)?);
    cases.extend(growthbook::decisions(runtime)?);
    #[cfg(feature = "flagd")]
    cases.extend(crate::peer::flagd::decisions(runtime)?);
    Ok(cases)
}

/// Verifies that a peer evaluates the rules correctly, and returns its cases.
pub(crate) fn of<D: Decides>(who: &str, note: &str, make: impl Fn() -> Result<D>) -> Result<Vec<Case>> {
    let decides = make()?;
    verify(who, &decides)?;
    Rules::ALL
        .into_iter()
        .map(|rules| {
            let decides = make()?;
            let context = decides.context(&User::default());
            let run = move |calls| decides.repeat(rules, &context, calls);
            Ok(Case::repeated(who, rules.words(), run).note(note))
        })
        .collect()
}

/// The number of users in the verification.
const USERS: u32 = 2_000;

/// Verifies the share of users for whom each set of rules is on.
///
/// The users reach each of the ten rules except the ninth, because the third rule matches first.
fn verify<D: Decides>(who: &str, decides: &D) -> Result<()> {
    let half = 0.46..0.54;
    let share = |rules, change: fn(&mut User)| {
        let on = (0..USERS).filter(|number| {
            let mut user = User::new(&format!("user-{number}"));
            change(&mut user);
            decides.decide(rules, &decides.context(&user))
        });
        on.count() as f64 / f64::from(USERS)
    };
    for rules in Rules::ALL {
        let share = share(rules, |_| {});
        ensure!(half.contains(&share), "{who}: {rules:?} is on for {share} of all users, not for half of them");
    }
    let abroad = share(Rules::Attribute, |user| user.country = "BE".to_owned());
    ensure!(abroad == 0.0, "{who}: the attribute does not matter");
    let nobody = share(Rules::Ten, |user| user.plan = "basic".to_owned());
    ensure!(nobody == 0.0, "{who}: of ten rules one decides for whom it should not");
    let reached: [fn(&mut User); 8] = [
        |user| user.country = "BE".to_owned(),
        |user| user.country = "US".to_owned(),
        |user| user.plan = "free".to_owned(),
        |user| user.age = 66,
        |user| user.age = 17,
        |user| user.version = "3.1.0".to_owned(),
        |user| user.version = "1.9.0".to_owned(),
        |user| user.groups = vec!["early".to_owned(), "contractors".to_owned()],
    ];
    for (rule, change) in reached.into_iter().enumerate() {
        let share = share(Rules::Ten, change);
        ensure!(share == 1.0, "{who}: rule {} is on for {share} of whom it should be on for", rule + 1);
    }
    Ok(())
}
