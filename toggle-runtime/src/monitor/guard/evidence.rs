//! The evidence of pairs of calls against the gated way: a sequential test that may be read after every pair.
//!
//! A pair is one call of each way, next to each other in time. A pair is higher, lower or even, worth `1`, `-1` and
//! `0`. The test is a bet against the hypothesis that the mean worth of a pair is at most the margin `m`,
//! independently of the earlier pairs. A bettor who stakes the share `s` multiplies the fortune by
//! `1 + s (worth - m) / (1 + m)` after a pair. While the hypothesis holds, the mean of that factor is at most 1. So a
//! fortune that begins with 1 ever reaches `1 / a` with a probability of at most `a` (Ville's inequality), however
//! often the fortune is read. Each bettor below has a fixed stake and an equal part of the initial 1. Their fortunes
//! are functions of three counts, so that the order in which threads count does not matter.
//!
//! Betting on means: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86
//! (2024). Two streams in blocks, exactly and at any time: Turner, Ly and Grünwald, "Generic E-variables for exact
//! sequential k-sample tests that allow for optional stopping", JSPI 230 (2024).

/// The stakes. The best stake depends on the difference, and is always close to one of these.
const STAKES: [f64; 8] = [0.9, 0.6, 0.38, 0.24, 0.14, 0.08, 0.04, 0.02];

/// The counts of pairs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pairs {
    pub(super) higher: u64,
    pub(super) lower: u64,
    pub(super) even: u64,
}

impl Pairs {
    /// Returns the logarithm of the fortune, for a margin from 0 to 1.
    pub(super) fn evidence(self, margin: f64) -> f64 {
        let [higher, lower, even] = [self.higher, self.lower, self.even].map(of_count);
        let fortunes = STAKES.map(|stake| {
            let stake = stake / (1.0 + margin);
            let grown = |times: f64, worth: f64| times * (stake * (worth - margin)).ln_1p();
            grown(higher, 1.0) + grown(lower, -1.0) + grown(even, 0.0)
        });
        let most = fortunes.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = fortunes.into_iter().map(|fortune| (fortune - most).exp()).sum();
        most + (sum / of_count(STAKES.len() as u64)).ln()
    }
}

/// Returns the logarithm of the sufficient fortune for the test with this number, from 1, of an endless sequence of
/// tests. The tests share `alpha`: test `n` has the part `1 / (n (n + 1))`, and these parts add up to 1.
pub(super) fn threshold(number: u64, alpha: f64) -> f64 {
    let number = of_count(number);
    (number * (number + 1.0) / alpha).ln()
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are exact up to 2^53, and nearly so beyond")]
pub(super) fn of_count(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the mean of the fortune after so many more pairs with these probabilities.
    fn mean(pairs: Pairs, more: u32, margin: f64, [higher, lower]: [f64; 2]) -> f64 {
        if more == 0 {
            return pairs.evidence(margin).exp();
        }
        let next = |pairs: Pairs| mean(pairs, more - 1, margin, [higher, lower]);
        higher * next(Pairs { higher: pairs.higher + 1, ..pairs })
            + lower * next(Pairs { lower: pairs.lower + 1, ..pairs })
            + (1.0 - higher - lower) * next(Pairs { even: pairs.even + 1, ..pairs })
    }

    #[test]
    fn fortune_is_fair_at_margin_and_shrinks_below() {
        for (margin, lower) in [(0.0, 0.0), (0.0, 0.2), (0.02, 0.05), (0.2, 0.4), (1.0, 0.0)] {
            let at_margin = mean(Pairs::default(), 7, margin, [lower + margin, lower]);
            assert!((at_margin - 1.0).abs() < 1e-9, "{margin} {lower}: {at_margin}");
            let below = mean(Pairs::default(), 7, margin, [lower + margin / 2.0, lower + 0.001]);
            assert!(below < 1.0 || lower + margin >= 1.0, "{margin} {lower}: {below}");
        }
    }

    #[test]
    fn thresholds_share_alpha() {
        let spent: f64 = (1..100_000).map(|number| (-threshold(number, 0.001)).exp()).sum();
        assert!((0.000_999..=0.001).contains(&spent), "{spent}");
    }

    #[test]
    fn largest_counts_are_no_trouble() {
        let most = Pairs { higher: u64::MAX, lower: u64::MAX, even: u64::MAX };
        for pairs in [most, Pairs { lower: 0, ..most }, Pairs { higher: 0, ..most }] {
            assert!(!pairs.evidence(0.5).is_nan(), "{pairs:?}");
        }
    }
}
