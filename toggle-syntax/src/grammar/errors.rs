//! The mistakes of one macro call, reported together.

use syn::{Error, Result};

/// The mistakes found so far.
#[derive(Default)]
pub struct Errors(Option<Error>);

impl Errors {
    /// Adds a mistake.
    pub fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Returns whether there is no mistake.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Adds the mistakes of another list.
    pub fn append(&mut self, other: Self) {
        self.push_some(other.0);
    }

    /// Adds a mistake, if there is one.
    pub fn push_some(&mut self, error: Option<Error>) {
        if let Some(error) = error {
            self.push(error);
        }
    }

    /// Returns the value if there was no mistake.
    ///
    /// # Errors
    ///
    /// If there are mistakes. The error contains all of them.
    pub fn finish<T>(self, value: T) -> Result<T> {
        self.0.map_or(Ok(value), Err)
    }
}
