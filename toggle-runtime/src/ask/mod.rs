//! Questions: who asks, then the decision, then what is noted of it.

pub(crate) mod question;
mod look;
mod answer;
mod retry;
mod by_name;
mod explain;
pub(crate) mod functions;
