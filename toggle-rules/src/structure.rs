//! The reader that turns a table into the type of a structure toggle.

use std::{any::Any, fmt};

use crate::{
    spanned::Position,
    table::{Entries, Given, IN_CODE, Table},
};

/// The reader of a structure's tables, which also recognizes the values of its type.
#[derive(Clone, Copy)]
pub struct Reading {
    read: fn(&Entries) -> Result<Given, Refused>,
    is: fn(&(dyn Any + Send + Sync)) -> bool,
}

impl Reading {
    /// Returns a reader, given a function that reads a table and a function that recognizes a value of the type.
    pub const fn new(read: fn(&Entries) -> Result<Given, Refused>, is: fn(&(dyn Any + Send + Sync)) -> bool) -> Self {
        Self { read, is }
    }

    /// Reads a value of the type. A value set in code is only checked for its type.
    ///
    /// # Errors
    ///
    /// If the table, or the value set in code, is no value of the type.
    pub fn check(self, table: Table) -> Result<Table, Refused> {
        match (table.given(), table.entries()) {
            (Some(given), _) if (self.is)(&**given) => Ok(table),
            (None, None) if table.is_default() => Ok(table),
            (None, None) => {
                let message = "the table represents a value set in code, and does not contain that value";
                Err(Refused { message: message.to_owned(), at: None })
            }
            (_, Some(entries)) if entries.number_in_code().is_some() => {
                let message =
                    format!("a table with `{IN_CODE}` alone represents a value set in code; rename the field");
                Err(Refused { message, at: None })
            }
            (_, Some(entries)) => (self.read)(entries).map(|given| table.with_given(given)),
            (Some(_), None) => {
                let message = "expected a value of the toggle's type, found one of another type";
                Err(Refused { message: message.to_owned(), at: None })
            }
        }
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

/// The refusal of a table that is no value of the toggle's type.
#[derive(Debug)]
pub struct Refused {
    /// The message of the type.
    pub message: String,
    /// The position of the value in question, if it is known.
    pub at: Option<Position>,
}
