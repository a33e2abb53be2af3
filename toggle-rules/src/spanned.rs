//! Things with their positions in a text, and mistakes.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// A line and a column, both from 1, the column in characters.
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

/// Something with its position, which makes no difference when two definitions are compared.
#[derive(Clone)]
pub struct Spanned<T> {
    /// The thing itself.
    pub value: T,
    /// Its position, if it stands in a text.
    pub at: Option<Position>,
}

impl<T> Spanned<T> {
    /// Wraps what stands in no text.
    #[inline]
    pub(crate) fn nowhere(value: T) -> Self {
        Self { value, at: None }
    }
}

/// The position is no part of the value.
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

/// Something that is wrong, with its position if that is not the one of the whole entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The position, if it is not the one of the whole entry.
    pub at: Option<Position>,
    /// The mistake, and where that helps, what to write.
    pub message: String,
}

impl From<String> for Mistake {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

/// One part of what is written of a toggle, or the mistakes in that part. None where nothing is written.
pub type Said<T> = Option<Result<T, Vec<Mistake>>>;
