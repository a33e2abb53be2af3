//! A tool that signs a header for a tester:
//! `OVERRIDES_KEY=... cargo run -p toggle-tower --example sign -- new-checkout=on 3600 ann`.
//!
//! The arguments are the states, the lifetime in seconds, and the targeting key. Without a targeting key, the header
//! works for every sender.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::{
    env,
    time::{Duration, SystemTime},
};

use anyhow::{Context, bail};
use toggle_tower::{Grant, Key};

const USAGE: &str = "usage: OVERRIDES_KEY=... sign STATES SECONDS [TARGETING-KEY]";

fn main() -> anyhow::Result<()> {
    // From a variable, since other users of the machine can read the arguments of a process.
    let key = Key::new(env::var("OVERRIDES_KEY").context(USAGE)?)?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let grant = match arguments.as_slice() {
        [states, seconds] => grant(states, seconds)?,
        [states, seconds, user] => grant(states, seconds)?.only_for(user),
        _ => bail!(USAGE),
    };
    println!("x-toggle-overrides: {}", key.sign(&grant)?.to_str()?);
    Ok(())
}

fn grant(states: &str, seconds: &str) -> anyhow::Result<Grant> {
    let seconds = seconds.parse().with_context(|| format!("`{seconds}` is no number of seconds"))?;
    let until = SystemTime::now().checked_add(Duration::from_secs(seconds)).context("that is too far in the future")?;
    Ok(Grant::new(states, until)?)
}
