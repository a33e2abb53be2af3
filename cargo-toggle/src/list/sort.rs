//! The order of a list.

use clap::ValueEnum;
use toggle_admin::inventory::{Inventory, Toggle};

use super::columns::Column;

/// A column by which toggles are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Sort {
    #[default]
    Name,
    Default,
    Kind,
    Owner,
    /// Oldest first
    Since,
    /// Soonest first
    Expires,
    /// Most first
    Points,
    Package,
}

impl Sort {
    /// Sorts the toggles by this column, toggles without a value last, and then by name.
    pub(super) fn apply(self, inventory: &mut Inventory) {
        let column = match self {
            Self::Name => return,
            Self::Points => return inventory.toggles.sort_by_key(|toggle| std::cmp::Reverse(toggle.points.len())),
            Self::Default => Column::Default,
            Self::Kind => Column::Kind,
            Self::Owner => Column::Owner,
            Self::Since => Column::Since,
            Self::Expires => Column::Expires,
            Self::Package => Column::Package,
        };
        let key = |toggle: &Toggle| {
            let text = column.cell(toggle);
            (text.is_empty(), text)
        };
        inventory.toggles.sort_by_cached_key(key);
    }
}
