//! Durations, instants and errors.

use std::{
    io,
    time::{Duration, Instant, SystemTime},
};

pub fn added(instant: Instant, duration: Duration) -> (Instant, Duration) {
    (instant + Default::default(), duration + Default::default())
}

pub fn multiplied(duration: Duration, factor: u8) -> Duration {
    duration * factor.into()
}

pub fn summed(duration: Duration, others: &[Duration]) -> Duration {
    duration + others.iter().sum()
}

pub fn compared(duration: Duration, other: Duration, time: SystemTime) -> bool {
    duration == other.try_into().unwrap_or_default() || time == SystemTime::now().into()
}

pub fn seconds(duration: Duration, text: &str) -> bool {
    duration.as_secs() == text.parse().unwrap_or_default()
}

pub fn propagated(text: &str) -> Result<u8, io::Error> {
    let number = text.parse().map_err(io::Error::other)?;
    Ok(number)
}
