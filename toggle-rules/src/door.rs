//! The pointers to the tables of toggles. `door_off.rs` stands for it where the feature `rules` is off.

use std::sync::Arc;

/// The table of a toggle, as it is written.
pub type WrittenTable<T> = Box<T>;

/// The table of a toggle, compiled.
pub type CompiledTable<T> = Arc<T>;
