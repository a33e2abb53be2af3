//! The outcome of a simulation, as the printer receives it.

use serde::Serialize;

use super::{
    changes::Changes,
    share::{Part, Share},
};
use crate::versioned::Versioned;

/// The spread of a toggle.
#[derive(Debug, Serialize)]
pub struct Simulation {
    /// The toggle.
    pub toggle: String,
    /// Whether the program has the toggle, or a source sets it.
    #[serde(skip)]
    pub is_known: bool,
    /// The time that the simulation uses as now.
    pub at: String,
    /// The environment that the program runs in, if it is known.
    pub environment: Option<String>,
    /// The number of users.
    pub users: u64,
    /// The values, the most frequent first.
    pub values: Vec<Share>,
    /// The sources and rules that decide, in the order in which they are tried.
    pub parts: Vec<Part>,
    /// The users who get another value with the other files, if there are any and all files are valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Changes>,
    /// The mistakes in the inputs. Each is also printed as a note.
    pub warnings: Vec<String>,
}

impl Versioned for Simulation {
    const FORMAT: &'static str = "simulate";
}
