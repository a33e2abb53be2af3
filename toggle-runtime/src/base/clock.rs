//! The system's clock, in times that `jiff` knows.

use std::time::SystemTime;

use jiff::Timestamp;

/// Returns the time of the system's clock.
///
/// A clock that is set before the year -9999 or after 9999 gives the first or last time that a [`Timestamp`] can hold:
/// [`Timestamp::now`] panics there, and a check never does.
pub(crate) fn now() -> Timestamp {
    timestamp(SystemTime::now())
}

/// Returns a time as a [`Timestamp`], or the first or last that a [`Timestamp`] can hold.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    let is_past = time < SystemTime::UNIX_EPOCH;
    Timestamp::try_from(time).unwrap_or(if is_past { Timestamp::MIN } else { Timestamp::MAX })
}

/// Returns the time that is so many microseconds after 1970. [`microseconds`] gives the number.
pub(crate) fn of_microseconds(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(if microseconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Returns the whole microseconds between 1970 and a time, rounded down.
pub(crate) fn microseconds(time: Timestamp) -> i64 {
    time.as_second() * 1_000_000 + i64::from(time.subsec_nanosecond().div_euclid(1_000))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[track_caller]
    fn check(time: Option<SystemTime>, expected: Timestamp) {
        // A system whose times end earlier has no such clock either.
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
