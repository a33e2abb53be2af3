//! The option to only show a change, with the number of users whose value it changes.

use clap::Args;

use crate::simulate::Keys;

/// The option to simulate the change of one toggle.
#[derive(Debug, Args)]
pub(super) struct Simulated {
    /// Only show the change, and how many users would get another value: a number, for `user-1`, `user-2` and so on, a
    /// file with one targeting key on each line, or `-`, as for `cargo toggle simulate --keys`
    ///
    /// Only the file decides, not the variables of this environment.
    #[arg(long = "simulate", value_name = "FILE|N", allow_negative_numbers = true)]
    pub(super) keys: Option<Keys>,
}
