//! Edits of a toggle file that running programs follow: set, unset, enable, disable, promote, undo, and the log of all
//! changes.
//!
//! A request becomes a pure edit of the text (`document.rs`), the runtime verifies the result (`verify.rs`), and a
//! transaction replaces the file and adds the lines of the audit log (`transaction.rs`, `store/`, `audit/`).

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
mod new_state;
mod task;
mod entries;

mod operator;
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
pub mod shared;
mod transaction;

mod overrides;
mod report;
mod removed;
mod restore;
mod change;
mod single;
mod several;
mod retired;
pub mod history;
pub mod promote;
pub mod undo;
#[cfg(test)]
mod tests;

pub use self::{
    audit::{Action, days_since_change},
    change::Change,
    current::{EntryContent, Table},
    entries::{Entries, Entry, Section},
    new_state::{NewState, checked, rule},
    operator::Operator,
    overrides::Override,
    report::{Report, shown},
    retired::{PlainState, WithoutToggle, plain_states, requiring, without_toggle},
    several::{Assignment, Reports, assignments, make_all},
    single::{make, simulate},
    target::{AuditOptions, Named, Target, WAIT, actor},
};
