//! The arguments that set the state of a toggle.

use clap::Args;
use toggle_admin::edit::{NewState, checked, rule};
use toml_edit::Datetime;

/// The new state of a toggle.
#[derive(Debug, Args)]
pub(super) struct StateArgs {
    /// The state: `on`, `off`, a percentage as in `25%`, or, for a toggle in shadow mode, `shadow` or `shadow 5%`; with
    /// `--binary`, any value of the toggle
    #[arg(
        allow_negative_numbers = true,
        conflicts_with_all = KEYS,
    )]
    pub(super) state: Option<String>,
    /// A rule, as in `{ when = { country = "NL" }, rollout = 25 }`; give it again for several, the first that matches
    /// decides
    #[arg(long = "rule", value_name = "TOML", value_parser = rule, help_heading = RULES)]
    rules: Vec<String>,
    /// The state if no rule matches
    #[arg(long, value_name = "STATE", allow_negative_numbers = true, help_heading = RULES)]
    otherwise: Option<String>,
    /// The state if no rule matches, and a rule fails to match only because there was no key to hash
    #[arg(long, value_name = "STATE", allow_negative_numbers = true, help_heading = RULES)]
    without_key: Option<String>,
    /// A toggle that has to be on; give it again for several
    #[arg(long, value_name = "NAME", value_parser = checked, help_heading = RULES)]
    requires: Vec<String>,
    /// The start of the period in which the rules apply, as in `2026-12-01T09:00:00Z` or `2026-12-01`
    #[arg(long, value_name = "DATE", help_heading = RULES)]
    from: Option<Datetime>,
    /// The end of the period in which the rules apply
    #[arg(long, value_name = "DATE", help_heading = RULES)]
    until: Option<Datetime>,
    /// The seed of rollouts, instead of the toggle's name
    #[arg(long, value_name = "TEXT", help_heading = RULES)]
    salt: Option<String>,
    /// Keep the existing rules, and add these below them
    #[arg(long, help_heading = RULES, conflicts_with = "prepend")]
    append: bool,
    /// Keep the existing rules, and add these above them
    #[arg(long, help_heading = RULES)]
    prepend: bool,
}

const RULES: &str = "Rules, in place of a state";
pub(super) const KEYS: [&str; 9] =
    ["rules", "otherwise", "without_key", "requires", "from", "until", "salt", "append", "prepend"];

impl StateArgs {
    /// Returns the state that the arguments set.
    pub(super) fn state(&self) -> NewState {
        let Self { state, rules, otherwise, without_key, requires, from, until, salt, append, prepend } = self;
        NewState {
            state: state.clone(),
            rules: rules.clone(),
            otherwise: otherwise.clone(),
            without_key: without_key.clone(),
            requires: requires.clone(),
            from: *from,
            until: *until,
            salt: salt.clone(),
            append: *append,
            prepend: *prepend,
        }
    }
}
