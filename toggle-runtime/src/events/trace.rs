//! Events as `tracing` events.

use tracing::{Dispatch, dispatcher, error, info, subscriber::NoSubscriber, warn};

use crate::model::event::Event;

/// Returns whether events on this thread reach a `tracing` subscriber, or a logger in its place.
///
/// Returns false inside a `tracing` subscriber: `tracing` drops events from there.
pub(super) fn is_logged() -> bool {
    !dispatcher::get_default(Dispatch::is::<NoSubscriber>) || has_logger()
}

/// Returns whether `tracing` makes `log` records of events, and there is a logger.
#[cfg(feature = "log")]
fn has_logger() -> bool {
    // Installing a logger raises the level. `tracing` makes no records after the first dispatcher is set.
    log::max_level() != log::LevelFilter::Off && !dispatcher::has_been_set()
}

#[cfg(not(feature = "log"))]
fn has_logger() -> bool {
    false
}

pub(super) fn emit(event: &Event) {
    match event {
        Event::Changed { toggle, from, to, source, revision } => {
            let (from, to, revision) = (from.to_string(), to.to_string(), revision.as_deref());
            info!(
                name: "toggle_runtime.changed",
                target: "toggle_runtime",
                toggle, from, to, source, revision, "{event}"
            );
        }
        Event::SourceFailed { source, error } => {
            error!(name: "toggle_runtime.source_failed", target: "toggle_runtime", source, error, "{event}");
        }
        Event::SourceRecovered { source } => {
            info!(name: "toggle_runtime.source_recovered", target: "toggle_runtime", source, "{event}");
        }
        Event::Problem(_) => warn!(name: "toggle_runtime.problem", target: "toggle_runtime", "{event}"),
        Event::Tripped { toggle, counts, .. } => {
            let (calls, errors, panics, slow) = (counts.calls, counts.errors, counts.panics, counts.slow);
            error!(
                name: "toggle_runtime.tripped",
                target: "toggle_runtime",
                toggle, calls, errors, panics, slow, "{event}"
            );
        }
        Event::Restored { toggle, .. } => {
            info!(name: "toggle_runtime.restored", target: "toggle_runtime", toggle, "{event}");
        }
        Event::Compared { toggle, .. } => {
            warn!(name: "toggle_runtime.compared", target: "toggle_runtime", toggle, "{event}");
        }
        Event::WriteFailed { path, error } => {
            error!(name: "toggle_runtime.write_failed", target: "toggle_runtime", path, error, "{event}");
        }
        Event::WriteRecovered { path, lost } => {
            info!(name: "toggle_runtime.write_recovered", target: "toggle_runtime", path, lost, "{event}");
        }
        Event::EventsLost { count } => {
            error!(name: "toggle_runtime.events_lost", target: "toggle_runtime", count, "{event}");
        }
        Event::EvaluationsLost { count } => {
            error!(name: "toggle_runtime.evaluations_lost", target: "toggle_runtime", count, "{event}");
        }
        Event::EarlyRead { toggle, place } => {
            warn!(name: "toggle_runtime.early_read", target: "toggle_runtime", toggle, %place, "{event}");
        }
    }
}
