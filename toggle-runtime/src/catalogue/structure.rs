//! The readers of structures, as declarations leave them in the program.

use toggle_rules::Reading;

/// The reading of each structure that is declared in this process. The name carries the version, as that of the list of
/// points does.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_STRUCTURES: [Structure];

/// A declaration's record, and the reader of its tables.
#[derive(Debug)]
pub struct Structure {
    /// The record of the declaration.
    record: &'static [u8],
    /// The reading, or `None` for a toggle that is on or off under another name of its type.
    reading: Option<Reading>,
}

impl Structure {
    /// The toggle of the declaration that has this record.
    pub const fn new(record: &'static [u8], reading: Option<Reading>) -> Self {
        Self { record, reading }
    }

    /// Returns how the toggle is read, if this is its declaration.
    pub(crate) fn reading_of(&self, record: &'static [u8]) -> Option<Reading> {
        self.reading.filter(|_| std::ptr::eq(self.record, record))
    }
}
