//! The exact comparison of an integer with a float.

use std::cmp::Ordering;

/// Compares two numbers by value, or returns `None` for NaN.
pub(super) fn compare(whole: i64, other: f64) -> Option<Ordering> {
    if other.is_nan() {
        return None;
    }
    if other.is_infinite() {
        return Some(if other > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    // These texts have all digits of both numbers: a finite float has at most 1074 digits after the point.
    let exact = format!("{other:.1074}");
    let (digits, negative) = exact.strip_prefix('-').map_or((&*exact, false), |digits| (digits, true));
    let magnitude = compare_digits(&format!("{}.{:01074}", whole.unsigned_abs(), 0), digits);
    Some(match (whole < 0, negative) {
        _ if whole == 0 && other == 0.0 => Ordering::Equal,
        (false, false) => magnitude,
        (true, true) => magnitude.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

/// Compares two decimal numbers with the same number of digits after the point.
fn compare_digits(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(whole: i64, other: f64, expected: Option<Ordering>) {
        assert_eq!(compare(whole, other), expected, "{whole} {other}");
    }

    #[test]
    fn whole_and_other_numbers() {
        use Ordering::{Equal, Greater, Less};
        check(0, -0.0, Some(Equal));
        check(1, 1.0, Some(Equal));
        check(-1, -1.0, Some(Equal));
        check(0, 5e-324, Some(Less));
        check(0, -5e-324, Some(Greater));
        check(-2, -1.5, Some(Less));
        check(-2, 1.5, Some(Less));
        check(10, 9.5, Some(Greater));
        check(9_007_199_254_740_993, 9_007_199_254_740_992.0, Some(Greater));
        check(i64::MAX, 9_223_372_036_854_775_808.0, Some(Less));
        check(i64::MIN, -9_223_372_036_854_775_808.0, Some(Equal));
        check(i64::MAX, f64::INFINITY, Some(Less));
        check(i64::MIN, f64::NEG_INFINITY, Some(Greater));
        check(i64::MIN, f64::MAX, Some(Less));
        check(0, f64::NAN, None);
    }
}
