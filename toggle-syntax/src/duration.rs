//! Durations in the format of configurations: `250ms`, `1m 30s`.

use std::{error::Error, fmt, str::FromStr, time::Duration};

/// A duration in a format with units.
///
/// The format is a sum of numbers with the units `h`, `m`, `s`, `ms`, `us` or `ns`, each with up to nine decimals.
/// `Display` writes one integer in the largest unit that fits: `1m 30s` and `1.5m` become `90s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DurationText(pub Duration);

/// The units with their nanoseconds, in descending order.
const UNITS: [(&str, u128); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The highest number of decimals.
const DECIMALS: usize = 9;

/// The ECMAScript regular expression of all strings that are durations. It also matches durations that overflow.
pub const DURATION_PATTERN: &str = r"^[0-9]+(\.[0-9]{1,9})?(h|m|s|ms|us|ns)( ?[0-9]+(\.[0-9]{1,9})?(h|m|s|ms|us|ns))*$";

impl FromStr for DurationText {
    type Err = InvalidDuration;

    fn from_str(text: &str) -> Result<Self, InvalidDuration> {
        let mut nanos: u128 = 0;
        let mut rest = text;
        loop {
            let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(InvalidDuration)?;
            let (number, behind) = rest.split_at(number);
            let unit = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
            let (unit, behind) = behind.split_at(unit);
            let (_, unit) = UNITS.iter().find(|(known, _)| *known == unit).ok_or(InvalidDuration)?;
            nanos = nanos.checked_add(part(number, *unit).ok_or(InvalidDuration)?).ok_or(InvalidDuration)?;
            if behind.is_empty() {
                return of_nanos(nanos).ok_or(InvalidDuration);
            }
            rest = behind.strip_prefix(' ').unwrap_or(behind);
        }
    }
}

/// Returns the nanoseconds of a number of units, without the fraction of a nanosecond.
fn part(number: &str, unit: u128) -> Option<u128> {
    let (whole, decimals) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || decimals.is_some_and(|decimals| !is_number(decimals) || decimals.len() > DECIMALS) {
        return None;
    }
    let decimals = decimals.unwrap_or("0");
    let scale = 10_u128.pow(u32::try_from(decimals.len()).ok()?);
    let fraction = decimals.parse::<u128>().ok()? * unit / scale;
    whole.parse::<u128>().ok()?.checked_mul(unit)?.checked_add(fraction)
}

fn of_nanos(nanos: u128) -> Option<DurationText> {
    let second = UNITS[2].1;
    let (seconds, nanos) = (u64::try_from(nanos / second).ok()?, u32::try_from(nanos % second).ok()?);
    Some(DurationText(Duration::new(seconds, nanos)))
}

impl fmt::Display for DurationText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos();
        if nanos == 0 {
            return f.write_str("0s");
        }
        let unit = UNITS.iter().find(|(_, unit)| nanos.is_multiple_of(*unit));
        unit.map_or(Ok(()), |(name, unit)| write!(f, "{}{name}", nanos / unit))
    }
}

/// The error of a string that is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidDuration;

impl fmt::Display for InvalidDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a duration is written with its unit (`h`, `m`, `s`, `ms`, `us` or `ns`), as in `250ms` or `1m 30s`",
        )
    }
}

impl Error for InvalidDuration {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(text.parse::<DurationText>().map(|duration| duration.to_string()).as_deref(), Ok(expected));
    }

    #[test]
    fn duration_is_shown_in_its_largest_unit() {
        check("250ms", "250ms");
        check("0.25s", "250ms");
        check("1500ms", "1500ms");
        check("1m 30s", "90s");
        check("1m30s", "90s");
        check("1.5m", "90s");
        check("30s 1m", "90s");
        check("120m", "2h");
        check("0h", "0s");
        check("1us 1ns", "1001ns");
        check("0.000000001s", "1ns");
        check("0.5ns", "0s");
        check("18446744073709551615s", "18446744073709551615s");
    }

    #[test]
    fn text_without_number_or_unit_is_refused() {
        for text in [
            "",
            " ",
            "250",
            "ms",
            "250 ms",
            "-1s",
            "+1s",
            "1d",
            "1 s",
            "1s ",
            " 1s",
            "1s  1ms",
            "1S",
            ".5s",
            "1.s",
            "1..5s",
            "1.5.5s",
            "1.0000000000s",
            "1e3s",
            "PT1S",
            "1µs",
            "18446744073709551616s",
            "340282366920938463463374607431768211456ns",
            "1s,1ms",
        ] {
            assert_eq!(text.parse::<DurationText>(), Err(InvalidDuration), "{text:?}");
        }
    }

    #[test]
    fn shown_duration_reads_as_itself() {
        for nanos in [0, 1, 999, 1_000, 1_000_000, 90_000_000_000, 3_600_000_000_001, u64::MAX] {
            let duration = DurationText(Duration::from_nanos(nanos));
            assert_eq!(duration.to_string().parse(), Ok(duration));
        }
    }
}
