//! Values with their positions in a file, and mistakes.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// A position in a text, as a line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A value with its position. Comparisons and hashes ignore the position.
#[derive(Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The position, if the value comes from a file.
    pub at: Option<Position>,
}

impl<T> Spanned<T> {
    /// Wraps a value that comes from no file.
    #[inline]
    pub(crate) fn nowhere(value: T) -> Self {
        Self { value, at: None }
    }
}

/// Omits the position.
impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

/// A mistake, with its position if that differs from the position of the whole entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The position, or `None` for the position of the whole entry.
    pub at: Option<Position>,
    /// The mistake, and advice if that helps.
    pub message: String,
}

impl From<String> for Mistake {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

/// One part of a toggle's entry, or the mistakes in that part. `None` if the entry lacks the part.
pub type Said<T> = Option<Result<T, Vec<Mistake>>>;
