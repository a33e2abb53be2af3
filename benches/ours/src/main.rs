//! The cost of checks, decisions and scopes in all their forms. The report runs this program.

mod check;
mod decisions;
mod scopes;
mod watched;

use anyhow::bail;
use toggle_measure::{hand_over, measure};

fn main() -> anyhow::Result<()> {
    toggle_questions::install(include_str!("states.toml"))?;
    let cases = match std::env::args().nth(1).as_deref() {
        Some("check") => check::cases(),
        Some("decisions") => decisions::cases(),
        Some("watched") => watched::cases(),
        _ => bail!("what to measure is `check`, `decisions` or `watched`"),
    };
    hand_over(&measure(&cases))
}
