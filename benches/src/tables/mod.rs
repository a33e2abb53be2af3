//! The sections of the report as Markdown.

pub(crate) mod check;
pub(crate) mod decisions;
pub(crate) mod watched;
pub(crate) mod contention;
