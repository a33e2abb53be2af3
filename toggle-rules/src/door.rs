//! The pointers to the tables of toggles. `door_off.rs` replaces this file where the feature `rules` is off.

use std::sync::Arc;

/// A pointer to the table of a toggle as a source writes it.
pub type WrittenTable<T> = Box<T>;

/// A pointer to the compiled table of a toggle.
pub type CompiledTable<T> = Arc<T>;
