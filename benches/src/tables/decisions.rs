//! The section about decisions.

use toggle_measure::Measured;

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured], peers: &[Measured]) -> String {
    let (ours, peers) = (kinds(ours), beside(peers));
    format!(
        "## The decision\n\n\
        All rows evaluate the same rules for the same user. Of the ten rules, the tenth decides. Before the \
        measurement, each peer has to serve half of 2,000 users where a rule has a percentage of 50, and has to \
        follow each of the rules. Ratios are relative to ours in a scope.\n\n{peers}\n\
        ### All kinds of toggle, and the cost of a scope\n\n{ours}"
    )
}

fn beside(peers: &[Measured]) -> String {
    let mut table = Table::new(3, &["crate", "what", "note", "ns", "× ours", "allocations"]);
    let mut before = "";
    for one in peers {
        let ours = peers.iter().find(|first| first.what == one.what).expect("it is among them");
        table.row([
            one.who.clone(),
            one.what.clone(),
            // The note appears only in the first row of a peer.
            if one.who == before { String::new() } else { one.note.clone() },
            number(one.ns),
            number(one.ns / ours.ns),
            one.allocations.to_string(),
        ]);
        before = &one.who;
    }
    table.markdown()
}

fn kinds(ours: &[Measured]) -> String {
    let mut table =
        Table::new(2, &["context from", "what", "ns", "× `AtomicBool`", "× XXH3 of the key", "allocations"]);
    let hash = ours.iter().find(|one| one.what.starts_with("XXH3")).expect("it is among them").ns;
    for one in ours {
        table.row([
            one.who.clone(),
            one.what.clone(),
            number(one.ns),
            number(one.ratio),
            number(one.ns / hash),
            one.allocations.to_string(),
        ]);
    }
    table.markdown()
}
