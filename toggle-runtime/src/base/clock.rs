//! The system's clock, in `jiff` timestamps.

use std::time::SystemTime;

use jiff::Timestamp;

/// Returns the time of the system's clock.
///
/// A clock that is set before the year -9999 or after 9999 gives the first or last time that a [`Timestamp`] can hold.
/// [`Timestamp::now`] panics for such a clock, and a check must never panic.
pub(crate) fn now() -> Timestamp {
    timestamp(SystemTime::now())
}

/// Converts a time to a [`Timestamp`]. A time outside of its range becomes the first or last [`Timestamp`].
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    let is_past = time < SystemTime::UNIX_EPOCH;
    Timestamp::try_from(time).unwrap_or(if is_past { Timestamp::MIN } else { Timestamp::MAX })
}

/// Converts microseconds since 1970 to a [`Timestamp`]: the reverse of [`microseconds`].
pub(crate) fn of_microseconds(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(if microseconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Returns the microseconds from 1970 to a time, rounded down.
pub(crate) fn microseconds(time: Timestamp) -> i64 {
    time.as_second() * 1_000_000 + i64::from(time.subsec_nanosecond().div_euclid(1_000))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[track_caller]
    fn check(time: Option<SystemTime>, expected: Timestamp) {
        // `None` on a system whose times end earlier: no clock of that system reaches this time.
        if let Some(time) = time {
            assert_eq!(timestamp(time), expected);
        }
    }

    #[test]
    fn time_beyond_the_last_year_is_the_last() {
        let epoch = SystemTime::UNIX_EPOCH;
        check(epoch.checked_add(Duration::from_secs(1 << 40)), Timestamp::MAX);
        check(epoch.checked_add(Duration::from_secs(i64::MAX as u64)), Timestamp::MAX);
    }

    #[test]
    fn time_before_the_first_year_is_the_first() {
        let epoch = SystemTime::UNIX_EPOCH;
        check(epoch.checked_sub(Duration::from_secs(1 << 40)), Timestamp::MIN);
        check(epoch.checked_sub(Duration::from_secs(i64::MAX as u64)), Timestamp::MIN);
    }

    #[test]
    fn microseconds_of_the_last_time_are_a_time() {
        for time in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
            let again = of_microseconds(microseconds(time));
            assert_eq!(again.as_second(), time.as_second());
        }
        assert_eq!([i64::MIN, i64::MAX].map(of_microseconds), [Timestamp::MIN, Timestamp::MAX]);
    }

    #[test]
    fn time_within_the_years_is_itself() {
        let time = SystemTime::UNIX_EPOCH - Duration::from_secs(62_135_596_800);
        check(Some(time), "0001-01-01T00:00:00Z".parse().expect("a time"));
    }
}
