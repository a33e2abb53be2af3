//! The `enabled!` macro of `tracing`.

use std::io;

use anyhow::Result;
use toggle_measure::{Case, Flips};
use tracing::{Level, enabled, subscriber::set_global_default};
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::dynamic_filter_fn, fmt, layer::SubscriberExt, registry, reload,
};

#[inline(never)]
fn above_every_level() -> bool {
    enabled!(Level::TRACE)
}

#[inline(never)]
fn never_at_this_place() -> bool {
    enabled!(Level::DEBUG)
}

#[inline(never)]
fn at_times_at_this_place() -> bool {
    enabled!(target: "requests", Level::DEBUG)
}

/// Returns checks under a replaceable filter, which programs commonly use, and an output filter that decides at each
/// call.
pub(crate) fn checks() -> Result<Vec<Case>> {
    let (filter, handle) = reload::Layer::new(EnvFilter::try_new("info,requests=debug")?);
    let output = fmt::layer().with_writer(io::sink);
    let output = output.with_filter(dynamic_filter_fn(|metadata, _| *metadata.level() <= Level::INFO));
    set_global_default(registry().with(filter).with(output))?;
    let who = "`tracing`";
    let never = move || {
        // The closure owns the handle, which can replace the filter.
        let _ = &handle;
        never_at_this_place()
    };
    Ok(vec![
        Case::new(who, "`enabled!` at a level that no filter enables", above_every_level).flips(Flips::Together),
        Case::new(who, "`enabled!` that the filter disables for good", never).flips(Flips::Together),
        Case::new(who, "`enabled!` that a filter evaluates each time", at_times_at_this_place).flips(Flips::Together),
    ])
}
