//! What is said of guards in words.

use std::{fmt, time::Duration};

use jiff::{SignedDuration, fmt::friendly::SpanPrinter};

use super::{Counts, GuardBudget};

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} calls failed", self.failures(), self.calls)?;
        let kinds = [(self.errors, "error", "errors"), (self.panics, "panic", "panics"), (self.slow, "slow", "slow")];
        let mut separator = " (";
        for (count, one, several) in kinds.into_iter().filter(|(count, ..)| *count > 0) {
            write!(f, "{separator}{count} {}", if count == 1 { one } else { several })?;
            separator = ", ";
        }
        f.write_str(if self.failures() > 0 { ")" } else { "" })
    }
}

impl fmt::Display for GuardBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} over {}", self.failures, Time(self.over))?;
        self.slow.map_or(Ok(()), |slow| write!(f, ", slow past {}", Time(slow)))
    }
}

struct Time(Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = SignedDuration::try_from(self.0).unwrap_or(SignedDuration::MAX);
        f.write_str(&SpanPrinter::new().duration_to_string(&time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: Counts, expected: &str) {
        assert_eq!(counts.to_string(), expected);
    }

    #[test]
    fn counts_in_words() {
        check(Counts::default(), "0 of 0 calls failed");
        check(Counts { calls: 50, errors: 1, ..Counts::default() }, "1 of 50 calls failed (1 error)");
        check(
            Counts { calls: 200, errors: 9, panics: 1, slow: 2 },
            "12 of 200 calls failed (9 errors, 1 panic, 2 slow)",
        );
    }

    #[test]
    fn a_budget_in_words() {
        let mut budget = GuardBudget {
            failures: "5%".to_owned(),
            over: Duration::from_secs(60),
            min_calls: 50,
            slow: None,
            retry: None,
            overrides: false,
        };
        assert_eq!(budget.to_string(), "5% over 1m");
        budget.slow = Some(Duration::from_millis(250));
        assert_eq!(budget.to_string(), "5% over 1m, slow past 250ms");
    }
}
