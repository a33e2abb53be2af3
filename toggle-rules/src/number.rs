//! Exact comparison of integers and floats.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
};

/// A number of either kind. Comparisons are exact across the kinds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    /// Compares two numbers, or returns `None` if one of them is NaN.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(&other)),
            (Self::Float(one), Self::Float(other)) => one.partial_cmp(&other),
            (Self::Integer(one), Self::Float(other)) => mixed(one, other),
            (Self::Float(one), Self::Integer(other)) => mixed(other, one).map(Ordering::reverse),
        }
    }
}

/// Compares by value: `1` and `1.0` are equal.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Some(Ordering::Equal)
    }
}

/// An integer and a float with the same value have the same hash.
impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let float = match *self {
            Self::Integer(integer) => {
                #[expect(clippy::cast_precision_loss, reason = "such a float is not the same number")]
                let float = integer as f64;
                if *self != Self::Float(float) {
                    return integer.hash(state);
                }
                float
            }
            // The sum turns -0.0 into 0.0, since both are equal.
            Self::Float(float) => float + 0.0,
        };
        float.to_bits().hash(state);
    }
}

/// The number 2⁶³, which a float holds exactly and an `i64` does not.
const LIMIT: f64 = 9_223_372_036_854_775_808.0;

fn mixed(integer: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float >= LIMIT {
        return Some(Ordering::Less);
    }
    if float < -LIMIT {
        return Some(Ordering::Greater);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the integral part is within the range of an `i64`")]
    let whole = float.trunc() as i64;
    Some(integer.cmp(&whole).then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)))
}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use super::*;

    #[track_caller]
    fn check(integer: i64, float: f64, expected: Option<Ordering>) {
        assert_eq!(Number::Integer(integer).compare(Number::Float(float)), expected, "{integer} and {float}");
        let reverse = Number::Float(float).compare(Number::Integer(integer));
        assert_eq!(reverse, expected.map(Ordering::reverse), "{float} and {integer}");
    }

    #[test]
    fn equal_numbers_have_equal_hashes() {
        let hash = |number: Number| {
            let mut hasher = DefaultHasher::new();
            number.hash(&mut hasher);
            hasher.finish()
        };
        for (one, other) in [
            (Number::Integer(2), Number::Float(2.0)),
            (Number::Float(0.0), Number::Float(-0.0)),
            (Number::Integer(i64::MIN), Number::Float(-LIMIT)),
            (Number::Integer(i64::MAX), Number::Float(LIMIT)),
            (Number::Integer(1 << 53), Number::Integer((1 << 53) + 1)),
        ] {
            assert_eq!(one == other, hash(one) == hash(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn values_compare_exactly() {
        check(2, 2.0, Some(Ordering::Equal));
        check(2, 2.5, Some(Ordering::Less));
        check(-2, -2.5, Some(Ordering::Greater));
        check(0, -0.0, Some(Ordering::Equal));
        check(9_007_199_254_740_993, 9_007_199_254_740_992.0, Some(Ordering::Greater));
        check(i64::MAX, LIMIT, Some(Ordering::Less));
        check(i64::MIN, -LIMIT, Some(Ordering::Equal));
        check(i64::MIN, f64::NEG_INFINITY, Some(Ordering::Greater));
        check(i64::MAX, f64::INFINITY, Some(Ordering::Less));
        check(0, f64::NAN, None);
    }
}
