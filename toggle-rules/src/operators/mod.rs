//! The operators of conditions. To add one, add a file here with its [`Word`](word::Word) and its
//! [`Operate`](word::Operate), and a line in the table at the end of `operator.rs`. Reading, evaluation, `explain`,
//! lints, the schema of `cargo toggle` and the reference derive from that table.

mod word;
mod bound;
mod operand;
mod one_of;
mod present;
#[cfg_attr(not(feature = "semver"), path = "semver_off.rs")]
mod semver;
mod starts_with;
mod ends_with;
mod contains;
mod order;
mod matches;
mod operator;
mod matcher;
mod key;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    bound::{Order, Ordered},
    key::{OperatorKey, TRIED},
    matches::MATCHES,
    operand::Operand,
    operator::{Matcher, Nesting, Operator},
    semver::has_pre_release,
    word::Domain,
};
pub use self::{
    key::operator_words,
    word::{OperatorValue, OperatorWord},
};
