//! What is written of a toggle, before it is checked against the toggle.

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

/// What a source says a toggle is.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum RawState {
    /// A word whose meaning depends on the type of the toggle: `on`, `25%`, `neural`, `20`.
    Word(String),
    /// A word in quotes, which is no number.
    Quoted(String),
    /// A value of a known type.
    Value(Value),
    /// The table of a toggle.
    Rules(WrittenTable<Definition>),
    /// A table that is a value.
    Table(Entries),
    /// A table that is no value of the toggle's type, and why.
    Refused(String),
    /// What no toggle can be, such as `a date`.
    Other(&'static str),
}

/// The table of a toggle, without how the toggle is watched.
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
    /// Whether the table switches the toggle off, whatever else it says: `enabled = false`.
    pub(super) is_disabled: bool,
    /// The position of the key `enabled`.
    pub(super) enabled_at: Option<Position>,
    /// Whether the table says how the toggle is watched as well.
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

    /// Whether it is the value of a structure.
    fn is_table(&self) -> bool {
        matches!(self.value, RawState::Value(Value::Table(_)) | RawState::Table(_) | RawState::Refused(_))
    }
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub(super) struct Rule {
    /// The place in a file.
    pub(super) at: Spanned<()>,
    pub(super) when: Option<Arc<Condition>>,
    /// Of these one must match.
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

/// The conditions are compared with the whole definition, since many rules may name one segment.
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

/// Whom a rule takes in, of those who fit it.
#[derive(Debug, Clone, PartialEq, Hash)]
pub(super) enum Share {
    Fixed(Percentage),
    Ramp(Arc<Ramp>),
}

#[derive(Clone)]
pub(super) enum Serve {
    State(Spanned<RawState>),
    /// Weights, and the table as the value that it is where the toggle is a structure. None where the weights say the
    /// same, since all are numbers in their shortest spelling.
    Weights(Spanned<Weights>, Option<Entries>),
}

/// Each variant with its share.
pub(super) type Weights = Vec<(Spanned<String>, Percentage)>;

/// The spelling of weights makes no difference.
impl PartialEq for Serve {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::State(one), Self::State(other)) => one == other,
            (Self::Weights(one, _), Self::Weights(other, _)) => one == other,
            (Self::State(_), Self::Weights(..)) | (Self::Weights(..), Self::State(_)) => false,
        }
    }
}

/// The spelling of weights makes no difference.
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

/// The segments that rules name. In one definition, a name has one meaning.
pub(super) fn segments<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> SortedMap<&'r str, &'r Condition> {
    let mut segments = SortedMap::new();
    for rule in rules {
        segments.extend(rule.segments.iter().flatten().map(|segment| (&*segment.name, &*segment.condition)));
    }
    segments
}

impl Definition {
    /// Returns a disabled table that says nothing else.
    pub fn disabled(at: Position, is_watched: bool) -> Self {
        Self { is_disabled: true, enabled_at: Some(at), is_watched, ..Self::default() }
    }

    /// The state that is the same for everybody, where the table has no other word of what the toggle is.
    pub(super) fn plain(&self) -> Option<&Spanned<RawState>> {
        let has_window = self.from.is_some() || self.until.is_some();
        let has_rules = !self.rules.is_empty() || !self.requires.is_empty() || has_window || self.without_key.is_some();
        let has_more = has_rules || self.salt.is_some() || self.is_disabled;
        let otherwise = self.otherwise.as_ref().filter(|_| !has_more)?;
        (self.is_watched || otherwise.is_shadow() || otherwise.is_table()).then_some(otherwise)
    }

    /// The names of the toggles that must be on.
    pub fn requires(&self) -> impl Iterator<Item = &str> {
        self.requires.iter().map(|name| name.value.as_str())
    }

    /// A digest of what it says of what the toggle is, where these are its rules.
    pub(super) fn digest<'r>(&self, rules: impl IntoIterator<Item = &'r Rule, IntoIter: Clone>) -> u64 {
        let mut digest = Digest::default();
        self.hash_with(rules.into_iter(), &mut digest);
        digest.finish()
    }

    /// Hashes what makes two definitions equal, where these are the rules.
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
        // A table without one of these keys has the digest that it had before there was such a key.
        if without_key.is_some() || *is_disabled {
            (without_key, is_disabled).hash(state);
        }
    }

    /// What the word `25%` stands for.
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
