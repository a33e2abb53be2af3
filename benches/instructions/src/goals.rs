//! What has to hold whatever the bounds say.

use crate::{
    Counts,
    cases::{Kind, State},
};

/// How many instructions more than bare `AtomicBool`s a check may take that asks so many toggles if they are on.
///
/// One toggle: none that is off, two that is on. Where more than one is asked, what the function was called with has to
/// outlive the question of the first to the registry, so it is saved in a register beforehand: three instructions.
const fn most(state: State, asks: u64) -> u64 {
    let of_each = match state {
        State::Off => 0,
        State::On => 2,
    };
    asks * of_each + if asks > 1 { 3 } else { 0 }
}

/// What is said of each check that costs more than it may beside the bare `AtomicBool`.
pub(crate) fn faults(counts: &Counts) -> Vec<String> {
    let faults = counts.iter().filter_map(|count| {
        let Kind::Check { state, bare, asks } = &count.kind else { return None };
        let Some(base) = counts.iter().find(|other| other.name == *bare) else {
            return Some(format!("{}: there is no case `{bare}` to compare it with", count.name));
        };
        let most = base.instructions + most(*state, *asks);
        (count.instructions > most).then(|| {
            format!(
                "{}: {} instructions, and it may take {most}, since the bare `AtomicBool` takes {}",
                count.name, count.instructions, base.instructions
            )
        })
    });
    faults.collect()
}
