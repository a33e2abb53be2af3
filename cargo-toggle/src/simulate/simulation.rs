//! The outcome of a simulation, which the printer gets.

use serde::Serialize;

use super::{
    changes::Changes,
    share::{Part, Share},
};
use crate::output::Versioned;

/// The spread of a toggle.
#[derive(Debug, Serialize)]
pub(super) struct Simulation {
    pub(super) toggle: String,
    /// The time that counted as now.
    pub(super) at: String,
    /// The environment that the program runs in, if it is known.
    pub(super) environment: Option<String>,
    /// The number of users.
    pub(super) users: u64,
    /// By value, the most frequent first.
    pub(super) values: Vec<Share>,
    /// By what has decided, in the order in which it is tried.
    pub(super) parts: Vec<Part>,
    /// The users who get another value with the other files, if some were given and all files can be understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) against: Option<Changes>,
    /// The mistakes in what was given, and that a note tells of.
    pub(super) warnings: Vec<String>,
}

impl Versioned for Simulation {
    const FORMAT: &'static str = "simulate";
}
