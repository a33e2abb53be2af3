//! The new state of a toggle, as a person writes it.

use anyhow::{Result, anyhow, bail};
use toggle_runtime::Value;
use toggle_syntax::{
    DurationText, Type,
    name::{self, InvalidName, nearest},
};
use toml_edit::{Datetime, TomlError};

use super::{
    current::{OTHERWISE, Table, WITHOUT_KEY},
    fault, literal,
    request::{self, End, Request},
};

/// The new state of a toggle, or its new rules, as they are written.
#[derive(Debug, Clone, Default)]
pub struct NewState {
    /// The state: `on`, `off`, a percentage as in `25%`, or any value of the toggle. The other fields are empty then.
    pub state: Option<String>,
    /// The rules, each as an inline table of TOML. [`rule`] checks one.
    pub rules: Vec<String>,
    /// The state if no rule matches.
    pub otherwise: Option<String>,
    /// The state if no rule matches, and a rule fails to match only because there was no key to hash.
    pub without_key: Option<String>,
    /// The toggles that have to be on.
    pub requires: Vec<String>,
    /// The start of the period in which the rules apply.
    pub from: Option<Datetime>,
    /// The end of the period in which the rules apply.
    pub until: Option<Datetime>,
    /// The seed of rollouts, instead of the toggle's name.
    pub salt: Option<String>,
    /// Whether the existing rules stay, and these are added below them.
    pub append: bool,
    /// Whether the existing rules stay, and these are added above them.
    pub prepend: bool,
}

/// The advice for a toggle with a structured value.
const NO_TABLE: &str =
    "this toggle is a table, which no argument can express; edit the file, and check it with `cargo toggle check`";

impl NewState {
    /// Returns a state without rules.
    pub fn plain(state: &str) -> Self {
        Self { state: Some(state.to_owned()), ..Self::default() }
    }

    /// Returns the requested content for a toggle of this type, if the type is known.
    ///
    /// # Errors
    ///
    /// If the toggle cannot have this state.
    pub(super) fn request(&self, ty: Option<&Type>) -> Result<Request> {
        if ty == Some(&Type::Structure) {
            bail!("{NO_TABLE}");
        }
        if let Some(text) = &self.state {
            return Ok(Request::Plain(of_state(text, ty)?));
        }
        match (self.has_keys(), self.append, self.prepend) {
            (true, ..) => {}
            (false, false, false) => bail!("expected <STATE>, such as `on`, or rules with `--rule`"),
            (false, append, _) => {
                let option = if append { "--append" } else { "--prepend" };
                bail!("`{option}` adds to the existing rules; give the new ones with `--rule`");
            }
        }
        if !self.says_what_it_is() {
            bail!(
                "these options set no state, only when the rules apply; add `--rule`, or `--append` to keep its rules"
            );
        }
        let mut table = Table::default();
        table.rules.clone_from(&self.rules);
        for (key, state) in [(OTHERWISE, &self.otherwise), (WITHOUT_KEY, &self.without_key)] {
            if let Some(state) = state {
                table.set(key, request::word(&of_value(state, ty, "")?));
            }
        }
        if !self.requires.is_empty() {
            table.set("requires", literal::list(self.requires.iter().map(|name| literal::of_text(name))));
        }
        for (key, date) in [("from", self.from), ("until", self.until)] {
            if let Some(date) = date {
                table.set(key, date.to_string());
            }
        }
        if let Some(salt) = &self.salt {
            table.set("salt", literal::of_text(salt));
        }
        Ok(match (self.append, self.prepend) {
            (true, _) => Request::More(table, End::Back),
            (_, true) => Request::More(table, End::Front),
            (false, false) => Request::Table(table),
        })
    }

    /// Checks that only states are given.
    ///
    /// # Errors
    ///
    /// If rules, or options that belong to rules, are given.
    pub fn require_states_alone(&self) -> Result<()> {
        if self.has_keys() || self.append || self.prepend {
            bail!("several toggles can only be set to states; set a toggle with rules separately");
        }
        Ok(())
    }

