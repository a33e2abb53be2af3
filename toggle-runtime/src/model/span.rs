//! Spans of time in the form of messages.

use std::{fmt, time::Duration};

/// A span of time in the form of messages, with each unit separately, such as `1h 30m` or `2s 500ms`.
pub(super) struct Span(pub(super) Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.as_secs(), u64::from(self.0.subsec_nanos()));
        let units = [
            (seconds / 3600, "h"),
            (seconds / 60 % 60, "m"),
            (seconds % 60, "s"),
            (nanos / 1_000_000, "ms"),
            (nanos / 1000 % 1000, "µs"),
            (nanos % 1000, "ns"),
        ];
        let mut separator = "";
        for (count, unit) in units.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{separator}{count}{unit}")?;
            separator = " ";
        }
        if separator.is_empty() { f.write_str("0s") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(time: Duration, expected: &str) {
        assert_eq!(Span(time).to_string(), expected);
    }

    #[test]
    fn each_unit_is_shown_by_itself() {
        check(Duration::ZERO, "0s");
        check(Duration::from_secs(60), "1m");
        check(Duration::from_secs(5400), "1h 30m");
        check(Duration::from_secs(200_000), "55h 33m 20s");
        check(Duration::from_millis(250), "250ms");
        check(Duration::from_millis(2500), "2s 500ms");
        check(Duration::from_nanos(1_002_003), "1ms 2µs 3ns");
    }
}
