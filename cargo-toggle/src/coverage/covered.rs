//! The states that test runs have recorded, compared with those that a toggle can have.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, OpenOptions},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use toggle_runtime::__admin::{COVERAGE, open_regular};
use toggle_syntax::Type;

use crate::inventory::Toggle;

/// The states of a toggle that tests have come upon, and those that they have not.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Covered {
    pub(super) name: String,
    /// What the build has pinned it to, so that no other state can be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pin: Option<String>,
    pub(super) exercised: Vec<String>,
    pub(super) never: Vec<String>,
}

/// A file that is larger is no test run's. In bytes.
const LARGEST: u64 = 64 << 20;
/// A line that is longer names no state. In bytes.
const LONGEST: u64 = 64 << 10;

/// The notes of test runs: the states of each toggle that are to be covered, and have been seen.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// All that are to be covered, so that no other takes any room.
    wanted: HashMap<String, HashSet<String>>,
    found: HashMap<String, HashSet<String>>,
    /// The number of files that were read.
    files: usize,
}

impl Recorded {
    /// Reads all that is in a directory about these toggles. A process that was killed may have left half a line, which
    /// says nothing.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read, or has something else than files that test runs write, by a name of such.
    pub(super) fn read(directory: &Path, toggles: &[Toggle]) -> Result<Self> {
        let mut recorded = Self::of(toggles);
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", directory.display())),
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                recorded.note_file(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                recorded.files += 1;
            }
        }
        Ok(recorded)
    }

    fn of(toggles: &[Toggle]) -> Self {
        let wanted = toggles.iter().map(|toggle| (toggle.name.clone(), states(toggle).into_iter().collect()));
        Self { wanted: wanted.collect(), found: HashMap::new(), files: 0 }
    }

    /// Refuses a directory in which no test run has noted anything.
    ///
    /// # Errors
    ///
    /// With the directory, and what to do.
    pub(super) fn require(&self, directory: &Path) -> Result<()> {
        let shown = directory.display();
        ensure!(
            self.files > 0,
            "{shown} has no file of a test run, `*.txt`; run the tests with `{COVERAGE}={shown}`, as an absolute path"
        );
        Ok(())
    }

    fn note_file(&mut self, path: &Path) -> Result<()> {
        let file = open_regular(path, OpenOptions::new().read(true))?;
        let length = file.metadata()?.len();
        ensure!(length <= LARGEST, "it is larger than {} MiB, which nothing is that a test run writes", LARGEST >> 20);
        Ok(self.note(BufReader::new(file.take(LARGEST)))?)
    }

    fn note(&mut self, mut input: impl BufRead) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            match line.strip_suffix(b"\n") {
                Some(line) => self.note_line(line),
                None => drop(input.skip_until(b'\n')?),
            }
        }
    }

    fn note_line(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let Some((name, state)) = line.split_once('\t') else { return };
        if self.wanted.get(name).is_some_and(|states| states.contains(state)) {
            self.found.entry(name.to_owned()).or_default().insert(state.to_owned());
        }
    }

    /// What is covered of a toggle.
    pub(super) fn covered(&self, toggle: &Toggle) -> Covered {
        let nothing = HashSet::new();
        let recorded = self.found.get(&toggle.name).unwrap_or(&nothing);
        let pin = pin(toggle);
        let states = if pin.is_some() { Vec::new() } else { states(toggle) };
        let (exercised, never) = states.into_iter().partition(|state| recorded.contains(state));
        Covered { name: toggle.name.clone(), pin, exercised, never }
    }
}

/// The states that tests are to come upon.
fn states(toggle: &Toggle) -> Vec<String> {
    match toggle.ty() {
        Type::OnOff => vec!["off".to_owned(), "on".to_owned()],
        Type::Variants(names) => names,
        _ => Vec::new(),
    }
}

/// What the build has pinned it to, everywhere or in some place.
fn pin(toggle: &Toggle) -> Option<String> {
    let of_declarations = toggle.declarations.iter().map(|declaration| &declaration.pin);
    of_declarations.chain(toggle.points.iter().map(|point| &point.pin)).flatten().next().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notes on a toggle that is on or off.
    #[track_caller]
    fn check(texts: &[&[u8]], expected: &[&str]) {
        let wanted = HashMap::from([("mail".to_owned(), HashSet::from(["on", "off"].map(str::to_owned)))]);
        let mut recorded = Recorded { wanted, found: HashMap::new(), files: 0 };
        for text in texts {
            recorded.note(*text).expect("memory can be read");
        }
        let mut found: Vec<&str> = recorded.found.values().flatten().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!((found, recorded.found.len() <= 1), (expected.to_vec(), true));
    }

    #[test]
    fn half_a_line_says_nothing() {
        check(&[b"mail\ton\nmail\tof", b"\nnothing\n"], &["on"]);
    }

    #[test]
    fn what_is_not_to_be_covered_takes_no_room() {
        check(&[b"other\ton\nmail\tmaybe\nmail\toff\n"], &["off"]);
    }

    #[test]
    fn long_line_is_passed_over() {
        let long = ["mail\t".as_bytes(), &vec![b'x'; 200_000], b"\nmail\ton\n"].concat();
        check(&[&long], &["on"]);
    }
}
