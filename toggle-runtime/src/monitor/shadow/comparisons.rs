//! The results of the shadow runs of one toggle.

use std::{
    fmt::Debug,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use jiff::Timestamp;

use crate::{
    base::panics,
    model::shadow::{Difference, Mismatch, PanickedIn, ShadowPanic, ShadowReport, ShadowTimeout},
    monitor::{
        meter::Meter,
        shadow::{
            Candidate, First, Run, Shown,
            durations::Histogram,
            samples::{RateLimiter, RecentSamples},
        },
    },
};

/// The results of the shadow runs of one toggle.
#[derive(Debug)]
pub(crate) struct Comparisons {
    candidate_first: AtomicBool,
    matches: Counter,
    mismatches: Counter,
    ignored: Counter,
    panics: Counter,
    timeouts: Counter,
    comparison_panics: Counter,
    control: Histogram,
    candidate: Histogram,
    last_mismatches: RecentSamples<Mismatch>,
    last_panics: RecentSamples<ShadowPanic>,
    /// The limit on events: one a second, over all kinds of differences.
    told: RateLimiter,
}

/// The time of a result: the time since one fixed instant, and the time of day, which is only read for kept results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) since: Duration,
    pub(crate) at: fn() -> Timestamp,
}

/// The number of runs with one kind of result.
#[derive(Debug)]
struct Counter {
    total: AtomicU64,
    meter: Meter,
}

impl Comparisons {
    /// Returns the results of a toggle before its first run.
    pub(crate) fn new(toggle: &str) -> Self {
        let counter = |result| Counter { total: AtomicU64::new(0), meter: Meter::of_comparisons(toggle, result) };
        Self {
            candidate_first: AtomicBool::default(),
            matches: counter("match"),
            mismatches: counter("mismatch"),
            ignored: counter("ignored"),
            panics: counter("panic"),
            timeouts: counter("timeout"),
            comparison_panics: counter("comparison-panic"),
            control: Histogram::default(),
            candidate: Histogram::default(),
            last_mismatches: RecentSamples::default(),
            last_panics: RecentSamples::default(),
            told: RateLimiter::default(),
        }
    }

    /// Returns the way that runs first. The two ways alternate.
    pub(crate) fn alternate(&self) -> First {
        if self.candidate_first.fetch_not(Relaxed) { First::Candidate } else { First::Control }
    }

    /// Records a run. Values that differ by `compare` are a mismatch, unless `ignore` returns true. Both functions
    /// and the values are the user's; a panic in them is recorded and caught. The texts of values and panics are only
    /// kept and reported if `keeps_texts` returns true.
    ///
    /// Returns the difference if it is worth an event, at most once a second.
    pub(crate) fn note<R: Shown>(
        &self,
        control: &R,
        run: Run<R>,
        compare: impl FnOnce(&R, &R) -> bool,
        ignore: impl FnOnce(&R, &R) -> bool,
        now: Now,
        keeps_texts: &dyn Fn() -> bool,
    ) -> Option<Difference> {
        let difference = match run.candidate {
            Candidate::Returned(candidate) => {
                let took = [run.control_took, run.candidate_took];
                let noted = self.compared(control, &candidate, took, compare, ignore, now, keeps_texts);
                let dropped = panics::caught(|| drop(candidate)).err();
                let dropped =
                    dropped.and_then(|message| self.panicked(PanickedIn::Comparison, message, now, keeps_texts));
                noted.or(dropped)
            }
            Candidate::Panicked(message) => self.panicked(PanickedIn::Candidate, message, now, keeps_texts),
            Candidate::TimedOut => {
                self.timeouts.add();
                Some(Difference::Timeout(ShadowTimeout { at: (now.at)(), after: run.candidate_took }))
            }
        };
        difference.filter(|_| self.told.admits(now.since))
    }

    pub(crate) fn report(&self) -> ShadowReport {
        ShadowReport {
            matches: self.matches.total(),
            mismatches: self.mismatches.total(),
            ignored: self.ignored.total(),
            panics: self.panics.total(),
            timeouts: self.timeouts.total(),
            comparison_panics: self.comparison_panics.total(),
            control: self.control.report(),
            candidate: self.candidate.report(),
            last_mismatches: self.last_mismatches.last(),
            last_panics: self.last_panics.last(),
        }
    }

    /// Removes the texts of values and panics from all kept results.
    pub(crate) fn forget_texts(&self) {
        self.last_mismatches.change(|mismatch| {
            mismatch.control = String::new();
            mismatch.candidate = String::new();
        });
        self.last_panics.change(|panic| panic.message = String::new());
    }

    #[expect(clippy::too_many_arguments, reason = "it is a part of `note`")]
    fn compared<R: Shown>(
        &self,
        control: &R,
        candidate: &R,
        [control_took, candidate_took]: [Duration; 2],
        compare: impl FnOnce(&R, &R) -> bool,
        ignore: impl FnOnce(&R, &R) -> bool,
        now: Now,
        keeps_texts: &dyn Fn() -> bool,
    ) -> Option<Difference> {
        self.control.add(control_took);
        self.candidate.add(candidate_took);
        let outcome = panics::caught(|| match compare(control, candidate) {
            true => Outcome::Same,
            false if ignore(control, candidate) => Outcome::Ignored,
            false => Outcome::Different,
        });
        match outcome {
            Ok(Outcome::Same) => {
                self.matches.add();
                None
            }
            Ok(Outcome::Ignored) => {
                self.ignored.add();
                None
            }
            Ok(Outcome::Different) => {
                self.mismatches.add();
                let mismatch = || {
                    let shown =
                        if keeps_texts() { [self.shown(control), self.shown(candidate)] } else { Default::default() };
                    let [control, candidate] = shown;
                    Mismatch { at: (now.at)(), control, candidate, control_took, candidate_took }
                };
                self.last_mismatches.keep(now.since, mismatch).map(Difference::Mismatch)
            }
            Err(message) => self.panicked(PanickedIn::Comparison, message, now, keeps_texts),
        }
    }

    fn panicked(
        &self,
        panicked: PanickedIn,
        message: String,
        now: Now,
        keeps_texts: &dyn Fn() -> bool,
    ) -> Option<Difference> {
        match panicked {
            PanickedIn::Candidate => self.panics.add(),
            PanickedIn::Comparison => self.comparison_panics.add(),
        }
        let panic = || {
            let message = if keeps_texts() { message } else { String::new() };
            ShadowPanic { at: (now.at)(), panicked, message }
        };
        self.last_panics.keep(now.since, panic).map(Difference::Panic)
    }

    /// Returns a value as its `Debug` shows it. If `Debug` panics, the message is part of the text.
    fn shown(&self, value: &dyn Debug) -> String {
        let mut text = String::new();
        if let Err(message) = panics::caught(|| toggle_rules::shown(value, &mut text)) {
            self.comparison_panics.add();
            text.push_str("… (its `Debug` panicked: ");
            text.push_str(&message);
            text.push(')');
        }
        text
    }
}

/// The result of a comparison.
enum Outcome {
    Same,
    Ignored,
    Different,
}

impl Counter {
    fn add(&self) {
        self.total.fetch_add(1, Relaxed);
        self.meter.count();
    }

    fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }
}
