//! `cargo toggle set`, `unset`, `disable`, `enable`, `promote`, `undo`, `init` and `log`: edits of a toggle file or of
//! a store's document that running programs follow.

mod options;
mod state;
mod report;
mod single;

mod set;
mod enable;
mod negative;
mod promote;
mod undo;
mod init;
mod log;
mod log_text;

pub use self::{
    enable::{Disable, Enable},
    init::Init,
    log::Log,
    negative::below_nothing,
    promote::Promote,
    set::{Set, Unset},
    undo::Undo,
};
