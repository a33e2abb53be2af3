//! The section about the check.

use toggle_measure::{Flips, Measured};

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured], linked: &[Measured], peers: &[Measured]) -> String {
    let (ours, peers) = (forms(ours, linked), beside(peers));
    format!(
        "## The check\n\n\
        Every form that it has, in nanoseconds for each call, beside an `AtomicBool` asked in the same way. Ratios are \
        to the first row. In a hot loop, where each turn is one of a sum over 1,024 numbers, `let fast = \
        enabled!(\"name\");` before the loop is the idiom.\n\n{ours}\n\
        ### Beside peers\n\n\
        All of them in functions that are not inlined, asked for a toggle that is off. In maps there are 100 \
        toggles.\n\n{peers}"
    )
}

/// Returns the table of the kinds of function, without and with link-time optimization.
fn forms(ours: &[Measured], linked: &[Measured]) -> String {
    let mut table = Table::new(2, &["in", "what", "ns", "×", "ns, LTO", "×, LTO", "allocations"]);
    for (one, linked) in ours.iter().zip(linked) {
        assert_eq!((&one.who, &one.what), (&linked.who, &linked.what), "both programs are of one source");
        table.row([
            one.who.clone(),
            one.what.clone(),
            number(one.ns),
            number(one.ratio),
            number(linked.ns),
            number(linked.ratio),
            one.allocations.to_string(),
        ]);
    }
    table.markdown()
}

fn beside(peers: &[Measured]) -> String {
    let mut table =
        Table::new(4, &["of", "what", "flips while it runs", "note", "ns", "× `AtomicBool`", "allocations"]);
    for one in peers {
        table.row([
            one.who.clone(),
            one.what.clone(),
            one.flips.map_or("", Flips::word).to_owned(),
            one.note.clone(),
            number(one.ns),
            number(one.ratio),
            one.allocations.to_string(),
        ]);
    }
    table.markdown()
}
