//! The status of a toggle, its declaration and the places that check it, as users list them.

use serde::{Deserialize, Serialize};
use toggle_rules::{State, Table, Value};
use toggle_syntax::{
    Date, Kind, Type,
    record::{self, Body, Polarity, Record},
};

use crate::model::{guard::GuardStatus, observed::Observed, place::Place, shadow::ShadowReport};

/// The status of a toggle of this process, as [`toggles`](crate::toggles) and [`status`](crate::status) return it.
///
/// ```
/// use toggle_runtime::{enabled, status};
///
/// assert!(!enabled!("weekly-digest"));
///
/// let status = status("weekly-digest").unwrap();
/// assert_eq!((status.state.is_on(), status.source.as_str()), (false, "default"));
/// assert!(status.declaration.is_none());
/// assert_eq!(status.points.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ToggleStatus {
    /// The name of the toggle.
    pub name: String,
    /// The declaration, if there is one.
    pub declaration: Option<Declaration>,
    /// All places that check the toggle.
    pub points: Vec<PointPlace>,
    /// The state outside of [scopes](crate::scope()).
    pub state: State,
    /// The name of the source that decides, such as `environment` or `default`.
    pub source: String,
    /// The [revision](crate::States::revision) of that source. Left out in JSON if the source has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<String>,
    /// The value to which the build has [pinned](crate::_pins) the toggle. Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<Value>,
    /// The status of the toggle's [guard](crate::_guard), if it has a budget. Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guard: Option<GuardStatus>,
    /// The results of [shadow mode](crate::_shadow), if the toggle was in it. Left out in JSON if there are none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shadow: Option<ShadowReport>,
    /// The answers of checks, if the toggle is or was [observed](crate::Observe). Left out in JSON if it never was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub observed: Option<Observed>,
    /// The number of answers for which rules had no value to hash, and no `without-key`: the toggle's own rules, or the
    /// rules of a toggle that it requires. Left out in JSON if it is 0.
    #[serde(rename = "without-key", skip_serializing_if = "is_zero", default)]
    pub without_key: u64,
    /// Whether checks take the slow path at present because a living [scope](crate::scope()) sees another state.
    pub held: bool,
}

/// An iterator over all toggles of this process, ordered by name. [`toggles`](crate::toggles) returns it.
///
/// ```
/// let toggles = toggle_runtime::toggles();
/// println!("{} toggles, {} old snapshots", toggles.len(), toggles.pinned_views());
/// for toggle in toggles {
///     println!("{}: {}", toggle.name, toggle.state);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Toggles {
    toggles: std::vec::IntoIter<ToggleStatus>,
    pinned_views: usize,
}

impl Toggles {
    pub(crate) fn new(toggles: Vec<ToggleStatus>, pinned_views: usize) -> Self {
        Self { toggles: toggles.into_iter(), pinned_views }
    }

    /// Returns the number of old snapshots that living [scopes](crate::scope()) keep.
    ///
    /// A scope keeps the snapshot of all states that was current when it was entered. A number that stays above zero
    /// shows that a scope lives for long.
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

/// The declaration of a toggle: the arguments of its [`#[toggle]`](macro@crate::toggle) and its doc comment.
///
/// ```
/// for toggle in toggle_runtime::toggles() {
///     if let Some(declaration) = toggle.declaration {
///         println!("{}: {} (default {})", toggle.name, declaration.description, declaration.default);
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Declaration {
    /// The doc comment.
    pub description: String,
    /// The type of the toggle's value. Left out in JSON if the toggle is on or off.
    #[serde(rename = "type", skip_serializing_if = "is_on_or_off", default)]
    pub ty: Type,
    /// The declared default, which applies while no source sets the toggle.
    pub default: Value,
    /// The kind of the toggle.
    pub kind: Option<Kind>,
    /// The owner of the toggle.
    pub owner: Option<String>,
    /// The date since which the toggle exists.
    pub since: Option<Date>,
    /// The date by which the toggle should be removed.
    pub expires: Option<Date>,
    /// The value to which the build has [pinned](crate::_pins) the toggle in the declaring crate. Left out in JSON if
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<String>,
    /// The place of the declaration.
    pub place: Place,
}

fn is_on_or_off(ty: &Type) -> bool {
    *ty == Type::OnOff
}

impl Declaration {
    /// Reads a declaration. Returns `None` for the record of a point.
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

/// Returns the type of a declaration. The macro writes a type that parses.
pub(crate) fn ty(declaration: &record::Declaration<'_>) -> Type {
    declaration.ty.parse().unwrap_or_default()
}

/// Returns the default of a declaration. The macro writes a default of the toggle's type.
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

/// A place that checks a toggle: a toggle point.
///
/// ```
/// for toggle in toggle_runtime::toggles() {
///     for point in &toggle.points {
///         println!("{} is checked at {}", toggle.name, point.place);
///     }
/// }
/// ```
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PointPlace {
    /// Whether the check is under a `not`, so that the gated code runs while the toggle is off.
    pub negated: bool,
    /// The value to which the build has [pinned](crate::_pins) the toggle at this place. Left out in JSON if there is
    /// none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<String>,
    /// Whether a [guard](crate::_guard) can count the calls of the gated code. Left out in JSON if it cannot.
    #[serde(skip_serializing_if = "is_false", default)]
    pub guard: bool,
    /// Whether [shadow mode](crate::_shadow) can run both ways here. Left out in JSON if it cannot.
    #[serde(skip_serializing_if = "is_false", default)]
    pub shadow: bool,
    /// Whether the place reads the [value](crate::value!). Left out in JSON if it checks for on or off.
    #[serde(skip_serializing_if = "is_false", default)]
    pub value: bool,
    /// The answers of checks here, if the toggle is or was [observed](crate::Observe). Left out in JSON if it never
    /// was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub observed: Option<Observed>,
    /// The number of answers here for which rules had no value to hash, and no `without-key`. Left out in JSON if it is
    /// 0.
    #[serde(rename = "without-key", skip_serializing_if = "is_zero", default)]
    pub without_key: u64,
    /// The place in the source code.
    #[serde(flatten)]
    pub place: Place,
}

impl PointPlace {
    /// Reads a point. Returns `None` for the record of a declaration.
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
