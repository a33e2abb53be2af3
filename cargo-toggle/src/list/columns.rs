//! The columns of a list: headings, cells, and whether a table shows them.

use std::collections::BTreeSet;

use toggle_admin::{
    inventory::{Inventory, Pin, Toggle},
    place,
};
use toggle_runtime::Declaration;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Default,
    Kind,
    Owner,
    Since,
    Expires,
    Points,
    Package,
    Pin,
    /// The binaries that contain a toggle.
    In,
}

impl Column {
    /// All columns, in their order.
    pub(super) const ALL: [Self; 10] = [
        Self::Name,
        Self::Default,
        Self::Kind,
        Self::Owner,
        Self::Since,
        Self::Expires,
        Self::Points,
        Self::Package,
        Self::Pin,
        Self::In,
    ];

    /// Returns the columns that a table shows.
    pub(super) fn shown(inventory: &Inventory) -> Vec<Self> {
        Self::ALL.into_iter().filter(|column| column.is_shown(inventory)).collect()
    }

    /// Returns whether the column contains useful information.
    fn is_shown(self, inventory: &Inventory) -> bool {
        match self {
            Self::Pin => inventory.toggles.iter().any(|toggle| toggle.pin() != Pin::None),
            Self::In => inventory.artifacts.len() > 1,
            Self::Name
            | Self::Default
            | Self::Kind
            | Self::Owner
            | Self::Since
            | Self::Expires
            | Self::Points
            | Self::Package => true,
        }
    }

    /// Returns the heading.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Default => "default",
            Self::Kind => "kind",
            Self::Owner => "owner",
            Self::Since => "since",
            Self::Expires => "expires",
            Self::Points => "points",
            Self::Package => "package",
            Self::Pin => "pin",
            Self::In => "in",
        }
    }

    /// Returns the cell of a toggle, or an empty text if nothing is known. Differing declarations are all shown.
    pub(super) fn cell(self, toggle: &Toggle) -> String {
        let text = |of: &dyn Fn(&Declaration) -> Option<String>| alternatives(toggle.declarations.iter().map(of));
        match self {
            Self::Name => toggle.name.clone(),
            Self::Default if toggle.declarations.is_empty() => toggle.default.to_string(),
            Self::Default => text(&|it| Some(it.default.to_string())),
            Self::Kind => text(&|it| it.kind.map(|kind| kind.to_string())),
            Self::Owner => text(&|it| it.owner.clone()),
            Self::Since => text(&|it| it.since.map(|date| date.to_string())),
            Self::Expires => text(&|it| it.expires.map(|date| date.to_string())),
            Self::Points => toggle.points.len().to_string(),
            Self::Package => packages(toggle),
            Self::Pin => toggle.pin().to_string(),
            Self::In => binaries(toggle),
        }
    }
}

/// Returns the packages of the declarations or, without one, of the toggle points.
fn packages(toggle: &Toggle) -> String {
    let packages: BTreeSet<String> = match toggle.declarations.as_slice() {
        [] => toggle.points.iter().map(|point| place::package(&point.place)).collect(),
        declarations => declarations.iter().map(|declaration| place::package(&declaration.place)).collect(),
    };
    packages.into_iter().collect::<Vec<_>>().join(", ")
}

/// Returns the file names of the binaries that contain a toggle.
fn binaries(toggle: &Toggle) -> String {
    let names: BTreeSet<&str> =
        toggle.artifacts.iter().map(|path| path.rsplit(['/', '\\']).next().unwrap_or(path)).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Returns the only text, or the differing texts, as in `off / on`. Without any, returns an empty text.
fn alternatives(texts: impl Iterator<Item = Option<String>>) -> String {
    let mut all: Vec<Option<String>> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    match all.as_slice() {
        [one] => one.clone().unwrap_or_default(),
        several => {
            let shown: Vec<&str> = several.iter().map(|text| text.as_deref().unwrap_or("-")).collect();
            shown.join(" / ")
        }
    }
}
