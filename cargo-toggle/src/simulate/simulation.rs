//! The outcome of a simulation, as the printer receives it.

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
    /// The time that the simulation uses as now.
    pub(super) at: String,
    /// The environment that the program runs in, if it is known.
    pub(super) environment: Option<String>,
    /// The number of users.
    pub(super) users: u64,
    /// The values, the most frequent first.
    pub(super) values: Vec<Share>,
    /// The sources and rules that decide, in the order in which they are tried.
    pub(super) parts: Vec<Part>,
    /// The users who get another value with the other files, if there are any and all files are valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) against: Option<Changes>,
    /// The mistakes in the inputs. Each is also printed as a note.
    pub(super) warnings: Vec<String>,
}

impl Versioned for Simulation {
    const FORMAT: &'static str = "simulate";
}
