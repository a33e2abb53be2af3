//! The replacement of `pattern.rs` where the feature `regex` is off: it refuses every regular expression.

use std::fmt;

/// A regular expression, a type without values.
#[derive(Debug, PartialEq, Hash)]
pub(crate) enum Pattern {}

pub(crate) const LARGEST: usize = SMALLEST;
pub(crate) const LONGEST: usize = 1 << 12;
pub(crate) const SMALLEST: usize = 1 << 12;
pub(crate) const TOO_LARGE: &str = REFUSED;

const REFUSED: &str = "`matches` needs the feature `regex` of toggle-runtime";

/// The reason why each regular expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    TooLarge,
    Mistaken(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REFUSED)
    }
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Result<Self, Refusal> {
        Err(if text.len() > LONGEST { Refusal::TooLarge } else { Refusal::Mistaken(REFUSED) })
    }

    pub(crate) fn size(&self) -> usize {
        match *self {}
    }

    pub(crate) fn is_found_in(&self, _: &str) -> bool {
        match *self {}
    }

    pub(crate) fn is_ever_found(&self) -> bool {
        match *self {}
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expression_without_feature_names_it() {
        let refusal = Pattern::new("^a").expect_err("it is refused");
        assert_eq!(refusal.to_string(), "`matches` needs the feature `regex` of toggle-runtime");
    }
}
