//! The limits of one configuration. Their reference is `docs/sources.md`.

/// The greatest length of a file, in bytes. Ten thousand toggles with four rules each take 3.3 MiB.
pub const MAX_LEN: usize = 6 << 20;
/// The highest number of files in a directory.
pub(crate) const MAX_FILES: usize = 1_000;
/// The greatest total length of the files in a directory, in bytes.
pub(crate) const MAX_ALL_LEN: u64 = 12 << 20;
/// The memory limit for the parsed keys and values of a file, in bytes.
pub(super) const MAX_TREE: usize = 20 << 20;
/// The deepest nesting of tables and lists.
pub(super) const MAX_DEPTH: usize = 256;
/// The highest number of entries of toggles, including those of all environments.
pub(super) const MAX_ENTRIES: usize = 40_000;
/// The highest number of segments, including those of all environments.
pub(super) const MAX_SEGMENTS: usize = 20_000;
/// The highest number of declared attributes.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;
/// The highest number of environments.
pub(super) const MAX_STAGES: usize = 1_000;
/// The highest total number of rules of all toggles.
pub(super) const MAX_ALL_RULES: usize = 60_000;
/// The highest number of rules of one toggle.
pub(super) const MAX_RULES: usize = 1_000;
/// The highest number of attributes in a condition, in all its alternatives together.
pub(super) const MAX_TESTS: usize = 1_000;
/// The highest number of attributes in all conditions. A segment counts once for each rule that names it.
pub(super) const MAX_ALL_TESTS: usize = 400_000;
/// The highest number of values in one list.
pub(super) const MAX_VALUES: usize = 10_000;
/// The highest total number of values in tables that are, or may be, values of toggles.
pub(super) const MAX_ALL_VALUES: usize = 100_000;
/// The deepest nesting in a table that is the value of a toggle, since deserializing may recurse.
pub(super) const MAX_VALUE_DEPTH: usize = 32;
/// The highest number of keys in a table with a fixed vocabulary. Past it, no nearest key is searched.
pub(super) const MAX_KEYS: usize = 100;
/// The highest number of listed mistakes. Further mistakes are only counted.
pub const MAX_MISTAKES: usize = 1000;

/// The advice for a file that exceeds a limit of the whole file.
pub(super) const SPLIT: &str = "split it into several files";

/// Returns the mistake of a file of this length in bytes, if it is too long.
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

/// Returns the mistake of a directory whose files have this total length in bytes, if it is too long.
pub fn too_long_together(len: u64) -> Option<String> {
    (len > MAX_ALL_LEN)
        .then(|| format!("has files of more than {} MiB together, which is the limit", MAX_ALL_LEN >> 20))
}

/// Returns the mistake of a directory with this number of files, if there are too many.
pub fn too_many_files(count: usize) -> Option<String> {
    (count > MAX_FILES)
        .then(|| format!("has more than {MAX_FILES} files `*.toml`, which is the limit; join some of them"))
}
