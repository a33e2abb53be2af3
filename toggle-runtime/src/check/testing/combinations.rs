//! The combinations of values that a test runs with.

/// The largest number of toggles of which all combinations run.
const ALL_OF: usize = 4;

/// Returns the runs for things with so many values each. A run has, for each thing, the position of its value.
///
/// For up to four things, these are all combinations. For more things, every two values of every two things meet in a
/// run (*pairwise testing*). Most faults that need more than one condition need two, and ten toggles take a dozen runs
/// instead of 1,024. The first run has all first values, the second run all last values.
///
/// The runs grow thing by thing, as in [IPO] (*in parameter order*). Each existing run gets the value of the next thing
/// that meets the most unmet values. The values that are still unmet get runs of their own, whose gaps later things
/// fill. The result is deterministic: the same things always make the same runs.
///
/// [IPO]: https://doi.org/10.1109/HASE.1998.731623
pub(super) fn combinations(counts: &[usize]) -> Vec<Vec<usize>> {
    if counts.len() <= ALL_OF { all(counts) } else { pairwise(counts) }
}

fn all(counts: &[usize]) -> Vec<Vec<usize>> {
    counts.iter().fold(vec![Vec::new()], |runs, &count| {
        let extended = runs.iter().flat_map(|run| (0..count).map(|value| [&run[..], &[value]].concat()));
        extended.collect()
    })
}

/// The values of a run. `None` is a value that does not matter yet.
type Run = Vec<Option<usize>>;

fn pairwise(counts: &[usize]) -> Vec<Vec<usize>> {
    let last = |thing: usize| counts[thing] - 1;
    let mut runs: Vec<Run> = all(&counts[..2]).into_iter().map(|run| run.into_iter().map(Some).collect()).collect();
    // The two fixed runs come first: all first values, and all last values.
    runs.sort_by_key(|run| match run[..] {
        [Some(0), Some(0)] => 0,
        [Some(one), Some(other)] if (one, other) == (last(0), last(1)) => 1,
        _ => 2,
    });
    for thing in 2..counts.len() {
        let mut unmet = Unmet::of(&counts[..thing], counts[thing]);
        for (position, run) in runs.iter_mut().enumerate() {
            let value = match position {
                0 => 0,
                1 => last(thing),
                _ => (0..counts[thing]).rev().max_by_key(|&value| unmet.count(run, value)).unwrap_or_default(),
            };
            unmet.meet(run, value);
            run.push(Some(value));
        }
        for (other, other_value, value) in unmet.left() {
            let fits = |run: &&mut Run| {
                run[other].is_none_or(|known| known == other_value) && run[thing].is_none_or(|known| known == value)
            };
            if let Some(run) = runs.iter_mut().skip(2).find(fits) {
                (run[other], run[thing]) = (Some(other_value), Some(value));
            } else {
                let mut run = vec![None; thing + 1];
                (run[other], run[thing]) = (Some(other_value), Some(value));
                runs.push(run);
            }
        }
    }
    runs.into_iter().map(|run| run.into_iter().map(Option::unwrap_or_default).collect()).collect()
}

/// The unmet pairs of a thing: indexed by an earlier thing, its value, and the value of this thing.
struct Unmet(Vec<Vec<Vec<bool>>>);

impl Unmet {
    fn of(before: &[usize], count: usize) -> Self {
        Self(before.iter().map(|&values| vec![vec![true; count]; values]).collect())
    }

    /// Returns the number of unmet pairs that a run would meet with this value.
    fn count(&self, run: &Run, value: usize) -> usize {
        self.0.iter().zip(run).filter(|(unmet, other)| other.is_some_and(|other| unmet[other][value])).count()
    }

    fn meet(&mut self, run: &Run, value: usize) {
        for (unmet, other) in self.0.iter_mut().zip(run) {
            if let Some(other) = *other {
                unmet[other][value] = false;
            }
        }
    }

    /// Iterates over the unmet pairs: an earlier thing, its value, and the value of this thing.
    fn left(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.0.iter().enumerate().flat_map(|(other, unmet)| {
            let of_value = unmet.iter().enumerate();
            of_value.flat_map(move |(other_value, unmet)| {
                let values = unmet.iter().enumerate().filter(|(_, unmet)| **unmet);
                values.map(move |(value, _)| (other, other_value, value))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn few_toggles_are_tested_in_all_combinations() {
        assert_eq!(combinations(&[2]), [[0], [1]]);
        assert_eq!(combinations(&[2, 3]), [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(combinations(&[2; 4]).len(), 16);
    }

    #[track_caller]
    fn check(counts: &[usize], most: usize) {
        let runs = combinations(counts).len();
        assert!(runs <= most, "{runs} runs for {counts:?}");
    }

    #[test]
    fn more_toggles_take_few_runs() {
        check(&[2; 5], 8);
        check(&[2; 10], 12);
        check(&[2; 50], 18);
        check(&[3; 10], 26);
        check(&[7, 2, 2, 2, 2, 2], 18);
    }

    #[test]
    fn all_off_and_all_on_are_tested_first() {
        let runs = combinations(&[2; 6]);
        assert_eq!((&runs[0], &runs[1]), (&vec![0; 6], &vec![1; 6]));
        assert_eq!(runs, combinations(&[2; 6]), "and always the same");
    }

    proptest! {
        #[test]
        fn every_two_values_meet(counts in proptest::collection::vec(1_usize..5, 5..12)) {
            let runs = combinations(&counts);
            prop_assert!(runs.iter().all(|run| run.iter().zip(&counts).all(|(value, count)| value < count)));
            for one in 0..counts.len() {
                for other in one + 1..counts.len() {
                    let met: HashSet<_> = runs.iter().map(|run| (run[one], run[other])).collect();
                    prop_assert_eq!(met.len(), counts[one] * counts[other]);
                }
            }
        }
    }
}
