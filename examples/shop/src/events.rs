//! The log of toggle events.

use toggle_runtime::subscribe;

/// Prints each event of the toggles as one line.
#[expect(clippy::print_stderr, reason = "this is the service's log")]
pub(crate) fn report() {
    subscribe(|event| eprintln!("toggles: {event}"));
}
