//! The compile time of a toggle point, next to `#[tracing::instrument]` on the same functions.

use std::time::{Duration, Instant};

use crate::{
    Result,
    generate::{Generated, Kind, Program},
    median,
    table::{Goal, Table, time},
};

const COUNT: usize = 1_000;
const REPEATS: usize = 7;
const KINDS: [Kind; 3] = [Kind::Plain, Kind::Gated, Kind::Instrumented];
const COMMANDS: [(&str, &str); 2] = [("check", "`cargo check`"), ("build", "debug build")];

pub fn report() -> Result<Vec<Goal>> {
    println!("### Compile time\n");
    println!(
        "The time above that of the same functions plain, per function, in a crate of {COUNT} functions. Only that \
         crate is compiled again, without incremental compilation. Medians of {REPEATS} rounds; each round compiles \
         every kind once.\n"
    );
    let mut table = Table::new(
        ["", "plain, the whole crate", Kind::Gated.shown(), Kind::Instrumented.shown(), "ratio"].map(str::to_owned),
    );
    let mut goals = Vec::new();
    for (command, shown) in COMMANDS {
        eprintln!("{shown}: {REPEATS} rounds");
        let [plain, gated, instrumented] = measure(command)?;
        let each = |median: Duration| median.saturating_sub(plain) / COUNT as u32;
        let ratio = each(gated).as_secs_f64() / each(instrumented).as_secs_f64();
        let ratio_shown = format!("{ratio:.2}");
        table.row(shown, [time(plain), time(each(gated)), time(each(instrumented)), ratio_shown.clone()]);
        goals.push(Goal::new(
            format!("{shown}, per point: less than half of `#[tracing::instrument]`"),
            ratio_shown,
            ratio < 0.5,
        ));
    }
    table.print();
    Ok(goals)
}

/// Returns the median compile time of each kind, in the order of `KINDS`.
fn measure(command: &str) -> Result<[Duration; 3]> {
    let mut crates = Vec::new();
    for kind in KINDS {
        let generated = Generated::new(kind, COUNT, Program::Calls)?;
        // This run compiles the dependencies.
        generated.cargo(&[command])?;
        crates.push((generated, Vec::new()));
    }
    for _ in 0..REPEATS {
        for (generated, times) in &mut crates {
            generated.touch()?;
            let start = Instant::now();
            generated.cargo(&[command])?;
            times.push(start.elapsed());
        }
    }
    let mut medians = crates.into_iter().map(|(_, times)| median(times));
    Ok(std::array::from_fn(|_| medians.next().unwrap_or_default()))
}
