//! The states that test runs have recorded, compared with the states that a toggle can have.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, OpenOptions},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use toggle_admin::inventory::Toggle;
use toggle_runtime::__admin::{COVERAGE, open_regular};
use toggle_syntax::Type;

/// The states of a toggle that tests have exercised, and the states that they have not.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Covered {
    pub(super) name: String,
    /// The state that the build has pinned. No other state can be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pin: Option<String>,
    pub(super) exercised: Vec<String>,
    pub(super) never: Vec<String>,
}

/// The size limit of a test run's file, in bytes.
const LARGEST: u64 = 64 << 20;
/// The length limit of a line, in bytes. A longer line names no state.
const LONGEST: u64 = 64 << 10;

/// The records of test runs: the wanted states of each toggle, and the states found.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The states to cover. Other states are dropped, so that they take no memory.
    wanted: HashMap<String, HashSet<String>>,
    found: HashMap<String, HashSet<String>>,
    /// The number of files that were read.
    files: usize,
}

impl Recorded {
    /// Reads the records of these toggles from a directory. A killed process may have left half a line, which is
    /// ignored.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read, or contains a file with the extension of a test run's file that is not one.
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

    /// Refuses a directory without any file of a test run.
    ///
    /// # Errors
    ///
    /// If there is no such file. The message has the directory, and the way to fill it.
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
        ensure!(length <= LARGEST, "it is larger than {} MiB, the limit for a file of a test run", LARGEST >> 20);
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

    /// Returns the covered states of a toggle.
    pub(super) fn covered(&self, toggle: &Toggle) -> Covered {
        let nothing = HashSet::new();
        let recorded = self.found.get(&toggle.name).unwrap_or(&nothing);
        let pin = pin(toggle);
        let states = if pin.is_some() { Vec::new() } else { states(toggle) };
        let (exercised, never) = states.into_iter().partition(|state| recorded.contains(state));
        Covered { name: toggle.name.clone(), pin, exercised, never }
    }
}

/// Returns the states that tests have to exercise.
fn states(toggle: &Toggle) -> Vec<String> {
    match toggle.ty() {
        Type::OnOff => vec!["off".to_owned(), "on".to_owned()],
        Type::Variants(names) => names,
        _ => Vec::new(),
    }
}

/// Returns the state that the build has pinned, everywhere or in some place.
fn pin(toggle: &Toggle) -> Option<String> {
    let of_declarations = toggle.declarations.iter().map(|declaration| &declaration.pin);
    of_declarations.chain(toggle.points.iter().map(|point| &point.pin)).flatten().next().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the records of a toggle that is on or off.
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
    fn half_a_line_is_ignored() {
        check(&[b"mail\ton\nmail\tof", b"\nnothing\n"], &["on"]);
    }

    #[test]
    fn unwanted_state_takes_no_memory() {
        check(&[b"other\ton\nmail\tmaybe\nmail\toff\n"], &["off"]);
    }

    #[test]
    fn long_line_is_skipped() {
        let long = ["mail\t".as_bytes(), &vec![b'x'; 200_000], b"\nmail\ton\n"].concat();
        check(&[&long], &["on"]);
    }
}
