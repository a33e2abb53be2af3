//! The parsing of dates.

use std::sync::LazyLock;

use regex::Regex;

/// The form of an offset date-time of TOML, or of a local date.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let date = "([0-9]{4})-([0-9]{2})-([0-9]{2})";
    let time = "([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]+))?)?";
    let offset = "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))";
    Regex::new(&format!("^{date}(?:[Tt ]{time}{offset})?$")).expect("a regular expression")
});

/// The last instant: 9999-12-30T22:00:00.999999999Z.
const LAST: i128 = 253_402_207_200_999_999_999;

/// Returns the nanoseconds from 1970-01-01T00:00:00Z to the date in this text, or `None` if it is not a date.
pub(crate) fn instant(text: &str) -> Option<i128> {
    let parts = DATE.captures(text)?;
    let part = |index: usize| parts.get(index).map_or(0, |part| part.as_str().parse::<i128>().expect("few digits"));
    let (year, month, day) = (part(1), part(2), part(3));
    if !(1..=12).contains(&month) || !(1..=days_of_month(year, month)).contains(&day) {
        return None;
    }
    let (hour, minute, second) = (part(4), part(5), part(6));
    let (offset_hour, offset_minute) = (part(9), part(10));
    if hour > 23 || minute > 59 || second > 59 || offset_hour > 23 || offset_minute > 59 {
        return None;
    }
    let offset =
        (offset_hour * 60 + offset_minute) * if parts.get(8).is_some_and(|sign| sign.as_str() == "-") { -1 } else { 1 };
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    let digits: String =
        parts.get(7).map_or("", |digits| digits.as_str()).chars().chain("000000000".chars()).take(9).collect();
    let instant = (minutes * 60 + second) * 1_000_000_000 + digits.parse::<i128>().expect("nine digits");
    Some(instant.min(LAST))
}

/// Counts the days one by one.
fn days_since_1970(year: i128, month: i128, day: i128) -> i128 {
    let days_of_year = |year| (1..=12).map(|month| days_of_month(year, month)).sum::<i128>();
    let to_year =
        if year < 1970 { -(year..1970).map(days_of_year).sum::<i128>() } else { (1970..year).map(days_of_year).sum() };
    to_year + (1..month).map(|month| days_of_month(year, month)).sum::<i128>() + day - 1
}

fn days_of_month(year: i128, month: i128) -> i128 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::instant;

    /// Compares the result with jiff.
    #[track_caller]
    fn same(text: &str) {
        let expected = text.parse::<Timestamp>().expect("a timestamp").as_nanosecond();
        assert_eq!(instant(text), Some(expected), "{text}");
    }

    #[test]
    fn date_times() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2026-12-01T10:00:00.5+01:00",
            "2026-12-01T10:00:00.123456789-11:30",
            "1969-12-31T23:59:59.999999999Z",
            "2000-02-29T00:00:00Z",
            "1600-03-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-30T00:00:00Z",
        ] {
            same(text);
        }
        assert_eq!(instant("2026-12-01"), instant("2026-12-01T00:00:00Z"));
        assert_eq!(instant("2026-12-01t01:00z"), instant("2026-12-01 00:00:00-01:00"));
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "2026",
            "2026-02-29",
            "2100-02-29",
            "2026-12-01T09:00:00",
            "09:00:00",
            "2026-12-01T24:00Z",
            "2026-12-01T23:59:60Z",
            " 2026-12-01",
            "2026-12-01\n",
        ] {
            assert_eq!(instant(text), None, "{text:?}");
        }
    }
}
