//! Shadow runs inside of shadow runs.

use std::{panic::AssertUnwindSafe, thread};

use super::*;

fn side(comparisons: &Comparisons) -> Option<Side> {
    super::side(|| Some(comparisons))
}

#[test]
fn thread_has_side_of_innermost_comparison() {
    let (one, other) = (Comparisons::new("one"), Comparisons::new("other"));
    let sides = || [side(&one), side(&other)];
    assert_eq!(sides(), [None, None]);
    inside(&one, Side::Control, || {
        assert_eq!(sides(), [Some(Side::Control), None]);
        inside(&other, Side::Candidate, || assert_eq!(sides(), [Some(Side::Control), Some(Side::Candidate)]));
        inside(&one, Side::Candidate, || assert_eq!(sides(), [Some(Side::Candidate), None]));
        assert_eq!(sides(), [Some(Side::Control), None]);
        thread::scope(|threads| threads.spawn(|| assert_eq!(sides(), [None, None])).join()).expect("it is in none");
    });
    assert_eq!(sides(), [None, None]);
}

#[test]
fn a_panic_leaves_what_it_goes_through() {
    let comparisons = Comparisons::new("one");
    inside(&comparisons, Side::Control, || {
        let panics = || inside(&comparisons, Side::Candidate, || panic!("the code's own"));
        panic::catch_unwind(AssertUnwindSafe(panics)).expect_err("it panics");
        assert_eq!(side(&comparisons), Some(Side::Control));
    });
    assert_eq!(side(&comparisons), None);
}

#[test]
fn comparison_nested_too_deep_runs_control() {
    fn within(depth: usize, run: &dyn Fn()) {
        let comparisons = Comparisons::new("one");
        match depth {
            0 => run(),
            _ => inside(&comparisons, Side::Candidate, || within(depth - 1, run)),
        }
    }
    let another = Comparisons::new("another");
    within(7, &|| {
        assert_eq!(side(&another), None);
        inside(&another, Side::Candidate, || {
            assert_eq!(side(&another), Some(Side::Candidate));
            assert_eq!(side(&Comparisons::new("a further one")), Some(Side::Control));
        });
    });
    within(20, &|| assert_eq!(side(&another), Some(Side::Control)));
    assert_eq!(side(&another), None);
}
