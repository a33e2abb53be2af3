use serde::{Deserialize, Serialize};
use toggle_rules::{State, Table, Value};
use toggle_syntax::{
    Date, Kind, Type,
    record::{self, Body, Polarity, Record},
};

use crate::model::{guard::GuardStatus, observed::Observed, place::Place, shadow::ShadowReport};

/// A toggle of this process, as [`toggles`](crate::toggles) lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ToggleStatus {
    /// Its name.
    pub name: String,
    /// What it is, if it is declared.
    pub declaration: Option<Declaration>,
    /// Every place that asks for it.
    pub points: Vec<PointPlace>,
    /// What it is set to, outside of [scopes](crate::scope()).
    pub state: State,
    /// The source that decided, such as `environment` or `default`.
    pub source: String,
    /// What the build has [pinned](crate::_pins) it to, if it has. Left out in JSON if it has not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<Value>,
    /// What its [guard](crate::_guard) says, if it has a budget. Left out in JSON if it has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guard: Option<GuardStatus>,
    /// What has come of running [both ways](crate::_shadow), if that was done. Left out in JSON if it was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shadow: Option<ShadowReport>,
    /// What checks of it were answered, if it is or was [observed](crate::Observe). Left out in JSON if it never was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub observed: Option<Observed>,
    /// How many of its answers lacked a value to hash, with nothing that says what counts then: for its own rules, or for
    /// those of a toggle that it requires. Left out in JSON if it is 0.
    #[serde(rename = "without-key", skip_serializing_if = "is_zero", default)]
    pub without_key: u64,
    /// Whether checks of it take the slow path at present because some living [scope](crate::scope()) sees it otherwise.
    pub held: bool,
}

/// Every toggle of this process. Made by [`toggles`](crate::toggles).
#[derive(Debug, Clone)]
pub struct Toggles {
    toggles: std::vec::IntoIter<ToggleStatus>,
    pinned_views: usize,
}

impl Toggles {
    pub(crate) fn new(toggles: Vec<ToggleStatus>, pinned_views: usize) -> Self {
        Self { toggles: toggles.into_iter(), pinned_views }
    }

    /// How many views of all states are kept that are not the present one, because [scopes](crate::scope()) live that were
    /// entered while they were. A number that stays above zero tells of a scope that is held for long.
    pub fn pinned_views(&self) -> usize {
        self.pinned_views
    }
}

impl Iterator for Toggles {
    type Item = ToggleStatus;

    fn next(&mut self) -> Option<ToggleStatus> {
        self.toggles.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.toggles.size_hint()
    }
}

impl ExactSizeIterator for Toggles {}

/// What a [`#[toggle]`](macro@crate::toggle) says of its toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Declaration {
    /// The doc comment.
    pub description: String,
    /// What its states are. Left out in JSON if it is on or off.
    #[serde(rename = "type", skip_serializing_if = "is_on_or_off", default)]
    pub ty: Type,
    /// The value where no source sets one.
    pub default: Value,
    /// What the toggle is for.
    pub kind: Option<Kind>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The date from which it exists.
    pub since: Option<Date>,
    /// The date by which it should be gone.
    pub expires: Option<Date>,
    /// What the build has [pinned](crate::_pins) the toggle to, here. Left out in JSON if it has not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

fn is_on_or_off(ty: &Type) -> bool {
    *ty == Type::OnOff
}

impl Declaration {
    /// What a record says, if it is that of a declaration.
    pub(crate) fn of(record: &Record<'_>) -> Option<Self> {
        let Body::Declaration(declaration) = &record.body else { return None };
        Some(Self {
            description: declaration.description.to_owned(),
            ty: ty(declaration),
            default: default(declaration),
            kind: declaration.kind.parse().ok(),
            owner: Some(declaration.owner.to_owned()).filter(|owner| !owner.is_empty()),
            since: declaration.since.parse().ok(),
            expires: declaration.expires.parse().ok(),
            pin: pin(record),
            place: (&record.place).into(),
        })
    }
}

/// The macro writes a type that can be read.
pub(crate) fn ty(declaration: &record::Declaration<'_>) -> Type {
    declaration.ty.parse().unwrap_or_default()
}

/// The macro writes a default of the toggle's type.
pub(crate) fn default(declaration: &record::Declaration<'_>) -> Value {
    let text = declaration.default;
    let value = match ty(declaration) {
        Type::OnOff => text.parse().ok(),
        Type::Any => Some(text.parse().unwrap_or_else(|_| text.into())),
        Type::Integer(_) => text.parse().ok().map(Value::Integer),
        Type::Float(_) => text.parse().ok().map(Value::Float),
        Type::Structure => Some(Value::Table(Table::of_default())),
        _ => Some(text.into()),
    };
    value.unwrap_or(Value::Off)
}

fn pin(record: &Record<'_>) -> Option<String> {
    Some(record.pin.to_owned()).filter(|pin| !pin.is_empty())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A place that asks for a toggle.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PointPlace {
    /// Whether it asks under a `not`, so that the gated code runs while the toggle is off.
    pub negated: bool,
    /// What the build has [pinned](crate::_pins) the toggle to, here. Left out in JSON if it has not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<String>,
    /// Whether it is counted here what becomes of the gated code, see [guards](crate::_guard). Left out in JSON if it is not.
    #[serde(skip_serializing_if = "is_false", default)]
    pub guard: bool,
    /// Whether both ways can be [run and compared](crate::_shadow) here. Left out in JSON if they cannot.
    #[serde(skip_serializing_if = "is_false", default)]
    pub shadow: bool,
    /// Whether it asks for the [value](crate::value!), whatever that is. Left out in JSON if it asks for on or off.
    #[serde(skip_serializing_if = "is_false", default)]
    pub value: bool,
    /// What checks here were answered, if the toggle is or was [observed](crate::Observe). Left out in JSON if it never was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub observed: Option<Observed>,
    /// How many answers here lacked a value to hash, and had nothing that says what counts then. Left out in JSON if it
    /// is 0.
    #[serde(rename = "without-key", skip_serializing_if = "is_zero", default)]
    pub without_key: u64,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
}

impl PointPlace {
    /// What a record says, if it is that of a point.
    pub(crate) fn of(record: &Record<'_>) -> Option<Self> {
        let Body::Point { polarity } = record.body else { return None };
        Some(Self {
            negated: polarity == Polarity::Negative,
            pin: pin(record),
            guard: record.modes.guard,
            shadow: record.modes.shadow,
            value: record.modes.value,
            observed: None,
            without_key: 0,
            place: (&record.place).into(),
        })
    }
}
