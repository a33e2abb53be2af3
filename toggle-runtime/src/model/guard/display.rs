//! The text of a guard's counts, budget and comparison.

use std::fmt;

use crate::model::{
    guard::{Counts, Evidence, GuardBudget, GuardComparison},
    span::Span,
};

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
        let failures = self.failures.iter().map(ToString::to_string);
        let worse = self.worse.iter().map(|worse| format!("{worse} more than the other way"));
        let slower = self.slower.iter().map(|slower| format!("{slower} longer than the other way"));
        let limits: Vec<String> = failures.chain(worse).chain(slower).collect();
        write!(f, "{} over {}", limits.join(", "), Span(self.over))?;
        self.slow.map_or(Ok(()), |slow| write!(f, ", slow past {}", Span(slow)))
    }
}

impl fmt::Display for GuardComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gated, other, worse, slower } = self;
        write!(f, "{} of {} calls failed, and ", Share(gated.failures(), gated.calls), gated.calls)?;
        write!(f, "{} of {} the other way", Share(other.failures(), other.calls), other.calls)?;
        let mut told = |evidence: &Option<Evidence>, of: &str| {
            evidence.map_or(Ok(()), |evidence| {
                let Evidence { pairs, higher, evidence, threshold, .. } = evidence;
                write!(f, "; {higher} of {pairs} pairs {of}, evidence {evidence} of {threshold}")
            })
        };
        told(worse, "failed the gated way alone")?;
        told(slower, "took longer")
    }
}

/// A share in percent, with one decimal unless that is zero.
struct Share(u64, u64);

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(some, all) = *self;
        let tenths = (u128::from(some) * 1000 + u128::from(all) / 2).checked_div(u128::from(all)).unwrap_or(0);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        if tenth == 0 { write!(f, "{whole}%") } else { write!(f, "{whole}.{tenth}%") }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
            failures: Some("5%".to_owned()),
            worse: None,
            slower: None,
            confidence: None,
            over: Duration::from_secs(60),
            min_calls: 50,
            slow: None,
            retry: None,
            overrides: false,
        };
        assert_eq!(budget.to_string(), "5% over 1m");
        budget.slow = Some(Duration::from_millis(250));
        assert_eq!(budget.to_string(), "5% over 1m, slow past 250ms");
        budget.worse = Some("2%".to_owned());
        assert_eq!(budget.to_string(), "5%, 2% more than the other way over 1m, slow past 250ms");
        (budget.failures, budget.slower) = (None, Some("20%".to_owned()));
        let expected = "2% more than the other way, 20% longer than the other way over 1m, slow past 250ms";
        assert_eq!(budget.to_string(), expected);
    }

    #[test]
    fn comparison_in_words() {
        let counts = |calls, errors| Counts { calls, errors, ..Counts::default() };
        let evidence = |higher, evidence| Evidence { pairs: 900, higher, lower: 9, evidence, threshold: 2000 };
        let mut compared = GuardComparison {
            gated: counts(1200, 61),
            other: counts(3400, 34),
            worse: Some(evidence(55, 2345)),
            slower: None,
        };
        let told = "5.1% of 1200 calls failed, and 1% of 3400 the other way";
        let worse = "; 55 of 900 pairs failed the gated way alone, evidence 2345 of 2000";
        assert_eq!(compared.to_string(), format!("{told}{worse}"));
        (compared.worse, compared.slower) = (None, Some(evidence(700, 1)));
        assert_eq!(compared.to_string(), format!("{told}; 700 of 900 pairs took longer, evidence 1 of 2000"));
        compared.other = Counts::default();
        assert!(compared.to_string().contains("and 0% of 0 the other way"));
    }
}
