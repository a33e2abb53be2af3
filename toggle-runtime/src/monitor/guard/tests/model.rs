//! The guard against references that are too simple to be wrong.

use proptest::prelude::*;

use super::*;

const CLOSED: bool = true;

/// All calls that have ended, and whether the last judgement found too many failures of too few calls.
struct Reference {
    budget: Budget,
    calls: Vec<(u64, bool)>,
    is_short: bool,
}

impl Reference {
    /// Ends a call at this second. Returns whether the guard is closed after it.
    fn end(&mut self, second: u64, fails: bool) -> bool {
        self.calls.push((second, fails));
        if !fails && !self.is_short {
            return CLOSED;
        }
        let Counts { calls, errors, .. } = self.counts(second);
        let exceeded = errors * 100_000 > calls * u64::from(self.budget.failures.expect("it has a limit").threshold());
        let enough = calls >= u64::from(self.budget.min_calls);
        self.is_short = exceeded && !enough;
        !(exceeded && enough)
    }

    fn counts(&self, second: u64) -> Counts {
        let in_window = self.calls.iter().filter(|(at, _)| at + 16 > second);
        let (calls, errors) =
            in_window.fold((0, 0), |(calls, errors), (_, fails)| (calls + 1, errors + u64::from(*fails)));
        counts(calls, errors)
    }
}

proptest! {
    #[test]
    fn closed_guard_agrees_with_reference(
        min_calls in 0..12_u32,
        failures in prop::sample::select(vec!["0%", "10%", "33.333%", "50%", "90%"]),
        calls in prop::collection::vec((prop_oneof![8 => 0..700_u64, 2 => 0..6000_u64, 1 => 0..40_000_u64], any::<bool>()), 0..80),
    ) {
        let guard = Guard::new(budget(failures, min_calls));
        let mut reference = Reference { budget: guard.budget().clone(), calls: Vec::new(), is_short: false };
        let mut now = 0;
        for (later, fails) in calls {
            now += later;
            let verdict = call(&guard, if fails { Ended::Failed } else { Ended::Succeeded }, ms(now));
            let closed = reference.end(now / 1000, fails);
            let counts = reference.counts(now / 1000);
            prop_assert_eq!(verdict, if closed { Verdict::Nothing } else { Verdict::Tripped(counts) });
            prop_assert_eq!(guard.status(ms(now)).counts, counts);
            if !closed {
                break;
            }
        }
    }
}

/// A trial of three calls, of which one may fail, takes every path of eight steps.
#[test]
fn a_trial_goes_as_the_reference_does() {
    for steps in 0..4_u32.pow(8) {
        let guard = Guard::new(Budget { retry: Some(ms(1)), ..budget("34%", 3) });
        for _ in 0..3 {
            let _ = call(&guard, Ended::Failed, ms(0));
        }
        let (mut running, mut permits, mut ended, mut failed) = (Vec::new(), 3, 0, 0);
        // No time passes, so that there is one trial.
        let now = ms(1);
        for step in (0..8).map(|at| steps / 4_u32.pow(at) % 4) {
            if step == 0 {
                assert_eq!(guard.admits(now), permits > 0);
                if permits > 0 {
                    permits -= 1;
                    running.push(guard.begin(Side::Gated, now));
                }
                continue;
            }
            let Some(call) = running.pop() else { continue };
            if step == 1 {
                let _ = abandon(&guard, call, now);
                permits += 1;
                continue;
            }
            (ended, failed) = (ended + 1, failed + u64::from(step == 2));
            let verdict = end(&guard, call, if step == 2 { Ended::Failed } else { Ended::Succeeded }, now);
            let counts = counts(ended, failed);
            let expected = match (ended, failed) {
                (_, 2..) => Verdict::Reopened(counts),
                (3.., _) => Verdict::Closed,
                _ => Verdict::Nothing,
            };
            assert_eq!(verdict, expected, "{steps}");
            if expected != Verdict::Nothing {
                break;
            }
        }
    }
}
