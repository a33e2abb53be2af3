//! The limits of one text. The reference is in `docs/sources.md`.

/// The longest text, in bytes. Ten thousand toggles with four rules each take 3.3 MiB.
pub const MAX_LEN: usize = 6 << 20;
/// The most files of a directory.
pub(crate) const MAX_FILES: usize = 1_000;
/// The most bytes of all files of a directory together.
pub(crate) const MAX_ALL_LEN: u64 = 12 << 20;
/// The memory that the keys and values of a text may take while it is read, in bytes.
pub(super) const MAX_TREE: usize = 20 << 20;
/// The deepest nesting of tables and lists.
pub(super) const MAX_DEPTH: usize = 256;
/// The most entries of toggles, those of all stages together.
pub(super) const MAX_ENTRIES: usize = 40_000;
/// The most segments, those of all stages together.
pub(super) const MAX_SEGMENTS: usize = 20_000;
/// The most attributes that a file declares.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;
/// The most stages.
pub(super) const MAX_STAGES: usize = 1_000;
/// The most rules of all toggles together.
pub(super) const MAX_ALL_RULES: usize = 60_000;
/// The most rules of one toggle.
pub(super) const MAX_RULES: usize = 1_000;
/// The most attributes that a condition asks for, in all its alternatives together.
pub(super) const MAX_TESTS: usize = 1_000;
/// The most attributes that all conditions ask for, each segment counted wherever a rule names it.
pub(super) const MAX_ALL_TESTS: usize = 400_000;
/// The most values of one list.
pub(super) const MAX_VALUES: usize = 10_000;
/// The most values in all tables together that are values of toggles, or may be.
pub(super) const MAX_ALL_VALUES: usize = 100_000;
/// The deepest nesting in a table that is the value of a toggle, since its type may be read by recursion.
pub(super) const MAX_VALUE_DEPTH: usize = 32;
/// The most keys of a table that may have a few. With more, the nearest key is not looked for.
pub(super) const MAX_KEYS: usize = 100;
/// The most mistakes that are listed. Any other is counted.
pub const MAX_MISTAKES: usize = 1000;

/// The remedy for a text that is past a limit of the whole text.
pub(super) const SPLIT: &str = "split it into several files";

/// Returns the fault of a text of this length, in bytes, if it is too long.
pub fn too_long(len: u64) -> Option<String> {
    let limit = MAX_LEN as u64;
    (len > limit).then(|| {
        let hundredths = len.saturating_mul(100).div_ceil(1 << 20);
        format!(
            "is {}.{:02} MiB large, and the limit is {} MiB; {SPLIT}",
            hundredths / 100,
            hundredths % 100,
            MAX_LEN >> 20
        )
    })
}

/// Returns the fault of files of a directory that have this length together, in bytes, if it is too long.
pub fn too_long_together(len: u64) -> Option<String> {
    (len > MAX_ALL_LEN)
        .then(|| format!("has files of more than {} MiB together, which is the limit", MAX_ALL_LEN >> 20))
}

/// Returns the fault of a directory of this number of files, if they are too many.
pub fn too_many_files(count: usize) -> Option<String> {
    (count > MAX_FILES)
        .then(|| format!("has more than {MAX_FILES} files `*.toml`, which is the limit; join some of them"))
}
