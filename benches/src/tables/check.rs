//! The section about the check.

use toggle_measure::{Flips, Measured};

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured], linked: &[Measured], peers: &[Measured]) -> String {
    let (ours, peers) = (forms(ours, linked), beside(peers));
    format!(
        "## The check\n\n\
        Every form of the check, in nanoseconds per call, next to an `AtomicBool` in the same form. Ratios are \
        relative to the first row. In a hot loop, a turn is one step of a sum over 1,024 numbers. The recommended \
        form is `let fast = enabled!(\"name\");` before the loop.\n\n{ours}\n\
        ### Next to peers\n\n\
        Every check stands in a function that is not inlined, and checks a toggle that is off. Maps hold 100 \
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
        Table::new(4, &["crate", "what", "flips while it runs", "note", "ns", "× `AtomicBool`", "allocations"]);
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
