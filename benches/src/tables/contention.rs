//! The section about contention.

use toggle_measure::Strained;

use crate::table::{Table, number};

pub(crate) fn markdown(contention: &[Strained]) -> String {
    let heads =
        contention.first().map(|one| one.slowdowns.iter().map(|slowdown| head(slowdown.threads, slowdown.flipped)));
    let heads: Vec<String> = heads.into_iter().flatten().skip(1).collect();
    let heads: Vec<&str> =
        ["of", "what", "ns"].into_iter().chain(heads.iter().map(String::as_str)).chain(["flips per second"]).collect();
    let mut table = Table::new(2, &heads);
    for one in contention {
        let slowdowns = one.slowdowns.iter().skip(1).map(|slowdown| number(slowdown.times));
        let cells = [one.who.clone(), one.what.clone(), number(one.ns)].into_iter().chain(slowdowns);
        let cells: Vec<String> = cells.chain([format!("{:.0}", one.flips_per_second)]).collect();
        table.line(&cells);
    }
    let table = table.markdown();
    format!(
        "## Contention\n\n\
        Threads ask while another one flips what they ask for, once in a millisecond. Nanoseconds are the processor \
        time that a call costs a thread which is alone; the other columns tell how many times that is what it costs \
        the median of so many threads, without flips and with them. Processor time does not count what a thread waits \
        for a processor, of which there may be fewer. Where the `RwLock` is not slowed down by other readers, the machine \
        was too busy to run them at the same time, and nothing is shown of anybody.\n\n{table}"
    )
}

fn head(threads: usize, flipped: bool) -> String {
    let threads = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
    if flipped { format!("{threads}, flips") } else { threads }
}
