//! The rules engine of [`toggle-runtime`](https://docs.rs/toggle-runtime): it reads what a source says of a toggle, checks
//! that against the toggle, and evaluates it for a context at a time.
//!
//! All of it is pure: no input or output, no clock, no global state. [`mod@reference`] is the reference of what
//! configurations may say. Programs depend on `toggle-runtime`, which exports the types that users need. The rest is for that crate and
//! for `cargo toggle`, and may change in any release.
//!
//! Three steps lead to an answer. [`read`] makes a [`Definition`] of a text. [`Target`] checks it against a toggle and
//! compiles it to a [`Policy`]. [`Rules::evaluate`] is the function from that, a context and a time to an [`Outcome`].
#![forbid(unsafe_code)]

#[doc = include_str!("../docs/rules.md")]
pub mod reference {}

mod short;
mod cut;
mod time;
mod text;
mod percentage;
mod spanned;
mod table;
mod value;
mod state;
pub mod json;
mod reason;
mod attribute;
mod targeting;
mod budget;
mod options;
mod structure;

mod date;
mod number;
mod version;
mod pattern;
mod patterns;
mod scalars;
mod shown;
mod operators;
mod condition;
mod rollout;
mod digest;
mod definition;
mod statement;
mod tables;
pub mod read;
mod target;
mod facts;
mod requires;
mod policy;
mod compile;
mod checked;
mod evaluate;
mod tell;
pub mod lint;

pub use self::{
    attribute::{Attribute, AttributeRef},
    budget::Budget,
    checked::Checked,
    cut::{LIMIT, cut, shown},
    definition::{Definition, Written},
    digest::{digest, digest_of_value, version},
    evaluate::{Because, Outcome, Tried},
    lint::{Lint, LintKind, version_attributes},
    operators::{OperatorValue, OperatorWord, operator_words},
    options::{Observation, Observing, Watch},
    patterns::{Compiled, KnownPatterns},
    percentage::Percentage,
    policy::{Policy, Rules},
    reason::{ErrorType, Reason, RuleStep},
    requires::{MAX_REQUIRED, requirement_fault},
    short::short,
    spanned::{Mistake, Placed, Position, Said},
    state::State,
    statement::{Statement, Tables},
    structure::{Reading, Refused},
    table::{Datum, EXACT, Entries, Fault, Field, Given, IN_CODE, Table, read as read_table},
    tables::accept,
    target::Target,
    targeting::{AttributeName, KEY, Targeting},
    tell::Teller,
    text::same as same_text,
    time::timestamp,
    value::{InvalidValue, Value},
};
