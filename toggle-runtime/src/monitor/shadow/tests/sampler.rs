//! The selection of calls by a sampler.

use std::thread;

use toggle_rules::Percentage;

use super::*;

fn share(word: &str) -> Percentage {
    Percentage::from_word(word).and_then(Result::ok).expect("a percentage")
}

/// Checks which of the first calls are taken.
#[track_caller]
fn check(word: &str, calls: u32, expected: &[u32]) {
    let sampler = Sampler::default();
    let taken: Vec<_> = (1..=calls).filter(|_| sampler.takes(share(word))).collect();
    assert_eq!(taken, expected, "{word}");
}

#[test]
fn a_share_of_calls_is_taken_evenly() {
    check("0%", 1000, &[]);
    check("100%", 4, &[1, 2, 3, 4]);
    check("50%", 6, &[2, 4, 6]);
    check("5%", 60, &[20, 40, 60]);
    check("75%", 8, &[2, 3, 4, 6, 7, 8]);
    check("33.333%", 10, &[4, 7, 10]);
    check("0.001%", 200_000, &[100_000, 200_000]);
}

#[test]
fn a_share_may_change() {
    let sampler = Sampler::default();
    assert!(!sampler.takes(share("90%")));
    assert!(!sampler.takes(share("0%")));
    assert!(sampler.takes(share("10%")));
    assert!(sampler.takes(share("100%")));
}

#[test]
fn threads_share_it_exactly() {
    let sampler = Sampler::default();
    let taken: usize = thread::scope(|scope| {
        let count = || (0..10_000).filter(|_| sampler.takes(share("12.345%"))).count();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(count)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).sum()
    });
    assert_eq!(taken, 80_000 * 12_345 / 100_000);
}
