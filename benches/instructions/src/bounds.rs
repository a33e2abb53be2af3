//! The bounds of the instruction counts, one per case: reading, checking and writing `bounds.toml`.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};

use crate::{Counts, callgrind::Count};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bounds.toml");

const HEAD: &str = "\
# The maximum instructions of one call on x86-64 Linux, minus those of an empty function. Written by
#
#     cargo run --release --manifest-path benches/Cargo.toml -p toggle-instructions -- --bless
#
# A bound is the count plus 5 % plus 2, because other compilers and processors give slightly different counts: the C
# library selects routines for copying and comparing by processor. A loose bound is a warning: bless an improvement, so
# that its bound protects it.
";

pub(crate) struct Bounds(BTreeMap<String, u64>);

/// Returns the bound that `--bless` writes for a count.
const fn most(count: u64) -> u64 {
    count + count / 20 + 2
}

/// Returns the highest bound that is still tight for a count.
const fn loose(count: u64) -> u64 {
    count + count / 5 + 6
}

impl Bounds {
    pub(crate) fn of(counts: &Counts) -> Self {
        Self(counts.iter().map(|count| (count.name.clone(), most(count.instructions))).collect())
    }

    pub(crate) fn load() -> Result<Self> {
        let text = fs::read_to_string(PATH).context(PATH)?;
        toml::from_str(&text).map(Self).context(PATH)
    }

    pub(crate) fn save(&self) -> Result<()> {
        let lines = self.0.iter().map(|(name, most)| format!("\"{name}\" = {most}\n"));
        fs::write(PATH, format!("{HEAD}\n{}", lines.collect::<String>())).context(PATH)
    }

    pub(crate) fn of_case(&self, name: &str) -> Option<u64> {
        self.0.get(name).copied()
    }

    /// Reports each count far below its bound, which then would not notice a slower check.
    pub(crate) fn warnings(&self, counts: &Counts) -> Vec<String> {
        let loose = |Count { name, instructions, .. }: &Count| {
            let most = self.of_case(name).filter(|most| *most > loose(*instructions))?;
            Some(format!(
                "warning: {name}: {instructions} instructions, so its bound of {most} is loose: run with `--bless`"
            ))
        };
        counts.iter().filter_map(loose).collect()
    }

    /// Reports each count that has no bound or is above its bound, and each bound without a case.
    pub(crate) fn faults(&self, counts: &Counts) -> Vec<String> {
        let unknown = self.0.keys().filter(|name| counts.iter().all(|count| count.name != **name));
        let unknown =
            unknown.map(|name| format!("{name}: `bounds.toml` has a bound for it, but there is no such case"));
        counts.iter().filter_map(|count| self.fault(count)).chain(unknown).collect()
    }

    fn fault(&self, Count { name, instructions, .. }: &Count) -> Option<String> {
        let Some(most) = self.of_case(name) else {
            return Some(format!(
                "{name}: {instructions} instructions, and no bound in `bounds.toml`: run with `--bless`"
            ));
        };
        if *instructions > most {
            return Some(format!(
                "{name}: {instructions} instructions, {} over its bound of {most}",
                instructions - most
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Kind;

    fn count(name: &str, instructions: u64) -> Count {
        Count { name: name.to_owned(), kind: Kind::Other, instructions }
    }

    #[track_caller]
    fn check(blessed: u64, counted: u64, expected: &str) {
        let faults = Bounds::of(&vec![count("a", blessed)]).faults(&vec![count("a", counted)]);
        assert_eq!(faults.join("\n"), expected);
    }

    #[test]
    fn count_near_its_bound_passes() {
        for count in [0, 1, 4, 10, 100, 1_000] {
            check(count, count, "");
            check(count, count + 2, "");
        }
        check(1_000, 1_052, "");
        check(1_000, 900, "");
    }

    #[test]
    fn count_above_its_bound_is_reported() {
        check(100, 110, "a: 110 instructions, 3 over its bound of 107");
    }

    #[test]
    fn loose_bound_is_a_warning() {
        check(1_000, 500, "");
        let warnings = Bounds::of(&vec![count("a", 1_000)]).warnings(&vec![count("a", 500)]);
        let expected = "warning: a: 500 instructions, so its bound of 1052 is loose: run with `--bless`";
        assert_eq!(warnings, [expected]);
        assert!(Bounds::of(&vec![count("a", 1_000)]).warnings(&vec![count("a", 900)]).is_empty());
    }

    #[test]
    fn no_case_and_no_bound_is_skipped_in_silence() {
        let faults = Bounds::of(&vec![count("a", 1)]).faults(&vec![count("b", 1)]);
        assert_eq!(
            faults,
            [
                "b: 1 instructions, and no bound in `bounds.toml`: run with `--bless`",
                "a: `bounds.toml` has a bound for it, but there is no such case",
            ]
        );
    }
}
