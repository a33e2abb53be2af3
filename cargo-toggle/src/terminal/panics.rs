//! Panics of this process.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    panic::{self, PanicHookInfo},
};

use super::{Line, tell};
use crate::style;

/// Reports every panic of this process with escapes, since its message may quote text from others.
pub fn report_panics() {
    panic::set_hook(Box::new(|panicked| {
        lines(panicked).iter().for_each(tell);
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            backtrace.to_string().lines().for_each(|line| tell(&Line::new().text(line)));
        }
    }));
}

fn lines(panicked: &PanicHookInfo<'_>) -> [Line; 2] {
    let place = panicked.location().map(|place| format!(" ({place})")).unwrap_or_default();
    let message = format!(": {}{place}", message(panicked.payload()));
    [
        Line::new().styled(style::ERROR, "error").text(message),
        Line::new()
            .styled(style::WARNING, "note")
            .text(": this is a bug in `cargo toggle`, not a mistake in its input; RUST_BACKTRACE=1 shows where"),
    ]
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message")
}
