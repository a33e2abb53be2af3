//! The level check of the crate `log`.

use anyhow::{Result, anyhow};
use log::{Level, LevelFilter, Log, Metadata, Record, log_enabled};
use toggle_measure::{Case, Flips};

/// A logger that filters like `env_logger` at level `info`, without output.
struct Logger;

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info
    }

    fn log(&self, _: &Record<'_>) {}

    fn flush(&self) {}
}

#[inline(never)]
fn ask() -> bool {
    log_enabled!(Level::Debug)
}

pub(crate) fn checks() -> Result<Vec<Case>> {
    log::set_logger(&Logger).map_err(|error| anyhow!("{error}"))?;
    log::set_max_level(LevelFilter::Info);
    Ok(vec![Case::new("`log`", "`log_enabled!` above the maximum level", ask).flips(Flips::Together)])
}
