//! The pauses between attempts to reach a store that does not answer.

use std::time::Duration;

use crate::random;

/// The longest first pause.
const FIRST: Duration = Duration::from_millis(100);

/// The longest pause. With the time of a read it stays below 5 s, so that the newest state arrives within 5 s after the
/// store is back.
const LONGEST: Duration = Duration::from_millis(4_500);

/// A pause that doubles with each failure, jittered so that many processes do not return at once.
#[derive(Debug)]
pub(super) struct Backoff(Duration);

impl Backoff {
    pub(super) fn new() -> Self {
        Self(FIRST)
    }

    /// Returns the next pause: between half of the current longest one and the whole.
    pub(super) fn pause(&mut self) -> Duration {
        let pause = random::jittered(self.0);
        self.0 = (self.0 * 2).min(LONGEST);
        pause
    }

    /// Begins again with the shortest pause.
    pub(super) fn reset(&mut self) {
        self.0 = FIRST;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new();
        let pauses: Vec<Duration> = std::iter::repeat_with(|| backoff.pause()).take(12).collect();
        let mut longest = FIRST;
        for pause in pauses {
            assert!((longest / 2..=longest).contains(&pause), "{pause:?} of {longest:?}");
            longest = (longest * 2).min(LONGEST);
        }
        backoff.reset();
        assert!(backoff.pause() <= FIRST);
    }
}
