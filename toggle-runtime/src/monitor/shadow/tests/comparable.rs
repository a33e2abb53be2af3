//! The default comparison of values.

use super::*;

#[test]
fn values_are_compared_by_what_they_are() {
    assert!(same(&"a".to_owned(), &"a".to_owned()));
    assert!(!same(&Some(1), &None));
    assert!(!same(&f64::NAN, &f64::NAN));
}

#[test]
fn a_difference_is_reported() {
    assert!(!reported(&1, &2));
}
