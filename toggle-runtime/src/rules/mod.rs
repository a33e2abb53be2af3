//! Rules: what a source says of a toggle where that depends on who asks, and when. Their reference is `docs/rules.md`.
//!
//! [`read`] makes definitions of a text, [`policy`] checks one against the toggle that it is for and works out all that can
//! be known before anybody asks, [`evaluate`] is the pure function from that, a context and the time to an answer.

mod percentage;
mod date;
mod number;
mod version;
pub(crate) mod text;
mod pattern;
mod patterns;
mod condition;
mod facts;
mod rollout;
mod definition;
mod tables;
pub(crate) mod read;
mod target;
mod policy;
mod digest;
mod cycles;
mod evaluate;
mod tell;
mod lint;

use self::percentage::NoPercentage;
pub(crate) use self::{
    cycles::{MAX_REQUIRED, requirement_fault},
    definition::{Mistake, Placed, Position, Said, Statement, Written},
    digest::{digest, digest_of_value, version},
    evaluate::{Because, Outcome, Tried},
    lint::{Lint, version_attributes},
    patterns::Compiled,
    policy::{Policy, Rules},
    tables::{Tables, accept},
    target::Target,
    tell::Teller,
};
pub use self::{lint::LintKind, percentage::Percentage};
