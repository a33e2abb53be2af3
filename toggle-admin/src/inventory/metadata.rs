//! The fields of a declaration by name, and contradictions between declarations.

use serde::{Deserialize, Serialize};
use toggle_runtime::{Date, Declaration, Kind, Value};

use super::Toggle;

/// A field of a toggle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The value if no source sets one.
    Default,
    /// The type of its values, if it is not on/off.
    Type,
    /// The purpose.
    Kind,
    /// The responsible team or person.
    Owner,
    /// The date from which it exists.
    Since,
    /// The date by which it should be removed.
    Expires,
    /// The doc comment.
    Description,
    /// The value that the build has pinned.
    Pin,
}

impl Field {
    /// Returns the name of the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Kind => "kind",
            Self::Type => "type",
            Self::Owner => "owner",
            Self::Since => "since",
            Self::Expires => "expires",
            Self::Description => "description",
            Self::Pin => "pin",
        }
    }
}

/// All fields of a toggle, in the order of [`Field`]; `None` for a field that is not set.
type Metadata = [(Field, Option<String>); 8];

impl Toggle {
    /// Returns all fields of the toggle, by the declaration that counts.
    pub fn metadata(&self) -> Metadata {
        self.metadata_of(self.declaration(), &self.default)
    }

    /// Returns the fields in which its declarations contradict each other.
    pub fn contradictions(&self) -> Vec<Field> {
        let first = self.metadata();
        let others: Vec<Metadata> =
            self.declarations.iter().skip(1).map(|other| self.metadata_of(Some(other), &other.default)).collect();
        let differs = |at: &usize| others.iter().any(|other| other[*at] != first[*at]);
        (0..first.len()).filter(differs).map(|at| first[at].0).collect()
    }

    fn metadata_of(&self, declaration: Option<&Declaration>, default: &Value) -> Metadata {
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let description = declaration.map(|it| it.description.clone()).filter(|text| !text.is_empty());
        [
            (Field::Default, Some(default.to_string())),
            (Field::Type, declaration.map(|it| it.ty.to_string()).filter(|ty| !ty.is_empty())),
            (Field::Kind, declaration.and_then(|it| it.kind).map(Kind::as_str).map(str::to_owned)),
            (Field::Owner, declaration.and_then(|it| it.owner.clone())),
            (Field::Since, date(declaration.and_then(|it| it.since))),
            (Field::Expires, date(declaration.and_then(|it| it.expires))),
            (Field::Description, description),
            (Field::Pin, Some(self.pin().to_string()).filter(|pin| !pin.is_empty())),
        ]
    }
}
