//! The section about decisions.

use toggle_measure::Measured;

use crate::table::{Table, number};

pub(crate) fn markdown(ours: &[Measured], peers: &[Measured]) -> String {
    let (ours, peers) = (kinds(ours), beside(peers));
    format!(
        "## The decision\n\n\
        The same user asks for toggles with the same rules, of which the tenth of ten decides. Before it is measured, \
        everybody has to decide for half of 2,000 users where a percentage says so, and by each of the rules. Ratios \
        are to ours in a scope.\n\n{peers}\n\
        ### Of every kind, and what a scope costs\n\n{ours}"
    )
}

fn beside(peers: &[Measured]) -> String {
    let mut table = Table::new(3, &["of", "what", "note", "ns", "× ours", "allocations"]);
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
    let mut table = Table::new(2, &["asked in", "what", "ns", "× `AtomicBool`", "× XXH3 of the key", "allocations"]);
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
