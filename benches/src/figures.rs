use toggle_measure::{Measured, Strained};

/// What the sections have found, as far as they have been run.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) checks: Vec<Measured>,
    pub(crate) peers_checks: Vec<Measured>,
    pub(crate) peers_decisions: Vec<Measured>,
    pub(crate) contention: Vec<Strained>,
    /// Their Markdown.
    pub(crate) instructions: String,
}
