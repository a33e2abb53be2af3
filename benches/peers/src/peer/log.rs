use anyhow::{Result, anyhow};
use log::{Level, LevelFilter, Log, Metadata, Record, log_enabled};
use toggle_measure::{Case, Flips};

/// What `env_logger` is at `info`, without its output.
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
