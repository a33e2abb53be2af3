//! The state of a toggle as a source writes it, before it is checked against the toggle.

use std::{
    fmt,
    hash::{Hash, Hasher},
    mem,
    sync::Arc,
};

use jiff::Timestamp;
use toggle_syntax::sorted::SortedMap;

use crate::{
    condition::Condition,
    digest::Digest,
    door::WrittenTable,
    percentage::Percentage,
    rollout::Ramp,
    spanned::{Position, Spanned},
    table::Entries,
    targeting::AttributeName,
    value::Value,
};

/// The state of a toggle as a source writes it.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum RawState {
    /// A word whose meaning depends on the type of the toggle: `on`, `25%`, `neural`, `20`.
    Word(String),
    /// A word in quotes. It is no number.
    Quoted(String),
    /// A value of a known type.
    Value(Value),
    /// The table of a toggle.
    Rules(WrittenTable<Definition>),
    /// A table that is a value.
    Table(Entries),
    /// A table that is no value of the toggle's type, with the reason.
    Refused(String),
    /// A value that no toggle can have, named as in `a date`.
    Other(&'static str),
}

/// The table of a toggle, without its monitoring options.
#[derive(Debug, Clone, Default)]
pub struct Definition {
    pub(super) rules: Vec<Rule>,
    pub(super) otherwise: Option<Spanned<RawState>>,
    pub(super) without_key: Option<Spanned<RawState>>,
    /// The position of the key `without-key`.
    pub(super) without_key_at: Option<Position>,
    pub(super) requires: Vec<Spanned<String>>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) salt: Option<String>,
    /// Whether `enabled = false` switches the toggle off, regardless of the other keys.
    pub(super) is_disabled: bool,
    /// The position of the key `enabled`.
    pub(super) enabled_at: Option<Position>,
    /// Whether the table also sets monitoring options.
    pub(super) is_watched: bool,
    /// The position of the key `rules`, if it is there.
    pub(super) rules_at: Option<Position>,
    /// The position of the key `until`.
    pub(super) until_at: Option<Position>,
}

impl Spanned<RawState> {
    fn is_shadow(&self) -> bool {
        matches!(self.value, RawState::Value(Value::Shadow(_)))
    }

    /// Returns whether this is the value of a structure.
    fn is_table(&self) -> bool {
        matches!(self.value, RawState::Value(Value::Table(_)) | RawState::Table(_) | RawState::Refused(_))
    }
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub(super) struct Rule {
    /// The position in the file.
    pub(super) at: Spanned<()>,
    pub(super) when: Option<Arc<Condition>>,
    /// The segments, of which one must match.
    pub(super) segments: Option<Box<[Segment]>>,
    pub(super) share: Share,
    pub(super) by: Option<Arc<AttributeName>>,
    pub(super) serve: Option<Box<Serve>>,
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) name: Arc<str>,
    pub(super) condition: Arc<Condition>,
}

/// Compares the names alone. `Definition::eq` compares the conditions once, since many rules may name one segment.
impl PartialEq for Segment {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Hash for Segment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// The share of the fitting contexts that a rule takes in.
#[derive(Debug, Clone, PartialEq, Hash)]
pub(super) enum Share {
    Fixed(Percentage),
    Ramp(Arc<Ramp>),
}

#[derive(Clone)]
pub(super) enum Serve {
    State(Spanned<RawState>),
    /// Weights, and the same table as the value of a structure. The table is `None` if the weights alone reproduce it,
    /// because all of them are numbers in their shortest spelling.
    Weights(Spanned<Weights>, Option<Entries>),
}

/// The variants, each with its share.
pub(super) type Weights = Vec<(Spanned<String>, Percentage)>;

/// Ignores the spelling of weights.
impl PartialEq for Serve {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::State(one), Self::State(other)) => one == other,
            (Self::Weights(one, _), Self::Weights(other, _)) => one == other,
            (Self::State(_), Self::Weights(..)) | (Self::Weights(..), Self::State(_)) => false,
        }
    }
}

/// Omits the spelling of weights.
impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => f.debug_tuple("State").field(state).finish(),
            Self::Weights(weights, _) => f.debug_tuple("Weights").field(weights).finish(),
        }
    }
}

