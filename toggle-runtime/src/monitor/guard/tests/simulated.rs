//! The sequential test on simulated releases with fixed seeds: how often it is wrong, and how soon it is right.
//!
//! `cargo test -p toggle-runtime --lib guard::tests::simulated` checks the tables in
//! `docs/guard-comparison.md` against this.

use std::{fmt::Write, time::Duration};

use toggle_rules::Budget;

use crate::monitor::guard::{
    Ended, Guard, Side,
    evidence::{Pairs, of_count, threshold},
    tests::{budget, ms, percentage},
};

/// The generator `SplitMix64`: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns whether a call fails that fails in so many of a thousand cases.
    fn fails(&mut self, per_mille: u64) -> bool {
        self.next() % 1000 < per_mille
    }
}

/// A release with two ways, and the test between them.
struct Release {
    /// The additional failures of the gated way, in a thousand calls.
    difference: u64,
    margin: f64,
    alpha: f64,
    /// The number of pairs after which the test ends.
    most: u64,
}

impl Release {
    /// Returns the number of pairs at which the evidence is sufficient for the first time. `other` returns the
    /// failures of the other way at a pair, in a thousand calls.
    fn trips(&self, random: &mut Random, other: impl Fn(u64) -> u64) -> Option<u64> {
        let enough = threshold(1, self.alpha);
        let mut pairs = Pairs::default();
        (1..=self.most).find(|&pair| {
            let other = other(pair);
            match (random.fails(other + self.difference), random.fails(other)) {
                (true, false) => pairs.higher += 1,
                (false, true) => pairs.lower += 1,
                _ => pairs.even += 1,
            }
            // If no stake can have made enough, the evidence need not be computed.
            let lead = pairs.higher.saturating_sub(pairs.lower);
            of_count(lead) * 1.9_f64.ln() >= enough && pairs.evidence(self.margin) >= enough
        })
    }
}

#[test]
fn equal_ways_trip_in_less_than_alpha() {
    // A test that is read once at a confidence of 99.9 % is wrong in ten of 10,000 releases. So may be one read
    // always.
    let equal = Release { difference: 0, margin: 0.0, alpha: 0.001, most: 1500 };
    let trips = |seed: &u64| {
        let usual = [2, 10, 50, 400][(seed % 4) as usize];
        // From time to time everything fails, for both ways.
        let other = |pair: u64| if pair % 500 < seed % 100 { 900 } else { usual };
        equal.trips(&mut Random(*seed), other).is_some()
    };
    let tripped = (0..10_000).filter(trips).count();
    assert!(tripped <= 10, "{tripped} of 10,000 releases");
}

#[test]
fn difference_at_margin_trips_less_than_alpha() {
    let at_margin = Release { difference: 20, margin: 0.02, alpha: 0.05, most: 2000 };
    let tripped = (0..1000).filter(|seed| at_margin.trips(&mut Random(*seed), |_| 50).is_some()).count();
    assert!((1..=50).contains(&tripped), "{tripped} of 1000 with a confidence of 95 %");
}

/// Reads, after each pair, a test that holds for a single reading: the test of `McNemar`, at 99.9 %.
#[test]
fn single_look_test_would_trip_often() {
    let trips = |seed: &u64| {
        let (mut random, mut higher, mut lower) = (Random(*seed), 0_u64, 0_u64);
        (1..=1500).any(|pairs| {
            higher += u64::from(random.fails(50));
            lower += u64::from(random.fails(50));
            let lead = of_count(higher) - of_count(lower);
            pairs > 100 && lead > 3.09 * of_count(higher + lower).sqrt()
        })
    };
    let tripped = (0..1000).filter(trips).count();
    assert!(tripped > 5, "{tripped} of 1000: looking often is what makes the difference");
}

/// A worker that makes one call of its side after another, and callers of the other side at random times.
struct Workload {
    worker: Side,
    /// The failures of the gated way and of the other one, in a thousand calls.
    failing: [u64; 2],
    /// The duration of a success and of a failure, in milliseconds.
    takes: [u64; 2],
    /// The mean time between two calls of the callers, in milliseconds.
    every: u64,
}

impl Workload {
    const CALLS: usize = 3000;

