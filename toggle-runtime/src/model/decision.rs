//! The result of evaluating a toggle, with the steps that led to it, and its display as a table.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, RuleStep, State, Value};
use toggle_syntax::shown::{Escaping, escaped};

/// The value of a toggle with every step that led to it, as [`explain`](crate::explain) returns it.
///
/// Use it to find out why a toggle has its value. [`Decided`](crate::Decided) is the cheap form without the steps.
///
/// ```
/// use toggle_runtime::{Reason, enabled, explain};
///
/// assert!(!enabled!("faster-images"));
///
/// let decision = explain("faster-images");
/// assert!(!decision.is_on());
/// assert_eq!((decision.reason, decision.source.as_str()), (Reason::Default, "default"));
/// println!("{decision}");
/// ```
///
/// `Display` prints a table of the state in each source:
///
/// ```text
/// new-checkout is on: STATIC, env (TOGGLE_NEW_CHECKOUT)
///   run-time override  -
/// > env                on   TOGGLE_NEW_CHECKOUT
///   file toggles.toml  off  toggles.toml:3:1
///   default            off  src/main.rs:10:1 (NEW_CHECKOUT)
/// ```
///
/// If the source that decides has rules, the table lists them up to the rule that decided:
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
/// The table [escapes](crate#texts-of-others) control characters and other characters that affect a terminal, so no
/// value can start a new line. The fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Decision {
    /// The name of the toggle.
    pub toggle: String,
    /// The value of the toggle.
    pub value: Value,
    /// The reason for the value.
    pub reason: Reason,
    /// The name of the source that decided, such as `environment` or `default`.
    pub source: String,
    /// The part of the source's rules that decided: `rule 2`, `otherwise`, `without-key`, `requires`, `window` or
    /// `enabled`. `None` for a plain state.
    pub rule: Option<String>,
    /// The error message if [`reason`](Self::reason) is [`Error`](Reason::Error).
    pub error: Option<String>,
    /// The state in each source, in order of precedence, down to the declared default.
    pub trace: Vec<Step>,
    /// The steps of the rules up to the one that decided: the requirements, the window, and each rule that was tried.
    /// Empty for a plain state.
    pub rules: Vec<RuleStep>,
}

impl Decision {
    /// Returns whether the toggle is on.
    pub fn is_on(&self) -> bool {
        self.value.is_on()
    }
}

/// The state of a toggle in one source: a row of a [`Decision`].
///
/// ```
/// use toggle_runtime::{enabled, explain};
///
/// assert!(!enabled!("larger-thumbnails"));
/// for step in explain("larger-thumbnails").trace {
///     let mark = if step.decides { '>' } else { ' ' };
///     println!("{mark} {} {:?}", step.source, step.state);
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Step {
    /// The name of the source.
    pub source: String,
    /// The [revision](crate::States::revision) of this source. Left out in JSON if the source has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<String>,
    /// The state in this source, or `None` if the source does not set the toggle.
    pub state: Option<State>,
    /// The place of the entry: a variable, a line of a file, or a place in the code.
    pub place: Option<String>,
    /// The error in the entry or the source. [`note`](Self::note) describes the state that applies nevertheless.
    pub error: Option<String>,
    /// A remark, such as the origin of the state if the entry is invalid.
    #[serde(default)]
    pub note: Option<String>,
    /// Whether this source decides.
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

/// Returns the displayed state of a step.
fn state(step: &Step) -> String {
    step.state.as_ref().map_or("-".to_owned(), |state| escaped(&state.to_string()).into_owned())
}

impl Decision {
    /// Writes the first line: the value, the reason and the place. Writes it without escapes.
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
    /// Returns the displayed place, error, revision and note, each after a separator.
    fn details(&self) -> String {
        let mut details = String::new();
        for detail in [&self.place, &self.error].into_iter().flatten() {
            details.push_str("  ");
            details.push_str(&escaped(detail));
        }
        if let Some(revision) = &self.revision {
            details.push_str("  revision ");
            details.push_str(&escaped(revision));
        }
        if let Some(note) = &self.note {
            details.push_str(if self.error.is_some() && self.revision.is_none() { "; " } else { "  " });
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
