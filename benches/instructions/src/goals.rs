//! The limits that apply in addition to the bounds of `bounds.toml`.

use crate::{
    Counts,
    cases::{Kind, State},
};

/// Returns the number of instructions that a check of `asks` toggles may take more than bare `AtomicBool`s.
///
/// A toggle that is off adds none, and a toggle that is on adds two. A check of several toggles adds three more: it
/// saves the function's arguments in a register, because they have to survive the first toggle's call of the
/// registry.
const fn most(state: State, asks: u64) -> u64 {
    let of_each = match state {
        State::Off => 0,
        State::On => 2,
    };
    asks * of_each + if asks > 1 { 3 } else { 0 }
}

/// Reports each check that takes more instructions than its limit, relative to the bare `AtomicBool`.
pub(crate) fn faults(counts: &Counts) -> Vec<String> {
    let faults = counts.iter().filter_map(|count| {
        // The compiler removes the check of a pinned toggle.
        let (name, more) = match &count.kind {
            Kind::Check { state, bare, asks } => (bare.as_str(), most(*state, *asks)),
            Kind::Pinned { plain } => (*plain, 0),
            Kind::Empty | Kind::Other => return None,
        };
        let Some(base) = counts.iter().find(|other| other.name == name) else {
            return Some(format!("{}: there is no case `{name}` to compare it with", count.name));
        };
        let most = base.instructions + more;
        (count.instructions > most).then(|| {
            format!(
                "{}: {} instructions, and it may take {most}, since `{name}` takes {}",
                count.name, count.instructions, base.instructions
            )
        })
    });
    faults.collect()
}
