//! The positions of the layers, highest precedence first.

pub(crate) const PIN_LAYER: usize = 0;
pub(super) const GUARD_LAYER: usize = 1;
pub(super) const PROGRAM_LAYER: usize = 2;
pub(super) const ENVIRONMENT_LAYER: usize = 3;
/// The position of the first source. The others follow in the given order.
pub(super) const FIRST_SOURCE_LAYER: usize = 4;
