//! The choice whether blocks lose the braces that nothing needs any more.

/// The braces of a block that is left in place of a gate or a check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Braces {
    /// They go where the code means the same without them.
    #[default]
    Dropped,
    /// They stay.
    Kept,
}