    /// Returns the calls of both sides, in the order in which they begin.
    fn calls(&self, random: &mut Random) -> Vec<(Duration, Side, Duration, Ended)> {
        let callers = if self.worker == Side::Gated { Side::Other } else { Side::Gated };
        let (mut calls, mut time) = (Vec::new(), Duration::ZERO);
        for _ in 0..Self::CALLS {
            let (took, ended) = self.call(self.worker, random);
            calls.push((time, self.worker, took, ended));
            time += took;
        }
        let mut arrival = Duration::ZERO;
        while arrival < time {
            let (took, ended) = self.call(callers, random);
            calls.push((arrival, callers, took, ended));
            arrival += Duration::from_micros(random.next() % (2000 * self.every));
        }
        calls.sort_by_key(|call| call.0);
        calls
    }

    fn call(&self, side: Side, random: &mut Random) -> (Duration, Ended) {
        let fails = random.fails(self.failing[usize::from(side == Side::Other)]);
        (ms(self.takes[usize::from(fails)]), if fails { Ended::Failed } else { Ended::Succeeded })
    }

    /// Returns whether a guard trips that allows no difference.
    fn trips(&self, seed: u64) -> bool {
        let over = Duration::from_secs(1_000_000);
        let guard = Guard::new(Budget { failures: None, worse: Some(percentage("0%")), over, ..budget("0%", 50) });
        let calls = self.calls(&mut Random(seed));
        let ends = calls.iter().enumerate().map(|(at, (begin, _, took, _))| (*begin + *took, false, at));
        let mut moments: Vec<_> = calls.iter().enumerate().map(|(at, call)| (call.0, true, at)).chain(ends).collect();
        moments.sort_unstable();
        let mut running: Vec<_> = calls.iter().map(|_| None).collect();
        moments.into_iter().any(|(now, begins, at)| {
            let (_, side, _, ended) = calls[at];
            if begins {
                running[at] = Some(guard.begin(side, now));
            }
            let ending = running[at].take_if(|_| !begins);
            ending.is_some_and(|call| guard.end(call, ended, now))
        })
    }
}

/// Failures find as many partners as successes, also if they take longer or less long.
#[test]
fn duration_of_failures_is_no_evidence() {
    for worker in [Side::Gated, Side::Other] {
        for (failing, takes, every) in
            [(20, [50, 2000], 200), (20, [50, 2000], 50), (10, [1, 1000], 100), (20, [200, 1], 50)]
        {
            let equal = Workload { worker, failing: [failing; 2], takes, every };
            let tripped = (0..25).filter(|seed| equal.trips(*seed)).count();
            assert_eq!(tripped, 0, "of 25, {worker:?} {takes:?} {every}");
            let worse = Workload { failing: [failing + 400, failing], ..equal };
            let tripped = (0..5).filter(|seed| worse.trips(*seed)).count();
            assert_eq!(tripped, 5, "of 5, {worker:?} {takes:?} {every}");
        }
    }
}

/// Returns the median number of pairs after which a release of this difference trips.
fn found_after(other: u64, points: u64, margin: f64) -> u64 {
    let release = Release { difference: 10 * points, margin, alpha: 0.001, most: 200_000 };
    let mut found: Vec<u64> =
        (0..41).map(|seed| release.trips(&mut Random(1_000_000 + seed), |_| other).unwrap_or(u64::MAX)).collect();
    found.sort_unstable();
    found[found.len() / 2]
}

/// Rounds a number up to two digits, which is enough for a table.
fn rounded(number: u64) -> u64 {
    let grain = 10_u64.pow(number.max(10).ilog10() - 1);
    number.div_ceil(grain) * grain
}

#[test]
fn documented_numbers_of_calls_are_these() {
    let mut table = String::new();
    for (other, share) in [(0, "0 %"), (10, "1 %"), (50, "5 %")] {
        for (margin, worse) in [(0.0, "0%"), (0.005, "0.5%"), (0.02, "2%")] {
            let cell = |points: u64| {
                let is_allowed = f64::from(u32::try_from(points).expect("it is small")) / 100.0 <= margin;
                if is_allowed { "never".to_owned() } else { rounded(found_after(other, points, margin)).to_string() }
            };
            writeln!(table, "| {share} | `{worse}` | {} | {} | {} |", cell(1), cell(2), cell(5)).expect("it is a text");
        }
    }
    let docs = include_str!("../../../../docs/guard-comparison.md");
    assert!(docs.contains(&table), "docs/guard-comparison.md has another table than this:\n{table}");
}
