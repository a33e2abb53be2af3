//! The differences of two builds, and of two configurations.

mod compare;
mod configuration;
#[cfg(test)]
mod tests;

pub use self::{
    compare::{Change, Difference, FieldChange, Moved, Placed, Places, compare},
    configuration::{
        Difference as EntryDifference, Kind as EntryKind, Report as ConfigurationDifference, Side,
        compare_configurations,
    },
};
