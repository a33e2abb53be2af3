//! The section about contention.

use toggle_measure::Strained;

use crate::table::{Table, number};

pub(crate) fn markdown(contention: &[Strained]) -> String {
    let heads =
        contention.first().map(|one| one.slowdowns.iter().map(|slowdown| head(slowdown.threads, slowdown.flipped)));
    let heads: Vec<String> = heads.into_iter().flatten().skip(1).collect();
    let heads: Vec<&str> = ["crate", "what", "ns"]
        .into_iter()
        .chain(heads.iter().map(String::as_str))
        .chain(["flips per second"])
        .collect();
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
        Threads check while another thread flips the checked toggle once per millisecond. The nanoseconds are the \
        processor time of a call in a single thread. The other columns are the median cost with several threads, as \
        a multiple of that time, with and without flips. Processor time excludes the time that a thread waits for a \
        processor, since there may be fewer processors than threads. If other readers do not slow down the `RwLock`, \
        the machine was too busy to run the threads in parallel, and the figures show nothing.\n\n{table}"
    )
}

fn head(threads: usize, flipped: bool) -> String {
    let threads = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
    if flipped { format!("{threads}, flips") } else { threads }
}
