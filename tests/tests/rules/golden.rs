//! Buckets computed by the C implementation of XXH3: `xxhash` 4.1.0 of `PyPI`, which is xxHash 0.8.4.
//!
//! ```python
//! def bucket(salt, value, kind):
//!     seed = xxhash.xxh3_64_intdigest(salt.encode(), seed=kind)
//!     return xxhash.xxh3_64_intdigest(value.encode(), seed=seed) * 100000 >> 64
//! ```

/// A salt, a value, and the value's buckets in a rollout (kind 0) and in weights (kind 1).
pub(crate) type Row = (&'static str, String, u32, u32);

pub(crate) fn rows() -> Vec<Row> {
    let row = |salt, value: &str, rollout, weights| (salt, value.to_owned(), rollout, weights);
    vec![
        row("beta-search", "", 62_772, 84_941),
        row("beta-search", "a", 41_482, 22_444),
        row("beta-search", "42", 88_960, 65_065),
        row("beta-search", "-7", 10_566, 20_997),
        row("beta-search", "true", 76_396, 31_540),
        row("beta-search", "user-123", 48_775, 96_603),
        row("beta-search", "Zoë", 91_705, 27_339),
        row("beta-search", "ユーザー", 66_031, 2841),
        row("new-checkout", "", 71_699, 84_547),
        row("new-checkout", "a", 75_547, 11_680),
        row("new-checkout", "42", 36_610, 74_833),
        row("new-checkout", "-7", 39_968, 33_080),
        row("new-checkout", "true", 70_181, 24_707),
        row("new-checkout", "user-123", 98_150, 87_759),
        row("new-checkout", "Zoë", 72_883, 33_225),
        row("new-checkout", "ユーザー", 16_715, 75_267),
        row("beta-search", &digits(3), 84_537, 84_324),
        row("beta-search", &digits(4), 92_211, 16_304),
        row("beta-search", &digits(8), 27_093, 55_613),
        row("beta-search", &digits(9), 3099, 81_047),
        row("beta-search", &digits(16), 88_047, 78_368),
        row("beta-search", &digits(17), 74_408, 2822),
        row("beta-search", &digits(32), 23_758, 874),
        row("beta-search", &digits(33), 54_692, 35_940),
        row("beta-search", &digits(64), 70_776, 28_527),
        row("beta-search", &digits(65), 63_943, 54_413),
        row("beta-search", &digits(96), 63_604, 86_827),
        row("beta-search", &digits(97), 57_718, 26_886),
        row("beta-search", &digits(128), 57_210, 63_468),
        row("beta-search", &digits(129), 63_019, 36_014),
        row("beta-search", &digits(144), 71_454, 43_433),
        row("beta-search", &digits(200), 75_453, 10_230),
        row("beta-search", &digits(239), 44_024, 60_672),
        row("beta-search", &digits(240), 23_438, 97_264),
        row("beta-search", &digits(241), 96_233, 91_255),
        row("beta-search", &digits(255), 23_478, 91_563),
        row("beta-search", &digits(256), 5083, 72_945),
        row("beta-search", &digits(257), 27_175, 17_903),
        row("beta-search", &digits(512), 64_572, 27_582),
        row("beta-search", &digits(1000), 41_601, 33_433),
        row("beta-search", &digits(1024), 58_394, 70_737),
        row("beta-search", &digits(1025), 39_657, 1810),
        row("é", "", 46_408, 27_170),
        row("é", "user-123", 77_885, 73_128),
        row("a-salt-of-23-characters", "", 68_575, 58_643),
        row("a-salt-of-23-characters", "user-123", 81_783, 3667),
    ]
}

/// Returns `0123456789012…` with this length. The algorithm of XXH3 changes at 3, 8, 16, 128 and 240 bytes.
fn digits(len: usize) -> String {
    "0123456789".chars().cycle().take(len).collect()
}

#[test]
fn the_reference_has_these_buckets() {
    for (salt, value, rollout, weights) in rows() {
        let found = [0, 1].map(|kind| crate::reference::bucket(salt, value.as_bytes(), kind));
        assert_eq!(found, [rollout.into(), weights.into()], "{salt} {value}");
    }
}