    fn has_keys(&self) -> bool {
        let has_dates = self.from.is_some() || self.until.is_some();
        let has_states = self.otherwise.is_some() || self.without_key.is_some();
        let has_lists = !self.rules.is_empty() || !self.requires.is_empty();
        has_lists || has_states || has_dates || self.salt.is_some()
    }

    /// Returns whether the result has a state. A date alone would silently remove all rules, which is never intended.
    fn says_what_it_is(&self) -> bool {
        !self.rules.is_empty() || self.otherwise.is_some() || self.append || self.prepend
    }
}

/// Returns a state as a TOML literal. The runtime checks whether the toggle can have the state.
fn of_state(state: &str, ty: Option<&Type>) -> Result<String> {
    let value = of_value(state, ty, ", or a percentage as in `25%`");
    let is_share = state.ends_with('%') && matches!(ty, None | Some(Type::OnOff));
    value.or_else(|error| if is_share { Ok(literal::of_text(state)) } else { Err(error) })
}

/// Returns the percentage that a number was perhaps meant to be.
fn meant(state: &str) -> Option<String> {
    let percentage = format!("{state}%");
    format!("shadow {percentage}").parse::<Value>().ok().map(|_| percentage)
}

/// Returns a state other than a percentage. `or` names the alternative in the error.
fn of_value(state: &str, ty: Option<&Type>, or: &str) -> Result<String> {
    let number = |expected: &str, literal: Option<String>| {
        literal.ok_or_else(|| anyhow!("expected {expected}, found `{state}`"))
    };
    let integer = || state.parse::<i64>().ok().map(|number| number.to_string());
    match ty.unwrap_or(&Type::OnOff) {
        Type::OnOff => match state.parse::<Value>() {
            Ok(value) => Ok(literal::of_state(&value)),
            Err(error) => {
                let hint = match (meant(state).filter(|_| !or.is_empty()), ty) {
                    (Some(percentage), Some(_)) => format!("; did you mean `{percentage}`?"),
                    (Some(percentage), None) => {
                        format!("; did you mean `{percentage}`? A toggle of another type needs `--binary`")
                    }
                    (None, Some(_)) => String::new(),
                    (None, None) => "; a toggle of another type needs `--binary`".to_owned(),
                };
                Err(anyhow!("{error}{or}, found `{state}`{hint}"))
            }
        },
        Type::Integer(_) => number("an integer", integer()),
        Type::Float(_) => {
            let float = || state.parse::<f64>().ok().map(|number| literal::of_value(&number.into()));
            number("a number", integer().or_else(float))
        }
        Type::Duration(_) => match state.parse::<DurationText>() {
            Ok(_) => Ok(literal::of_text(state)),
            Err(error) => Err(anyhow!("{error}, found `{state}`")),
        },
        Type::Variants(names) if !names.iter().any(|name| name == state) => {
            let hint = nearest(state, names.iter().map(String::as_str))
                .map(|name| format!("; {}", name::did_you_mean(state, name)))
                .unwrap_or_default();
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            Err(anyhow!("expected one of {}, found `{state}`{hint}", names.join(", ")))
        }
        _ => Ok(literal::of_text(state)),
    }
}

/// Parses the name of a toggle.
///
/// # Errors
///
/// If the text is not such a name.
pub fn checked(text: &str) -> Result<String, InvalidName> {
    name::check(text).map(|()| text.to_owned())
}

/// Checks a rule, and returns it as it is written.
///
/// # Errors
///
/// If the text is not an inline table of TOML.
pub fn rule(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.contains(['\n', '\r']) {
        return Err("a rule has to be on one line".to_owned());
    }
    let value: toml_edit::Value = text.parse().map_err(|error: TomlError| {
        if !text.starts_with('{') {
            return "a rule is in braces, as in `{ rollout = 25 }`".to_owned();
        }
        let (at, reason) = fault::of(text, &error);
        format!("column {}: {reason}", text.get(..at).map_or(0, |before| before.chars().count()) + 1)
    })?;
    if value.is_inline_table() {
        return Ok(text.to_owned());
    }
    Err(format!("a rule is a table, as in `{{ rollout = 25 }}`, not {}", value.type_name()))
}
