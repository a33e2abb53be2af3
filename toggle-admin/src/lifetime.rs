//! The limits on the age of a toggle.

use anyhow::{Result, anyhow};
use jiff::{Timestamp, civil, tz::TimeZone};
use toggle_runtime::{Date, Declaration, Kind};

/// The age in days above which a toggle of each kind is too old. Release and experiment toggles are temporary by
/// nature; ops and permission toggles may stay. ([Hodgson] gives days or weeks to the first two, years to the others.)
///
/// [Hodgson]: https://martinfowler.com/articles/feature-toggles.html
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    days: [Option<u32>; Kind::ALL.len()],
}

impl Default for Limits {
    fn default() -> Self {
        let mut limits = Self { days: [None; Kind::ALL.len()] };
        limits.set(Kind::Release, Some(90));
        limits.set(Kind::Experiment, Some(90));
        limits
    }
}

impl Limits {
    /// Sets the limit of a kind, in days; `None` for no limit.
    pub fn set(&mut self, kind: Kind, days: Option<u32>) {
        self.days[position(kind)] = days;
    }

    fn of(&self, kind: Kind) -> Option<u32> {
        self.days[position(kind)]
    }
}

fn position(kind: Kind) -> usize {
    Kind::ALL.iter().position(|&other| other == kind).unwrap_or_default()
}

/// The reason why a toggle is overdue for removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// The date in its declaration has passed.
    Expired(Date),
    /// It is older than its kind allows.
    TooOld {
        /// Its kind.
        kind: Kind,
        /// Its age, in days.
        age: u32,
        /// The limit of its kind, in days.
        limit: u32,
    },
}

/// Returns every reason why a toggle is overdue on the day `today`. The expiry date itself is the toggle's last day.
pub fn overdue(declaration: &Declaration, today: Date, limits: &Limits) -> Vec<Overdue> {
    let expired = declaration.expires.filter(|&expires| expires < today).map(Overdue::Expired);
    let too_old = || {
        let kind = declaration.kind?;
        let limit = limits.of(kind)?;
        let age = days_between(declaration.since?, today).filter(|&age| age > limit)?;
        Some(Overdue::TooOld { kind, age, limit })
    };
    expired.into_iter().chain(too_old()).collect()
}

fn days_between(since: Date, today: Date) -> Option<u32> {
    let days = (civil(since)? - civil(today)?).get_days();
    u32::try_from(-i64::from(days)).ok()
}

fn civil(date: Date) -> Option<civil::Date> {
    let (year, month, day) = (date.year().try_into().ok()?, date.month().try_into().ok()?, date.day().try_into().ok()?);
    civil::Date::new(year, month, day).ok()
}

/// Returns the instant at which a day begins in UTC, or the last instant if the day is out of range.
pub fn start(date: Date) -> Timestamp {
    let begins = |date: civil::Date| TimeZone::UTC.to_timestamp(date.into()).ok();
    civil(date).and_then(begins).unwrap_or(Timestamp::MAX)
}

/// Returns today's date in UTC, which is the same on every machine.
///
/// # Errors
///
/// If the clock is outside of the calendar.
pub fn today() -> Result<Date> {
    let now = TimeZone::UTC.to_datetime(toggle_runtime::__admin::now()).date();
    let part = |number: i8| u8::try_from(number).ok();
    let date = || Date::new(now.year().try_into().ok()?, part(now.month())?, part(now.day())?);
    date().ok_or_else(|| {
        anyhow!("the clock shows {now}, which is not a valid date for a toggle; give one with `--today`")
    })
}
