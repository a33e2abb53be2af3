//! The manifest record: what every toggle point and every declaration leaves in the binary.
//!
//! A record is text, so that a stripped release binary can be asked for its toggles without being run. Each stands in
//! the section [`SECTION_ELF`], [`SECTION_MACHO`] or [`SECTION_PE`], starts with [`MAGIC`] and is a list of fields,
//! each ended by the unit separator (`0x1F`); the record separator (`0x1E`) ends the record:
//!
//! ```text
//! ftoggle␞1␟p␟name␟crate␟version␟module␟item␟file␟line␟column␟polarity␟␞
//! ftoggle␞1␟d␟name␟crate␟version␟module␟item␟file␟line␟column␟default␟kind␟owner␟since␟expires␟description␟type␟␞
//! ```
//!
//! The first field is the version of the format, the second tells a point (`p`) from a declaration (`d`). `item` is the
//! function around a point, or the `static` of a declaration; `polarity` is `+`, or `-` under a `not`. What is not
//! known is empty. Where the build has pinned the toggle, one more field says to what, and where the gated code is
//! guarded or run in the shadow of the old, one after that says `guard`, `shadow` or `guard shadow`; a point that asks
//! for the value says `value` there. The field before it may be empty then. A reader skips fields that it does not know
//! at the end of a record: adding one keeps the version, any other change raises it. There are no timestamps and no
//! paths that the compiler did not print itself.
//!
//! This module holds the one writer, `__record_static!` (`statics.rs`), which makes one literal of it for the compiler
//! (and [`Record::to_bytes`], for whoever makes records at run time), and the one reader, [`Record::read`].

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

/// The section's name in ELF files.
pub const SECTION_ELF: &str = "ftoggle";
/// The section's segment, name and attributes in Mach-O files, as `#[link_section]` takes them.
pub const SECTION_MACHO: &str = "__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip";
/// The section's name in PE files.
pub const SECTION_PE: &str = ".ftoggle";

/// The start of every record.
pub const MAGIC: &str = "ftoggle\x1e";
/// The version of the format that this module writes and reads.
pub const VERSION: &str = "1";

const UNIT: u8 = 0x1f;
const END: u8 = 0x1e;
const POINT: &str = "p";
const DECLARATION: &str = "d";
