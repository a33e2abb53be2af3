//! An answer as the user's function is given it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, Value};

use crate::model::place::Place;

/// One answer to a check, as [`Observe::call`](crate::Observe::call) hands it to a function.
///
/// `Debug` tells whether there is a key, and not which. The field and JSON have the key as it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Evaluation {
    /// The time of the check.
    pub time: Timestamp,
    /// The name of the toggle.
    pub toggle: String,
    /// The answer: on or off, the name of a variant, a number or a text.
    pub value: Value,
    /// The reason for the answer.
    pub reason: Reason,
    /// The targeting key of the context, if there was one. It may tell who a person is: see
    /// [personal data](crate::_personal_data). While a toggle is the same for everybody, a check does not evaluate its
    /// `for =`, so this is the key of the [scope](crate::scope()) then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// A digest of what the toggle is set to, as in [`Change::version`](crate::Change::version). Answers of one
    /// experiment have the same version until its rules change.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// The place of the check, or of the declaration where a method of the declaration was asked.
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
