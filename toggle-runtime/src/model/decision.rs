use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, RuleStep, State, Value};
use toggle_syntax::shown::{Escaping, escaped};

/// The answer to a check with the whole way to it, as [`explain`](crate::explain) gives it.
///
/// Displayed, it is a table of what each source says:
///
/// ```text
/// new-checkout is on: STATIC, env (TOGGLE_NEW_CHECKOUT)
///   run-time override  -
/// > env                on   TOGGLE_NEW_CHECKOUT
///   file toggles.toml  off  toggles.toml:3:1
///   default            off  src/main.rs:10:1 (NEW_CHECKOUT)
/// ```
///
/// Below a source that decides by rules stand the rules, up to the one that decided:
///
/// ```text
/// beta-search is on: SPLIT, file toggles.toml (toggles.toml:4:3)
///   run-time override  -
///   env                -
/// > file toggles.toml  2 rules  toggles.toml:1:2
///       rule 1  `group` is missing
///     > rule 2  bucket 12345 is below 25000 (25 %)
///   default            off      not declared
/// ```
///
/// In that table, the [characters are escaped](crate#texts-of-others) that would do more than be read, so that no value
/// starts a line. The fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Decision {
    /// The toggle.
    pub toggle: String,
    /// The answer.
    pub value: Value,
    /// Why it is this answer.
    pub reason: Reason,
    /// The source that decided, such as `environment` or `default`.
    pub source: String,
    /// The part of the source's rules that decided: `rule 2`, `otherwise`, `without-key`, `requires`, `window` or
    /// `enabled`; none for a plain state.
    pub rule: Option<String>,
    /// What went wrong where [`reason`](Self::reason) is [`Error`](Reason::Error).
    pub error: Option<String>,
    /// What each source says, highest first, down to the declared default.
    pub trace: Vec<Step>,
    /// What the rules require, their window, and the rules that were tried, in order, up to the one that decided; none
    /// for a plain state.
    pub rules: Vec<RuleStep>,
}

impl Decision {
    /// Whether the toggle is on.
    pub fn is_on(&self) -> bool {
        self.value.is_on()
    }
}

/// What one source says of a toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Step {
    /// The source.
    pub source: String,
    /// The state it sets, if it speaks of the toggle.
    pub state: Option<State>,
    /// Where it says so: a variable, a line of a file, a place in the code.
    pub place: Option<String>,
    /// What is wrong with it. [`note`](Self::note) tells what counts all the same.
    pub error: Option<String>,
    /// What else is worth knowing, such as where the state comes from if the source's word for it is wrong.
    #[serde(default)]
    pub note: Option<String>,
    /// Whether this is the step that decided.
    pub decides: bool,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell_answer(&mut Escaping::new(&mut *f))?;
        let sources: Vec<_> = self.trace.iter().map(|step| escaped(crate::model::names::shown(&step.source))).collect();
        let states: Vec<String> = self.trace.iter().map(state).collect();
        let width = widest(sources.iter().map(|source| &**source));
        let state_width = widest(states.iter().map(String::as_str)).max(3);
        for ((step, source), state) in self.trace.iter().zip(sources).zip(states) {
            let line = format!("{} {source:width$}  {state:state_width$}{}", mark(step.decides), step.details());
            write!(f, "\n{}", line.trim_end())?;
            if step.decides {
                self.fmt_rules(f)?;
            }
        }
        Ok(())
    }
}

/// Returns the state that a source sets, as it is shown.
fn state(step: &Step) -> String {
    step.state.as_ref().map_or("-".to_owned(), |state| escaped(&state.to_string()).into_owned())
}

impl Decision {
    /// Writes the answer, and why it is that, as the words are.
    fn tell_answer(&self, f: &mut impl Write) -> fmt::Result {
        let Self { toggle, value, reason, source, .. } = self;
        write!(f, "{toggle} is {value}: {reason}, {}", crate::model::names::shown(source))?;
        let rule = self.rules.iter().find(|rule| rule.decides);
        let place = rule
            .and_then(|rule| rule.place.as_ref())
            .or_else(|| self.trace.iter().find(|step| step.decides).and_then(|step| step.place.as_ref()));
        place.map_or(Ok(()), |place| write!(f, " ({place})"))?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, ": {error}"))
    }

    fn fmt_rules(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = widest(self.rules.iter().map(|step| step.rule.as_str()));
        for RuleStep { rule, why, decides, .. } in &self.rules {
            write!(f, "\n    {} {rule:width$}  {}", mark(*decides), escaped(why))?;
        }
        Ok(())
    }
}

impl Step {
    /// Returns the place, the mistake and the note, as they are shown, each behind a gap.
    fn details(&self) -> String {
        let mut details = String::new();
        for detail in [&self.place, &self.error].into_iter().flatten() {
            details.push_str("  ");
            details.push_str(&escaped(detail));
        }
        if let Some(note) = &self.note {
            details.push_str(if self.error.is_some() { "; " } else { "  " });
            details.push_str(&escaped(note));
        }
        details
    }
}

fn widest<'t>(texts: impl IntoIterator<Item = &'t str>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}

fn mark(decides: bool) -> char {
    if decides { '>' } else { ' ' }
}
