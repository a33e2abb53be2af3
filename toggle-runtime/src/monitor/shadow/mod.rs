//! Shadow runs: some calls of a function run both ways, and their results are compared. The caller gets the value of
//! the control; the candidate is to replace it.
//!
//! This module does not know toggles, and time is an argument. The candidate and the comparison affect the caller only
//! by their time, and by failures that no library can undo: an abort, or a thread that never continues. In a program
//! that aborts on panic, every panic is such a failure.

mod comparable;
mod comparisons;
mod durations;
mod future;
mod samples;
mod nested;
mod run;
mod sampler;
#[cfg(test)]
mod tests;

pub use self::comparable::{Comparable, Shown, reported, same};
pub(crate) use self::{
    comparisons::{Comparisons, Now},
    future::{Pair, Terms},
    nested::{Side, inside, side},
    run::{Candidate, First, Run, run},
    sampler::Sampler,
};