/// The spelling of weights makes no difference.
impl Hash for Serve {
    fn hash<H: Hasher>(&self, state: &mut H) {
        mem::discriminant(self).hash(state);
        match self {
            Self::State(to) => to.hash(state),
            Self::Weights(weights, _) => weights.hash(state),
        }
    }
}

impl Hash for Definition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash_with(self.rules.iter(), state);
    }
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            rules,
            otherwise,
            without_key,
            requires,
            from,
            until,
            salt,
            is_disabled,
            enabled_at: _,
            is_watched: _,
            rules_at: _,
            until_at: _,
            without_key_at: _,
        } = self;
        *rules == other.rules
            && *otherwise == other.otherwise
            && *without_key == other.without_key
            && *requires == other.requires
            && (*from, *until) == (other.from, other.until)
            && *salt == other.salt
            && *is_disabled == other.is_disabled
            && segments(rules) == segments(&other.rules)
    }
}

/// Returns the segments that rules name. In one definition, a name has one meaning.
pub(super) fn segments<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> SortedMap<&'r str, &'r Condition> {
    let mut segments = SortedMap::new();
    for rule in rules {
        segments.extend(rule.segments.iter().flatten().map(|segment| (&*segment.name, &*segment.condition)));
    }
    segments
}

impl Definition {
    /// Returns a disabled table with no other keys.
    pub fn disabled(at: Position, is_watched: bool) -> Self {
        Self { is_disabled: true, enabled_at: Some(at), is_watched, ..Self::default() }
    }

    /// Returns `otherwise` if it is the same for everybody, since no other key of the table affects the state.
    pub(super) fn plain(&self) -> Option<&Spanned<RawState>> {
        let has_window = self.from.is_some() || self.until.is_some();
        let has_rules = !self.rules.is_empty() || !self.requires.is_empty() || has_window || self.without_key.is_some();
        let has_more = has_rules || self.salt.is_some() || self.is_disabled;
        let otherwise = self.otherwise.as_ref().filter(|_| !has_more)?;
        (self.is_watched || otherwise.is_shadow() || otherwise.is_table()).then_some(otherwise)
    }

    /// Returns the names of the toggles that must be on.
    pub fn requires(&self) -> impl Iterator<Item = &str> {
        self.requires.iter().map(|name| name.value.as_str())
    }

    /// Returns a digest of everything that affects the state, where `rules` are the rules of the definition.
    pub(super) fn digest<'r>(&self, rules: impl IntoIterator<Item = &'r Rule, IntoIter: Clone>) -> u64 {
        let mut digest = Digest::default();
        self.hash_with(rules.into_iter(), &mut digest);
        digest.finish()
    }

    /// Hashes everything that `==` compares, where `rules` are the rules of the definition.
    fn hash_with<'r, H: Hasher>(&self, rules: impl Iterator<Item = &'r Rule> + Clone, state: &mut H) {
        let Self {
            rules: _,
            otherwise,
            without_key,
            requires,
            from,
            until,
            salt,
            is_disabled,
            enabled_at: _,
            is_watched: _,
            rules_at: _,
            until_at: _,
            without_key_at: _,
        } = self;
        rules.clone().count().hash(state);
        rules.clone().for_each(|rule| rule.hash(state));
        segments(rules).into_iter().for_each(|segment| segment.hash(state));
        (otherwise, requires, from, until, salt).hash(state);
        // A table without one of these keys keeps the digest that it had before the key existed.
        if without_key.is_some() || *is_disabled {
            (without_key, is_disabled).hash(state);
        }
    }

    /// Returns the definition of a bare percentage such as `25%`.
    pub(super) fn share(share: Percentage) -> Self {
        let rule = Rule {
            at: Spanned { value: (), at: None },
            when: None,
            segments: None,
            share: Share::Fixed(share),
            by: None,
            serve: None,
        };
        let otherwise = Spanned { value: RawState::Value(Value::Off), at: None };
        Self { rules: vec![rule], otherwise: Some(otherwise), ..Self::default() }
    }
}
