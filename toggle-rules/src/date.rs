//! Dates, as TOML writes them.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz,
};
use toml_spanner::{DateTime, TimeOffset};

/// Returns the instant of a date, or `None` for a local time, whose offset is unknown, and for an impossible date.
///
/// The last days of the year 9999, which people write for "never", become the last instant that exists.
pub(super) fn instant(written: &DateTime) -> Option<Timestamp> {
    let date = written.date()?;
    let (year, month, day) =
        (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    let date = Date::new(year, month, day).ok()?;
    let (time, offset) = match (written.time(), written.offset()) {
        (None, None) => (Time::midnight(), 0),
        (Some(time), Some(offset)) => {
            let part = |number: u8| i8::try_from(number).ok();
            let second = part(time.second)?;
            let nanosecond = i32::try_from(time.nanosecond).ok()?;
            let time = Time::new(part(time.hour)?, part(time.minute)?, second, nanosecond).ok()?;
            let minutes = match offset {
                TimeOffset::Z => 0,
                TimeOffset::Custom { minutes } => i32::from(minutes),
            };
            (time, minutes * 60)
        }
        _ => return None,
    };
    let instant = tz::Offset::from_seconds(offset).ok()?.to_timestamp(date.to_datetime(time));
    Some(instant.unwrap_or(Timestamp::MAX))
}

/// Returns the instant that a string writes, if it writes one.
pub(super) fn in_text(text: &str) -> Option<Timestamp> {
    // A cheap test first, since most strings are no dates.
    let may_be = text.len() >= 10 && text.as_bytes()[0].is_ascii_digit();
    if may_be { instant(&text.parse().ok()?) } else { None }
}

/// Returns whether a string writes a date and a time, but lacks the offset that makes it an instant.
pub(super) fn lacks_offset(text: &str) -> bool {
    in_text(text).is_none() && in_text(&format!("{text}Z")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(in_text(text).map(|instant| instant.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_day_is_its_midnight_by_universal_time() {
        check("2026-12-01", Some("2026-12-01T00:00:00Z"));
    }

    #[test]
    fn a_time_needs_its_offset() {
        check("2026-12-01T09:00:00Z", Some("2026-12-01T09:00:00Z"));
        check("2026-12-01T10:00:00.5+01:00", Some("2026-12-01T09:00:00.5Z"));
        check("2026-12-01T09:00:00", None);
        check("09:00:00", None);
    }

    #[test]
    fn the_end_of_time_is_a_date() {
        check("9999-12-31", Some("9999-12-30T22:00:00.999999999Z"));
        check("9999-12-31T23:59:59-12:00", Some("9999-12-30T22:00:00.999999999Z"));
        check("0000-01-01T00:00:00+12:00", Some("-000001-12-31T12:00:00Z"));
    }

    #[test]
    fn what_the_calendar_does_not_have_is_no_date() {
        for text in
            ["2026-02-29", "2026-12-01T24:00:00Z", "2026-06-30T23:59:60Z", "0000-01-01T00:00:00+23:00x", "", "12"]
        {
            check(text, None);
        }
    }
}
