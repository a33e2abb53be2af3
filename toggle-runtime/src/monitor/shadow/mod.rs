//! Shadow runs: some calls of a function run both ways, the one whose value the caller gets (the control) and the one
//! that is to replace it (the candidate), and what they return is compared.
//!
//! Nothing here knows of toggles, and time is an argument. Nothing that the candidate or the comparison does reaches
//! the caller, but for the time that it takes, and what no library can take back: an abort, or a thread that never goes
//! on. In a program that aborts on panic, that is every panic.

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
