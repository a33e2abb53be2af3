//! The manifest record, which every toggle point and every declaration leaves in the binary.
//!
//! A record is text, so that a tool can list the toggles of a stripped release binary without running it. A record is
//! in the section [`SECTION_ELF`], [`SECTION_MACHO`] or [`SECTION_PE`]. It starts with [`MAGIC`] and is a list of
//! fields, each ended by the unit separator (`0x1F`). The record separator (`0x1E`) ends the record:
//!
//! ```text
//! ftoggle␞1␟p␟name␟crate␟version␟module␟item␟file␟line␟column␟polarity␟␞
//! ftoggle␞1␟d␟name␟crate␟version␟module␟item␟file␟line␟column␟default␟kind␟owner␟since␟expires␟description␟type␟␞
//! ```
//!
//! The first field is the version of the format, the second distinguishes a point (`p`) from a declaration (`d`).
//! `item` is the function around a point, or the `static` of a declaration. `polarity` is `+`, or `-` under a `not`. An
//! unknown field is empty.
//!
//! Two optional fields may follow. The first is the state that the build pins the toggle to. The second is the mode:
//! `guard`, `shadow`, `guard shadow`, or `value` for a point that reads the toggle's value. If the mode is present, the
//! pin may be empty.
//!
//! A reader ignores unknown fields at the end of a record. An added field therefore keeps the version, and any other
//! change raises it. A record contains no timestamps, and no paths except those that the compiler prints itself.
//!
//! This module holds the only writer and the only reader. The writer is `__record_static!` (`statics.rs`), which
//! expands to one literal, and [`Record::to_bytes`] for records at run time. The reader is [`Record::read`].

mod data;
mod read;
mod statics;
#[cfg(test)]
mod tests;

pub use self::{
    data::{Body, Declaration, Modes, Place, Polarity, Record},
    read::Malformed,
    statics::{join, joined_len, pinned, pinned_len},
};

/// The name of the section in ELF files.
pub const SECTION_ELF: &str = "ftoggle";
/// The segment, name and attributes of the section in Mach-O files, in the syntax of `#[link_section]`.
pub const SECTION_MACHO: &str = "__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip";
/// The name of the section in PE files.
pub const SECTION_PE: &str = ".ftoggle";

/// The start of every record.
pub const MAGIC: &str = "ftoggle\x1e";
/// The version of the format that this module writes and reads.
pub const VERSION: &str = "1";

const UNIT: u8 = 0x1f;
const END: u8 = 0x1e;
const POINT: &str = "p";
const DECLARATION: &str = "d";
