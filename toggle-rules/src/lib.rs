//! The rules engine of [`toggle-runtime`](https://docs.rs/toggle-runtime): it reads the states that a source writes,
//! checks each state against its toggle, and evaluates the rules for a context.
//!
//! The crate is pure: no input or output, no clock, no global state. [`mod@reference`] is the reference of the
//! configuration format. Programs depend on `toggle-runtime`, which exports the types that users need. All other items
//! serve that crate and `cargo toggle`, and may change in any release.
//!
//! Evaluation takes three steps. [`read`] parses a file into a [`Definition`]. [`Target`] checks the definition against
//! a toggle and compiles it to a [`Policy`]. [`Rules::evaluate`] maps the rules, a context and a time to an
//! [`Outcome`].
//!
//! # Features
//!
//! `rules` parses TOML, `regex` and `semver` are the operators `matches` and `semver`, `regex-unicode` adds the large
//! Unicode tables. A configuration that needs a disabled feature is refused with a message that names the feature.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(all(feature = "regex", feature = "rules", feature = "semver")),
    allow(dead_code, unreachable_pub, unused_imports, reason = "the code for rules is unused without these features")
)]

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

#[cfg_attr(not(feature = "rules"), path = "date_off.rs")]
mod date;
mod number;
#[cfg(feature = "semver")]
mod version;
#[cfg_attr(not(feature = "regex"), path = "pattern_off.rs")]
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
#[cfg_attr(
    not(feature = "rules"),
    path = "read_off.rs",
    allow(
        clippy::missing_errors_doc,
        missing_debug_implementations,
        missing_docs,
        reason = "`read` has the documentation"
    )
)]
pub mod read;
mod target;
mod attribute_cache;
mod requires;
#[cfg_attr(not(feature = "rules"), path = "door_off.rs")]
mod door;
mod policy;
#[cfg_attr(not(feature = "rules"), path = "compile_table_off.rs")]
mod compile_table;
mod compile;
mod checked;
mod evaluate;
mod explain;
pub mod lint;

pub use self::{
    attribute::{Attribute, AttributeRef},
    budget::Budget,
    checked::Checked,
    cut::{LIMIT, cut, shown},
    definition::{Definition, RawState},
    digest::{digest_of_value, version},
    door::{CompiledTable, WrittenTable},
    evaluate::{DecidedBy, Outcome, RuleResult},
    explain::Explainer,
    lint::{Lint, LintKind, version_attributes},
    operators::{OperatorValue, OperatorWord, operator_words},
    options::{MonitorOptions, Observation, Observing},
    patterns::{Compiled, KnownPatterns},
    percentage::Percentage,
    policy::{Policy, Rules},
    reason::{ErrorType, Reason, RuleStep},
    requires::{MAX_REQUIRED, requirement_fault},
    short::short,
    spanned::{Mistake, Position, Said, Spanned},
    state::State,
    statement::{Statement, Tables},
    structure::{Reading, Refused},
    table::{Datum, EXACT, Entries, Fault, Field, Given, IN_CODE, Table, read as read_table},
    tables::accept,
    target::Target,
    targeting::{AttributeName, KEY, Targeting},
    text::same as same_text,
    time::timestamp,
    value::{InvalidValue, Value},
};
