//! The section about counted, guarded and shadowed toggles.

use toggle_measure::Measured;

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured]) -> String {
    let mut table = Table::new(2, &["what", "the toggle is", "ns", "allocations"]);
    for one in ours {
        table.row([one.who.clone(), one.what.clone(), number(one.ns), one.allocations.to_string()]);
    }
    format!(
        "## The cost of monitoring\n\n\
        The measured function has a few instructions, is not inlined and returns a `Result`. In shadow mode, the \
        other function is alike. A check that is observed counts its answers by value and reason.\n\n{}",
        table.markdown()
    )
}
