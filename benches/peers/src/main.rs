//! The cost of a check and a decision with other libraries, next to ours. The report runs this program.

mod check;
mod decisions;
mod contention;
mod peer;

use anyhow::{Result, bail};
use toggle_measure::{hand_over, measure, strain};
use tokio::runtime;

fn main() -> Result<()> {
    // Some peers need an executor for their set-up and for following their sources.
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let _entered = runtime.enter();
    match std::env::args().nth(1).as_deref() {
        Some("check") => hand_over(&measure(&check::cases(&runtime)?)),
        Some("decisions") => hand_over(&measure(&decisions::cases(&runtime)?)),
        Some("contention") => hand_over(&strain(&contention::cases(&runtime)?)),
        _ => bail!("what to measure is `check`, `decisions` or `contention`"),
    }
}
