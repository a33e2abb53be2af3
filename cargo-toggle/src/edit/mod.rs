//! `cargo toggle set`, `unset`, `disable`, `enable`, `promote`, `undo` and `log`: edits of a toggle file that running
//! programs follow.

mod options;
mod state;
mod report;
mod single;

mod set;
mod enable;
mod negative;
mod promote;
mod undo;
mod log;
mod log_text;

pub use self::{
    enable::{Disable, Enable},
    log::Log,
    negative::below_nothing,
    promote::Promote,
    set::{Set, Unset},
    undo::Undo,
};
