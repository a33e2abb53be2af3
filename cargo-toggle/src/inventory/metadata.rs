//! The fields of a declaration, by name, and where declarations contradict each other.

use serde::{Deserialize, Serialize};
use toggle_runtime::{Date, Declaration, Kind, Value};

use super::Toggle;

/// What can be said of a toggle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The state where no source sets one.
    Default,
    /// What its states are, if they are not on and off.
    Type,
    /// What it is for.
    Kind,
    /// Who answers for it.
    Owner,
    /// The date from which it exists.
    Since,
    /// The date by which it should be gone.
    Expires,
    /// The doc comment.
    Description,
    /// To what the build has pinned it.
    Pin,
}

impl Field {
    /// The word for it.
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

/// Everything that can be said of a toggle, in the order of [`Field`]; none where nothing is.
type Metadata = [(Field, Option<String>); 8];

impl Toggle {
    /// Everything that is said of the toggle, by the declaration that counts.
    pub fn metadata(&self) -> Metadata {
        self.metadata_of(self.declaration(), &self.default)
    }

    /// In what its declarations contradict each other.
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
