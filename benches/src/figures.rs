//! The figures from which the goals are computed.

use toggle_measure::{Measured, Strained};

/// The figures of the sections that have been run.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) checks: Vec<Measured>,
    pub(crate) peers_checks: Vec<Measured>,
    pub(crate) peers_decisions: Vec<Measured>,
    pub(crate) contention: Vec<Strained>,
    /// The Markdown of the section.
    pub(crate) instructions: String,
}
