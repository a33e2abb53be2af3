//! The data that users pass in and get back. It depends on neither the registry nor the sources.

pub(crate) mod context;
pub(crate) mod whom;
pub(crate) mod place;
pub(crate) mod names;
pub(crate) mod variables;
pub(crate) mod origin;
pub(crate) mod unknown;
pub(crate) mod problem;
pub(crate) mod error;
pub(crate) mod decision;
pub(crate) mod decided;
pub(crate) mod evaluation;
pub(crate) mod observed;
mod span;
pub(crate) mod guard;
pub(crate) mod shadow;
pub(crate) mod change;
pub(crate) mod event;
pub(crate) mod source_status;
pub(crate) mod status;
