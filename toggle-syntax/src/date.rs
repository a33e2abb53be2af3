//! Calendar dates in declarations.

use std::{fmt, str::FromStr};

/// A calendar date, written `2026-11-23`: the extended format of ISO 8601, in the proleptic Gregorian calendar.
///
/// Dates are ordered chronologically. The type has no clock: callers supply the current date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Returns the date of these numbers, or `None` if the calendar lacks it.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 9999 || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Returns the year, from `0` to `9999`.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, from `1` to `12`.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, from `1`.
    pub const fn day(self) -> u8 {
        self.day
    }
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return Err(InvalidDate) };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |sum: u16, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0')).ok_or(InvalidDate)
            })
        };
        let small = |digits: &[u8]| u8::try_from(number(digits)?).map_err(|_| InvalidDate);
        Self::new(number(&[y1, y2, y3, y4])?, small(&[m1, m2])?, small(&[d1, d2])?).ok_or(InvalidDate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

/// The error of a string that is no [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date is a day of the calendar, written as in `2026-11-23`")
    }
}

impl std::error::Error for InvalidDate {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(u16, u8, u8)>) {
        let date = text.parse::<Date>().ok();
        assert_eq!(date.map(|date| (date.year(), date.month(), date.day())), expected);
        if let Some(date) = date {
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn a_day_of_the_calendar() {
        check("2026-11-23", Some((2026, 11, 23)));
        check("0000-01-01", Some((0, 1, 1)));
    }

    #[test]
    fn february_29_follows_the_gregorian_rule() {
        check("2024-02-29", Some((2024, 2, 29)));
        check("2000-02-29", Some((2000, 2, 29)));
        check("2026-02-29", None);
        check("1900-02-29", None);
    }

    #[test]
    fn days_and_months_that_do_not_exist() {
        check("2026-13-01", None);
        check("2026-00-01", None);
        check("2026-04-31", None);
        check("2026-04-00", None);
    }

    #[test]
    fn other_ways_to_write_a_date() {
        check("23-11-2026", None);
        check("2026/11/23", None);
        check("2026-1-2", None);
        check("2026-11-23T00:00", None);
        check("+026-11-23", None);
        check("", None);
    }

    #[test]
    fn dates_order_as_the_calendar_does() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert!(date("2026-11-23") < date("2027-03-01"));
        assert!(date("2026-09-30") < date("2026-10-01"));
    }
}
