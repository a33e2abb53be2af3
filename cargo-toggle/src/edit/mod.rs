//! `cargo toggle set`, `unset`, `disable`, `enable`, `promote`, `undo` and `log`: edits of a toggle file that running
//! programs follow.

mod document;
mod keys;
mod inline;
mod insert;
mod slot;
mod refusal;
mod fault;
mod literal;
mod current;
mod spans;
mod verify;
mod sections;
mod request;
mod task;
mod entries;

mod arguments;
mod set;
mod enable;
mod negative;

mod target;

mod os;
mod directory;
mod place;
mod lock;
mod audit;
mod in_place;
mod store;
mod draft;
mod admission;
mod transaction;

mod overrides;
mod report;
mod removed;
mod restore;
mod history;
mod undo;
mod change;
mod simulated;
mod single;
mod several;
mod promote;
mod retired;
#[cfg(test)]
mod tests;

pub(crate) use self::entries::{Entries, Entry, Section};
pub(crate) use self::retired::{PlainState, WithoutToggle, plain_states, requiring, without_toggle};
pub use self::{
    enable::{Disable, Enable},
    history::Log,
    negative::below_nothing,
    promote::Promote,
    set::{Set, Unset},
    undo::Undo,
};
