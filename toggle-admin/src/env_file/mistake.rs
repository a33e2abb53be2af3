//! A mistake on a line of a file of variables.

/// A line that sets no variable.
#[derive(Debug)]
pub struct Mistake {
    /// The number of the line, from 1.
    pub line: usize,
    /// The mistake, and how to fix it.
    pub message: String,
}
