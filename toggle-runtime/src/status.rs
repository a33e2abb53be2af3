use serde::{Deserialize, Serialize};
use toggle_syntax::{
    Date, Kind,
    record::{self, Body, Polarity, Record},
};

use crate::{place::Place, value::Value};

/// A toggle of this process, as [`toggles`](crate::toggles) lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToggleStatus {
    /// Its name.
    pub name: String,
    /// What it is, if it is declared.
    pub declaration: Option<Declaration>,
    /// Every place that asks for it.
    pub points: Vec<PointPlace>,
    /// What it is set to, outside of [scopes](crate::scope()).
    pub state: Value,
    /// The source that decided, such as `environment` or `default`.
    pub source: String,
}

/// What a [`#[toggle]`](macro@crate::toggle) says of its toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Declaration {
    /// The doc comment.
    pub description: String,
    /// The state where no source sets one.
    pub default: Value,
    /// What the toggle is for.
    pub kind: Option<Kind>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The date from which it exists.
    pub since: Option<Date>,
    /// The date by which it should be gone.
    pub expires: Option<Date>,
    /// Where it is declared.
    pub place: Place,
}

impl Declaration {
    /// What a record says, if it is that of a declaration.
    pub(crate) fn of(record: &Record<'_>) -> Option<Self> {
        let Body::Declaration(declaration) = &record.body else { return None };
        Some(Self {
            description: declaration.description.to_owned(),
            default: default(declaration),
            kind: declaration.kind.parse().ok(),
            owner: Some(declaration.owner.to_owned()).filter(|owner| !owner.is_empty()),
            since: declaration.since.parse().ok(),
            expires: declaration.expires.parse().ok(),
            place: (&record.place).into(),
        })
    }
}

/// The macro writes `on` or `off`.
pub(crate) fn default(declaration: &record::Declaration<'_>) -> Value {
    declaration.default.parse().unwrap_or(Value::Off)
}

/// A place that asks for a toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PointPlace {
    /// Whether it asks under a `not`, so that the gated code runs while the toggle is off.
    pub negated: bool,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
}

impl PointPlace {
    /// What a record says, if it is that of a point.
    pub(crate) fn of(record: &Record<'_>) -> Option<Self> {
        let Body::Point { polarity } = record.body else { return None };
        Some(Self { negated: polarity == Polarity::Negative, place: (&record.place).into() })
    }
}
