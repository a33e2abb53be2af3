//! The record of one check, as it is passed to a function of the user.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, Value};

use crate::model::place::Place;

/// One answer to a check, as [`Observe::call`](crate::Observe::call) passes it to a function.
///
/// ```
/// use toggle_runtime::{Evaluation, Observe};
///
/// fn record(evaluation: &Evaluation) {
///     let user = evaluation.key.as_deref().unwrap_or("-");
///     println!("{} {user} {} {}", evaluation.time, evaluation.toggle, evaluation.value);
/// }
///
/// let observe = Observe::toggle("search-ranking").call(record);
/// # let _ = observe;
/// ```
///
/// `Debug` shows whether there is a targeting key, but not the key. The field and JSON contain the key.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Evaluation {
    /// The time of the check.
    pub time: Timestamp,
    /// The name of the toggle.
    pub toggle: String,
    /// The value: on or off, the name of a variant, a number, a string or a table.
    pub value: Value,
    /// The reason for the value.
    pub reason: Reason,
    /// The targeting key of the context, if there was one. It may identify a person: see
    /// [personal data](crate::_personal_data).
    ///
    /// While a toggle is the same for everybody, a check does not evaluate its `for =`. The key is then that of the
    /// [scope](crate::scope()).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// A digest of the toggle's state, as in [`Change::version`](crate::Change::version). Answers of one experiment
    /// have the same version until its rules change.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// The place of the check, or of the declaration if a method of the declaration made the check.
    pub place: Place,
}

impl fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluation")
            .field("time", &self.time)
            .field("toggle", &self.toggle)
            .field("value", &self.value)
            .field("reason", &self.reason)
            .field("has_key", &self.key.is_some())
            .field("version", &self.version)
            .field("place", &self.place)
            .finish()
    }
}
