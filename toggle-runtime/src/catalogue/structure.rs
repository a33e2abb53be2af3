//! The readers of structures, which declarations put into a slice of the program.

use toggle_rules::Reading;

/// The readers of all structures that are declared in this process.
///
/// The name contains the version, like the name of the slice of points.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_STRUCTURES: [Structure];

/// The record of a declaration, and the reader of its tables.
#[derive(Debug)]
pub struct Structure {
    /// The record of the declaration.
    record: &'static [u8],
    /// The reader, or `None` for an on/off toggle whose type has another name.
    reading: Option<Reading>,
}

impl Structure {
    /// Makes the entry of the declaration with this record.
    pub const fn new(record: &'static [u8], reading: Option<Reading>) -> Self {
        Self { record, reading }
    }

    /// Returns the reader if this entry belongs to the declaration with this record.
    pub(crate) fn reading_of(&self, record: &'static [u8]) -> Option<Reading> {
        self.reading.filter(|_| std::ptr::eq(self.record, record))
    }
}
