//! Comparison of the gated way with the other one: calls of both are counted, paired and tested.
//!
//! A call that begins may form a [pair](super::pairing) with a call of the other way. The side with more calls has
//! some unpaired calls, which are counted and not tested. A failure that hits both ways alike is no evidence, because
//! it hits both calls of a pair, or each one equally often. All operations are atomic, and no call waits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use toggle_rules::{Budget, Percentage};

use crate::{
    model::guard::{Counts, Evidence, GuardComparison},
    monitor::guard::{
        call::Call,
        evidence::{Pairs, of_count, threshold},
        kind::Kind,
        pairing::{Outcome, Pair, Pairing},
        side::Side,
        trial::nanos,
    },
};

/// The comparison of both ways, by one test after another.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The allowed difference between the shares of failures.
    worse: Option<f64>,
    /// The allowed ratio between the durations of calls.
    slower: Option<f64>,
    /// The probability of a false alarm of each hypothesis, over the whole time in which the guard is closed.
    alpha: f64,
    over: Duration,
    min_calls: u64,
    test: ArcSwap<Test>,
    pairing: Pairing,
}

impl Comparison {
    /// Returns a comparison, if the budget requires one.
    pub(super) fn new(budget: &Budget) -> Option<Self> {
        let of_all = |share: Percentage| f64::from(share.threshold()) / f64::from(Percentage::ALL.threshold());
        let (worse, slower) = (budget.worse.map(of_all), budget.slower.map(|share| 1.0 + of_all(share)));
        let tests = worse.iter().chain(&slower).count();
        (tests > 0).then(|| Self {
            worse,
            slower,
            alpha: (1.0 - of_all(budget.confidence)) / of_count(tests as u64),
            over: budget.over,
            min_calls: u64::from(budget.min_calls),
            test: ArcSwap::from_pointee(Test::new(1)),
            pairing: Pairing::default(),
        })
    }

    /// Begins a call. Returns the pair that has a place for the call, if there is one.
    pub(super) fn begin(&self, side: Side) -> Option<Arc<Pair>> {
        self.pairing.join(side)
    }

    /// Ends a call, and counts its pair if the other call has ended as well. Returns the counts of both ways if the
    /// gated way exceeds the budget.
    pub(super) fn end(&self, call: &Call, kind: Kind, now: Duration) -> Option<GuardComparison> {
        let test = self.test_at(now);
        test.count(call.side, kind);
        let outcome = Outcome::new(call.side, kind, now.saturating_sub(call.start));
        let pair = call.pair.as_ref()?.end(outcome)?;
        test.pairs.fetch_add(1, Ordering::Relaxed);
        let mut is_higher = false;
        if self.worse.is_some() {
            is_higher |= test.worse.count(pair.gated.is_failure, pair.other.is_failure);
        }
        if let Some(times) = self.slower
            && !pair.gated.is_failure
            && !pair.other.is_failure
        {
            let is_slower = pair.gated.took_longer(pair.other, times);
            is_higher |= test.slower.count(is_slower, !is_slower);
        }
        // Relaxed: if two calls end at once, each may miss the other, and the next pair is judged.
        if !is_higher && !test.is_short.load(Ordering::Relaxed) {
            return None;
        }
        let status = self.of_test(&test);
        let is_exceeded = status.worse.iter().chain(&status.slower).any(Evidence::is_enough);
        let is_short = is_exceeded && status.gated.calls < self.min_calls;
        test.is_short.store(is_short, Ordering::Relaxed);
        (is_exceeded && !is_short).then_some(status)
    }

    /// Returns the results of both ways in the current test.
    pub(super) fn status(&self) -> GuardComparison {
        self.of_test(&self.test.load())
    }

    fn of_test(&self, test: &Test) -> GuardComparison {
        let enough = threshold(test.number, self.alpha);
        let evidence = |tally: &Tally, margin: f64| {
            let pairs = tally.read();
            let evidence = if pairs.higher > pairs.lower { pairs.evidence(margin) } else { 0.0 };
            Evidence::new([pairs.higher, pairs.lower, pairs.even], evidence, enough)
        };
        GuardComparison {
            worse: self.worse.map(|margin| evidence(&test.worse, margin)),
            slower: self.slower.map(|_| evidence(&test.slower, 0.0)),
            gated: test.gated.read(),
            other: test.other.read(),
        }
    }

