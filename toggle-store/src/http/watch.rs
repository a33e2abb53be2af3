//! The watch on a web server: a clock.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{Error, Wake, Watch, random};

/// A watch that reports that it is time to look at an interval.
#[derive(Debug)]
pub(super) struct Polling {
    interval: Duration,
    due: Instant,
}

impl Polling {
    pub(super) fn new(interval: Duration) -> Self {
        let mut watch = Self { interval, due: Instant::now() };
        watch.begin();
        watch
    }

    fn begin(&mut self) {
        self.due = Instant::now() + random::between(self.interval * 9 / 10, self.interval);
    }
}

impl Watch for Polling {
    fn wait(&mut self, at_most: Duration) -> Result<Wake, Error> {
        let left = self.due.saturating_duration_since(Instant::now());
        thread::sleep(left.min(at_most));
        if left > at_most {
            return Ok(Wake::Quiet);
        }
        self.begin();
        Ok(Wake::Look)
    }
}
