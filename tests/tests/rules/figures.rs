//! The distribution of users over buckets: `cargo test -p toggle-tests --test rules figures -- --nocapture` prints
//! it.
#![allow(clippy::print_stderr, reason = "the figures are what one wants to see")]

use crate::reference::bucket;

const USERS: u32 = 1_000_000;

/// The values of chi-square that 1 of 1000 fair draws exceeds, by degrees of freedom.
const CRITICAL_1: f64 = 10.83;
const CRITICAL_99: f64 = 148.2;

/// Returns the bucket in `0..100000` of each user.
fn buckets(salt: &str, kind: u64) -> Vec<usize> {
    (0..USERS)
        .map(|user| usize::try_from(bucket(salt, format!("user-{user}").as_bytes(), kind)).expect("small"))
        .collect()
}

/// Returns chi-square of counts that only chance should make different from the expected ones.
fn chi_square(observed: &[u32], expected: &[f64]) -> f64 {
    observed.iter().zip(expected).map(|(observed, expected)| (f64::from(*observed) - expected).powi(2) / expected).sum()
}

#[track_caller]
fn check(what: &str, figure: f64, critical: f64) {
    eprintln!("{what}: chi-square {figure:.2}, critical {critical}");
    assert!(figure < critical, "{what}: {figure}");
}

#[test]
fn a_percentage_takes_in_that_share() {
    for salt in ["beta-search", "new-checkout"] {
        let buckets = buckets(salt, 0);
        for thousandths in [100, 1_000, 10_000, 50_000_u16] {
            let count = u32::try_from(buckets.iter().filter(|bucket| **bucket < usize::from(thousandths)).count())
                .expect("few");
            let expected = f64::from(USERS) * f64::from(thousandths) / 100_000.0;
            let figure = chi_square(&[count, USERS - count], &[expected, f64::from(USERS) - expected]);
            check(&format!("{salt}, {} %: {count} users", f64::from(thousandths) / 1000.0), figure, CRITICAL_1);
        }
    }
}

#[test]
fn cells_of_one_percent_are_equal() {
    for (salt, kind) in [("beta-search", 0), ("new-checkout", 0), ("beta-search", 1), ("new-checkout", 1)] {
        let mut cells = [0; 100];
        for bucket in buckets(salt, kind) {
            cells[bucket / 1000] += 1;
        }
        let figure = chi_square(&cells, &[f64::from(USERS) / 100.0; 100]);
        check(&format!("{salt}, {}", ["rollout", "weights"][usize::from(kind == 1)]), figure, CRITICAL_99);
    }
}

/// Checks the number of users in one half, in the other, in both, and in neither.
#[test]
fn halves_are_independent() {
    let pairs = [
        (("beta-search", 0), ("new-checkout", 0)),
        (("beta-search", 0), ("beta-search-2", 0)),
        (("beta-search", 0), ("beta-search", 1)),
        (("new-checkout", 1), ("beta-search", 1)),
    ];
    for (a, b) in pairs {
        let mut cells = [0; 4];
        for (one, other) in buckets(a.0, a.1).into_iter().zip(buckets(b.0, b.1)) {
            cells[usize::from(one < 50_000) * 2 + usize::from(other < 50_000)] += 1;
        }
        check(&format!("{a:?} and {b:?}: {cells:?}"), two_by_two(cells), CRITICAL_1);
    }
}

/// Returns Pearson's chi-square for the independence of rows and columns.
fn two_by_two(cells: [u32; 4]) -> f64 {
    let [a, b, c, d] = cells.map(f64::from);
    let (rows, columns, all) = ([a + b, c + d], [a + c, b + d], a + b + c + d);
    let expected: Vec<f64> = rows.iter().flat_map(|row| columns.map(|column| row * column / all)).collect();
    chi_square(&cells, &expected)
}
