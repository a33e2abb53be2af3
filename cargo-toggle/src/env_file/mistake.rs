//! A line of a file of variables that cannot be read.

/// A line that is no variable.
#[derive(Debug)]
pub struct Mistake {
    /// Its number, from 1.
    pub line: usize,
    /// The mistake, and what to do about it.
    pub message: String,
}