    /// Returns the current test. Each test lasts for the time of the budget, and until it has the budget's number of
    /// pairs. A test without pairs has tested nothing, so the next test takes its number.
    fn test_at(&self, now: Duration) -> Arc<Test> {
        let test = self.test.load();
        let begun = test.begun(now);
        if now.saturating_sub(begun) < self.over {
            return Arc::clone(&test);
        }
        let pairs = test.pairs.load(Ordering::Relaxed);
        if pairs > 0 && pairs < self.min_calls {
            return Arc::clone(&test);
        }
        let next = Arc::new(Test::new(if pairs > 0 { test.number.saturating_add(1) } else { test.number }));
        next.begun(now);
        // Exactly one of the threads that find the time over installs the next test.
        let previous = self.test.compare_and_swap(&*test, Arc::clone(&next));
        if Arc::ptr_eq(&previous, &test) { next } else { self.test.load_full() }
    }
}

/// The calls of one test.
#[derive(Debug, Default)]
struct Test {
    /// The number of the test, from 1.
    number: u64,
    /// The time at which the first call ended, in nanoseconds plus one, or 0 before that.
    begun: AtomicU64,
    gated: Way,
    other: Way,
    pairs: AtomicU64,
    worse: Tally,
    slower: Tally,
    /// Whether the evidence was sufficient at the last judgement, but the number of calls was not.
    is_short: AtomicBool,
}

impl Test {
    fn new(number: u64) -> Self {
        Self { number, ..Self::default() }
    }

    fn begun(&self, now: Duration) -> Duration {
        let now = nanos(now).saturating_add(1);
        let begun = self.begun.load(Ordering::Relaxed);
        let begun = if begun == 0 {
            self.begun.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed).map_or_else(|it| it, |_| now)
        } else {
            begun
        };
        Duration::from_nanos(begun.saturating_sub(1))
    }

    fn count(&self, side: Side, kind: Kind) {
        let way = match side {
            Side::Gated | Side::Alone => &self.gated,
            Side::Other => &self.other,
        };
        way.count(kind);
    }
}

/// The calls of one way.
#[derive(Debug, Default)]
struct Way {
    calls: AtomicU64,
    errors: AtomicU64,
    panics: AtomicU64,
    slow: AtomicU64,
}

impl Way {
    fn count(&self, kind: Kind) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let failures = match kind {
            Kind::Success => return,
            Kind::Error => &self.errors,
            Kind::Panic => &self.panics,
            Kind::Slow => &self.slow,
        };
        // Release: see `read`.
        failures.fetch_add(1, Ordering::Release);
    }

    /// Reads the failures before the calls. So the result includes the call of each failure, and never has more
    /// failures than calls.
    fn read(&self) -> Counts {
        let [errors, panics, slow] =
            [&self.errors, &self.panics, &self.slow].map(|counter| counter.load(Ordering::Acquire));
        Counts { calls: self.calls.load(Ordering::Relaxed), errors, panics, slow }
    }
}

/// The pairs of one hypothesis.
#[derive(Debug, Default)]
struct Tally {
    higher: AtomicU64,
    lower: AtomicU64,
    even: AtomicU64,
}

impl Tally {
    /// Counts a pair. Returns whether the pair is evidence against the gated way.
    fn count(&self, gated: bool, other: bool) -> bool {
        let counter = match (gated, other) {
            (true, false) => &self.higher,
            (false, true) => &self.lower,
            _ => &self.even,
        };
        // Release and acquire: a thread that reads a count of `higher` reads all counts before it.
        counter.fetch_add(1, Ordering::AcqRel);
        gated && !other
    }

    /// Reads the pairs against the gated way first. A pair that is counted meanwhile can only weaken the evidence.
    fn read(&self) -> Pairs {
        let higher = self.higher.load(Ordering::Acquire);
        Pairs { higher, lower: self.lower.load(Ordering::Acquire), even: self.even.load(Ordering::Acquire) }
    }
}
