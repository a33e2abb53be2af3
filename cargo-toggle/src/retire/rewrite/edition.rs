//! The editions of Rust, as far as they differ in what an edit may do.

/// The edition of Rust in which a file is written.
///
/// Temporaries in the last expression of a block live longer before 2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// 2015, 2018 and 2021.
    Before2024,
    /// 2024 and later.
    From2024,
}
