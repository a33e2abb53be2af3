//! Evaluation of toggles: the kinds of checks, the evaluation, and the records of answers.

pub(crate) mod question;
mod look;
mod answer;
mod retry;
mod by_name;
mod explain;
pub(crate) mod functions;
