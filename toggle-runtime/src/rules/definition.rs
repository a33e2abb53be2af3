//! What is written of a toggle, before it is checked against the toggle.

use std::{collections::HashMap, fmt, sync::Arc};

use jiff::Timestamp;

use super::{Percentage, condition::Condition, digest, rollout::Ramp};
use crate::{targeting::AttributeName, value::Value, watch::Watch};

/// A line and a column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Something with its position, which makes no difference when two definitions are compared.
#[derive(Clone)]
pub(crate) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: Option<Position>,
}

impl Placed<Written> {
    fn is_shadow(&self) -> bool {
        matches!(self.value, Written::Value(Value::Shadow(_)))
    }
}

/// Where it stands is no part of it.
impl<T: fmt::Debug> fmt::Debug for Placed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// Something that is wrong, with its position if that is not the one of the whole entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) at: Option<Position>,
    pub(crate) message: String,
}

impl From<String> for Mistake {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

/// What a source says of one toggle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// A word whose meaning depends on the type of the toggle: `on`, `25%`, `neural`, `20`.
    Word(String),
    /// A word in quotes, which is no number.
    Quoted(String),
    /// A value of a known type.
    Value(Value),
    /// A table.
    Rules(Arc<Definition>),
    /// What no toggle can be, such as `a date`.
    Other(&'static str),
}

/// The table of a toggle.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    pub(super) rules: Vec<Rule>,
    pub(super) otherwise: Option<Placed<Written>>,
    pub(super) requires: Vec<Placed<String>>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) salt: Option<String>,
    pub(super) watch: Watch,
    /// Where its budget stands.
    pub(super) guard_at: Option<Position>,
}

/// What a table says that a toggle is.
pub(super) enum Says<'d> {
    /// Nothing: it is only about how the toggle is watched.
    Nothing,
    /// The same for everybody.
    Plain(&'d Placed<Written>),
    Rules,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    /// Where it stands, in a file.
    pub(super) at: Placed<()>,
    pub(super) when: Option<Arc<Condition>>,
    /// Of these one must match.
    pub(super) segments: Option<Vec<Segment>>,
    pub(super) share: Share,
    pub(super) by: Option<AttributeName>,
    pub(super) serve: Option<Serve>,
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) condition: Arc<Condition>,
}

/// The conditions are compared with the whole definition, since many rules may name one segment.
impl PartialEq for Segment {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Whom a rule takes in, of those who fit it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Share {
    Fixed(Percentage),
    Ramp(Ramp),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Serve {
    State(Placed<Written>),
    Weights(Placed<Vec<(Placed<String>, Percentage)>>),
}

/// The same is said of what the toggle is.
impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        let Self { rules, otherwise, requires, from, until, salt, watch: _, guard_at: _ } = self;
        *rules == other.rules
            && *otherwise == other.otherwise
            && *requires == other.requires
            && (*from, *until) == (other.from, other.until)
            && *salt == other.salt
            && self.segments() == other.segments()
    }
}

impl Definition {
    /// What the toggle is by this.
    pub(super) fn says(&self) -> Says<'_> {
        let has_rules =
            !self.rules.is_empty() || !self.requires.is_empty() || self.from.is_some() || self.until.is_some();
        match &self.otherwise {
            _ if has_rules || self.salt.is_some() => Says::Rules,
            Some(otherwise) if !self.watch.is_empty() || otherwise.is_shadow() => Says::Plain(otherwise),
            None if !self.watch.is_empty() => Says::Nothing,
            _ => Says::Rules,
        }
    }

    /// How the toggle is watched by this.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The names of the toggles that must be on.
    pub(crate) fn requires(&self) -> impl Iterator<Item = &str> {
        self.requires.iter().map(|name| name.value.as_str())
    }

    /// A digest of what it says of what the toggle is.
    pub(super) fn digest(&self) -> u64 {
        let Self { rules, otherwise, requires, from, until, salt, watch: _, guard_at: _ } = self;
        digest(&(rules, otherwise, requires, from, until, salt))
    }

    /// The segments that the rules name. In one definition, a name has one meaning.
    fn segments(&self) -> HashMap<&str, &Condition> {
        let named = self.rules.iter().flat_map(|rule| rule.segments.iter().flatten());
        named.map(|segment| (segment.name.as_str(), &*segment.condition)).collect()
    }

    /// What the word `25%` stands for.
    pub(super) fn share(share: Percentage) -> Self {
        let rule = Rule {
            at: Placed { value: (), at: None },
            when: None,
            segments: None,
            share: Share::Fixed(share),
            by: None,
            serve: None,
        };
        let otherwise = Placed { value: Written::Value(Value::Off), at: None };
        Self { rules: vec![rule], otherwise: Some(otherwise), ..Self::default() }
    }
}
