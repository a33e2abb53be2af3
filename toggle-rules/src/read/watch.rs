//! The monitoring options in a toggle's table.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use toml_spanner::{Item, Value as TomlValue};

use super::{
    reader::{Reader, has},
    words::{GuardKey, ObserveKey},
};
use crate::{
    budget::Budget,
    options::{Observation, Observing},
    percentage::Percentage,
    short::short,
};

/// The defaults of a budget: the window, the least number of calls, and the confidence.
const OVER: Duration = Duration::from_secs(60);
const MIN_CALLS: u32 = 50;
const CONFIDENCE: Percentage = Percentage::of_threshold(99_900);

/// The longest duration. A longer one could overflow when added to the time of day.
const MAX: SignedDuration = SignedDuration::from_hours(24 * 365);

impl Reader<'_> {
    pub(super) fn guard(&mut self, value: &Item<'_>) -> Option<Arc<Budget>> {
        let table = self.table(value, "a budget, such as `{ failures = \"5%\", over = \"1m\" }`")?;
        let (mut failures, mut over, mut min_calls) = (None, OVER, MIN_CALLS);
        let (mut worse, mut slower, mut confidence) = (None, None, Some(CONFIDENCE));
        let (mut slow, mut retry, mut overrides) = (None, None, false);
        self.keys(table, |reader, word, _, value| match word {
            GuardKey::Failures => failures = reader.share(value),
            GuardKey::Worse => worse = reader.share(value),
            GuardKey::Slower => slower = reader.share(value),
            GuardKey::Confidence => confidence = reader.confidence(value),
            GuardKey::Over => over = reader.window(value).unwrap_or(over),
            GuardKey::MinCalls => min_calls = reader.count(value).unwrap_or(min_calls),
            GuardKey::Slow => slow = reader.duration(value),
            GuardKey::Retry => retry = reader.duration(value),
            GuardKey::Overrides => overrides = reader.boolean(value).unwrap_or(false),
        });
        let [has_failures, has_worse, has_slower, has_confidence] =
            [GuardKey::Failures, GuardKey::Worse, GuardKey::Slower, GuardKey::Confidence].map(|key| has(table, key));
        if !has_failures && !has_worse && !has_slower {
            let message = "a budget needs `failures`, such as `failures = \"5%\"`, or `worse` or `slower`, which compare \
                           with the other way";
            return self.refuse(value.span(), message);
        }
        if has_confidence && !has_worse && !has_slower {
            let message = "`confidence` is for comparing with the other way: set `worse` or `slower` as well";
            return self.refuse(value.span(), message);
        }
        // An unreadable limit must not count as unset: without it, other values would trip the guard.
        let is_read =
            failures.is_some() == has_failures && worse.is_some() == has_worse && slower.is_some() == has_slower;
        let confidence = confidence.filter(|_| is_read)?;
        Some(Arc::new(Budget { failures, worse, slower, confidence, over, min_calls, slow, retry, overrides }))
    }

    pub(super) fn observe(&mut self, value: &Item<'_>) -> Option<Observation> {
        match value.value() {
            TomlValue::Boolean(false) => Some(Observation::Off),
            TomlValue::Boolean(true) => Some(Observation::On(Observing::default())),
            TomlValue::Table(table) => {
                let mut observing = Observing::default();
                self.keys(table, |reader, word, _, value| match word {
                    ObserveKey::Events => observing.events = reader.share(value).unwrap_or(observing.events),
                    ObserveKey::ContextId => observing.context_id = reader.boolean(value).unwrap_or(false),
                });
                Some(Observation::On(observing))
            }
            _ => self.wrong_type(value, "`true`, `false` or a table, such as `{ events = \"1%\" }`"),
        }
    }

    /// Reads a duration that is not zero.
    pub(super) fn duration(&mut self, value: &Item<'_>) -> Option<Duration> {
        let expected = "a time in `ms`, `s`, `m` or `h`, such as `\"250ms\"` or `\"1m\"`";
        let TomlValue::String(text) = value.value() else { return self.wrong_type(value, expected) };
        match text.parse::<SignedDuration>() {
            Ok(time) if time > SignedDuration::ZERO && time <= MAX => Some(time.unsigned_abs()),
            Ok(_) => self.refuse(value.span(), "a time is more than zero, and at most a year"),
            Err(_) => self.refuse(value.span(), format!("expected {expected}, found `{}`", short(text))),
        }
    }

    /// Reads the probability that equal ways never trip the guard.
    fn confidence(&mut self, value: &Item<'_>) -> Option<Percentage> {
        let confidence = self.share(value)?;
        if confidence < Percentage::percent(50) || confidence >= Percentage::ALL {
            let message = "a confidence is at least 50 and less than 100, such as `99.9`: the probability, in percent, that \
                           the guard does not trip while both ways are equally good";
            return self.refuse(value.span(), message);
        }
        Some(confidence)
    }

    /// Reads the length of a budget's window.
    fn window(&mut self, value: &Item<'_>) -> Option<Duration> {
        let over = self.duration(value)?;
        if over < Budget::SHORTEST_OVER {
            return self.refuse(value.span(), "a budget covers at least 160ms");
        }
        Some(over)
    }

    fn count(&mut self, value: &Item<'_>) -> Option<u32> {
        let TomlValue::Integer(number) = value.value() else { return self.wrong_type(value, "an integer") };
        let count = number.as_i64().and_then(|number| u32::try_from(number).ok()).filter(|count| *count > 0);
        count.or_else(|| self.refuse(value.span(), format!("expected at least one call, and at most {}", u32::MAX)))
    }
}
