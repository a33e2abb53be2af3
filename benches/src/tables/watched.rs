//! The section about counted, guarded and shadowed toggles.

use toggle_measure::Measured;

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured]) -> String {
    let mut table = Table::new(2, &["what", "the toggle is", "ns", "allocations"]);
    for one in ours {
        table.row([one.who.clone(), one.what.clone(), number(one.ns), one.allocations.to_string()]);
    }
    format!(
        "## What it costs to watch\n\n\
        A function of some instructions, not inlined, that returns a `Result`; in the shadow of it, one like it. Of a check, \
        the answers are counted by value and reason.\n\n{}",
        table.markdown()
    )
}
