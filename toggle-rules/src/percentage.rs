//! Percentages, with a resolution of a thousandth of a percent.

use std::fmt;

/// A share, in thousandths of a percent, which is the resolution of all rollouts.
///
/// `Display` omits the percent sign and trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percentage(u32);

/// The reason why a number or word is no percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPercentage {
    More,
    Less,
    /// The number is NaN, which does not compare with 0 and 100.
    NotANumber,
    Decimals,
    Space,
    Form,
}

impl NoPercentage {
    /// Formats the reason. `shown` is the number as written, which only some reasons quote.
    #[inline]
    pub fn of(self, shown: &str) -> String {
        match self {
            Self::More => format!("`{shown}` is more than 100 %"),
            Self::Less => format!("`{shown}` is less than 0 %"),
            Self::NotANumber | Self::Decimals | Self::Space | Self::Form => self.to_string(),
        }
    }
}

impl fmt::Display for NoPercentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::More | Self::Less | Self::NotANumber => "a percentage is a number from 0 to 100",
            Self::Decimals => "a percentage has at most three decimals",
            Self::Space => "a percentage is written without a space, as in `25%` or `0.5%`",
            Self::Form => "a percentage is written as in `25%` or `0.5%`",
        })
    }
}

impl Percentage {
    /// 0 %.
    pub const NONE: Self = Self(0);
    /// 100 %.
    pub const ALL: Self = Self(100_000);

    /// Returns this many percent, and at most 100.
    #[inline]
    pub const fn percent(percent: u32) -> Self {
        if percent > 100 { Self::ALL } else { Self(percent * 1000) }
    }

    /// Returns the first bucket that is not in the share.
    #[doc(hidden)]
    #[inline]
    pub const fn threshold(self) -> u32 {
        self.0
    }

    #[inline]
    pub(super) const fn of_threshold(threshold: u32) -> Self {
        Self(threshold)
    }

    /// Converts a number of percent.
    ///
    /// # Errors
    ///
    /// If the number is not from 0 to 100, or has more than three decimals.
    #[doc(hidden)]
    pub fn from_number(percent: f64) -> Result<Self, NoPercentage> {
        if percent.is_nan() {
            return Err(NoPercentage::NotANumber);
        }
        if percent < 0.0 {
            return Err(NoPercentage::Less);
        }
        if percent > 100.0 {
            return Err(NoPercentage::More);
        }
        let thousandths = (percent * 1000.0).round();
        // A number written with three decimals is the float that is nearest to these thousandths.
        #[expect(clippy::float_cmp, reason = "division rounds as reading does, so it is exactly that number")]
        if thousandths / 1000.0 != percent {
            return Err(NoPercentage::Decimals);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it has been checked to be from 0 to 100,000"
        )]
        let thousandths = thousandths as u32;
        Ok(Self(thousandths))
    }

    /// Returns the number of percent.
    #[doc(hidden)]
    #[inline]
    pub fn number(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// Parses a percentage such as `25%`. Returns `None` if the word does not end with `%`.
    #[doc(hidden)]
    pub fn from_word(word: &str) -> Option<Result<Self, NoPercentage>> {
        let number = word.strip_suffix('%')?;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        if digits.ends_with(char::is_whitespace) {
            return Some(Err(NoPercentage::Space));
        }
        let parsed = number.parse().ok().filter(|_| is_number);
        Some(parsed.map_or(Err(NoPercentage::Form), Self::from_number))
    }

    /// Checks that shares add up to 100 %. The error is their sum.
    #[inline]
    pub(super) fn make_up_all(shares: impl Iterator<Item = Self>) -> Result<(), Self> {
        match shares.map(|share| u64::from(share.0)).sum() {
            100_000 => Ok(()),
            sum => Err(Self(u32::try_from(sum).unwrap_or(u32::MAX))),
        }
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, thousandths) = (self.0 / 1000, self.0 % 1000);
        if thousandths == 0 {
            return write!(f, "{whole}");
        }
        f.write_str(format!("{whole}.{thousandths:03}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        let read = Percentage::from_word(word).expect("it ends with the sign");
        assert_eq!(read.ok().map(|percentage| percentage.to_string()).as_deref(), expected, "{word}");
    }

    #[test]
    fn three_decimals_are_exact() {
        for word in ["0%", "100%", "25%", "0.5%", "0.001%", "99.999%", "33.333%", "16.067%"] {
            check(word, Some(&word[..word.len() - 1]));
        }
        check("025.50%", Some("25.5"));
        for thousandths in 0..=100_000 {
            let percentage = Percentage(thousandths);
            assert_eq!(Percentage::from_word(&format!("{percentage}%")), Some(Ok(percentage)));
        }
    }

    #[test]
    fn what_is_no_percentage() {
        for word in [
            "%",
            "a%",
            "-1%",
            "100.001%",
            "0.0005%",
            "0.0000000001%",
            "25.0000001%",
            "1e1%",
            ".5%",
            "5.%",
            "1.2.3%",
            "+5%",
            " 5%",
            "inf%",
            "NaN%",
        ] {
            check(word, None);
        }
        assert_eq!(Percentage::from_word("25"), None);
    }
}
